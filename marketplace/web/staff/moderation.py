"""Moderation: what was handed in, one text at a time, or many at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from marketplace.errors import Conflict, InvalidInput, JingqiaoError
from marketplace.models import Kind, Submission
from marketplace.permissions import Permission
from marketplace.services.listings.versions import compare_any
from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.moderation.bulk import (
    BulkAction,
    BulkOrder,
    BulkRow,
    count_open_pairs,
    decide_many,
    preview_many,
)
from marketplace.services.moderation.publish import publish_submission
from marketplace.services.moderation.queue import list_waiting, next_waiting
from marketplace.services.moderation.read import read_submission
from marketplace.services.moderation.request_changes import LONGEST_COMMENT, request_changes
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.numbers import read_number
from marketplace.web.staff.addresses import read_page
from marketplace.web.staff.blueprint import SUBMISSION_ID, blueprint
from marketplace.web.staff.clarity import clarity_of
from marketplace.web.verdict_words import WITHDRAW_REASONS

ADDRESS = f"/moderation/{SUBMISSION_ID}"
COMMENT = "comment-"


@blueprint.get("/moderation")
@requires(Permission.MODERATE_LISTINGS)
def moderation() -> str:
    """What waits, the longest waiting first."""
    kind = request.args.get("kind", "")
    page = list_waiting(db(), account(), kind=Kind(kind) if kind in set(Kind) else None, page=read_page())
    return render_template(
        "staff/moderation.html",
        page=page,
        page_address=lambda number: url_for("staff.moderation", kind=kind, page=number),
        kind=kind,
        kinds=list(Kind),
        reasons=WITHDRAW_REASONS,
        longest=LONGEST_COMMENT,
    )


@blueprint.get(ADDRESS)
@requires(Permission.MODERATE_LISTINGS)
def submission(submission_id: int) -> str:
    """One text with what changed and what was asked."""
    return show_submission(submission_id)


def show_submission(submission_id: int, fault: InvalidInput | None = None) -> str:
    """The page, with what was written when it must be mended."""
    file = read_submission(db(), account(), submission_id)
    return render_template(
        "staff/submission.html",
        file=file,
        clarity=clarity_of(file.submission.listing.kind, file.submission.version),
        fault=message_of(fault) if fault else "",
        fault_field=fault.field if fault else "",
        written=request.form,
        longest=LONGEST_COMMENT,
    )


@blueprint.post(f"{ADDRESS}/publish")
@requires(Permission.MODERATE_LISTINGS)
def publish_submitted(submission_id: int) -> ResponseReturnValue:
    """Publish this version."""
    outside = collaborators()
    if any(text.strip() for name, text in request.form.items() if name == "note" or name.startswith(COMMENT)):
        fault = InvalidInput(
            "You have asked for changes. Empty those fields, or request the changes.", field="note"
        )
        return show_submission(submission_id, fault), 400
    try:
        done = publish_submission(db(), account(), submission_id, clock=outside.clock, jobs=outside.jobs)
    except Conflict as error:
        return _too_late(submission_id, error)
    flash(
        gettext("%(code)s is published; its matches are being looked for.", code=done.listing.code), "success"
    )
    return _go_on(done)


@blueprint.post(f"{ADDRESS}/changes")
@requires(Permission.MODERATE_LISTINGS)
def request_submission_changes(submission_id: int) -> ResponseReturnValue:
    """Send it back with what must change."""
    comments = {
        name.removeprefix(COMMENT): text for name, text in request.form.items() if name.startswith(COMMENT)
    }
    note, clock = request.form.get("note", ""), collaborators().clock
    try:
        done = request_changes(db(), account(), submission_id, comments=comments, note=note, clock=clock)
    except Conflict as error:
        return _too_late(submission_id, error)
    except InvalidInput as error:
        return show_submission(submission_id, error), 400
    flash(gettext("%(code)s went back to its owner.", code=done.listing.code), "success")
    return _go_on(done)


def _go_on(done: Submission) -> ResponseReturnValue:
    """The next one that waits, or the empty queue."""
    db().flush()  # what was decided no longer waits
    following = next_waiting(db(), account(), done)
    if following is None:
        return redirect(url_for("staff.moderation"), 303)
    return redirect(url_for("staff.submission", submission_id=following.id), 303)


def _too_late(submission_id: int, error: JingqiaoError) -> ResponseReturnValue:
    flash(message_of(error), "warning")
    return show_submission(submission_id), 409


@blueprint.post("/moderation/bulk")
@requires(Permission.MODERATE_LISTINGS)
def bulk() -> ResponseReturnValue:
    """One decision on every listing ticked: first what it would do; confirmed, what became of each."""
    action, reason = request.form.get("action", ""), request.form.get("reason", "")
    if action not in set(BulkAction):
        raise InvalidInput("Choose what to do with the listings ticked.", field="action")
    if action == BulkAction.WITHDRAW and reason not in set(WithdrawReason):
        raise InvalidInput("Choose a reason.", field="reason")
    order = BulkOrder(BulkAction(action), request.form.get("note", "")[: LONGEST_COMMENT + 1], reason)
    confirmed, outside = "confirmed" in request.form, collaborators()
    decide = decide_many if confirmed else preview_many
    rows = decide(db(), account(), read_ticks(), order, clock=outside.clock, jobs=outside.jobs)
    if confirmed:
        flash(said(rows), "success" if not any(row.error for row in rows) else "warning")
    return render_template(
        "staff/bulk.html",
        results=[(row, message_of(row.error) if row.error else "") for row in rows],
        order=order,
        confirmed=confirmed,
        ready=sum(row.error is None for row in rows),
        pairs=count_open_pairs(db(), [row.listing.id for row in rows]),
        ticks=request.form.getlist("codes"),
        reasons=WITHDRAW_REASONS,
    )


def read_ticks() -> dict[str, int]:
    """The version that was shown of each listing ticked, by code; each tick sends `code:version`."""
    ticks = (tick.rpartition(":") for tick in request.form.getlist("codes"))
    return {code: int(number) for code, _, number in ticks if len(number) < 9 and number.isdecimal()}


def said(rows: list[BulkRow]) -> str:
    """How many were done, and how many were left as they were."""
    done = sum(row.error is None for row in rows)
    text = ngettext("One listing done.", "%(num)s listings done.", done)
    if done < len(rows):
        left = len(rows) - done
        text += " " + ngettext("One was left as it was.", "%(num)s were left as they were.", left)
    return str(text)


@blueprint.get("/listings/<code>/versions")
@requires(Permission.MODERATE_LISTINGS)
def listing_versions(code: str) -> str:
    """What differs between two versions of a listing."""
    shown = compare_any(db(), account(), code, read_number("old"), read_number("new"))
    return render_template("staff/versions.html", shown=shown)
