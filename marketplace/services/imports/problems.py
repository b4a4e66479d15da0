"""What is wrong with a file, as data: a code and values, put into words for each reader by wording.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 40
PERSONAL = re.compile(r"@|(?<![0-9A-Za-z])\+?\d[\d\s()-]{5,}\d(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Problem:
    """One thing to mend, or (`notice`) to know. `row` 0: the sheet as a whole; `sheet` "": the file as such.

    `column` is the header as the file has it, `cell` its address in a workbook ("H12"), `value` what stands
    there, shortened; never a personal contact.
    """

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    value: str = ""
    notice: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """The problem as JSON."""
        return asdict(self) | {"values": dict(self.values)}

    @classmethod
    def from_stored(cls, data: Mapping[str, Any]) -> Problem:
        """The problem `stored` wrote."""
        return cls(**data)


class UnreadableFile(Exception):
    """The file as a whole cannot be read; carries the one problem that says why. Caught by read_upload."""

    def __init__(self, code: str, *, sheet: str = "", row: int = 0, **values: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, sheet=sheet, row=row, values=values)


def shown_value(value: object) -> str:
    """A value short enough for a sentence; "" for what looks like a phone number or an e-mail address.

    A row that slipped by one column puts a contact under another header, so the header alone is no guard.
    """
    text = " ".join(str(value).split())
    if PERSONAL.search(text):
        return ""
    # PostgreSQL stores neither NUL nor lone surrogates, and no terminal wants control characters.
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
