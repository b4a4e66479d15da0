"""The listing as the matcher sees it: text and facts, never contacts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from matching.errors import InputError
from matching.json_lines import FieldReader, json_object, read_lines

Kind = Literal["demand", "supply"]
KINDS: tuple[Kind, Kind] = ("demand", "supply")

# The id names the document and the organisation its owner; neither says what is needed or offered.
_UNHASHED = frozenset({"id", "organization"})
# Who names more technologies than this names everything; the others are not read.
_MOST_TECHNOLOGIES = 12


@dataclass(frozen=True)
class Document:
    """One demand or supply. Personal contacts have no field here, so they cannot be embedded or leaked."""

    id: str
    kind: Kind
    title: str
    summary: str = ""
    description: str = ""
    industry: str = ""
    region: str = ""
    technologies: tuple[str, ...] = ()
    maturity: str | None = None
    budget_wan: float | None = None
    deadline: date | None = None
    cooperation: str = ""
    cases: str = ""
    organization: str = field(default="")

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) over the canonical JSON of all fields but the id and the organisation."""
        content = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _UNHASHED}
        canonical = json.dumps(
            content, ensure_ascii=False, sort_keys=True, default=_iso, separators=(",", ":")
        )
        # Lone surrogates are legal in JSON escapes but not in UTF-8; they must not make a text unhashable.
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()

    def query_text(self) -> str:
        """Text given to the encoder when this document is the asking side."""
        return self._text()

    def passage_text(self) -> str:
        """Text given to the encoder when this document is the answering side."""
        return self._text()

    def encoder_text(self) -> str:
        """The text of the side this document is on: demands ask, supplies answer."""
        return self.query_text() if self.kind == "demand" else self.passage_text()

    @property
    def named_technologies(self) -> tuple[str, ...]:
        """The technologies that matching reads: the first dozen, each once."""
        return tuple(dict.fromkeys(self.technologies))[:_MOST_TECHNOLOGIES]

    @property
    def text_amount(self) -> int:
        """How many characters of prose there are, to tell a thin listing from a full one."""
        return len(self.title) + len(self.summary) + len(self.description)

    def _text(self) -> str:
        """Substance first: encoders cut long texts at the end."""
        return "\n".join(part for part in self._prose() if part.strip())

    def _prose(self) -> Iterator[str]:
        yield self.title
        yield self.summary
        yield "、".join(self.named_technologies)
        yield self.description
        yield self.cases


def as_kind(value: object) -> Kind:
    """`value` as a Kind; ValueError when it is neither `demand` nor `supply`."""
    if value != "demand" and value != "supply":
        raise ValueError(f"kind is 'demand' or 'supply', not {value!r}")
    return value


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


_TEXTS = ("title", "summary", "description", "industry", "region", "cooperation", "cases", "organization")


def read_listings(path: str | Path) -> list[Document]:
    """The documents of a JSON-lines file with the keys of the opportunity list (`code` becomes the id).

    Unknown keys, contacts among them, are not read. Raises InputError naming line, field and mend,
    and OSError when the file cannot be opened.
    """
    source = str(path)
    documents: list[Document] = []
    first_line: dict[str, int] = {}
    for number, text in read_lines(path):
        if not text.strip():
            continue
        document = parse_listing(text, source, number)
        if document.id in first_line:
            raise InputError(
                source,
                number,
                "code",
                f"code {document.id!r} was already used on line {first_line[document.id]}",
                "Give each listing its own code, or delete one of the two lines.",
            )
        first_line[document.id] = number
        documents.append(document)
    return documents


def parse_listing(text: str, source: str, line: int) -> Document:
    """One JSON object as a Document; InputError otherwise."""
    record = json_object(text, source, line)
    reader = FieldReader(record, source, line)
    code = reader.text("code").strip()
    if not code or any(c in code for c in "\t\r\n"):
        raise reader.refuse("code", "it is empty or holds a tab", "Give a short code such as X01 or G001.")
    try:
        kind = as_kind(record.get("kind"))
    except ValueError as problem:
        raise reader.refuse("kind", str(problem), 'Write "demand" or "supply".') from None
    values = {name: reader.text(name) for name in _TEXTS}
    if not values["title"].strip():
        raise reader.refuse("title", "it is missing or empty", "Give the listing a title.")
    return Document(
        id=code,
        kind=kind,
        **values,
        technologies=reader.texts("technologies"),
        maturity=reader.text("maturity") or None,
        budget_wan=reader.number("budget_wan"),
        deadline=reader.day("deadline"),
    )
