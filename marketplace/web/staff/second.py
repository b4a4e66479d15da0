"""A blind second opinion: the same two texts, without the first verdict or any trace of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput
from marketplace.models import ClaimPurpose
from marketplace.permissions import Permission
from marketplace.services.reviews.claims import hold_pair
from marketplace.services.reviews.read_account import read_account
from marketplace.services.second_reviews.decide import give_second_opinion
from marketplace.services.second_reviews.read import BlindFile, read_blind
from marketplace.services.second_reviews.waiting import next_blind
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.explanations import ask_account, labelled_parts
from marketplace.web.faults import message_of
from marketplace.web.staff.blueprint import BLIND_ID, blueprint
from marketplace.web.staff.comparison import compare_texts
from marketplace.web.staff.reason_list import numbered_reasons


@blueprint.get("/second")
@requires(Permission.REVIEW_MATCHES)
def second() -> ResponseReturnValue:
    """The next pair that waits for this reader's second opinion."""
    found = next_blind(db(), account(), clock=collaborators().clock)
    if found is None:
        return render_template("staff/second/none.html")
    return redirect(url_for("staff.second_pair", blind_id=found.id))


@blueprint.get(f"/second/{BLIND_ID}")
@requires(Permission.REVIEW_MATCHES)
def second_pair(blind_id: int) -> str:
    """The pair, as it was judged the first time."""
    return _show(blind_id)


def _show(blind_id: int, problem: str = "", field: str = "") -> str:
    session, who, clock = db(), account(), collaborators().clock
    file: BlindFile = read_blind(session, who, blind_id, clock=clock)
    hold_pair(session, who, file.match.id, clock=clock, purpose=ClaimPurpose.SECOND)
    said = file.suggestion
    points, reasons = ask_account(
        lambda: read_account(session, who, file.match.id, engine=collaborators().engine),
        said.reasons if said else [],
    )
    return render_template(
        "staff/second/pair.html",
        file=file,
        rows=compare_texts(file),
        terms=said.shared_terms if said else [],
        parts=labelled_parts(said.parts) if said else [],
        reasons=reasons,
        points=points,
        reason_groups=numbered_reasons(parking=False),
        problem=problem,
        field=field,
        sent=request.form,
    )


@blueprint.post(f"/second/{BLIND_ID}")
@requires(Permission.REVIEW_MATCHES)
def give_second(blind_id: int) -> ResponseReturnValue:
    """Say what one thinks, and go on to the next."""
    try:
        give_second_opinion(
            db(),
            account(),
            blind_id,
            verdict=request.form.get("verdict", ""),
            reason=request.form.get("reason", ""),
            note=request.form.get("note", ""),
            clock=collaborators().clock,
        )
    except InvalidInput as error:
        return _show(blind_id, message_of(error), error.field or ""), 400
    flash(gettext("Your second opinion is kept. It changes nothing in the pair by itself."), "success")
    return redirect(url_for("staff.second"), 303)
