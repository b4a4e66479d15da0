"""The forms of the global assignment."""

from __future__ import annotations

from typing import ClassVar, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from marketplace.errors import InvalidInput
from marketplace.services.assignments.choice import MOST, Choice

BIGGEST_ID = 2**63 - 1


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number; what is not one is refused in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; an empty field is none."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            if not (text.isascii() and text.isdigit() and len(text) < 20):
                raise ValueError(gettext("Write a whole number."))
            self.data = int(text)


CAP = NumberRange(1, MOST, _l("A cap must be a whole number from 1 to 1000."))


class AssignmentForm(FlaskForm):  # type: ignore[misc]
    """How many pairs at most and at least; an empty cap is no cap."""

    NUMBERS: ClassVar[tuple[str, ...]] = ("supplier_cap", "organization_cap", "per_demand", "floor")

    supplier_cap = WholeNumberField(
        _l("Cap per supply"), [Optional(), CAP], description=_l("Demands a supply is put before at most.")
    )
    organization_cap = WholeNumberField(
        _l("Cap per organization"),
        [Optional(), CAP],
        description=_l("Pairs of all its supplies together at most."),
    )
    per_demand = WholeNumberField(
        _l("Pairs per demand"),
        [
            InputRequired(_l("Write a whole number.")),
            NumberRange(1, MOST, _l("The number of pairs per demand must be a whole number from 1 to 1000.")),
        ],
        description=_l("Suppliers a demand gets at most."),
    )
    floor = WholeNumberField(
        _l("Floor per demand"),
        [InputRequired(_l("Write a whole number."))],
        description=_l("Suppliers a demand gets at least, if that is possible."),
    )

    def choice(self) -> Choice:
        """The numbers chosen."""
        return Choice(**{name: self[name].data for name in self.NUMBERS})


class NamedAssignmentForm(FlaskForm):  # type: ignore[misc]
    """Which assignment the page showed."""

    assignment_id = WholeNumberField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, BIGGEST_ID)]
    )

    @classmethod
    def read(cls) -> int:
        """The id sent. Raises InvalidInput when there is none."""
        form = cls()
        if not form.validate_on_submit():
            raise InvalidInput("The form is incomplete. Please open the page again.")
        return cast(int, form.assignment_id.data)
