"""A side claims that something was reached, with the agreement's file; it may take the claim back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, WrongState
from marketplace.models import (
    FilePurpose,
    FollowUpKind,
    Kind,
    Match,
    MatchState,
    Outcome,
    OutcomeStage,
    OutcomeState,
)
from marketplace.models.transitions import check_transition
from marketplace.permissions import Actor
from marketplace.services.answers.own_pairs import across
from marketplace.services.audit.record import begin_wait, change_outcome_state, record_event
from marketplace.services.files.store import store_file
from marketplace.services.followups.add_entry import Upload
from marketplace.services.followups.lock import lock_together
from marketplace.services.followups.log import log_step, today
from marketplace.services.followups.steps import party_of
from marketplace.services.followups.texts import check_past, check_text
from marketplace.services.outcomes.find import STANDING, need_outcome
from marketplace.services.ports import Clock

# The state a pair enters once such an outcome is confirmed; an intent leaves it where it stands.
REACHES: Mapping[OutcomeStage, MatchState | None] = {
    OutcomeStage.INTENT: None,
    OutcomeStage.SIGNED: MatchState.SIGNED,
    OutcomeStage.DELIVERED: MatchState.DELIVERED,
}
MOST_WAN = Decimal(10) ** 9


@dataclass(frozen=True)
class Claim:
    """A signing needs its amount and the agreement as a file, a delivery the words of acceptance."""

    stage: OutcomeStage
    happened_on: date | None
    amount_wan: Decimal | None = None
    text: str = ""
    file: Upload | None = None


def claim_outcome(
    session: Session, actor: Actor, match_id: int, side: Kind, claim: Claim, *, clock: Clock
) -> Outcome:
    """Claim it; the other side is asked to confirm. Raises NotAllowed, NotFound, WrongState, InvalidInput."""
    match = lock_together(session, actor, match_id, side)
    _check_possible(session, match, claim.stage)
    signed = claim.stage is OutcomeStage.SIGNED
    amount = check_amount(claim.amount_wan, needed=signed)
    if signed and claim.file is None:
        raise InvalidInput("Add the signed agreement as a file.", field="file")
    day = check_past(claim.happened_on, "happened_on", today(clock))
    text = check_text(claim.text, "text", needed=claim.stage is OutcomeStage.DELIVERED)
    stored = claim.file and store_file(
        session,
        actor,
        name=claim.file.name,
        content=claim.file.content,
        purpose=FilePurpose.AGREEMENT,
        organization_id=actor.organization_id,
        clock=clock,
    )
    outcome = Outcome(
        match_id=match.id,
        stage=claim.stage,
        state=OutcomeState.CLAIMED,
        side=side,
        happened_on=day,
        amount_wan=amount,
        text=text,
        file=stored or None,
        file_sha256=stored.sha256 if stored else None,
        account_id=actor.id,
        created_at=clock.now(),
    )
    session.add(outcome)
    session.flush()  # the events name the claim by its id
    record_event(
        session,
        actor,
        "outcome.claim",
        outcome,
        to_state=outcome.state.value,
        match_id=match.id,
        stage=claim.stage.value,
    )
    begin_wait(match, clock=clock, waits_for=party_of(across(side)))
    log_outcome(session, actor, match, FollowUpKind.OUTCOME_CLAIMED, side, outcome, clock, text)
    return outcome


def withdraw_claim(
    session: Session, actor: Actor, match_id: int, side: Kind, outcome_id: int, version: int, *, clock: Clock
) -> Outcome:
    """Take a claim back that is not confirmed. Raises NotAllowed, NotFound, Conflict, WrongState."""
    match = lock_together(session, actor, match_id, side)
    outcome = need_outcome(session, match, outcome_id, version)
    if outcome.side is not side:
        raise NotAllowed("Only the side that made the claim may take it back.")
    change_outcome_state(session, actor, outcome, OutcomeState.WITHDRAWN, "outcome.withdraw")
    begin_wait(match, clock=clock)
    log_outcome(session, actor, match, FollowUpKind.OUTCOME_WITHDRAWN, side, outcome, clock)
    return outcome


def check_amount(amount: Decimal | None, *, needed: bool) -> Decimal | None:
    """An amount in 万元. Raises InvalidInput."""
    if amount is None:
        if needed:
            raise InvalidInput("Give the amount.", field="amount_wan")
        return None
    if not amount.is_finite() or not 0 < amount <= MOST_WAN:
        raise InvalidInput("Give the amount in ten thousand yuan, above zero.", field="amount_wan")
    return amount.quantize(Decimal("0.0001"))


def log_outcome(
    session: Session,
    actor: Actor | None,
    match: Match,
    kind: FollowUpKind,
    side: Kind | None,
    outcome: Outcome,
    clock: Clock,
    text: str = "",
) -> None:
    """Write what became of a claim into the pair's timeline."""
    facts: dict[str, Any] = {"stage": outcome.stage.value, "outcome_id": outcome.id}
    if outcome.amount_wan is not None:
        facts["amount_wan"] = str(outcome.amount_wan.normalize())
    log_step(session, actor, match, kind, side=side, clock=clock, text=text, **facts)


def _check_possible(session: Session, match: Match, stage: OutcomeStage) -> None:
    """Raise WrongState where the stage cannot be reached from here, or was claimed already."""
    if match.demand.organization_id == match.supply.organization_id:
        raise WrongState("One organization owns both listings, so nobody else could confirm this.")
    if (reaches := REACHES[stage]) is not None:
        check_transition(match.state, reaches)
    standing = select(Outcome.id).where(
        Outcome.match_id == match.id, Outcome.stage == stage, Outcome.state.in_(STANDING)
    )
    if session.scalar(standing) is not None:
        raise WrongState("This is claimed already. See what became of that claim first.")
