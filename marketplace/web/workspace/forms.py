"""The forms of the pair page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from marketplace.models import Kind
from marketplace.services.answers.lock import LONGEST_NOTE
from marketplace.services.answers.reasons import REASONS
from marketplace.services.reviews.lock import Seen
from marketplace.web.decline_words import DECLINE_REASONS

INCOMPLETE = _l("The form is incomplete. Please open the pair again.")


class SideForm(FlaskForm):  # type: ignore[misc]
    """For which side of the pair somebody acts."""

    side = HiddenField(validators=[AnyOf([side.value for side in Kind], INCOMPLETE)])

    def chosen_side(self) -> Kind:
        """The side, once the form is valid."""
        return Kind(self.side.data)


class AnswerForm(SideForm):
    """What the page showed when the answer was given."""

    version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(0, 2**62, INCOMPLETE)],
    )
    demand_hash = HiddenField(validators=[Length(max=128)])
    supply_hash = HiddenField(validators=[Length(max=128)])

    def seen(self) -> Seen:
        """What an answer must still find."""
        return Seen(self.version.data, self.demand_hash.data or "", self.supply_hash.data or "")


class DeclineForm(AnswerForm):
    """A decline with its reason."""

    reason = RadioField(
        _l("Why do you decline?"),
        [InputRequired(_l("Choose a reason."))],
        validate_choice=False,  # the service refuses a reason that is not this side's
    )
    note = TextAreaField(
        _l("Note for our staff"), [Length(max=LONGEST_NOTE, message=_l("The note is too long."))]
    )

    def offer_reasons(self, side: Kind) -> DeclineForm:
        """Offer the reasons of that side."""
        self.reason.choices = [SelectChoice(code.value, DECLINE_REASONS[code]) for code in REASONS[side]]
        return self
