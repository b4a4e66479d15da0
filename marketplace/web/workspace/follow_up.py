"""The steps after the introduction: forms on pages of their own, answers by a single button."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from marketplace.errors import Conflict, InvalidInput, WrongState
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.answers.own_pairs import find_own_match, sides_of
from marketplace.services.followups.done import finish_step
from marketplace.services.followups.read import FollowThrough, read_follow_through
from marketplace.services.meetings.calendar import CalendarFile, calendar_file
from marketplace.services.meetings.pick import pick_slot
from marketplace.services.outcomes.answer import confirm_outcome
from marketplace.services.outcomes.claim import withdraw_claim
from marketplace.services.outcomes.publish import Consent, set_consent
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.papers import send_paper
from marketplace.web.security import limiter
from marketplace.web.site_settings import settings_of_site
from marketplace.web.workspace.blueprint import MATCH, blueprint
from marketplace.web.workspace.forms import INCOMPLETE, SideForm
from marketplace.web.workspace.step_form import StepForm
from marketplace.web.workspace.step_forms import STEP_FORMS

RATE = "60/minute"
NUMBER = "<int(max=9223372036854775807):{}>"
STEP = f"{MATCH}/steps/<any({','.join(f'{name!r}' for name in STEP_FORMS)}):step>"


class VersionForm(SideForm):
    """For which side, and what the page showed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(INCOMPLETE)])


class PickForm(VersionForm):
    """One of the times."""

    slot = IntegerField(validators=[InputRequired()])


class ConsentForm(VersionForm):
    """What may be published."""

    published = BooleanField()
    shows_organization = BooleanField()
    shows_amount = BooleanField()


def checked(form: SideForm) -> SideForm:
    """The form. Raises InvalidInput when the page did not send all of it."""
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    return form


def back(match_id: int, side: Kind, message: str) -> ResponseReturnValue:
    """Say what was done and show the pair."""
    flash(message, "success")
    return redirect(url_for("workspace.match", match_id=match_id, side=side.value, _anchor="follow"), 303)


def standing(match_id: int, wanted: str) -> FollowThrough:
    """How far the pair has come, from the side asked for. Raises NotAllowed, NotFound, WrongState."""
    match = find_own_match(db(), account(), match_id)
    own = sides_of(account(), match)
    side = Kind(wanted) if wanted in set(own) else own[0]
    follow = read_follow_through(db(), account(), match, side, clock=collaborators().clock)
    if follow is None:
        raise WrongState("The two sides are not introduced yet.")
    return follow


def render_step(form: StepForm, follow: FollowThrough, step: str) -> str:
    """The page of one step."""
    if not form.prepare(follow):
        raise WrongState("This step does not belong here any more. Please look at the pair again.")
    form.side.data, form.seen.data = follow.side, form.standing_version(follow)
    return render_template("workspace/step.html", form=form, follow=follow, step=step)


@blueprint.get(STEP)
@requires(Permission.FOLLOW_UP)
def step_page(match_id: int, step: str) -> str:
    """The form of a step."""
    return render_step(STEP_FORMS[step](), standing(match_id, request.args.get("side", "")), step)


@blueprint.post(STEP)
@requires(Permission.FOLLOW_UP)
@limiter.limit(RATE)
def take_step(match_id: int, step: str) -> ResponseReturnValue:
    """Take the step, or show the form with what must be mended."""
    form = STEP_FORMS[step]()
    follow = standing(match_id, form.side.data or "")
    if not form.prepare(follow):
        raise WrongState("This step does not belong here any more. Please look at the pair again.")
    if form.seen.data != form.standing_version(follow):
        raise Conflict("This changed after you opened it. Nothing was saved; please look at the pair again.")
    if not form.validate():
        return render_step(form, follow, step), 400
    try:
        message = form.send(follow)
    except InvalidInput as error:
        blame(form, error)
        return render_step(form, follow, step), 400
    assert follow.side is not None, "standing names a side"
    return back(match_id, follow.side, message)


def blame(form: FlaskForm, error: InvalidInput) -> None:
    """Put a service's complaint beside its field, or above the form when it names none of them."""
    message = _(error.message) % error.values if error.values else _(error.message)
    if error.field in form:
        form[error.field].errors = [*form[error.field].errors, message]
    else:
        form.form_errors.append(message)


@blueprint.post(f"{MATCH}/meeting/pick")
@requires(Permission.FOLLOW_UP)
@limiter.limit(RATE)
def pick(match_id: int) -> ResponseReturnValue:
    """Pick one of the times."""
    form = checked(PickForm())
    side, clock = form.chosen_side(), collaborators().clock
    pick_slot(db(), account(), match_id, side, form.version.data, form.slot.data, clock=clock)
    return back(match_id, side, _("The meeting is agreed. Both sides are told."))


@blueprint.post(f"{MATCH}/outcomes/{NUMBER.format('outcome_id')}/confirm")
@requires(Permission.FOLLOW_UP)
@limiter.limit(RATE)
def confirm_claim(match_id: int, outcome_id: int) -> ResponseReturnValue:
    """Confirm the other side's claim."""
    form = checked(VersionForm())
    side, clock = form.chosen_side(), collaborators().clock
    confirm_outcome(db(), account(), match_id, side, outcome_id, form.version.data, clock=clock)
    return back(match_id, side, _("Confirmed. It counts from now on."))


@blueprint.post(f"{MATCH}/outcomes/{NUMBER.format('outcome_id')}/withdraw")
@requires(Permission.FOLLOW_UP)
@limiter.limit(RATE)
def withdraw_own_claim(match_id: int, outcome_id: int) -> ResponseReturnValue:
    """Take one's own claim back."""
    form = checked(VersionForm())
    side, clock = form.chosen_side(), collaborators().clock
    withdraw_claim(db(), account(), match_id, side, outcome_id, form.version.data, clock=clock)
    return back(match_id, side, _("The claim is taken back."))


@blueprint.post(f"{MATCH}/outcomes/{NUMBER.format('outcome_id')}/publication")
@requires(Permission.FOLLOW_UP)
@limiter.limit(RATE)
def publication(match_id: int, outcome_id: int) -> ResponseReturnValue:
    """Say what may be published of an outcome."""
    form = checked(ConsentForm())
    given = Consent(form.published.data, form.shows_organization.data, form.shows_amount.data)
    side, clock = form.chosen_side(), collaborators().clock
    set_consent(db(), account(), match_id, side, outcome_id, form.version.data, given, clock=clock)
    return back(match_id, side, _("Saved. The public page follows your choice at once."))


@blueprint.post(f"{MATCH}/entries/{NUMBER.format('entry_id')}/done")
@requires(Permission.FOLLOW_UP)
@limiter.limit(RATE)
def finish(match_id: int, entry_id: int) -> ResponseReturnValue:
    """Tick off a next step."""
    form = checked(SideForm())
    side = form.chosen_side()
    finish_step(db(), account(), match_id, side, entry_id, clock=collaborators().clock)
    return back(match_id, side, _("Ticked off."))


@blueprint.get(f"{MATCH}/meetings/{NUMBER.format('meeting_id')}.ics")
@requires(Permission.FOLLOW_UP)
def meeting_calendar(match_id: int, meeting_id: int) -> Response:
    """The meeting for one's own calendar."""
    # The file outlives the request: its address is the one the site has, not the one it was asked under.
    page = settings_of_site().site_url.rstrip("/") + url_for("workspace.match", match_id=match_id)
    return send_calendar(calendar_file(db(), account(), match_id, meeting_id, page=page))


def send_calendar(file: CalendarFile) -> Response:
    """The answer that carries a calendar file."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.get(f"/papers/{NUMBER.format('paper_id')}")
@requires(Permission.FOLLOW_UP)
def paper(paper_id: int) -> Response:
    """A file of one of the organization's pairs."""
    return send_paper(paper_id)
