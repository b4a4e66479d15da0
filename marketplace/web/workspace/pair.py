"""One pair: both texts, why it was recommended, how it stands, and the other side's contact once released."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.answers.pair_rows import Turn
from marketplace.services.answers.read_own_pair import read_own_pair
from marketplace.services.answers.read_points import read_own_points
from marketplace.services.followups.read import read_follow_through
from marketplace.services.introductions.contact import show_contact
from marketplace.services.questions.lock import OPEN
from marketplace.services.questions.thread import read_thread
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.decline_words import grouped_reasons
from marketplace.web.requirement_words import ask_points
from marketplace.web.workspace.blueprint import MATCH, blueprint
from marketplace.web.workspace.forms import AnswerForm, DeclineForm, SideForm
from marketplace.web.workspace.steps import steps_of
from marketplace.web.workspace.talk_forms import TalkForm


def render_pair(match_id: int, side: Kind | None, decline: DeclineForm | None = None, **talk: Any) -> str:
    """The page, with the form that must be mended as it was sent: `decline`, or `ask` or `reply`."""
    shown = read_own_pair(db(), account(), match_id, side)
    seen = shown.seen
    state = {
        "side": shown.row.side.value,
        "version": seen.version,
        "demand_hash": seen.demand_hash,
        "supply_hash": seen.supply_hash,
    }
    return render_template(
        "workspace/pair.html",
        pair=shown,
        points=ask_points(lambda: read_own_points(db(), account(), match_id, engine=collaborators().engine)),
        steps=steps_of(shown),
        follow=read_follow_through(db(), account(), shown.match, shown.row.side, clock=collaborators().clock),
        Turn=Turn,
        state=state,
        accept=AnswerForm(formdata=None, data=state),
        decline=(decline or DeclineForm(formdata=None)).offer_reasons(shown.row.side),
        reason_groups=grouped_reasons(shown.row.side),
        thread=read_thread(db(), shown.match, shown.row.side),
        talking=shown.match.state in OPEN,
        ask=talk.get("ask") or TalkForm(formdata=None),
        reply=talk.get("reply"),
        replying=talk.get("replying"),
    )


@blueprint.get(MATCH)
@requires(Permission.USE_WORKSPACE)
def match(match_id: int) -> str:
    """One pair of the organization; `?side=` when it owns both listings."""
    wanted = request.args.get("side", "")
    return render_pair(match_id, Kind(wanted) if wanted in set(Kind) else None)


@blueprint.post(f"{MATCH}/contact")
@requires(Permission.ANSWER_MATCH)
def contact(match_id: int) -> ResponseReturnValue:
    """Show this account the other side's contact, and put that on record."""
    form = SideForm()
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    show_contact(db(), account(), match_id, form.chosen_side(), clock=collaborators().clock)
    flash(_("The contact is shown below. This is on record, and the other side can see it."), "success")
    return redirect(
        url_for("workspace.match", match_id=match_id, side=form.side.data, _anchor="contact"), code=303
    )
