"""What staff and the two sides do with a pair until they are introduced."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Kind,
    Listing,
    ListingState,
    Match,
    MatchState,
    MendRequest,
    OrganizationBlock,
    Question,
    QuestionState,
    Review,
    ReviewClaim,
    Visibility,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.decline import decline_match
from marketplace.services.answers.reasons import REASONS
from marketplace.services.answers.withdraw import withdraw_acceptance
from marketplace.services.approaches.make import approach_listing
from marketplace.services.assignments.pin import pin_pair, unpin_pair
from marketplace.services.blocks.lift import lift_block
from marketplace.services.blocks.standing import block_on
from marketplace.services.followups.add_entry import Entry, add_staff_entry
from marketplace.services.followups.log import today
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.set_aside import close_pair, park_pair
from marketplace.services.mending.close import close_request
from marketplace.services.questions.ask import ask_question
from marketplace.services.questions.relay import relay_question, relay_reply, return_question, return_reply
from marketplace.services.questions.reply import reply_to
from marketplace.services.reviews.claims import hold_pair, take_over_pair
from marketplace.services.reviews.lock import Seen, public_hash
from marketplace.services.reviews.pair_by_hand import pair_by_hand
from marketplace.services.reviews.reasons import CONSEQUENCES, RejectReason
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match, usual_end
from marketplace.services.reviews.reopen import reopen_match
from marketplace.services.reviews.settle_decline import confirm_decline, override_decline
from marketplace.services.reviews.undo import undo_review
from tests.year.town import Town

M = MatchState
REJECTIONS = [reason for reason, brings in CONSEQUENCES.items() if brings.offered]
SIDE_OF = {M.ACCEPTED_BY_DEMAND: Kind.DEMAND, M.ACCEPTED_BY_SUPPLY: Kind.SUPPLY}


def seen_now(match: Match) -> Seen:
    """What a page opened now would send back."""
    return Seen(match.version, public_hash(match.demand), public_hash(match.supply))


def both_public(match: Match) -> bool:
    """Whether the pair can be decided at all."""
    return all(one.state is ListingState.PUBLISHED for one in (match.demand, match.supply))


def review(town: Town, session: Session, match: Match) -> None:
    """Staff claim a suggested pair and judge it, or write a note beside it."""
    actor = town.staff(session)
    if town.chance(0.05):
        entry = Entry(today(town.clock), "已电话了解情况。", Visibility.STAFF)
        add_staff_entry(session, actor, match.id, entry, clock=town.clock)
        return
    if town.chance(0.03):
        park_pair(
            session, actor, match.id, match.version, note="等一等。", until=town.in_days(20), clock=town.clock
        )
        return
    if not both_public(match):
        return
    hold = hold_pair(session, actor, match.id, clock=town.clock)
    if hold is not None and not hold.mine:
        return  # a colleague is at it
    if town.chance(0.05):
        return  # called away; the pair stays held until somebody takes it over
    if block_on(session, match) is None and town.chance(0.7):
        recommend_match(session, actor, match.id, seen_now(match), clock=town.clock, second_share=0.1)
        return
    reason = town.random.choice(REJECTIONS)
    until = usual_end(reason, town.clock.now())
    note = "另有原因，已当面说明。" if reason is RejectReason.OTHER else ""
    seen = seen_now(match)
    reject_match(
        session, actor, match.id, seen, reason=reason.value, until=until, clock=town.clock, note=note
    )


def pin(town: Town, session: Session) -> None:
    """Staff keep a pair that waits in every assignment, and let go of one kept so."""
    pinned = select(Match).where(Match.pinned_at.is_not(None), Match.state == M.SUGGESTED).limit(1)
    kept = session.scalars(pinned).first()
    if kept is not None:
        unpin_pair(session, town.staff(session), kept.id, kept.version)
    waiting = select(Match).where(Match.pinned_at.is_(None), Match.state == M.SUGGESTED)
    chosen = session.scalars(waiting.order_by(Match.id).limit(1)).first()
    if chosen is not None:
        pin_pair(session, town.staff(session), chosen.id, chosen.version, clock=town.clock)


def take_over(town: Town, session: Session) -> None:
    """Somebody else takes a pair from a colleague who was called away a while ago."""
    silent = select(ReviewClaim).join(Match, Match.id == ReviewClaim.match_id)
    silent = silent.where(ReviewClaim.expires_at < town.clock.now(), Match.state == M.SUGGESTED)
    claim = session.scalars(silent.order_by(ReviewClaim.expires_at.desc()).limit(1)).first()
    actor = town.staff(session)
    if claim is not None and claim.holder_id != actor.id:
        take_over_pair(session, actor, claim.match_id, confirmed=True, clock=town.clock)


def close_a_mend(town: Town, session: Session) -> None:
    """Staff no longer ask for what they asked of a text longest ago."""
    standing = select(MendRequest.id).where(MendRequest.closed_at.is_(None)).order_by(MendRequest.id)
    found = session.scalars(standing.limit(1)).first()
    if found is not None:
        close_request(session, town.staff(session), found, clock=town.clock)


def answer(town: Town, session: Session, match: Match) -> None:
    """A side accepts, declines, asks, or takes its acceptance back; or staff set the pair aside."""
    if town.seldom(f"set aside {match.state}", 0.08 if match.state is M.RECOMMENDED else 0.25):
        set_aside(town, session, match)
        return
    if match.state is M.RECOMMENDED and town.seldom("undo", 0.03):
        undo_newest(town, session, match)
        return
    taken = SIDE_OF.get(match.state)
    owner = town.on(session, match, taken) if taken is not None else None
    if taken is not None and owner is not None and town.seldom(f"back from {match.state}", 0.2):
        withdraw_acceptance(session, owner, match.id, taken, match.version, clock=town.clock)
        return
    side = town.random.choice([side for side in Kind if side is not taken])
    actor = town.on(session, match, side)
    if actor is None:
        return  # its contact answers by the link it was mailed
    if town.chance(0.08):
        ask_question(session, actor, match.id, side, "能否部署在院内服务器上？", clock=town.clock)
    elif town.chance(0.78) and both_public(match):
        accept_match(session, actor, match.id, side, seen_now(match), clock=town.clock)
    else:
        reason = town.random.choice(REASONS[side]).value
        decline_match(
            session, actor, match.id, side, match.version, reason=reason, clock=town.clock, note="暂不合适。"
        )


def undo_newest(town: Town, session: Session, match: Match) -> None:
    """Staff take a verdict back that stands alone (an override does not)."""
    newest = select(Review).where(Review.match_id == match.id, Review.undone_at.is_(None))
    review = session.scalars(newest.order_by(Review.id.desc()).limit(1)).first()
    if review is not None and review.reason is None:
        undo_review(session, town.staff(session), match.id, match.version, clock=town.clock)


def settle(town: Town, session: Session, match: Match) -> None:
    """Staff confirm a decline, override it, or set the pair aside."""
    actor = town.staff(session)
    if town.chance(0.1):
        set_aside(town, session, match)
    elif town.chance(0.3) and both_public(match):
        override_decline(
            session, actor, match.id, seen_now(match), clock=town.clock, note="对方已答应放宽条件。"
        )
    else:
        confirm_decline(session, actor, match.id, match.version, clock=town.clock)


def set_aside(town: Town, session: Session, match: Match) -> None:
    """Staff park the pair or close it; a pair that was declined can only be parked here."""
    actor = town.staff(session)
    if match.state is M.DECLINED or town.number(f"aside from {match.state}") % 2:
        until = town.in_days(15)
        park_pair(session, actor, match.id, match.version, note="先放一放。", until=until, clock=town.clock)
    else:
        reason = town.random.choice(list(ClosingReason)).value
        close_pair(
            session, actor, match.id, match.version, reason=reason, note="已与双方谈过。", clock=town.clock
        )


def bring_back(town: Town, session: Session, match: Match) -> None:
    """Staff reopen a pair that was set aside before the introduction, or undo the verdict that did so."""
    if match.state is M.REJECTED and town.chance(0.3):
        undo_review(session, town.staff(session), match.id, match.version, clock=town.clock)
    else:
        reopen_match(session, town.staff(session), match.id, match.version, clock=town.clock)


def pass_on(town: Town, question_id: int) -> None:
    """Whoever a question waits for does what it waits for."""

    def do(session: Session) -> None:
        question = session.get_one(Question, question_id)
        if question.match.state not in (M.RECOMMENDED, *SIDE_OF):
            return  # the two sides know each other by now, or the pair is over
        if question.state is QuestionState.ASKED and town.seldom("return", 0.2):
            return_question(session, town.staff(session), question.id, "unclear", clock=town.clock)
        elif question.state is QuestionState.ASKED:
            relay_question(session, town.staff(session), question.id, "能否在内网部署？", clock=town.clock)
        elif question.state is QuestionState.REPLIED and town.seldom("return reply", 0.25):
            return_reply(session, town.staff(session), question.id, "unclear", clock=town.clock)
        elif question.state is QuestionState.REPLIED:
            relay_reply(session, town.staff(session), question.id, "可以，已有两例。", clock=town.clock)
        else:
            asked = Kind.SUPPLY if question.side is Kind.DEMAND else Kind.DEMAND
            actor = town.on(session, question.match, asked)
            if actor is not None:
                reply_to(
                    session, actor, question.match_id, asked, question.id, "可以，有两例。", clock=town.clock
                )  # fmt: skip

    town.act("question", do)


def approach(town: Town) -> None:
    """A company asks for a need, or an owner invites a company, or staff pair the two by hand."""

    def do(session: Session) -> None:
        demand, supply = (_any_public(town, session, kind) for kind in Kind)
        if demand is None or supply is None:
            return
        pair = select(Match.id).where(Match.demand_id == demand.id, Match.supply_id == supply.id)
        if demand.organization_id == supply.organization_id or session.scalar(pair) is not None:
            return
        side = town.random.choice(list(Kind))
        own, target = (demand, supply) if side is Kind.DEMAND else (supply, demand)
        people = town.people(session, own.organization_id)
        if town.chance(0.2) or not people:
            pair_by_hand(
                session, town.staff(session), demand.code, supply.code, note="专家推荐。", clock=town.clock
            )
            return
        actor = town.random.choice(people)
        brought = own.code if town.chance(0.8) else None
        approach_listing(
            session, actor, target.code, own=brought, reason="我们在两家医院做过同样的系统。",
            clock=town.clock, why_none="" if brought else "新产品还没有发布到平台。",
        )  # fmt: skip

    town.act("approach", do)


def _any_public(town: Town, session: Session, kind: Kind) -> Listing | None:
    public = select(Listing).where(Listing.kind == kind, Listing.state == ListingState.PUBLISHED)
    found = session.scalars(public.order_by(Listing.id)).all()
    return town.random.choice(found) if found else None


def lift_a_block(town: Town) -> None:
    """Staff let two organizations be paired again."""

    def do(session: Session) -> None:
        standing = select(OrganizationBlock).where(OrganizationBlock.lifted_at.is_(None)).limit(1)
        block = session.scalars(standing).first()
        if block is not None:
            lift_block(session, town.staff(session), block.id, note="争议已了结。", clock=town.clock)

    town.act("lift", do)
