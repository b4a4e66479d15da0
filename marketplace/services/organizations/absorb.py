"""Put everything of one organization under another, wherever a table names an organization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from marketplace.errors import WrongState
from marketplace.models import (
    Base,
    Listing,
    Match,
    Organization,
    OrganizationState,
    Verification,
)
from marketplace.models.transitions import SETTLED
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_organization_state


def absorb(
    session: Session, actor: Actor, source: Organization, target: Organization, action: str
) -> Mapping[str, int]:
    """Move all rows of `source` to `target` and leave `source` as a sign that points there.

    Returns how many rows of each table moved. Raises WrongState when open pairs lie between the two, or when
    both have something that there may be only one of.
    """
    if pairs_between(session, source.id, target.id):
        raise WrongState("Open pairs lie between the two organizations. Close them first.")
    session.flush()  # the statements below do not see what is still in memory
    moved = rows_of(session, source.id)
    try:
        with session.begin_nested():
            for table, column in naming_columns():
                moves = update(table).where(column == source.id).values({column.name: target.id})
                if table is Verification.__table__:
                    # A request that waits ends with its organization: it asked for another than the target.
                    moves = moves.where(Verification.decision.is_not(None))
                session.execute(moves)
    except IntegrityError as error:
        raise WrongState("Both organizations have an entry that there may be only one of.") from error
    session.expire_all()
    source.merged_into_id = target.id
    source.claimed_code = source.code or None
    source.unified_social_credit_code = None
    change_organization_state(
        session, actor, source, OrganizationState.MERGED, action, into=target.id, moved=dict(moved)
    )
    return moved


def naming_columns() -> Iterator[tuple[Table, ColumnElement[int]]]:
    """Every column of every table that names an organization."""
    home = Organization.__table__
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is home for key in column.foreign_keys):
                yield table, column


def rows_of(session: Session, organization_id: int) -> dict[str, int]:
    """How many rows of each table belong to the organization; tables without any are left out."""
    counts: dict[str, int] = {}
    for table, column in naming_columns():
        found = session.scalar(select(func.count()).select_from(table).where(column == organization_id))
        if found:
            counts[table.name] = counts.get(table.name, 0) + found
    return counts


def pairs_between(session: Session, one: int, other: int) -> int:
    """How many open pairs would have both sides in one organization."""
    demand, supply = aliased(Listing), aliased(Listing)
    across = [
        and_(demand.organization_id == left, supply.organization_id == right)
        for left, right in ((one, other), (other, one))
    ]
    found = session.scalar(
        select(func.count(Match.id))
        .join(demand, Match.demand_id == demand.id)
        .join(supply, Match.supply_id == supply.id)
        .where(or_(*across), Match.state.not_in(SETTLED))
    )
    return found or 0
