"""The two texts of a pair, field beside field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import ListingVersion
from marketplace.services.reviews.read_pair import Side

Value = Any


class Texts(Protocol):
    """Anything with the two sides of a pair."""

    @property
    def demand(self) -> Side:
        """What is asked for."""
        ...

    @property
    def supply(self) -> Side:
        """What is offered."""
        ...


@dataclass(frozen=True)
class Row:
    """One field of both sides; `form`: text (shared words marked), word, tags, money or date."""

    label: LazyString
    form: str
    demand: Value
    supply: Value

    @property
    def same(self) -> bool:
        """Whether both sides say the same, where that tells something."""
        return self.form in ("word", "name") and bool(self.demand) and self.demand == self.supply


FIELDS: tuple[tuple[LazyString, str, Callable[[ListingVersion], Value]], ...] = (
    (_l("Summary"), "text", lambda text: text.summary),
    (_l("Description"), "text", lambda text: text.description),
    (_l("Technologies"), "tags", lambda text: text.technologies),
    (_l("Industry"), "word", lambda text: text.industry),
    (_l("Region"), "name", lambda text: text.region),
    (_l("Form of cooperation"), "text", lambda text: text.cooperation),
    (_l("Budget"), "money", lambda text: text.budget_wan),
    (_l("Deadline"), "date", lambda text: text.deadline),
    (_l("Maturity"), "word", lambda text: text.maturity),
    (_l("Cases"), "text", lambda text: text.cases),
)


def compare_texts(file: Texts) -> list[Row]:
    """The fields that at least one side filled in."""
    rows = [Row(label, form, read(file.demand.text), read(file.supply.text)) for label, form, read in FIELDS]
    return [row for row in rows if row.demand or row.supply]
