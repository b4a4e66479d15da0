"""How far reviewers agree on what two of them judged blindly, and the settling of what they differ on."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.second_reviews.disagreement import read_disagreement
from marketplace.services.second_reviews.report import read_agreement
from marketplace.services.second_reviews.settle import settle
from marketplace.settings import Settings
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.reason_words import REASON_GROUPS
from marketplace.web.staff.blueprint import BLIND_ID, blueprint
from marketplace.web.staff.comparison import compare_texts


@blueprint.get("/agreement")
@requires(Permission.READ_AGREEMENT)
def agreement() -> str:
    """The report."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "staff/agreement/show.html",
        report=read_agreement(db(), account()),
        group_words=REASON_GROUPS,
        percent=settings.second_review_percent,
    )


@blueprint.get(f"/agreement/{BLIND_ID}")
@requires(Permission.READ_AGREEMENT)
def disagreement(blind_id: int) -> str:
    """Two opinions side by side, with the texts they were given on."""
    return _show(blind_id)


def _show(blind_id: int, problem: str = "", field: str = "") -> str:
    file = read_disagreement(db(), account(), blind_id)
    return render_template(
        "staff/agreement/disagreement.html",
        file=file,
        rows=compare_texts(file),
        terms=file.suggestion.shared_terms if file.suggestion else [],
        problem=problem,
        field=field,
        sent=request.form,
    )


@blueprint.post(f"/agreement/{BLIND_ID}/settle")
@requires(Permission.REVIEW_MATCHES)
def settle_disagreement(blind_id: int) -> ResponseReturnValue:
    """Say which opinion stands."""
    try:
        settle(
            db(),
            account(),
            blind_id,
            verdict=request.form.get("verdict", ""),
            note=request.form.get("note", ""),
            clock=collaborators().clock,
        )
    except InvalidInput as error:
        return _show(blind_id, message_of(error), error.field or ""), 400
    flash(gettext("The two opinions are settled."), "success")
    return redirect(url_for("staff.agreement"), 303)
