"""Ask the other side of a pair, and reply to it, through staff."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.questions.ask import ask_question
from marketplace.services.questions.reply import reply_to
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.security import limiter
from marketplace.web.workspace.answers import too_late
from marketplace.web.workspace.blueprint import MATCH, QUESTION, blueprint
from marketplace.web.workspace.pair import render_pair
from marketplace.web.workspace.talk_forms import TalkForm

RATE = "20/minute"


def read_form() -> tuple[TalkForm, Kind, bool]:
    """The form, the side it is sent for, and whether it is whole. Raises InvalidInput without a side."""
    form = TalkForm()
    if form.side.data not in set(Kind):
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    return form, Kind(form.side.data), form.validate()


def to_thread(match_id: int, side: Kind, message: str) -> ResponseReturnValue:
    """Say what was done and show the thread."""
    flash(message, "success")
    address = url_for("workspace.match", match_id=match_id, side=side.value, _anchor="questions")
    return redirect(address, code=303)


@blueprint.post(f"{MATCH}/ask")
@requires(Permission.ANSWER_MATCH)
@limiter.limit(RATE)
def ask(match_id: int) -> ResponseReturnValue:
    """Ask the other side something."""
    form, side, whole = read_form()
    if not whole:
        return render_pair(match_id, side, ask=form), 400
    try:
        ask_question(db(), account(), match_id, side, form.text.data, clock=collaborators().clock)
    except InvalidInput as error:
        form.text.errors = [message_of(error)]
        return render_pair(match_id, side, ask=form), 400
    except WrongState as error:
        return too_late(match_id, side, error)
    return to_thread(
        match_id, side, _("Our staff pass your question on. You are told when there is a reply.")
    )


@blueprint.post(f"{MATCH}{QUESTION}/reply")
@requires(Permission.ANSWER_MATCH)
@limiter.limit(RATE)
def reply(match_id: int, question_id: int) -> ResponseReturnValue:
    """Reply to the other side's question."""
    form, side, whole = read_form()
    if not whole:
        return render_pair(match_id, side, reply=form, replying=question_id), 400
    try:
        reply_to(db(), account(), match_id, side, question_id, form.text.data, clock=collaborators().clock)
    except InvalidInput as error:
        form.text.errors = [message_of(error)]
        return render_pair(match_id, side, reply=form, replying=question_id), 400
    except WrongState as error:
        return too_late(match_id, side, error)
    return to_thread(match_id, side, _("Our staff pass your reply on."))
