"""Holding a pair while its page is open, letting go of it, and taking it over from who fell silent."""

from __future__ import annotations

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.permissions import Permission
from marketplace.services.reviews.claims import hold_pair, release_pair, take_over_pair
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.addresses import by, read_order
from marketplace.web.staff.blueprint import MATCH_ID, blueprint


@blueprint.post(f"/matches/{MATCH_ID}/claim")
@requires(Permission.REVIEW_MATCHES)
def claim(match_id: int) -> ResponseReturnValue:
    """Sent by an open page: renew its claim, and tell it whether the pair is still its reader's."""
    hold = hold_pair(db(), account(), match_id, clock=collaborators().clock)
    return jsonify(mine=hold is not None and hold.mine)


@blueprint.post(f"/matches/{MATCH_ID}/release")
@requires(Permission.REVIEW_MATCHES)
def release(match_id: int) -> ResponseReturnValue:
    """Let go. A page that is left sends this without waiting for an answer."""
    release_pair(db(), account(), match_id)
    return redirect(url_for("staff.queue", by=by(read_order())), 303)


@blueprint.post(f"/matches/{MATCH_ID}/take-over")
@requires(Permission.REVIEW_MATCHES)
def take_over(match_id: int) -> ResponseReturnValue:
    """Go on where a colleague fell silent."""
    take_over_pair(
        db(),
        account(),
        match_id,
        confirmed=request.form.get("confirmed") == "yes",
        clock=collaborators().clock,
    )
    return redirect(url_for("staff.pair", match_id=match_id, by=by(read_order())), 303)
