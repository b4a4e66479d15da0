"""The assignments of a list as staff see them: the newest, the one in force, and who they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from marketplace.models import Assignment, AssignmentState, Listing, Match, Organization
from marketplace.permissions import Actor, Permission, require
from marketplace.services.assignments.apply import left_out_of
from marketplace.services.lists.browse import ListSummary, browse_lists, show_list
from marketplace.services.reviews.interest import own_listings


@dataclass(frozen=True)
class AssignmentFile:
    """The list, its newest assignment that was not discarded, the one in force, and what they name.

    `listings`, `organizations` and `matches` hold everything that the newest one's report speaks of, where
    it still exists; a match is found by the ids of its demand and supply. `left_out` names the pairs that
    a preview leaves as they are when the reader applies it: those of the reader's own organization, whose
    listings are `own`.
    """

    summary: ListSummary
    newest: Assignment | None
    in_force: Assignment | None
    listings: Mapping[int, Listing]
    organizations: Mapping[int, Organization]
    matches: Mapping[tuple[int, int], Match]
    left_out: Sequence[str]
    own: frozenset[int]


@dataclass(frozen=True)
class ListRow:
    """A released list with its newest assignment."""

    summary: ListSummary
    newest: Assignment | None


def list_assignments(session: Session, actor: Actor) -> list[ListRow]:
    """Every released list, the latest first. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    last = (
        select(func.max(Assignment.id))
        .where(Assignment.state != AssignmentState.DISCARDED)
        .group_by(Assignment.opportunity_list_id)
    )
    query = select(Assignment).where(Assignment.id.in_(last))
    newest = {one.opportunity_list_id: one for one in session.scalars(query)}
    return [ListRow(summary, newest.get(summary.id)) for summary in browse_lists(session, actor)]


def show_assignment(session: Session, actor: Actor, slug: str) -> AssignmentFile:
    """The assignments of the list `slug`. Raises NotAllowed, NotFound."""
    require(actor, Permission.REVIEW_MATCHES)
    summary = show_list(session, actor, slug)
    query = select(Assignment).where(Assignment.opportunity_list_id == summary.id)
    newest = session.scalar(
        query.where(Assignment.state != AssignmentState.DISCARDED).order_by(Assignment.id.desc()).limit(1)
    )
    in_force = session.scalar(query.where(Assignment.state == AssignmentState.APPLIED))
    report = newest.report if newest is not None else {}
    ids = set(_listing_ids(report))
    owners = {row["id"] for row in report.get("organizations", ())}
    owners |= {move["organization"] for move in report.get("moves", ())}
    return AssignmentFile(
        summary,
        newest,
        in_force,
        {one.id: one for one in session.scalars(select(Listing).where(Listing.id.in_(ids))).unique()},
        {one.id: one for one in session.scalars(select(Organization).where(Organization.id.in_(owners)))},
        _matches(session, list(_pairs(report))),
        left_out_of(session, actor, newest) if newest and newest.state is AssignmentState.PREVIEWED else (),
        own_listings(session, actor),
    )


def _listing_ids(report: Mapping[str, Any]) -> Iterator[int]:
    """Every listing a report names."""
    for demand, supply in _pairs(report):
        yield demand
        yield supply
    for move in report.get("moves", ()):
        yield from move["holders"]
    for row in report.get("supplies", ()):
        yield row["id"]
    for row in report.get("shortfalls", ()):
        yield row["demand"]
        yield from (entry["supply"] for entry in row["full"])
    yield from report.get("unserved", ())


def _pairs(report: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """The chosen pairs and those that were lost."""
    for row in report.get("chosen", ()):
        yield from ((row["demand"], pair["supply"]) for pair in row["pairs"])
    for move in report.get("moves", ()):
        yield move["demand"], move["lost"]["supply"]


def _matches(session: Session, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Match]:
    query = select(Match).where(tuple_(Match.demand_id, Match.supply_id).in_(pairs))
    return {(match.demand_id, match.supply_id): match for match in session.scalars(query)}
