"""The workspace's first page, and one of the organization's own listings."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask_babel import format_timedelta

from marketplace.permissions import Permission
from marketplace.services.answers.pair_rows import Turn
from marketplace.services.answers.read_overview import read_overview
from marketplace.services.answers.read_own_listing import read_own_listing
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
@requires(Permission.USE_WORKSPACE)
def home() -> str:
    """What needs an answer, the organization's listings, and what waits for others."""
    overview = read_overview(db(), account())
    return render_template("workspace/home.html", overview=overview, Turn=Turn)


@blueprint.get("/listings/<code>")
@requires(Permission.USE_WORKSPACE)
def listing(code: str) -> str:
    """One listing of the organization."""
    return render_template("workspace/listing.html", file=read_own_listing(db(), account(), code), Turn=Turn)
