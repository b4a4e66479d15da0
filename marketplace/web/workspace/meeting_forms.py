"""The forms of the steps about a meeting."""

from __future__ import annotations

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField, URLField

from marketplace.services.followups.read import FollowThrough
from marketplace.services.meetings.offer import offer_meeting, offer_other_times
from marketplace.services.meetings.settle import cancel_meeting, record_meeting, report_meeting
from marketplace.services.meetings.terms import LENGTHS, Offer
from marketplace.web.context import collaborators
from marketplace.web.typed_fields import DayField, MomentField
from marketplace.web.workspace.step_form import Needed, StepForm


class TimesForm(StepForm):
    """Offer times, or others."""

    title = _l("Offer times for a meeting")
    lead = _l("Up to five times. The other side picks one; both then get it for their calendar.")
    button = _l("Send the times")
    slot_1 = MomentField(_l("First time"), [Needed()], description=_l("China time."))
    slot_2 = MomentField(_l("Second time"))
    slot_3 = MomentField(_l("Third time"))
    slot_4 = MomentField(_l("Fourth time"))
    slot_5 = MomentField(_l("Fifth time"))
    minutes = SelectField(_l("How long"), [Needed()], coerce=int, default=60)
    subject = StringField(_l("Subject of the meeting"), [Needed()])
    place = StringField(
        _l("Place"), description=_l("Address and room, if you meet in person. A place or a link is needed.")
    )
    link = URLField(_l("Link"), description=_l("If you meet online; it begins with https://."))

    def standing_version(self, follow: FollowThrough) -> int:
        """The meeting's."""
        return follow.ahead.version if follow.ahead else 0

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        self.minutes.choices = [
            SelectChoice(length, _("%(count)s minutes", count=length)) for length in LENGTHS
        ]
        ahead = follow.ahead
        if follow.agreed_time:
            self.title = _("Ask for another time")
            self.lead = _(
                "The meeting is agreed for %(moment)s. That time no longer holds once you send others: the "
                "other side is told at once and picks one.",
                moment=format_datetime(follow.agreed_time, "yyyy-MM-dd HH:mm"),
            )
        elif ahead:
            self.title = _("Offer other times")
        if not self.is_submitted():
            self.subject.data = ahead.subject if ahead else _("First talk")
            if ahead:
                self.minutes.data, self.place.data, self.link.data = ahead.minutes, ahead.place, ahead.link
        return follow.together

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        fields = (self.slot_1, self.slot_2, self.slot_3, self.slot_4, self.slot_5)
        offer = Offer(
            [field.data for field in fields if field.data],
            self.minutes.data,
            self.subject.data or "",
            self.place.data or "",
            self.link.data or "",
        )
        clock = collaborators().clock
        if follow.ahead is None:
            offer_meeting(*self.who(follow), offer, clock=clock)
        else:
            offer_other_times(*self.who(follow), follow.ahead.version, offer, clock=clock)
        return str(_("The times are sent. The other side is asked to pick one."))


class MetForm(StepForm):
    """A meeting arranged elsewhere."""

    title = _l("Put a meeting on record")
    lead = _l("For a meeting or a call that you arranged between yourselves.")
    button = _l("Save")
    on = DayField(_l("Day of the meeting"), [Needed()])
    text = TextAreaField(_l("What was said, and what was agreed"), [Needed()])

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        clock = collaborators().clock
        record_meeting(*self.who(follow), on=self.on.data, text=self.text.data or "", clock=clock)
        return str(_("The meeting is on record; the other side can read it."))


class ReportForm(StepForm):
    """Whether the meeting took place."""

    title = _l("Did the meeting take place?")
    lead = _l("The other side and our staff read it.")
    button = _l("Save")
    held = RadioField(
        _l("The meeting"),
        choices=[SelectChoice("yes", _l("took place")), SelectChoice("no", _l("did not take place"))],
        default="yes",
    )
    text = TextAreaField(_l("What was said, and what was agreed"))

    def standing_version(self, follow: FollowThrough) -> int:
        """The meeting's."""
        return follow.ahead.version if follow.ahead else 0

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        return follow.together and follow.ahead is not None

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        assert follow.ahead is not None, "prepare has seen to it"
        report_meeting(
            *self.who(follow),
            follow.ahead.version,
            held=self.held.data == "yes",
            text=self.text.data or "",
            clock=collaborators().clock,
        )
        return str(_("Thank you. It is on record."))


class CallOffForm(StepForm):
    """Call the meeting off."""

    title = _l("Call the meeting off")
    lead = _l("The other side is told at once, with your reason. You can offer times again later.")
    button = _l("Call it off")
    why = StringField(_l("Reason, for the other side"), [Needed()])

    def standing_version(self, follow: FollowThrough) -> int:
        """The meeting's."""
        return follow.ahead.version if follow.ahead else 0

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        return follow.together and follow.ahead is not None and not follow.is_over

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        assert follow.ahead is not None, "prepare has seen to it"
        clock = collaborators().clock
        cancel_meeting(*self.who(follow), follow.ahead.version, why=self.why.data or "", clock=clock)
        return str(_("The meeting is called off; the other side is told."))
