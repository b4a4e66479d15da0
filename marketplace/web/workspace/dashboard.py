"""The dashboard: every figure leads to its rows, and the rows can be taken along."""

from __future__ import annotations

from flask import Response, render_template

from marketplace.permissions import Permission
from marketplace.services.dashboards.read import read_own_dashboard
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.dashboard_address import read_narrowing
from marketplace.web.dashboard_pages import render_rows, send_rows, with_filters
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import blueprint

FIGURE = "/dashboard/<string(maxlength=40):figure>"


@blueprint.get("/dashboard")
@requires(Permission.USE_WORKSPACE)
def dashboard() -> str:
    """All figures, narrowed as the address says."""
    problems: list[str] = []
    narrowing = read_narrowing(problems)
    return render_template(
        "workspace/dashboard/show.html",
        found=read_own_dashboard(db(), account(), narrowing, clock=collaborators().clock),
        **with_filters("workspace", narrowing, problems),
    )


@blueprint.get(FIGURE)
@requires(Permission.USE_WORKSPACE)
def figure(figure: str) -> str:
    """The rows that a figure counts."""
    return render_rows("workspace", figure)


@blueprint.get(f"{FIGURE}/export")
@requires(Permission.USE_WORKSPACE)
@limiter.limit("60/hour")
def export_figure(figure: str) -> Response:
    """The same rows as a file."""
    return send_rows("workspace", figure)
