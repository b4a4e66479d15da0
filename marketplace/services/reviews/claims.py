"""Who has a pair before them now: one person at a time, for as long as their page stays open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, case, delete, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from marketplace.errors import Conflict, InvalidInput, NotFound
from marketplace.models import ClaimPurpose, Match, ReviewClaim
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import require_no_interest

# An open page renews the claim every half minute; one that falls silent loses its right after so long.
HELD_FOR = timedelta(minutes=3)
# From then on a colleague may take the pair over, and is asked to confirm it. After so long nobody is asked.
FORGOTTEN_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Hold:
    """How a claim stands for whoever asks: theirs, somebody else's, or somebody's who fell silent."""

    claim: ReviewClaim
    mine: bool
    lapsed: bool


def hold_pair(
    session: Session,
    actor: Actor,
    match_id: int,
    *,
    clock: Clock,
    purpose: ClaimPurpose = ClaimPurpose.VERDICT,
) -> Hold | None:
    """Claim the pair if nobody else has it, or renew one's own claim; how it stands then.

    None: the pair is gone. Raises NotAllowed, also to who belongs to an organization of the pair: who cannot
    decide it must not keep others from deciding it.
    """
    require(actor, Permission.REVIEW_MATCHES)
    _require_no_interest(session, actor, match_id)
    now = clock.now()
    mine = ReviewClaim.holder_id == actor.id
    moment = DateTime(timezone=True)
    statement = insert(ReviewClaim).from_select(
        ["match_id", "purpose", "holder_id", "claimed_at", "expires_at"],
        select(
            Match.id,
            literal(purpose.value),
            literal(actor.id),
            literal(now, moment),
            literal(now + HELD_FOR, moment),
        ).where(Match.id == match_id),
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ReviewClaim.match_id, ReviewClaim.purpose],
            set_={
                "holder_id": actor.id,
                "claimed_at": case((mine, ReviewClaim.claimed_at), else_=now),
                "expires_at": now + HELD_FOR,
            },
            where=or_(mine, ReviewClaim.expires_at < now - FORGOTTEN_AFTER),
        )
    )
    return read_hold(session, actor, match_id, clock=clock, purpose=purpose)


def _require_no_interest(session: Session, actor: Actor, match_id: int) -> Match | None:
    """The pair, if there is one. Raises NotAllowed."""
    match = session.get(Match, match_id)
    if match is not None:
        require_no_interest(actor, match)
    return match


def read_hold(
    session: Session,
    actor: Actor,
    match_id: int,
    *,
    clock: Clock,
    purpose: ClaimPurpose = ClaimPurpose.VERDICT,
) -> Hold | None:
    """Who has the pair; None when nobody does, or nobody has for long."""
    claim = session.scalar(
        select(ReviewClaim)
        .options(joinedload(ReviewClaim.holder))
        .where(ReviewClaim.match_id == match_id, ReviewClaim.purpose == purpose)
        .execution_options(populate_existing=True)
    )
    now = clock.now()
    if claim is None or claim.expires_at < now - FORGOTTEN_AFTER:
        return None
    return Hold(claim, claim.holder_id == actor.id, claim.expires_at <= now)


def release_pair(
    session: Session, actor: Actor, match_id: int, *, purpose: ClaimPurpose = ClaimPurpose.VERDICT
) -> None:
    """Let go of one's own claim; somebody else's stays. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    session.execute(
        delete(ReviewClaim).where(
            ReviewClaim.match_id == match_id,
            ReviewClaim.purpose == purpose,
            ReviewClaim.holder_id == actor.id,
        )
    )


def take_over_pair(
    session: Session,
    actor: Actor,
    match_id: int,
    *,
    confirmed: bool,
    clock: Clock,
    purpose: ClaimPurpose = ClaimPurpose.VERDICT,
) -> None:
    """Take the pair from a colleague who fell silent; the trail keeps whose it was.

    Raises NotAllowed, NotFound, InvalidInput unless confirmed, Conflict while the colleague is still there.
    """
    require(actor, Permission.REVIEW_MATCHES)
    match = _require_no_interest(session, actor, match_id)
    if match is None:
        raise NotFound("There is no such pair.")
    claim = session.scalar(
        select(ReviewClaim)
        .where(ReviewClaim.match_id == match_id, ReviewClaim.purpose == purpose)
        .with_for_update(of=ReviewClaim)
        .execution_options(populate_existing=True)
    )
    now = clock.now()
    if claim is not None and claim.holder_id != actor.id:
        if claim.expires_at > now:
            raise Conflict("%(name)s is reviewing this pair now.", name=claim.holder.display_name)
        if not confirmed:
            raise InvalidInput("Confirm that you want to take the pair over.", field="confirmed")
        record_event(session, actor, "match.take_over", match, holder=claim.holder_id)
        claim.holder_id, claim.claimed_at, claim.expires_at = actor.id, now, now + HELD_FOR
    else:
        hold_pair(session, actor, match_id, clock=clock, purpose=purpose)


def end_claim(
    session: Session,
    actor: Actor,
    match_id: int,
    *,
    clock: Clock,
    purpose: ClaimPurpose = ClaimPurpose.VERDICT,
) -> None:
    """A decision is being made: it ends the claim. Raises Conflict while it is a colleague's.

    Who decides without a claim (their page was silent for long) may do so, as nobody else has taken it.
    """
    hold = read_hold(session, actor, match_id, clock=clock, purpose=purpose)
    if hold is not None and not hold.mine:
        raise Conflict(
            "%(name)s is reviewing this pair now. Nothing was saved.", name=hold.claim.holder.display_name
        )
    session.execute(
        delete(ReviewClaim).where(ReviewClaim.match_id == match_id, ReviewClaim.purpose == purpose)
    )


def held_by_others(actor: Actor, now: datetime, match_id: Any) -> ColumnElement[bool]:
    """Whether a colleague has the pair of this id (a column) before them."""
    return (
        select(ReviewClaim.match_id)
        .where(
            ReviewClaim.match_id == match_id,
            ReviewClaim.purpose == ClaimPurpose.VERDICT,
            ReviewClaim.holder_id != actor.id,
            ReviewClaim.expires_at > now,
        )
        .exists()
    )
