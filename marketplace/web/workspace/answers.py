"""What a side answers to a recommended pair."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import Conflict, InvalidInput, JingqiaoError, WrongState
from marketplace.models import Kind, Match, MatchState
from marketplace.permissions import Permission
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.decline import decline_match
from marketplace.services.answers.withdraw import withdraw_acceptance
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import MATCH, blueprint
from marketplace.web.workspace.forms import AnswerForm, DeclineForm
from marketplace.web.workspace.pair import render_pair

RATE = "60/minute"


def done(match: Match, side: Kind, message: str) -> ResponseReturnValue:
    """Say what was done and show the pair as it now stands."""
    flash(message, "success")
    return redirect(url_for("workspace.match", match_id=match.id, side=side.value), code=303)


def too_late(match_id: int, side: Kind, error: JingqiaoError) -> ResponseReturnValue:
    """Nothing was done: show the pair as it stands, with the reason."""
    flash(_(error.message) % error.values if error.values else _(error.message), "warning")
    return render_pair(match_id, side), 409


@blueprint.post(f"{MATCH}/accept")
@requires(Permission.ANSWER_MATCH)
@limiter.limit(RATE)
def accept(match_id: int) -> ResponseReturnValue:
    """Accept the pair."""
    form = AnswerForm()
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    side = form.chosen_side()
    try:
        match = accept_match(db(), account(), match_id, side, form.seen(), clock=collaborators().clock)
    except (Conflict, WrongState) as error:
        return too_late(match_id, side, error)
    if match.state is MatchState.INTRODUCED:
        return done(match, side, _("Both sides have accepted: you are introduced."))
    return done(match, side, _("You have accepted. Now the other side is asked."))


@blueprint.post(f"{MATCH}/decline")
@requires(Permission.ANSWER_MATCH)
@limiter.limit(RATE)
def decline(match_id: int) -> ResponseReturnValue:
    """Decline the pair, with a reason."""
    form = DeclineForm()
    if form.side.data not in set(Kind):
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    side = form.offer_reasons(form.chosen_side()).chosen_side()
    if not form.validate():
        return render_pair(match_id, side, form), 400
    sent = {"reason": form.reason.data, "note": form.note.data or "", "clock": collaborators().clock}
    try:
        match = decline_match(db(), account(), match_id, side, form.version.data, **sent)
    except InvalidInput as error:
        form[error.field].errors = [_(error.message) % error.values if error.values else _(error.message)]
        return render_pair(match_id, side, form), 400
    except (Conflict, WrongState) as error:
        return too_late(match_id, side, error)
    return done(match, side, _("You have declined. Our staff look at your reason and close the pair."))


@blueprint.post(f"{MATCH}/withdraw")
@requires(Permission.ANSWER_MATCH)
@limiter.limit(RATE)
def withdraw(match_id: int) -> ResponseReturnValue:
    """Take the acceptance back."""
    form = AnswerForm()
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    side = form.chosen_side()
    try:
        match = withdraw_acceptance(
            db(), account(), match_id, side, form.version.data, clock=collaborators().clock
        )
    except (Conflict, WrongState) as error:
        return too_late(match_id, side, error)
    return done(match, side, _("Your acceptance is taken back. You can answer again."))
