"""The trail of events and the ledger of disclosures."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from marketplace.permissions import Permission
from marketplace.services.audit.browse import TrailQuery, browse_events
from marketplace.services.introductions.ledger import browse_disclosures
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.context import account, db

LARGEST = 2**63 - 1
FILTERS = ("entity_type", "entity_id", "action", "actor", "since", "until")


def read_number(name: str, default: int | None) -> int | None:
    """A whole number of the address that a bigint can hold, or the default."""
    raw = request.args.get(name, "").strip()
    return min(int(raw), LARGEST) if raw.isdecimal() and len(raw) < 25 else default


def read_day(name: str, problems: list[str]) -> date | None:
    """A day of the address; what is not one is named among the problems."""
    raw = request.args.get(name, "").strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        problems.append(_("“%(text)s” is not a date; write it as year-month-day.", text=raw))
        return None


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT)
def audit() -> str:
    """The trail, newest first."""
    problems: list[str] = []
    chosen = {name: request.args.get(name, "").strip() for name in ("entity_type", "action", "actor")}
    query = TrailQuery(
        **chosen,
        entity_id=read_number("entity_id", None),
        since=read_day("since", problems),
        until=read_day("until", problems),
        page=read_number("page", 1) or 1,
    )
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return render_template(
        "admin/audit.html",
        query=query,
        problems=problems,
        trail=browse_events(db(), account(), query),
        filtered=bool(kept),
        page_address=lambda number: url_for("admin.audit", **(kept | {"page": number})),
    )


@blueprint.get("/disclosures")
@requires(Permission.READ_AUDIT)
def disclosures() -> str:
    """The ledger: who saw whose contact, when, under which consent."""
    return render_template(
        "admin/disclosures.html",
        ledger=browse_disclosures(db(), account(), read_number("page", 1) or 1),
        page_address=lambda number: url_for("admin.disclosures", page=number),
    )
