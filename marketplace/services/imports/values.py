"""Parsers: one cell as any source gives it (text, number, date, list, None) into the value of a field.

Every parser takes any object and either returns a value or raises BadValue; nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from marketplace.services.organizations.credit_code import fault_of


class BadValue(Exception):
    """The cell breaks a rule: `code` names it (see wording.MESSAGES), `values` fill the sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Formula(str):
    """A cell that holds a formula; the string is its text."""


class ErrorCell(str):
    """A cell that holds an Excel error such as #N/A."""


ALLOWED_CONTROLS = "\n\t"
SEPARATORS = re.compile(r"[、,，;；\n]")
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,31}")
EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,28}[0-9](\s?(转|ext\.?|x)\s?[0-9]{1,6})?", re.IGNORECASE)
NEGOTIABLE = frozenset({"", "面议", "待定", "协商", "价格面议", "negotiable"})
DATE_FORMS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?"),
    re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
MOST_BUDGET = Decimal("9999999999.99")
MOST_TECHNOLOGIES = 20
MOST_TECHNOLOGY_LENGTH = 40


def parse_text(value: object) -> str:
    """Any cell as clean text. Refuses formulas, errors, control characters and broken ones."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        raise BadValue("formula")
    if isinstance(value, ErrorCell):
        raise BadValue("error_cell")
    if isinstance(value, list | tuple | dict | set):
        raise BadValue("wrong_type")
    text = _number_text(value) if isinstance(value, float) else str(value)
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff")
    for character in text:
        kind = unicodedata.category(character)
        if (kind == "Cc" and character not in ALLOWED_CONTROLS) or kind == "Cs":
            raise BadValue("control_character", number=f"U+{ord(character):04X}")
        if character == "�" or kind == "Co":
            raise BadValue("broken_text")
    if text.startswith("="):
        raise BadValue("formula")
    return text


def _number_text(value: float) -> str:
    """12.0 as "12": spreadsheets keep whole numbers as floats."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)


def _plain(value: object) -> str:
    """Text in one line with full-width letters, digits and signs made plain: for codes, numbers and dates."""
    return " ".join(unicodedata.normalize("NFKC", parse_text(value)).split())


def parse_code(value: object) -> str:
    """A listing's code, in capitals."""
    text = _plain(value).upper()
    if text and not CODE.fullmatch(text):
        raise BadValue("bad_code")
    return text


def parse_credit_code(value: object) -> str:
    """A unified social credit code, in capitals."""
    if isinstance(value, int | float):
        raise BadValue("credit_code_number")
    text = _plain(value).upper().replace(" ", "")
    fault = fault_of(text) if text else None
    if fault:
        raise BadValue(f"credit_code_{fault}", length=len(text))
    return text


def parse_choice(value: object, choices: Sequence[str]) -> str:
    """One of `choices`, or "" for an empty cell."""
    text = _plain(value)
    if text and text not in choices:
        raise BadValue("not_in_list", choices="、".join(choices))
    return text


def parse_technologies(value: object) -> list[str]:
    """Names split at 、,，;； and line ends, each once, in order; a list (from JSON) is taken as it is."""
    if isinstance(value, list):
        parts = [parse_text(item) for item in value]
    else:
        parts = [part.strip() for part in SEPARATORS.split(parse_text(value))]
    names = list(dict.fromkeys(part for part in parts if part))
    if len(names) > MOST_TECHNOLOGIES:
        raise BadValue("too_many_technologies", limit=MOST_TECHNOLOGIES, count=len(names))
    long = next((name for name in names if len(name) > MOST_TECHNOLOGY_LENGTH), None)
    if long is not None:
        raise BadValue("technology_too_long", limit=MOST_TECHNOLOGY_LENGTH, length=len(long))
    return names


def parse_budget(value: object) -> Decimal | None:
    """Ten thousand yuan (万元) with at most two decimals; None for an empty cell or 面议."""
    if isinstance(value, bool | datetime | date):
        raise BadValue("bad_budget")
    text = _plain(value).replace(" ", "").lower()
    if text in NEGOTIABLE:
        return None
    text = re.sub(r"(万元|万)$", "", text)
    if not re.fullmatch(r"\d{1,15}(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?", text):
        raise BadValue("bad_budget")
    try:
        number = Decimal(text.replace(",", ""))
        rounded = number.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise BadValue("bad_budget") from None
    if rounded != number:
        raise BadValue("budget_decimals")
    if rounded > MOST_BUDGET:
        raise BadValue("bad_budget")
    return rounded


def parse_deadline(value: object) -> date | None:
    """A day: an Excel date, 2027-03-31, 2027/3/31, 2027.3.31, 2027年3月31日 or 20270331; None when empty."""
    if isinstance(value, datetime):
        return _sensible(value.date())
    if isinstance(value, date):
        return _sensible(value)
    text = _plain(value)
    if not text:
        return None
    for form in DATE_FORMS:
        found = form.fullmatch(text)
        if found:
            try:
                return _sensible(date(*(int(part) for part in found.groups())))
            except ValueError:
                raise BadValue("no_such_date") from None
    raise BadValue("date_serial" if re.fullmatch(r"\d{5}(\.0)?", text) else "bad_date")


def _sensible(day: date) -> date:
    if not 2000 <= day.year <= 2100:
        raise BadValue("no_such_date")
    return day


def parse_phone(value: object) -> str:
    """A telephone number, with an extension if there is one."""
    text = _plain(value).replace("—", "-").replace("–", "-")
    if text and not PHONE.fullmatch(text):
        raise BadValue("bad_phone")
    return text


def parse_email(value: object) -> str:
    """An e-mail address."""
    text = _plain(value)
    if text and (len(text) > 254 or not EMAIL.fullmatch(text)):
        raise BadValue("bad_email")
    return text
