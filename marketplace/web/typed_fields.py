"""Fields that people type days, times and amounts into; what is none is refused in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from flask_babel import gettext
from wtforms import DateField, DateTimeLocalField, StringField

LOCAL = ZoneInfo("Asia/Shanghai")


class DayField(DateField):  # type: ignore[misc]
    """A day, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read year-month-day."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValueError(gettext("Write the date as year-month-day, for example 2027-03-31.")) from None


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """A time in Shanghai, or none; `data` is aware."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what a browser sends, or a person types: a day and a time."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            typed = datetime.fromisoformat(valuelist[0].strip().replace(" ", "T", 1))
        except ValueError:
            raise ValueError(gettext("Write day and time, for example 2027-03-31 14:30.")) from None
        self.data = typed.replace(tzinfo=LOCAL) if typed.tzinfo is None else typed

    def _value(self) -> str:
        """The time as the browser's own field wants it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M") if self.data else ""


class AmountField(StringField):  # type: ignore[misc]
    """An amount, or none; separators between thousands are forgiven."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        self.data = None
        typed = valuelist[0].strip().replace(",", "").replace("，", "") if valuelist else ""
        if not typed:
            return
        try:
            self.data = Decimal(typed)
        except InvalidOperation:
            raise ValueError(gettext("Write the amount as a number, for example 180 or 12.5.")) from None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ("" if self.data is None else str(self.data))
