"""One pair, and all the pairs of a demand or a supply."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.followups.read import read_for_staff
from marketplace.services.followups.set_aside import can_resume
from marketplace.services.followups.steps import rule_of
from marketplace.services.reviews.claims import HELD_FOR, hold_pair
from marketplace.services.reviews.explain_pair import explain_pair
from marketplace.services.reviews.find_listing import find_listing
from marketplace.services.reviews.last_verdict import read_last_verdict
from marketplace.services.reviews.list_pairs import list_pairs_of
from marketplace.services.reviews.origin import read_origin
from marketplace.services.reviews.progress import LOCAL
from marketplace.services.reviews.read_account import read_account
from marketplace.services.reviews.read_pair import read_pair
from marketplace.services.reviews.read_unserved import read_unserved
from marketplace.services.reviews.reject import USUAL_DAYS
from marketplace.services.reviews.reopen import can_reopen
from marketplace.services.reviews.undo import can_undo
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.explanations import ask_account, explained_reasons, labelled_parts
from marketplace.web.requirement_words import show_points
from marketplace.web.staff.addresses import by, read_id, read_order, read_words
from marketplace.web.staff.blueprint import MATCH_ID, blueprint
from marketplace.web.staff.comparison import compare_texts
from marketplace.web.staff.reason_list import numbered_reasons
from marketplace.web.staff.requests import exchange_context

# An open page renews its claim well before it lapses.
RENEW_SECONDS = int(HELD_FOR.total_seconds() // 6)


def pair_context(match_id: int) -> dict[str, Any]:
    """What pair.html and reject.html show."""
    session, who, now = db(), account(), collaborators().clock.now()
    order = read_order()
    file = read_pair(session, who, match_id, order, clock=collaborators().clock)
    suggestion, hold = file.suggestion, None
    if file.can_be_judged:
        hold = hold_pair(session, who, match_id, clock=collaborators().clock)
    today = now.astimezone(LOCAL).date()
    points, reasons = ask_account(
        lambda: read_account(session, who, match_id, engine=collaborators().engine),
        suggestion.reasons if suggestion else [],
    )
    return {
        "file": file,
        "by": by(order),
        "hold": hold,
        "renew_seconds": RENEW_SECONDS,
        "origin": read_origin(file.match, file.events),
        "follow": read_for_staff(session, who, file.match, clock=collaborators().clock),
        "rule": rule_of(file.match),
        "resumable": can_resume(session, file.match),
        "rows": compare_texts(file),
        "points": points,
        "terms": suggestion.shared_terms if suggestion else [],
        "parts": labelled_parts(suggestion.parts) if suggestion else [],
        "reasons": reasons,
        "undoable": can_undo(file.match, file.standing_review),
        **exchange_context(match_id),
        "reopenable": can_reopen(file.match) and not can_resume(session, file.match),
        "last": read_last_verdict(session, who, read_id("after")),
        "reason_groups": numbered_reasons(),
        "tomorrow": today + timedelta(days=1),
        "usual_end": today + timedelta(days=USUAL_DAYS),
    }


@blueprint.get(f"/matches/{MATCH_ID}")
@requires(Permission.REVIEW_MATCHES)
def pair(match_id: int) -> str:
    """The pair page."""
    return render_template("staff/pair.html", **pair_context(match_id))


@blueprint.get("/demands/<code>")
@requires(Permission.REVIEW_MATCHES)
def demand(code: str) -> str:
    """All pairs of a demand."""
    return _listing_pairs(code, Kind.DEMAND)


@blueprint.get("/supplies/<code>")
@requires(Permission.REVIEW_MATCHES)
def supply(code: str) -> str:
    """All pairs of a supply: which demands it was suggested for, and at which rank."""
    return _listing_pairs(code, Kind.SUPPLY)


def _listing_pairs(code: str, kind: Kind) -> str:
    listing = find_listing(db(), account(), code, kind)
    return render_template(
        "staff/listing_pairs.html",
        listing=listing,
        unserved=read_unserved(db(), account(), listing),
        pairs=list_pairs_of(db(), account(), listing),
        labelled_parts=labelled_parts,
    )


@blueprint.get("/demands/<code>/why")
@requires(Permission.REVIEW_MATCHES)
def why(code: str) -> ResponseReturnValue:
    """Why a chosen supply was, or was not, suggested for the demand."""
    listing = find_listing(db(), account(), code, Kind.DEMAND)
    asked, explained, problem, status = read_words("supply", 64), None, None, 200
    engine, again = collaborators().engine, "again" in request.args
    if asked:
        try:
            explained = explain_pair(db(), account(), listing.code, asked, engine=engine, patient=again)
        except (NotFound, InvalidInput) as error:
            problem, status = gettext(error.message) % error.values, 404
    page = render_template(
        "staff/why.html",
        listing=listing,
        asked=asked,
        explained=explained,
        problem=problem,
        labelled_parts=labelled_parts,
        explained_reasons=explained_reasons,
        show_points=show_points,
    )
    return page, status
