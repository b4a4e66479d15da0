"""Pair a demand and a supply by hand: find both, see how they stand, put the pair into review."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput, JingqiaoError, NotFound
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.reviews.candidates import search_side
from marketplace.services.reviews.explain_pair import explain_pair
from marketplace.services.reviews.pair_by_hand import pair_by_hand
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.explanations import explained_reasons
from marketplace.web.faults import STATUS, message_of
from marketplace.web.staff.addresses import read_words
from marketplace.web.staff.blueprint import blueprint

LONGEST_SEARCH = 100


@blueprint.get("/pair-by-hand")
@requires(Permission.REVIEW_MATCHES)
def by_hand() -> ResponseReturnValue:
    """The page, at whatever step the reader has come to."""
    return _show(read_words("demand", 64), read_words("supply", 64))


def _show(demand: str, supply: str, problem: str = "", field: str = "", note: str = "") -> tuple[str, int]:
    context: dict[str, Any] = {"explained": None, "unanswered": "", "status": 200}
    if demand and supply:
        context |= _explained(demand, supply)
    page = render_template(
        "staff/by_hand.html",
        sides=[_side(Kind.DEMAND, demand), _side(Kind.SUPPLY, supply)],
        codes={"demand": demand, "supply": supply},
        problem=problem,
        field=field,
        note=note,
        explained_reasons=explained_reasons,
        **context,
    )
    return page, context["status"]


def _side(kind: Kind, code: str) -> dict[str, Any]:
    """What was searched for on a side, what was found, and what was chosen."""
    text = read_words(f"{kind.value}_q", LONGEST_SEARCH)
    return {"kind": kind, "text": text, "code": code, "found": search_side(db(), account(), kind, text)}


def _explained(demand: str, supply: str) -> dict[str, Any]:
    try:
        found = explain_pair(db(), account(), demand, supply, engine=collaborators().engine)
    except (NotFound, InvalidInput) as error:
        return {"unanswered": message_of(error), "status": 404}
    return {"explained": found}


@blueprint.post("/pair-by-hand")
@requires(Permission.REVIEW_MATCHES)
def make_by_hand() -> ResponseReturnValue:
    """Put the pair into review and show it."""
    demand, supply = request.form.get("demand", "")[:64], request.form.get("supply", "")[:64]
    note = request.form.get("note", "")
    try:
        match = pair_by_hand(db(), account(), demand, supply, note=note, clock=collaborators().clock)
    except JingqiaoError as error:
        db().rollback()  # what was begun with the pair goes with it
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
        field = getattr(error, "field", None) or ""
        return _show(demand, supply, message_of(error), field, note)[0], status
    db().flush()  # the address names the pair
    flash(gettext("The pair is in review. A colleague or you can judge it now."), "success")
    return redirect(url_for("staff.pair", match_id=match.id), 303)
