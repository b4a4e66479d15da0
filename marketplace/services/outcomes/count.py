"""How much was reached: the one place that counts outcomes, each stage apart, claims beside and never in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.models import Listing, Match, Outcome, OutcomeStage, OutcomeState


@dataclass(frozen=True)
class StageCount:
    """Outcomes of one stage. `amount_wan` adds up the confirmed ones that name an amount (万元)."""

    confirmed: int = 0
    claimed: int = 0
    disputed: int = 0
    amount_wan: Decimal = Decimal(0)


def count_outcomes(session: Session, *which: ColumnElement[bool]) -> Mapping[OutcomeStage, StageCount]:
    """Every stage with its counts, over the outcomes that fulfil `which` (conditions on Outcome or Match)."""
    query = (
        select(Outcome.stage, Outcome.state, func.count(), func.sum(Outcome.amount_wan))
        .join(Match, Match.id == Outcome.match_id)
        .where(*which)
        .group_by(Outcome.stage, Outcome.state)
    )
    found = {(stage, state): (count, amount) for stage, state, count, amount in session.execute(query)}

    def number(stage: OutcomeStage, state: OutcomeState) -> int:
        return found.get((stage, state), (0, None))[0]

    return {
        stage: StageCount(
            confirmed=number(stage, OutcomeState.CONFIRMED),
            claimed=number(stage, OutcomeState.CLAIMED),
            disputed=number(stage, OutcomeState.DISPUTED),
            amount_wan=found.get((stage, OutcomeState.CONFIRMED), (0, None))[1] or Decimal(0),
        )
        for stage in OutcomeStage
    }


def of_organization(organization_id: int) -> ColumnElement[bool]:
    """The outcomes of pairs in which a listing of the organization stands, on either side."""
    own = select(Listing.id).where(Listing.organization_id == organization_id)
    return Match.demand_id.in_(own) | Match.supply_id.in_(own)
