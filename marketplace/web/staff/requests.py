"""The desk of questions to pass on, and of pairs that the sides asked for."""

from __future__ import annotations

from typing import Any, Protocol

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, JingqiaoError, WrongState
from marketplace.models import Question
from marketplace.permissions import Actor, Permission
from marketplace.services.approaches import read as approaches
from marketplace.services.approaches.settle import answer_without_pair
from marketplace.services.ports import Clock
from marketplace.services.questions import desk
from marketplace.services.questions.relay import relay_question, relay_reply, return_question, return_reply
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.exchange_words import APPROACH_ANSWERS, RETURN_REASONS
from marketplace.web.faults import message_of
from marketplace.web.security import limiter
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.request_forms import ApproachAnswerForm, BackForm, RelayForm, ReturnForm

QUESTION = "/questions/<int(max=9223372036854775807):question_id>"
APPROACH = "/approaches/<int(max=9223372036854775807):approach_id>"
RATE = "120/minute"


def exchange_context(match_id: int) -> dict[str, Any]:
    """What the page of a pair shows of it: who asked for the pair, and the questions."""
    session, who = db(), account()
    return {
        "approaches": approaches.list_of_pair(session, who, match_id),
        "questions": desk.list_of_pair(session, who, match_id),
        "return_reasons": RETURN_REASONS,
    }


@blueprint.get("/requests")
@requires(Permission.REVIEW_MATCHES)
def requests() -> str:
    """Everything that the sides have asked and that waits for staff, longest first."""
    return render_template(
        "staff/requests.html",
        questions=desk.list_waiting(db(), account()),
        unanswered=desk.list_unanswered(db(), account(), clock=collaborators().clock),
        approaches=approaches.list_for_staff(db(), account()),
        return_reasons=RETURN_REASONS,
        approach_answers=APPROACH_ANSWERS,
        now=collaborators().clock.now(),
    )


def go_back(form: BackForm, match_id: int | None) -> ResponseReturnValue:
    """To the page on which the form stood."""
    if form.back.data == "pair" and match_id is not None:
        return redirect(url_for("staff.pair", match_id=match_id, _anchor="questions"), code=303)
    return redirect(url_for("staff.requests"), code=303)


class Change(Protocol):
    """A service that does something about a question with what staff wrote or chose."""

    def __call__(
        self, session: Session, actor: Actor, question_id: int, said: str, /, *, clock: Clock
    ) -> Question:
        """The question as it then stands."""


def carry_out(
    form: BackForm, change: Change, question_id: int, said: str | None, done: str
) -> ResponseReturnValue:
    """Make the change, say so, and go back; a refusal is said instead."""
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    try:
        match_id = change(db(), account(), question_id, said or "", clock=collaborators().clock).match_id
    except (InvalidInput, WrongState) as error:
        return refused(form, error)
    flash(done, "success")
    return go_back(form, match_id)


def refused(form: BackForm, error: JingqiaoError) -> ResponseReturnValue:
    """Nothing was changed: back to the desk, which shows how everything stands now."""
    db().rollback()
    flash(message_of(error), "error")
    return go_back(form, None)


@blueprint.post(f"{QUESTION}/relay")
@requires(Permission.REVIEW_MATCHES)
@limiter.limit(RATE)
def relay(question_id: int) -> ResponseReturnValue:
    """Ask the other side."""
    form = RelayForm()
    return carry_out(
        form, relay_question, question_id, form.text.data, gettext("The question was passed on.")
    )


@blueprint.post(f"{QUESTION}/return")
@requires(Permission.REVIEW_MATCHES)
@limiter.limit(RATE)
def give_question_back(question_id: int) -> ResponseReturnValue:
    """Give the question back to the asker."""
    form = ReturnForm()
    return carry_out(
        form,
        return_question,
        question_id,
        form.reason.data,
        gettext("The question was given back with the reason."),
    )


@blueprint.post(f"{QUESTION}/answer")
@requires(Permission.REVIEW_MATCHES)
@limiter.limit(RATE)
def answer(question_id: int) -> ResponseReturnValue:
    """Give the asker the reply."""
    form = RelayForm()
    done = gettext("The reply was passed on.")
    return carry_out(form, relay_reply, question_id, form.text.data, done)


@blueprint.post(f"{QUESTION}/return-reply")
@requires(Permission.REVIEW_MATCHES)
@limiter.limit(RATE)
def give_reply_back(question_id: int) -> ResponseReturnValue:
    """Ask the other side for another reply."""
    form = ReturnForm()
    return carry_out(
        form,
        return_reply,
        question_id,
        form.reason.data,
        gettext("The reply was given back with the reason."),
    )


@blueprint.post(f"{APPROACH}/answer")
@requires(Permission.REVIEW_MATCHES)
@limiter.limit(RATE)
def answer_approach(approach_id: int) -> ResponseReturnValue:
    """Answer a request that brought no listing."""
    form = ApproachAnswerForm()
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    try:
        answer_without_pair(db(), account(), approach_id, form.reason.data or "", clock=collaborators().clock)
    except (InvalidInput, WrongState) as error:
        return refused(form, error)
    flash(gettext("The request was answered."), "success")
    return go_back(form, None)
