"""Express interest in a need, or invite a supplier: the pair goes to staff, with who asked and why."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, WrongState
from marketplace.models import (
    Approach,
    ApproachState,
    Kind,
    Listing,
    ListingState,
    Match,
    MatchState,
    Organization,
    Topic,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import across
from marketplace.services.approaches.choose import (
    DAY,
    MOST_PER_DAY,
    find_target,
    made_since,
    standing_without,
)
from marketplace.services.audit.record import record_event
from marketplace.services.blocks.standing import block_on
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock

ORIGIN = {Kind.SUPPLY: "interest", Kind.DEMAND: "invitation"}
SHORTEST, LONGEST = 10, 300


def approach_listing(
    session: Session,
    actor: Actor,
    code: str,
    *,
    own: str | None,
    reason: str,
    clock: Clock,
    why_none: str = "",
) -> Approach:
    """Approach the published listing `code` with one's own listing `own`, or with none, saying why.

    Raises NotAllowed, NotFound, InvalidInput (fields `own`, `reason`, `why_none`), and WrongState when the
    pair is known and beyond review, was asked for already, or the day's number is used up.
    """
    require(actor, Permission.APPROACH)
    target = find_target(session, actor, code)
    side = across(target.kind)
    brought = find_own(session, actor, own, side) if own else None
    reason = check_text(reason, "reason")
    why_none = check_text(why_none, "why_none") if brought is None else ""
    _lock_day(session, actor, clock=clock)
    match = _pair(session, actor, target, brought, side, clock=clock) if brought else None
    if match is None and standing_without(session, actor, target) is not None:
        raise WrongState("You have asked for this listing already, and our staff have not answered yet.")
    made = Approach(
        side=side,
        state=ApproachState.WAITING,
        listing=target,
        match=match,
        organization_id=actor.organization_id,
        account_id=actor.id,
        reason=reason,
        why_none=why_none,
        created_at=clock.now(),
    )
    session.add(made)
    record_event(
        session,
        actor,
        "approach.make",
        made,
        to_state=made.state.value,
        side=side.value,
        listing=target.code,
        match_id=match.id if match is not None else None,
    )
    notify_staff(session, Topic.APPROACH_MADE, clock=clock, match=match, listing=None if match else target)
    return made


def find_own(session: Session, actor: Actor, code: str, side: Kind) -> Listing:
    """The organization's own published listing of that kind. Raises InvalidInput with field `own`."""
    listing = session.scalar(
        select(Listing).where(
            Listing.code == code,
            Listing.organization_id == actor.organization_id,
            Listing.kind == side,
            Listing.state == ListingState.PUBLISHED,
        )
    )
    if listing is None:
        raise InvalidInput("Choose one of your published listings.", field="own")
    return listing


def check_text(text: str, field: str) -> str:
    """The text without surrounding space. Raises InvalidInput."""
    text = text.strip()
    if len(text) < SHORTEST or "\x00" in text:
        raise InvalidInput("Say it in a sentence or two, so that staff can judge.", field=field)
    if len(text) > LONGEST:
        raise InvalidInput("At most %(most)s characters.", field=field, most=LONGEST)
    return text


def _lock_day(session: Session, actor: Actor, *, clock: Clock) -> None:
    """Count the organization's approaches while nobody of it makes another. Raises WrongState, NotAllowed."""
    if actor.organization_id is None:
        raise NotAllowed("You are not allowed to do this.")
    session.scalar(select(Organization.id).where(Organization.id == actor.organization_id).with_for_update())
    if made_since(session, actor, clock.now() - DAY) >= MOST_PER_DAY:
        raise WrongState(
            "Your organization has asked for %(most)s pairs within a day. Please go on tomorrow.",
            most=MOST_PER_DAY,
        )


def _pair(
    session: Session, actor: Actor, target: Listing, own: Listing, side: Kind, *, clock: Clock
) -> Match:
    """The pair of the two, new or known, in review. Raises WrongState for one beyond that."""
    demand, supply = (own, target) if side is Kind.DEMAND else (target, own)
    made = session.scalar(
        insert(Match)
        .values(
            demand_id=demand.id,
            supply_id=supply.id,
            state=MatchState.SUGGESTED,
            origin=ORIGIN[side],
            waiting_since=clock.now(),
            suggested_at=clock.now(),
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[Match.demand_id, Match.supply_id])
        .returning(Match.id)
    )
    match = session.scalars(
        select(Match)
        .where(Match.demand_id == demand.id, Match.supply_id == supply.id)
        .with_for_update(of=Match)
        .execution_options(populate_existing=True)
    ).one()
    if made is not None:
        record_event(session, actor, "match.suggest", match, to_state=match.state.value, origin=ORIGIN[side])
    if match.state is not MatchState.SUGGESTED:
        raise WrongState("These two are known to us as a pair already; here is how it stands.")
    if block_on(session, match) is not None:
        raise WrongState("We do not bring these two organizations together. Please ask our staff.")
    asked = select(Approach.id).where(
        Approach.match_id == match.id,
        Approach.organization_id == actor.organization_id,
        Approach.state == ApproachState.WAITING,
    )
    if session.scalar(asked) is not None:
        raise WrongState("You have asked for this pair already, and our staff have not answered yet.")
    return match
