"""Pin a pair, or take the pin off, from its own page or from the assignment's."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.permissions import Permission
from marketplace.services.assignments.pin import pin_pair, unpin_pair
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.blueprint import MATCH_ID, blueprint
from marketplace.web.staff.forms import VersionForm
from marketplace.web.staff.verdicts import checked


@blueprint.post(f"/matches/{MATCH_ID}/pin")
@requires(Permission.REVIEW_MATCHES)
def pin(match_id: int) -> ResponseReturnValue:
    """Keep the pair in every assignment."""
    form = VersionForm()
    checked(form)
    pin_pair(db(), account(), match_id, form.version.data, clock=collaborators().clock)
    flash(gettext("The pair is pinned: every assignment keeps it from now on."), "success")
    return _back(match_id)


@blueprint.post(f"/matches/{MATCH_ID}/unpin")
@requires(Permission.REVIEW_MATCHES)
def unpin(match_id: int) -> ResponseReturnValue:
    """Let the pair compete again."""
    form = VersionForm()
    checked(form)
    unpin_pair(db(), account(), match_id, form.version.data)
    flash(gettext("The pin was taken off."), "success")
    return _back(match_id)


def _back(match_id: int) -> ResponseReturnValue:
    """To the assignment's page if the form came from there, else to the pair."""
    slug = request.form.get("list", "")
    if slug:
        return redirect(url_for("staff.assignment", slug=slug), 303)
    return redirect(url_for("staff.pair", match_id=match_id), 303)
