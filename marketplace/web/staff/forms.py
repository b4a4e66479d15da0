"""The forms of the staff pages."""

from __future__ import annotations

from datetime import date, datetime, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.reviews.lock import LONGEST_NOTE, Seen
from marketplace.services.reviews.progress import LOCAL
from marketplace.services.reviews.reasons import RejectReason
from marketplace.services.reviews.reject import usual_end
from marketplace.web.reason_words import REASONS
from marketplace.web.verdict_words import WITHDRAW_REASONS

STALE = _l("The form is incomplete. Please open the pair again.")
NOTE = Length(max=LONGEST_NOTE, message=_l("The note is too long."))


class EndDateField(DateField):  # type: ignore[misc]
    """A day; what is not one is refused in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; an empty field is no day."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            self.data = None
            raise ValueError(gettext("Write the date as year-month-day, for example 2027-03-31.")) from None


class VersionForm(FlaskForm):  # type: ignore[misc]
    """The version of the pair that the page showed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(STALE)])


class VerdictForm(VersionForm):
    """What the page showed, and a note."""

    demand_hash = HiddenField(validators=[Length(max=128)])
    supply_hash = HiddenField(validators=[Length(max=128)])
    note = TextAreaField(_l("Note for colleagues"), [NOTE])

    def seen(self) -> Seen:
        """What a verdict must still find."""
        return Seen(self.version.data, self.demand_hash.data or "", self.supply_hash.data or "")


class RejectForm(VerdictForm):
    """A verdict with a reason and an end."""

    reason = RadioField(
        _l("Reason"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(code.value, label) for code, (label, _) in REASONS.items()],
        validate_choice=False,  # the service refuses a reason it does not know
    )
    back = RadioField(
        _l("When it comes back"),
        choices=[
            SelectChoice("usual", _l("After the time that goes with the reason")),
            SelectChoice("day", _l("On a day")),
            SelectChoice("never", _l("Not by itself")),
        ],
        validate_choice=False,  # what is neither usual nor never is a day, or nothing
    )
    until = EndDateField(_l("Comes back on"))
    words = TextAreaField(_l("Words for the owner"), [NOTE])

    def until_moment(self, now: datetime) -> datetime | None:
        """When the pair comes back: midnight in China at the beginning of a day."""
        if self.back.data == "usual" and self.reason.data in set(RejectReason):
            end = usual_end(RejectReason(self.reason.data), now)
            return datetime.combine(end.astimezone(LOCAL).date(), time.min, LOCAL) if end else None
        if self.back.data == "never" or self.until.data is None:
            return None
        return datetime.combine(self.until.data, time.min, LOCAL)


class SettleForm(VerdictForm):
    """Confirm or override a decline."""


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Why a listing is taken down."""

    reason = RadioField(
        _l("Reason"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(code.value, WITHDRAW_REASONS[code]) for code in WithdrawReason],
        validate_choice=False,
    )


class PublishForm(FlaskForm):  # type: ignore[misc]
    """The number of the version that the page showed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(STALE)])
