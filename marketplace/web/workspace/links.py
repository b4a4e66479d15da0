"""The page behind a mailed link. Opening it decides nothing; every decision is a form that is sent."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import Conflict, InvalidInput, JingqiaoError, WrongState
from marketplace.models import MatchState
from marketplace.permissions import Permission
from marketplace.services.links.decide import TALKING, accept_by_link, decline_by_link
from marketplace.services.links.find import RENEWABLE
from marketplace.services.links.read import read_linked_pair, read_linked_points
from marketplace.services.links.renew import renew_link
from marketplace.services.links.withdraw import withdraw_by_link
from marketplace.services.questions.ask import ask_by_link
from marketplace.services.questions.reply import reply_by_link
from marketplace.web.access import requires
from marketplace.web.context import collaborators, db
from marketplace.web.decline_words import grouped_reasons
from marketplace.web.faults import message_of
from marketplace.web.requirement_words import ask_points
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import LINK, QUESTION, answering
from marketplace.web.workspace.talk_forms import LinkAcceptForm, LinkDeclineForm, TalkForm

READ_RATE, POST_RATE, MAIL_RATE = "60/minute", "20/minute", "5/hour"


@answering.after_request
def keep_private(response: Response) -> Response:
    """No search engine lists such an address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def render_link(token: str, **forms: Any) -> str:
    """The page, with a form as it was sent when it must be mended."""
    clock = collaborators().clock
    shown = read_linked_pair(db(), token, clock=clock)
    seen = shown.seen
    state = {
        "side": shown.side.value,
        "version": seen.version,
        "demand_hash": seen.demand_hash,
        "supply_hash": seen.supply_hash,
    }
    open_now = shown.found.closed is None
    points = None
    if open_now:
        engine = collaborators().engine
        points = ask_points(lambda: read_linked_points(db(), token, clock=clock, engine=engine))
    return render_template(
        "workspace/link.html",
        pair=shown,
        token=token,
        points=points,
        state=state,
        talking=shown.found.closed in TALKING and shown.found.is_of_owner,
        renewable=shown.found.closed in RENEWABLE,
        accept=forms.get("accept") or LinkAcceptForm(formdata=None),
        decline=(forms.get("decline") or LinkDeclineForm(formdata=None)).offer_reasons(shown.side),
        reason_groups=grouped_reasons(shown.side),
        ask=forms.get("ask") or TalkForm(formdata=None),
        reply=forms.get("reply"),
        replying=forms.get("replying"),
    )


def too_late(token: str, error: JingqiaoError) -> ResponseReturnValue:
    """Nothing was done: show the pair as it stands, with the reason."""
    db().rollback()
    flash(message_of(error), "warning")
    return render_link(token), 409


def to_link(token: str, message: str) -> ResponseReturnValue:
    """Say what was done and show the page again."""
    flash(message, "success")
    return redirect(url_for("answering.show", token=token), code=303)


@answering.get(LINK)
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(READ_RATE)
def show(token: str) -> str:
    """The pair, or why the link no longer opens it."""
    return render_link(token)


@answering.post(f"{LINK}/accept")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def accept(token: str) -> ResponseReturnValue:
    """Accept."""
    form = LinkAcceptForm()
    if not form.validate():
        return render_link(token, accept=form), 400
    try:
        match = accept_by_link(db(), token, form.seen(), form.name.data, clock=collaborators().clock)
    except InvalidInput as error:
        form.name.errors = [message_of(error)]
        return render_link(token, accept=form), 400
    except (Conflict, WrongState) as error:
        return too_late(token, error)
    if match.state is MatchState.INTRODUCED:
        return to_link(token, _("Both sides have accepted: you are introduced."))
    return to_link(token, _("You have accepted. Now the other side is asked."))


@answering.post(f"{LINK}/decline")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def decline(token: str) -> ResponseReturnValue:
    """Decline, with a reason."""
    form = LinkDeclineForm()
    if not form.validate():
        return render_link(token, decline=form), 400
    sent = {"name": form.name.data, "reason": form.reason.data, "note": form.note.data or ""}
    try:
        decline_by_link(db(), token, form.version.data, **sent, clock=collaborators().clock)
    except InvalidInput as error:
        form[error.field or "reason"].errors = [message_of(error)]
        return render_link(token, decline=form), 400
    except (Conflict, WrongState) as error:
        return too_late(token, error)
    return to_link(token, _("You have declined. Our staff look at your reason and close the pair."))


@answering.post(f"{LINK}/withdraw")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def withdraw(token: str) -> ResponseReturnValue:
    """Take the acceptance back."""
    try:
        withdraw_by_link(db(), token, clock=collaborators().clock)
    except WrongState as error:
        return too_late(token, error)
    return to_link(token, _("Your acceptance is taken back. A new link to answer by is in your mail."))


@answering.post(f"{LINK}/ask")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def ask(token: str) -> ResponseReturnValue:
    """Ask the other side something."""
    form = TalkForm()
    if not form.validate():
        return render_link(token, ask=form), 400
    try:
        ask_by_link(db(), token, form.text.data, clock=collaborators().clock)
    except InvalidInput as error:
        form.text.errors = [message_of(error)]
        return render_link(token, ask=form), 400
    except WrongState as error:
        return too_late(token, error)
    return to_link(token, _("Our staff pass your question on. You get a mail when there is a reply."))


@answering.post(f"{LINK}{QUESTION}/reply")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def reply(token: str, question_id: int) -> ResponseReturnValue:
    """Reply to the other side's question."""
    form = TalkForm()
    if not form.validate():
        return render_link(token, reply=form, replying=question_id), 400
    try:
        reply_by_link(db(), token, question_id, form.text.data, clock=collaborators().clock)
    except InvalidInput as error:
        form.text.errors = [message_of(error)]
        return render_link(token, reply=form, replying=question_id), 400
    except WrongState as error:
        return too_late(token, error)
    return to_link(token, _("Our staff pass your reply on."))


@answering.post(f"{LINK}/renew")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(MAIL_RATE)
def renew(token: str) -> ResponseReturnValue:
    """Send a new link to the contact on file."""
    try:
        renew_link(db(), token, clock=collaborators().clock)
    except WrongState as error:
        return too_late(token, error)
    return to_link(token, _("A new link is on its way to the address on file. Please look into your mail."))
