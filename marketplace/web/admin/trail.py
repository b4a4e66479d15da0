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
LONGEST_CODE = 100
WORDS_ASKED = ("entity_type", "action", "actor", "group")
FILTERS = (*WORDS_ASKED, "entity_id", "organization_id", "since", "until")


def read_number(name: str, default: int | None) -> int | None:
    """A whole number of the address that a bigint can hold, or the default."""
    raw = request.args.get(name, "").strip()
    return min(int(raw), LARGEST) if raw.isdecimal() and len(raw) < 25 else default


def read_thing() -> tuple[int | None, str]:
    """What the number field names: a number as pages show it ("12", "#12"), or else a listing's code."""
    raw = request.args.get("entity_id", "").strip()
    plain = raw.lstrip("#＃").strip()
    if plain.isdecimal():
        return min(int(plain), LARGEST) if len(plain) < 25 else LARGEST, ""
    return None, raw[:LONGEST_CODE]


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


def read_query(problems: list[str]) -> TrailQuery:
    """What the address asks for; what cannot be read is named among the problems."""
    number, code = read_thing()
    chosen: dict[str, Any] = {name: request.args.get(name, "").strip() for name in WORDS_ASKED}
    return TrailQuery(
        **chosen,
        entity_id=number,
        code=code,
        organization_id=read_number("organization_id", None),
        since=read_day("since", problems),
        until=read_day("until", problems),
        page=read_number("page", 1) or 1,
    )


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT)
def audit() -> str:
    """The trail, newest first."""
    problems: list[str] = []
    query = read_query(problems)
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return render_template(
        "admin/audit.html",
        query=query,
        problems=problems,
        trail=browse_events(db(), account(), query),
        filtered=bool(kept),
        export_address=lambda shape: url_for("admin.export_audit", **(kept | {"format": shape})),
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
