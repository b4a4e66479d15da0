"""What the things in the trail are called: a listing's code, a pair's two, a name. The trail keeps ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Account, AuditEvent, Listing, Match, Organization

Named = Mapping[tuple[str, int], str]
# The details that hold the number of a thing, and the table it stands in.
REFERENCES: Mapping[str, str] = {
    "match_id": "matches",
    "demand_id": "listings",
    "supply_id": "listings",
    "holder": "accounts",
    "organization_id": "organizations",
    "into": "organizations",
}


def name_things(session: Session, events: Iterable[AuditEvent]) -> Named:
    """By table and number; what is gone, or has no name, is left out."""
    asked: dict[str, set[int]] = defaultdict(set)
    for event in events:
        asked[event.entity_type].add(event.entity_id)
        for detail, table in REFERENCES.items():
            number = event.details.get(detail)
            if isinstance(number, int):
                asked[table].add(number)
    found: dict[tuple[str, int], str] = {}
    for table, numbers in asked.items():
        for number, name in session.execute(_names(table, numbers)) if table in NAMED else ():
            found[table, number] = name
    return found


NAMED = frozenset({"listings", "matches", "organizations", "accounts"})


def _names(table: str, numbers: Set[int]) -> Select[Any, Any]:
    """The number and the name of each."""
    if table == "matches":
        demand, supply = aliased(Listing), aliased(Listing)
        return (
            select(Match.id, demand.code + " × " + supply.code)
            .join(demand, demand.id == Match.demand_id)
            .join(supply, supply.id == Match.supply_id)
            .where(Match.id.in_(numbers))
        )
    if table == "listings":
        return select(Listing.id, Listing.code).where(Listing.id.in_(numbers))
    if table == "organizations":
        return select(Organization.id, Organization.name).where(Organization.id.in_(numbers))
    return select(Account.id, Account.display_name).where(Account.id.in_(numbers))
