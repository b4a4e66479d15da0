"""The forms of the steps after the introduction; each knows the service it is for."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, SelectChoice, StringField, TextAreaField

from marketplace.models import Party, Visibility
from marketplace.services.answers.own_pairs import across
from marketplace.services.followups.add_entry import Entry, add_entry
from marketplace.services.followups.read import FollowThrough
from marketplace.services.followups.steps import party_of
from marketplace.services.pilots.run import PilotTerms, begin_pilot, change_pilot, end_pilot
from marketplace.web.context import collaborators
from marketplace.web.typed_fields import DayField
from marketplace.web.workspace.meeting_forms import CallOffForm, MetForm, ReportForm, TimesForm
from marketplace.web.workspace.outcome_forms import DeliveredForm, DisputeForm, IntentForm, SignedForm
from marketplace.web.workspace.step_form import FILE_HINT, Needed, StepForm


class PilotForm(StepForm):
    """The pilot's terms."""

    title = _l("Put the pilot on record")
    lead = _l("What you agreed with the other side. It can be corrected while the pilot runs.")
    button = _l("Save the pilot")
    starts_on = DayField(_l("First day"), [Needed()])
    ends_on = DayField(_l("Last day"), [Needed()])
    place = StringField(_l("Where"), [Needed()])
    measures = TextAreaField(
        _l("Measures agreed"),
        [Needed()],
        description=_l("What you will measure and which value counts as success, for example: 误报率低于5%."),
    )

    def standing_version(self, follow: FollowThrough) -> int:
        """The pilot's."""
        return follow.pilot.version if follow.pilot else 0

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        pilot = follow.pilot
        if pilot and not self.is_submitted():
            self.starts_on.data, self.ends_on.data = pilot.starts_on, pilot.ends_on
            self.place.data, self.measures.data = pilot.place, pilot.measures
        return follow.can_begin_pilot or (pilot is not None and pilot.ended_on is None and follow.together)

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        terms = PilotTerms(
            self.starts_on.data, self.ends_on.data, self.place.data or "", self.measures.data or ""
        )
        clock = collaborators().clock
        if follow.pilot is None:
            begin_pilot(*self.who(follow), terms, clock=clock)
        else:
            change_pilot(*self.who(follow), follow.pilot.version, terms, clock=clock)
        return str(_("The pilot is on record; the other side can read it."))


class PilotEndForm(StepForm):
    """The pilot's result."""

    title = _l("Put the pilot's result on record")
    lead = _l("What did the measures show? The other side and our staff read it.")
    button = _l("Save the result")
    on = DayField(_l("Last day"), [Needed()])
    result = TextAreaField(_l("Result, measure by measure"), [Needed()])

    def standing_version(self, follow: FollowThrough) -> int:
        """The pilot's."""
        return follow.pilot.version if follow.pilot else 0

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        return follow.together and follow.pilot is not None and follow.pilot.ended_on is None

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        assert follow.pilot is not None, "prepare has seen to it"
        result, clock = self.result.data or "", collaborators().clock
        end_pilot(*self.who(follow), follow.pilot.version, on=self.on.data, result=result, clock=clock)
        return str(_("The result is on record."))


class NoteForm(StepForm):
    """What happened and what comes next."""

    title = _l("Add a note")
    lead = _l("What happened, and what is to happen next.")
    button = _l("Save the note")
    happened_on = DayField(_l("When it happened"), [Needed()])
    text = TextAreaField(_l("What happened"), [Needed()])
    visibility = RadioField(_l("Who may read it"), default=Visibility.BOTH.value)
    next_step = StringField(_l("Next step"))
    acts_next = RadioField(_l("Who takes it"), validate_choice=False)
    due_on = DayField(_l("By when"))
    files = MultipleFileField(_l("Files"), description=FILE_HINT)

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        assert follow.side is not None, "only sides take steps"
        self.visibility.choices = [
            SelectChoice(Visibility.BOTH.value, _("Both sides and staff")),
            SelectChoice(Visibility.STAFF.value, _("Our side and staff")),
            SelectChoice(Visibility.OWN_SIDE.value, _("Our side only")),
        ]
        self.acts_next.choices = [
            SelectChoice(party_of(follow.side).value, _("We")),
            SelectChoice(party_of(across(follow.side)).value, _("The other side")),
            SelectChoice(Party.BOTH.value, _("Both of us")),
            SelectChoice(Party.STAFF.value, _("Matchmaking staff")),
        ]
        return follow.talking

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        acts = self.acts_next.data
        entry = Entry(
            self.happened_on.data,
            self.text.data or "",
            Visibility(self.visibility.data),
            self.next_step.data or "",
            Party(acts) if acts in set(Party) else None,
            self.due_on.data,
            self.uploads(self.files.data),
        )
        add_entry(*self.who(follow), entry, clock=collaborators().clock)
        return str(_("The note is saved."))


STEP_FORMS: Mapping[str, type[StepForm]] = {
    "times": TimesForm,
    "met": MetForm,
    "report": ReportForm,
    "call-off": CallOffForm,
    "pilot": PilotForm,
    "pilot-end": PilotEndForm,
    "intent": IntentForm,
    "signed": SignedForm,
    "delivered": DeliveredForm,
    "dispute": DisputeForm,
    "note": NoteForm,
}
