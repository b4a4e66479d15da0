"""The workspace's first page, and one of the organization's own listings."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta

from marketplace.permissions import Permission
from marketplace.services.answers.pair_rows import Turn
from marketplace.services.answers.read_overview import read_overview
from marketplace.services.answers.read_own_listing import read_own_listing
from marketplace.services.approaches.read import list_own
from marketplace.services.drafts.own_listings import next_step
from marketplace.services.mending.browse import open_requests
from marketplace.services.waiting.read import read_waiting
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.workspace.blueprint import blueprint
from marketplace.web.workspace.reasons import side_reasons

blueprint.add_app_template_filter(side_reasons)


@blueprint.app_template_filter()
def age(moment: datetime) -> str:
    """How long ago a moment was, by the site's clock: “3 days”."""
    return str(format_timedelta(collaborators().clock.now() - moment, granularity="minute"))


@blueprint.get("")
@requires(Permission.OPEN_WORKSPACE)
def home() -> str:
    """What waits for the organization, what waits for others, its listings and pairs."""
    overview = read_overview(db(), account())
    rows = [row for found in overview.pairs.values() for row in found]
    return render_template(
        "workspace/home.html",
        overview=overview,
        waits=read_waiting(db(), account(), rows, clock=collaborators().clock),
        Turn=Turn,
        requests=list_own(db(), account()),
    )


@blueprint.get("/listings/<code>")
@requires(Permission.WRITE_LISTINGS)
def listing(code: str) -> ResponseReturnValue:
    """One listing of the organization; one that was never handed in is its form."""
    file = read_own_listing(db(), account(), code)
    if file is None:
        return redirect(url_for("workspace.edit_listing", code=code))
    step, _submission = next_step(db(), file.listing, clock=collaborators().clock)
    return render_template(
        "workspace/listing.html",
        file=file,
        Turn=Turn,
        step=step.value,
        requests=open_requests(db(), account(), file.listing),
    )
