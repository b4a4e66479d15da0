"""What stands still, and what staff do about it: remind, park, close, take up again, settle, note."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import MultipleFileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from marketplace.errors import InvalidInput
from marketplace.models import MatchState, Party, Visibility
from marketplace.permissions import Permission
from marketplace.services.answers.own_pairs import sides_of
from marketplace.services.followups.add_entry import Entry, Upload, add_staff_entry
from marketplace.services.followups.log import LOCAL, today
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.set_aside import close_pair, park_pair, resume_pair
from marketplace.services.followups.staff import find_pair
from marketplace.services.followups.stalled import read_stalled, remind_pair
from marketplace.services.followups.steps import STEPS
from marketplace.services.outcomes.answer import settle_dispute
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.followup_words import CLOSING
from marketplace.web.papers import send_paper
from marketplace.web.security import limiter
from marketplace.web.staff.blueprint import MATCH_ID, blueprint
from marketplace.web.staff.forms import EndDateField, VersionForm
from marketplace.web.staff.verdicts import checked

RATE = "120/minute"
USUALLY_PARKED = timedelta(days=30)
ROW = "<int(max=9223372036854775807):{}>"


class SetAsideForm(VersionForm):
    """Park it, or close it for a reason."""

    what = RadioField(
        _l("What is to become of it?"),
        choices=[SelectChoice("park", _l("Park it for now")), SelectChoice("close", _l("Close it"))],
        default="park",
    )
    reason = RadioField(
        _l("Why it is closed"),
        choices=[SelectChoice(code.value, CLOSING[code]) for code in ClosingReason],
        validate_choice=False,
        description=_l("Needed to close it. Both sides read it."),
    )
    until = EndDateField(_l("Comes back on"), description=_l("Needed to park it. It then goes on by itself."))
    note = StringField(_l("A word to both sides"))

    def until_moment(self) -> datetime | None:
        """Midnight in China at the beginning of the day chosen."""
        return datetime.combine(self.until.data, time.min, LOCAL) if self.until.data else None


class StaffNoteForm(FlaskForm):  # type: ignore[misc]
    """A note of staff, and the next step if one is agreed."""

    text = TextAreaField()
    visibility = RadioField(
        choices=[SelectChoice(one.value, one.value) for one in (Visibility.STAFF, Visibility.BOTH)]
    )
    next_step = StringField()
    acts_next = SelectField(
        choices=[SelectChoice("", ""), *(SelectChoice(one.value, one.value) for one in Party)],
        validate_choice=True,
    )
    due_on = EndDateField()
    files = MultipleFileField()

    def entry(self, on: date) -> Entry:
        """What was written, as of that day."""
        chosen = [one for one in self.files.data or () if one and one.filename]
        return Entry(
            on,
            self.text.data or "",
            Visibility(self.visibility.data),
            self.next_step.data or "",
            Party(self.acts_next.data) if self.acts_next.data else None,
            self.due_on.data,
            [Upload(one.filename, one.read()) for one in chosen],
        )


class DisputeForm(VersionForm):
    """Whether a disputed claim holds."""

    holds = RadioField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
    note = StringField()


def shown(match_id: int, message: str) -> ResponseReturnValue:
    """Say what was done and show the pair, or the list it was chosen from."""
    flash(message, "success")
    if request.form.get("back") == "stalled":
        return redirect(url_for("staff.stalled"), 303)
    return redirect(url_for("staff.pair", match_id=match_id), 303)


@blueprint.get("/stalled")
@requires(Permission.CHASE_PAIRS)
def stalled() -> str:
    """The pairs that stand still, longest first."""
    wanted, clock = request.args.get("state", ""), collaborators().clock
    state = MatchState(wanted) if wanted in {one.value for one in STEPS} else None
    number = request.args.get("page", 1, type=int)
    found = read_stalled(db(), account(), state=state, page=number, clock=clock)

    def page_address(page: int) -> str:
        return url_for("staff.stalled", state=wanted or None, page=page)

    return render_template(
        "staff/stalled.html", found=found, steps=STEPS, page_address=page_address, current=state
    )


@blueprint.post(f"/matches/{MATCH_ID}/remind")
@requires(Permission.CHASE_PAIRS)
@limiter.limit(RATE)
def remind(match_id: int) -> ResponseReturnValue:
    """Remind whoever is waited for."""
    remind_pair(db(), account(), match_id, clock=collaborators().clock)
    return shown(match_id, gettext("The reminder is on its way."))


def render_set_aside(match_id: int, form: SetAsideForm) -> str:
    """The form to park or close a pair."""
    match = find_pair(db(), account(), match_id)
    form.version.data = match.version
    own = bool(sides_of(account(), match))
    return render_template("staff/set_aside.html", form=form, match=match, own=own)


@blueprint.get(f"/matches/{MATCH_ID}/set-aside")
@requires(Permission.CHASE_PAIRS)
def set_aside(match_id: int) -> str:
    """Park or close."""
    form = SetAsideForm()
    form.until.data = today(collaborators().clock) + USUALLY_PARKED
    return render_set_aside(match_id, form)


@blueprint.post(f"/matches/{MATCH_ID}/set-aside")
@requires(Permission.CHASE_PAIRS)
@limiter.limit(RATE)
def put_aside(match_id: int) -> ResponseReturnValue:
    """Park it or close it."""
    form = SetAsideForm()
    if not form.validate():
        return render_set_aside(match_id, form), 400
    version, note, clock = form.version.data, form.note.data or "", collaborators().clock
    try:
        if form.what.data == "close":
            reason = form.reason.data or ""
            close_pair(db(), account(), match_id, version, reason=reason, note=note, clock=clock)
            return shown(match_id, gettext("The pair is closed. Both sides are told why."))
        until = form.until_moment()
        park_pair(db(), account(), match_id, version, until=until, note=note, clock=clock)
    except InvalidInput as error:
        form[error.field].errors = [gettext(error.message) % error.values]
        return render_set_aside(match_id, form), 400
    return shown(match_id, gettext("The pair is parked."))


@blueprint.post(f"/matches/{MATCH_ID}/resume")
@requires(Permission.CHASE_PAIRS)
@limiter.limit(RATE)
def resume(match_id: int) -> ResponseReturnValue:
    """Let it go on where it stood."""
    form = VersionForm()
    checked(form)
    resume_pair(db(), account(), match_id, form.version.data, clock=collaborators().clock)
    return shown(match_id, gettext("The pair goes on where it stood."))


@blueprint.post(f"/matches/{MATCH_ID}/outcomes/{ROW.format('outcome_id')}/settle")
@requires(Permission.CHASE_PAIRS)
@limiter.limit(RATE)
def settle(match_id: int, outcome_id: int) -> ResponseReturnValue:
    """Decide a dispute."""
    form = DisputeForm()
    checked(form)
    settle_dispute(
        db(),
        account(),
        match_id,
        outcome_id,
        form.version.data,
        holds=form.holds.data == "yes",
        note=form.note.data or "",
        clock=collaborators().clock,
    )
    return shown(match_id, gettext("The dispute is settled. Both sides are told."))


@blueprint.post(f"/matches/{MATCH_ID}/follow-up-note")
@requires(Permission.CHASE_PAIRS)
@limiter.limit(RATE)
def add_note(match_id: int) -> ResponseReturnValue:
    """Write a note into the pair's timeline."""
    form, clock = StaffNoteForm(), collaborators().clock
    checked(form)
    add_staff_entry(db(), account(), match_id, form.entry(today(clock)), clock=clock)
    return shown(match_id, gettext("The note is saved."))


@blueprint.get(f"/papers/{ROW.format('paper_id')}")
@requires(Permission.CHASE_PAIRS)
def paper(paper_id: int) -> Response:
    """A file of a pair."""
    return send_paper(paper_id)
