"""The Chinese catalogue: made from its fragments, and checked against the messages the code asks for.

Message ids are the English texts, so English needs no catalogue. Each area of the site keeps its Chinese in
marketplace/translations/fragments/<area>.po. `build` merges and compiles them. `check` fails on a message
without a translation, a translation nobody uses, two fragments that disagree, a placeholder lost in
translation, a fuzzy entry, and a compiled catalogue that is not current.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "marketplace" / "translations"
LOCALE = "zh_Hans_CN"  # Flask-Babel looks for this folder; one named zh_CN is ignored without a word
COMPILED = TRANSLATIONS / LOCALE / "LC_MESSAGES" / "messages.mo"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # so that the same fragments always compile to the same bytes
HEADER = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
SOURCES = ((ROOT / "marketplace", [("**.py", "python")]), (ROOT / "templates", [("**", "jinja2")]))
OPTIONS = {"**": {"extensions": "jinja2.ext.do", "silent": "false"}}
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext")),
    **dict.fromkeys(("_n", "ngettext", "lazy_ngettext"), (1, 2)),
    **dict.fromkeys(("pgettext", "lazy_pgettext"), ((1, "c"), 2)),
    # The errors that services raise carry message ids, translated by whoever shows them.
    **dict.fromkeys(("NotAllowed", "NotFound", "Gone", "WrongState", "Conflict", "InvalidInput")),
    **dict.fromkeys(("EngineUnavailable", "UnreadableContact", "NotVerified", "Paused", "NotProven")),
}
Key = tuple[str, str | None]
"""A message's id (of a plural message: its singular) and its context."""


def key(message: Message) -> Key:
    """What gettext looks a message up by."""
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def shown(wanted: Key) -> str:
    """A key as a person would name it."""
    text, context = wanted
    return f'"{text}"' if context is None else f'"{text}" ({context})'


def extract() -> dict[Key, str]:
    """Every message the code and the templates ask for, with one place that asks for it."""
    found: dict[Key, str] = {}
    for folder, methods in SOURCES:
        messages = extract_from_dir(str(folder), methods, OPTIONS, KEYWORDS)
        for name, line, text, _comments, context in messages:
            identifier = text[0] if isinstance(text, tuple) else text
            if identifier:
                found.setdefault((identifier, context), f"{folder.name}/{name}:{line}")
    return found


def read_fragments() -> Iterator[tuple[str, Message]]:
    """Every entry of every fragment, with the fragment's name; a broken file raises PoFileError."""
    for path in sorted((TRANSLATIONS / "fragments").glob("*.po")):
        catalogue = read_po(io.BytesIO(HEADER + path.read_bytes()), locale=LOCALE, abort_invalid=True)
        for message in catalogue:
            if message.id:
                yield path.name, message


def merge() -> tuple[Catalog, list[str]]:
    """All fragments in one catalogue, and what is wrong with them."""
    merged = Catalog(LOCALE, creation_date=UNDATED, revision_date=UNDATED, fuzzy=False)
    origin: dict[Key, str] = {}
    problems: list[str] = []
    for fragment, message in read_fragments():
        name = key(message)
        known = merged.get(name[0], name[1])
        if known is not None:
            if known.string != message.string:
                problems.append(f"{origin[name]} and {fragment} translate {shown(name)} differently")
            continue
        origin[name] = fragment
        merged.add(message.id, message.string, flags=message.flags, context=message.context)
        if message.fuzzy:
            problems.append(f"{fragment}: {shown(name)} is fuzzy")
        if not all(message.string if isinstance(message.string, tuple) else [message.string]):
            problems.append(f"{fragment}: {shown(name)} has no translation")
        problems.extend(f"{fragment}: {shown(name)}: {error}" for error in message.check(merged))
    return merged, problems


def render(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo file, the same bytes for the same messages."""
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def build() -> int:
    """Write messages.mo; what is wrong with a fragment is said here and stops only the gate."""
    catalogue, problems = merge()
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.write_bytes(render(catalogue))
    print(f"{len(catalogue)} messages in Chinese", *problems, sep="\n")
    return 0


def check() -> int:
    """Print every problem; 1 when there is one."""
    catalogue, problems = merge()
    wanted = extract()
    translated = {key(message) for message in catalogue if message.id}
    problems += [
        f"{place}: {shown(name)} has no translation"
        for name, place in wanted.items()
        if name not in translated
    ]
    problems += [
        f"{shown(name)} is translated, but nothing asks for it" for name in translated - wanted.keys()
    ]
    if not COMPILED.exists() or COMPILED.read_bytes() != render(catalogue):
        problems.append("the compiled catalogue is not current: scripts/catalogue build")
    print(*sorted(problems), sep="\n", end="\n" if problems else "")
    print(f"{len(wanted)} messages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    actions = {"build": build, "check": check}
    action = actions.get(sys.argv[1] if len(sys.argv) == 2 else "")
    sys.exit("usage: scripts/catalogue build|check" if action is None else action())
