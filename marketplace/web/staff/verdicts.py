"""Recommend, reject, undo, reopen: each verdict brings up the next pair at once."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.reopen import reopen_match
from marketplace.services.reviews.sequence import Desk, next_after
from marketplace.services.reviews.undo import undo_review
from marketplace.settings import Settings
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.addresses import by, read_order
from marketplace.web.staff.blueprint import MATCH_ID, blueprint
from marketplace.web.staff.forms import RejectForm, VerdictForm, VersionForm
from marketplace.web.staff.pairs import pair_context


def checked(form: VersionForm) -> VersionForm:
    """The form if it is whole. Raises InvalidInput with the first thing that is wrong."""
    if not form.validate_on_submit():
        raise InvalidInput(str(next(iter(form.errors.values()))[0]))
    return form


def to_next(match_id: int) -> ResponseReturnValue:
    """Go on with the queue; the page that comes offers to undo the verdict on `match_id`."""
    order = read_order()
    upcoming = next_after(db(), match_id, order, Desk(account(), collaborators().clock.now()))
    if upcoming is None:
        return redirect(url_for("staff.queue", after=match_id, by=by(order)), 303)
    return redirect(url_for("staff.pair", match_id=upcoming, after=match_id, by=by(order)), 303)


def second_share() -> float:
    """Of all verdicts, the share given a second time."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.second_review_percent / 100


@blueprint.post(f"/matches/{MATCH_ID}/recommend")
@requires(Permission.REVIEW_MATCHES)
def recommend(match_id: int) -> ResponseReturnValue:
    """Recommend the pair."""
    form = VerdictForm()
    checked(form)
    recommend_match(
        db(),
        account(),
        match_id,
        form.seen(),
        note=form.note.data or "",
        clock=collaborators().clock,
        second_share=second_share(),
    )
    return to_next(match_id)


@blueprint.route(f"/matches/{MATCH_ID}/reject", methods=["GET", "POST"])
@requires(Permission.REVIEW_MATCHES)
def reject(match_id: int) -> ResponseReturnValue:
    """The page of reasons for those without the dialog, and what both send."""
    form = RejectForm()
    if form.validate_on_submit():
        try:
            reject_match(
                db(),
                account(),
                match_id,
                form.seen(),
                reason=form.reason.data,
                until=form.until_moment(collaborators().clock.now()),
                note=form.note.data or "",
                words=form.words.data or "",
                clock=collaborators().clock,
                second_share=second_share(),
            )
        except InvalidInput as error:
            form[error.field or "reason"].errors = [gettext(error.message) % error.values]
        else:
            return to_next(match_id)
    page = render_template("staff/reject.html", form=form, **pair_context(match_id))
    # HTMX shows a refusal above the page; this one must come with its form.
    return page, 400 if form.errors and "HX-Request" not in request.headers else 200


@blueprint.post(f"/matches/{MATCH_ID}/undo")
@requires(Permission.REVIEW_MATCHES)
def undo(match_id: int) -> ResponseReturnValue:
    """Take the newest verdict back and show its pair."""
    form = VersionForm()
    checked(form)
    undo_review(db(), account(), match_id, form.version.data, clock=collaborators().clock)
    flash(gettext("The verdict was undone. The pair waits for review again."), "success")
    return redirect(url_for("staff.pair", match_id=match_id), 303)


@blueprint.post(f"/matches/{MATCH_ID}/reopen")
@requires(Permission.REVIEW_MATCHES)
def reopen(match_id: int) -> ResponseReturnValue:
    """Bring the pair back into the queue."""
    form = VersionForm()
    checked(form)
    reopen_match(db(), account(), match_id, form.version.data, clock=collaborators().clock)
    flash(gettext("The pair waits for review again."), "success")
    return redirect(url_for("staff.pair", match_id=match_id), 303)
