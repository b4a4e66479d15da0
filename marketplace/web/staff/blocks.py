"""Organizations that are kept apart, lifting that, and closing requests to mend a text."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.blocks.browse import list_blocks
from marketplace.services.blocks.lift import lift_block
from marketplace.services.mending.close import close_request
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.staff.blueprint import BLOCK_ID, REQUEST_ID, blueprint


@blueprint.get("/blocks")
@requires(Permission.REVIEW_MATCHES)
def blocks() -> str:
    """All of them."""
    return _show()


def _show(wrong: int | None = None, problem: str = "") -> str:
    standing, lifted = list_blocks(db(), account())
    return render_template(
        "staff/blocks.html",
        standing=standing,
        lifted=lifted,
        own=account().organization_id,
        wrong=wrong,
        problem=problem,
    )


@blueprint.post(f"/blocks/{BLOCK_ID}/lift")
@requires(Permission.REVIEW_MATCHES)
def lift(block_id: int) -> ResponseReturnValue:
    """Let the two be paired again."""
    try:
        lift_block(db(), account(), block_id, note=request.form.get("note", ""), clock=collaborators().clock)
    except InvalidInput as error:
        return _show(block_id, message_of(error)), 400
    flash(gettext("The two organizations may be paired again from the next matching run on."), "success")
    return redirect(url_for("staff.blocks"), 303)


@blueprint.post(f"/mend-requests/{REQUEST_ID}/close")
@requires(Permission.REVIEW_MATCHES)
def close_mend_request(request_id: int) -> ResponseReturnValue:
    """Take a request back."""
    found = close_request(db(), account(), request_id, clock=collaborators().clock)
    flash(gettext("The request is closed; the owner no longer sees it."), "success")
    return redirect(url_for("staff.listing", code=found.listing.code), 303)
