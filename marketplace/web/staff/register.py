"""The register of listings: find one, read its versions, publish or withdraw it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import InvalidInput
from marketplace.models import Kind, ListingState
from marketplace.permissions import Permission
from marketplace.services.listings.publish import PUBLISHABLE, publish_listing
from marketplace.services.listings.register import LONGEST_SEARCH, list_listings, read_listing
from marketplace.services.listings.withdraw import withdraw_listing
from marketplace.services.mending.browse import open_requests
from marketplace.services.moderation.queue import count_waiting
from marketplace.services.reviews.find_listing import find_listing
from marketplace.services.reviews.interest import is_owner
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.addresses import read_page, read_words
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.clarity import clarity_of
from marketplace.web.staff.forms import PublishForm, WithdrawForm
from marketplace.web.verdict_words import WITHDRAW_REASONS

STATES = [state for state in ListingState if state is not ListingState.DRAFT]


@blueprint.get("/listings")
@requires(Permission.MODERATE_LISTINGS)
def listings() -> str:
    """The register, searched and filtered."""
    text = read_words("q", LONGEST_SEARCH)
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    page = list_listings(
        db(),
        account(),
        text=text,
        state=ListingState(state) if state in set(STATES) else None,
        kind=Kind(kind) if kind in set(Kind) else None,
        page=read_page(),
    )
    return render_template(
        "staff/listings.html",
        page=page,
        page_address=lambda number: url_for("staff.listings", q=text, state=state, kind=kind, page=number),
        text=text,
        state=state,
        kind=kind,
        states=STATES,
        kinds=list(Kind),
        waiting=count_waiting(db(), account()),
        reasons=WITHDRAW_REASONS,
    )


@blueprint.get("/listings/<code>")
@requires(Permission.MODERATE_LISTINGS)
def listing(code: str) -> str:
    """A listing with its versions and what was done to it."""
    return _show(code, WithdrawForm())


def _show(code: str, form: WithdrawForm) -> str:
    found = find_listing(db(), account(), code)
    file = read_listing(db(), account(), found)
    return render_template(
        "staff/listing.html",
        file=file,
        clarity=clarity_of(file.listing.kind, file.versions[0][0]),
        requests=open_requests(db(), account(), found),
        publishable=found.state in PUBLISHABLE,
        own=is_owner(account(), found),
        form=form,
    )


@blueprint.post("/listings/<code>/withdraw")
@requires(Permission.MODERATE_LISTINGS)
def withdraw(code: str) -> ResponseReturnValue:
    """Take the listing down."""
    form = WithdrawForm()
    found = find_listing(db(), account(), code)
    if not form.validate_on_submit():
        return _show(code, form), 400
    withdraw_listing(db(), account(), found.id, reason=form.reason.data, jobs=collaborators().jobs)
    flash(gettext("The listing was withdrawn."), "success")
    return redirect(url_for("staff.listing", code=found.code), 303)


@blueprint.post("/listings/<code>/publish")
@requires(Permission.MODERATE_LISTINGS)
def publish(code: str) -> ResponseReturnValue:
    """Put the newest version before the public."""
    form = PublishForm()
    found = find_listing(db(), account(), code)
    if not form.validate_on_submit():
        raise InvalidInput("The form is incomplete. Please open the listing again.")
    outside = collaborators()
    publish_listing(
        db(), account(), found.id, seen_version=form.version.data, clock=outside.clock, jobs=outside.jobs
    )
    flash(gettext("The listing was published; its matches are being looked for."), "success")
    return redirect(url_for("staff.listing", code=found.code), 303)
