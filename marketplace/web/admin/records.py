"""Listings and pairs as an auditor reads them: everything that was said and done, no contact, no button."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from marketplace.models import ListingState, MatchState
from marketplace.permissions import Permission
from marketplace.services.audit.records import (
    browse_listing_records,
    browse_pair_records,
    read_listing_record,
    read_pair_record,
)
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.admin.trail import read_number
from marketplace.web.context import account, db

LISTING = "/records/listings/<int(max=9223372036854775807):listing_id>"
PAIR = "/records/pairs/<int(max=9223372036854775807):match_id>"


def asked() -> dict[str, Any]:
    """The filters of the address."""
    return {name: request.args.get(name, "").strip() for name in ("state", "code")}


@blueprint.get("/records/listings")
@requires(Permission.READ_AUDIT)
def listing_records() -> str:
    """Listings in every state."""
    filters = asked()
    return render_template(
        "admin/records.html",
        found=browse_listing_records(db(), account(), **filters, page=read_number("page", 1) or 1),
        states=list(ListingState),
        filters=filters,
        pairs=False,
        page_address=lambda number: url_for("admin.listing_records", **filters, page=number),
    )


@blueprint.get("/records/pairs")
@requires(Permission.READ_AUDIT)
def pair_records() -> str:
    """Pairs in every state."""
    filters = asked()
    return render_template(
        "admin/records.html",
        found=browse_pair_records(db(), account(), **filters, page=read_number("page", 1) or 1),
        states=list(MatchState),
        filters=filters,
        pairs=True,
        page_address=lambda number: url_for("admin.pair_records", **filters, page=number),
    )


@blueprint.get(LISTING)
@requires(Permission.READ_AUDIT)
def listing_record(listing_id: int) -> str:
    """One listing."""
    return render_template(
        "admin/listing_record.html", record=read_listing_record(db(), account(), listing_id)
    )


@blueprint.get(PAIR)
@requires(Permission.READ_AUDIT)
def pair_record(match_id: int) -> str:
    """One pair."""
    return render_template("admin/pair_record.html", record=read_pair_record(db(), account(), match_id))
