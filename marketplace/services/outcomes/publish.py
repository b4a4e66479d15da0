"""What the public page may say of a confirmed outcome: each side decides for itself, both must agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.errors import WrongState
from marketplace.models import (
    Kind,
    Listing,
    Match,
    Outcome,
    OutcomeConsent,
    OutcomeStage,
    OutcomeState,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import listing_on
from marketplace.services.audit.record import record_event
from marketplace.services.followups.lock import TALKING, lock_together
from marketplace.services.outcomes.find import need_outcome
from marketplace.services.ports import Clock

# An intent is not yet something that got done.
PUBLISHABLE = (OutcomeStage.SIGNED, OutcomeStage.DELIVERED)


@dataclass(frozen=True)
class Consent:
    """What a side lets be seen: that it happened, the side's name, the amount."""

    published: bool
    shows_organization: bool
    shows_amount: bool


@dataclass(frozen=True)
class PublishedOutcome:
    """An outcome as visitors see it; None: a side did not consent to that."""

    stage: OutcomeStage
    happened_on: date
    industry: str
    demander: str | None
    supplier: str | None
    amount_wan: Decimal | None
    demand_title: str | None
    supply_title: str | None


def set_consent(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    outcome_id: int,
    version: int,
    consent: Consent,
    *,
    clock: Clock,
) -> OutcomeConsent:
    """Give, change or take back the side's consent; it takes effect at once.

    Raises NotAllowed, NotFound, Conflict, and WrongState unless the outcome is a confirmed one to publish.
    """
    match = lock_together(session, actor, match_id, side, TALKING)
    outcome = need_outcome(session, match, outcome_id, version)
    if outcome.state is not OutcomeState.CONFIRMED or outcome.stage not in PUBLISHABLE:
        raise WrongState("Only a confirmed signing or delivery can be published.")
    given = session.get(OutcomeConsent, (outcome.id, side))
    if given is None:
        given = OutcomeConsent(outcome_id=outcome.id, side=side)
        session.add(given)
    given.published = consent.published
    given.shows_organization = consent.published and consent.shows_organization
    given.shows_amount = consent.published and consent.shows_amount
    given.account_id, given.changed_at = actor.id, clock.now()
    record_event(
        session,
        actor,
        "outcome.publish" if consent.published else "outcome.unpublish",
        outcome,
        match_id=match.id,
        side=side.value,
    )
    return given


def is_published() -> ColumnElement[bool]:
    """Whether an outcome is confirmed, of a stage to publish, and both sides consent."""
    agreed = (
        select(func.count())
        .select_from(OutcomeConsent)
        .where(OutcomeConsent.outcome_id == Outcome.id, OutcomeConsent.published)
        .correlate(Outcome)
        .scalar_subquery()
    )
    return (Outcome.state == OutcomeState.CONFIRMED) & Outcome.stage.in_(PUBLISHABLE) & (agreed == len(Kind))


def published_outcomes(session: Session, actor: Actor | None) -> Sequence[PublishedOutcome]:
    """Everything both sides let be seen, the newest first. Raises NotAllowed."""
    require(actor, Permission.READ_PUBLIC)
    organization = (
        joinedload(Match.demand).joinedload(Listing.organization),
        joinedload(Match.supply).joinedload(Listing.organization),
    )
    found = session.scalars(
        select(Outcome)
        .join(Match, Match.id == Outcome.match_id)
        .options(*(joinedload(Outcome.match).options(one) for one in organization))
        .options(selectinload(Outcome.consents))
        .where(is_published())
        .order_by(Outcome.happened_on.desc(), Outcome.id.desc())
    )
    return [_as_seen(outcome) for outcome in found]


def _as_seen(outcome: Outcome) -> PublishedOutcome:
    named = {one.side for one in outcome.consents if one.shows_organization}
    amount = all(one.shows_amount for one in outcome.consents)
    demand, supply = outcome.match.demand, outcome.match.supply
    text = demand.published_version
    # A listing's title names its organization to whoever looks it up, so it goes with the name.
    titles = {
        side: listing_on(outcome.match, side).published_version if side in named else None for side in Kind
    }
    return PublishedOutcome(
        stage=outcome.stage,
        happened_on=outcome.happened_on,
        industry=text.industry if text is not None else "",
        demander=demand.organization.name if Kind.DEMAND in named else None,
        supplier=supply.organization.name if Kind.SUPPLY in named else None,
        amount_wan=outcome.amount_wan if amount else None,
        demand_title=getattr(titles[Kind.DEMAND], "title", None),
        supply_title=getattr(titles[Kind.SUPPLY], "title", None),
    )
