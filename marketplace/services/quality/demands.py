"""The single demands behind a figure of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Listing
from marketplace.permissions import Actor, Permission, require
from matching.evaluation.report import DemandInView, DemandRow, Report


@dataclass(frozen=True)
class ReportedDemand:
    """A demand of the report in one view; `listing` is None when this site does not hold it."""

    row: DemandRow
    seen: DemandInView
    listing: Listing | None


def list_reported_demands(
    session: Session,
    actor: Actor,
    report: Report,
    view: str,
    *,
    sector: str | None = None,
    third: str | None = None,
) -> list[ReportedDemand]:
    """The demands of a view, a sector, a third; the worst first, those without a figure last.

    Raises NotAllowed.
    """
    require(actor, Permission.REVIEW_MATCHES)
    rows = [
        row
        for row in report["demands"]
        if sector in (None, row["industry"]) and third in (None, row["third"])
    ]
    listings = _listings(session, rows)
    found = [ReportedDemand(row, row["views"][view], listings.get(row["id"])) for row in rows]
    return sorted(found, key=_by_figure)


def _by_figure(demand: ReportedDemand) -> tuple[bool, float, str]:
    value = demand.seen["measures"]["ndcg_at_10"]
    return value is None, value or 0.0, demand.row["id"]


def _listings(session: Session, rows: list[DemandRow]) -> Mapping[str, Listing]:
    codes = [row["id"] for row in rows]
    held = session.scalars(
        select(Listing)
        .where(Listing.code.in_(codes), Listing.published_version_id.is_not(None))
        .options(joinedload(Listing.published_version), joinedload(Listing.organization))
    )
    return {listing.code: listing for listing in held}
