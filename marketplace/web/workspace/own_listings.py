"""The organization's own listings: their states, what to do next, renewing, closing, their versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import ListingState
from marketplace.permissions import Permission
from marketplace.services.drafts.own_listings import NextStep, list_own
from marketplace.services.listings.close import close_own_listing
from marketplace.services.listings.renew import renew_listing
from marketplace.services.listings.versions import compare_own
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.numbers import read_number
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import blueprint

RATE = "60/minute"


@blueprint.get("/listings")
@requires(Permission.WRITE_LISTINGS)
def own_listings() -> str:
    """Every listing of the organization, those that wait for its owner first."""
    listings = list_own(db(), account(), clock=collaborators().clock)
    return render_template("workspace/listings.html", listings=listings, NextStep=NextStep)


@blueprint.get("/listings/<code>/versions")
@requires(Permission.WRITE_LISTINGS)
def compare_versions(code: str) -> str:
    """What differs between two versions."""
    shown = compare_own(db(), account(), code, read_number("old"), read_number("new"))
    return render_template("workspace/versions.html", shown=shown)


@blueprint.post("/listings/<code>/renew")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def renew(code: str) -> ResponseReturnValue:
    """Another term with one click."""
    outside = collaborators()
    try:
        renewed = renew_listing(db(), account(), code, clock=outside.clock, jobs=outside.jobs)
    except (InvalidInput, WrongState) as error:
        flash(message_of(error), "warning")
    else:
        flash(
            _("Renewed: it is public until %(day)s.", day=format_date(renewed.expires_on, "long")), "success"
        )
    return redirect(url_for("workspace.listing", code=code), 303)


@blueprint.post("/listings/<code>/close")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def close(code: str) -> ResponseReturnValue:
    """Withdraw it, or mark it fulfilled."""
    outcome = request.form.get("outcome", "")
    if outcome not in set(ListingState):
        raise InvalidInput("Choose what becomes of the listing.", field="outcome")
    close_own_listing(db(), account(), code, ListingState(outcome), jobs=collaborators().jobs)
    flash(_("The listing is no longer public."), "success")
    return redirect(url_for("workspace.listing", code=code), 303)
