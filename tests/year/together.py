"""What the two sides do once they are introduced: contacts, meetings, pilot, signing, delivery."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Kind,
    Match,
    MatchState,
    Meeting,
    MeetingState,
    Outcome,
    OutcomeStage,
    OutcomeState,
    Party,
    Visibility,
)
from marketplace.services.followups.add_entry import Entry, Upload, add_entry
from marketplace.services.followups.log import today
from marketplace.services.followups.set_aside import can_resume, resume_pair
from marketplace.services.introductions.consents import read_consents, renew_consent, withdraw_consent
from marketplace.services.introductions.contact import show_contact
from marketplace.services.meetings.ahead import meeting_ahead
from marketplace.services.meetings.offer import offer_meeting, offer_other_times
from marketplace.services.meetings.pick import pick_slot
from marketplace.services.meetings.settle import cancel_meeting, record_meeting, report_meeting
from marketplace.services.outcomes.answer import confirm_outcome, dispute_outcome, settle_dispute
from marketplace.services.outcomes.claim import Claim, claim_outcome, withdraw_claim
from marketplace.services.outcomes.publish import PUBLISHABLE, Consent, set_consent
from marketplace.services.pilots.run import PilotTerms, begin_pilot, change_pilot, end_pilot, pilot_of
from tests.factories.introduced import PDF, make_offer
from tests.year.deciding import set_aside
from tests.year.town import Town

M = MatchState
LATE = (M.PILOT, M.SIGNED)
OPEN_CLAIMS = (OutcomeState.CLAIMED, OutcomeState.DISPUTED)


def work(town: Town, session: Session, match: Match) -> None:
    """One act of one side."""
    if town.seldom(f"set aside {match.state}", 0.2 if match.state in LATE else 0.07):
        set_aside(town, session, match)
        return
    able = {side: actor for side in Kind if (actor := town.on(session, match, side))}
    if not able:
        return  # staff put them in touch by telephone
    side = town.random.choice(list(able))
    actor = able[side]
    open_claims = select(Outcome).where(Outcome.match_id == match.id, Outcome.state.in_(OPEN_CLAIMS))
    claim = session.scalars(open_claims.order_by(Outcome.id)).first()
    if town.chance(0.12):
        _see_contact(town, session, match, side, actor)
    elif claim is not None:
        _answer_claim(town, session, match, side, actor, claim)
    elif (meeting := meeting_ahead(session, match)) is not None:
        _go_on_meeting(town, session, match, side, actor, meeting)
    else:
        _next_step(town, session, match, side, actor)


def _see_contact(town: Town, session: Session, match: Match, side: Kind, actor: Account) -> None:
    consents = read_consents(session, match)
    if consents is None:
        return  # a listing passed to another organization
    if side in consents.withdrawn:
        renew_consent(session, actor, match.id, side, clock=town.clock)
    elif town.chance(0.15):
        withdraw_consent(session, actor, match.id, side, reason="not_pursued", clock=town.clock)
    elif consents.stand:
        show_contact(session, actor, match.id, side, clock=town.clock)


def _answer_claim(
    town: Town, session: Session, match: Match, side: Kind, actor: Account, claim: Outcome
) -> None:
    facts = (match.id, side, claim.id, claim.version)
    if claim.state is OutcomeState.DISPUTED and claim.side is side and town.seldom("give in", 0.5):
        withdraw_claim(session, actor, *facts, clock=town.clock)
    elif claim.state is OutcomeState.DISPUTED:
        settle_dispute(
            session, town.staff(session), match.id, claim.id, claim.version,
            holds=town.seldom("holds", 0.5), note="已核对双方文件。", clock=town.clock,
        )  # fmt: skip
    elif claim.side is side:
        if town.chance(0.1):
            withdraw_claim(session, actor, *facts, clock=town.clock)
    elif town.seldom("dispute", 0.25):
        dispute_outcome(session, actor, *facts, why="金额与合同不符。", clock=town.clock)
    else:
        confirm_outcome(session, actor, *facts, clock=town.clock)


def _go_on_meeting(
    town: Town, session: Session, match: Match, side: Kind, actor: Account, meeting: Meeting
) -> None:
    facts = (match.id, side, meeting.version)
    now = town.clock.now()
    if meeting.state is MeetingState.AGREED:
        if meeting.starts_at is not None and meeting.starts_at <= now:
            held = not town.seldom("not held", 0.25)
            report_meeting(session, actor, *facts, held=held, text="谈了部署。", clock=town.clock)
        elif town.seldom("move", 0.3):
            offer_other_times(session, actor, *facts, make_offer(town.clock), clock=town.clock)
        elif town.seldom("call off", 0.4):
            cancel_meeting(session, actor, *facts, why="临时有事。", clock=town.clock)
    elif town.chance(0.1):
        cancel_meeting(session, actor, *facts, why="时间冲突。", clock=town.clock)
    elif meeting.offered_by is not side and town.chance(0.15):
        offer_other_times(session, actor, *facts, make_offer(town.clock, 4, 5), clock=town.clock)
    elif meeting.offered_by is not side:
        ahead = [slot for slot in meeting.slots if slot.starts_at > now]
        if ahead:
            pick_slot(session, actor, *facts, ahead[0].id, clock=town.clock)
        else:
            offer_other_times(session, actor, *facts, make_offer(town.clock), clock=town.clock)


def _next_step(town: Town, session: Session, match: Match, side: Kind, actor: Account) -> None:
    day = today(town.clock)
    if town.chance(0.15):
        due = day + timedelta(days=7)
        entry = Entry(day, "碰过头。", Visibility.BOTH, "准备样本", Party(side.value), due)
        add_entry(session, actor, match.id, side, entry, clock=town.clock)
    elif match.state is M.INTRODUCED or (match.state is M.MEETING and town.chance(0.2)):
        if town.chance(0.2):
            record_meeting(session, actor, match.id, side, on=day, text="电话谈过。", clock=town.clock)
        else:
            offer_meeting(session, actor, match.id, side, make_offer(town.clock, 8, 9), clock=town.clock)
    elif match.state is M.MEETING and town.chance(0.5):
        terms = PilotTerms(day, day + timedelta(days=20), "门诊楼", "候诊时间降两成")
        begin_pilot(session, actor, match.id, side, terms, clock=town.clock)
    elif match.state is M.PILOT and (pilot := pilot_of(session, match)) and pilot.ended_on is None:
        if town.chance(0.15):
            longer = PilotTerms(pilot.starts_on, day + timedelta(days=30), "门诊楼", "候诊时间降两成")
            change_pilot(session, actor, match.id, side, pilot.version, longer, clock=town.clock)
            return
        end_pilot(
            session, actor, match.id, side, pilot.version, on=day, result="降了三成。", clock=town.clock
        )
    else:
        _claim(town, session, match, side, actor)


def _claim(town: Town, session: Session, match: Match, side: Kind, actor: Account) -> None:
    stage = OutcomeStage.DELIVERED if match.state is M.SIGNED else OutcomeStage.SIGNED
    reached = select(Outcome.stage).where(
        Outcome.match_id == match.id, Outcome.state == OutcomeState.CONFIRMED
    )
    if OutcomeStage.INTENT not in session.scalars(reached).all() and town.chance(0.4):
        stage = OutcomeStage.INTENT
    amount = Decimal(town.random.randint(5, 300))
    file = Upload("合同.pdf", PDF) if stage is not OutcomeStage.DELIVERED else None
    claim = Claim(stage, today(town.clock), amount, "双方已签字。", file)
    claim_outcome(session, actor, match.id, side, claim, clock=town.clock)


def publish(town: Town, session: Session) -> None:
    """A side lets visitors see what was reached, or takes that back."""
    confirmed = select(Outcome).where(Outcome.state == OutcomeState.CONFIRMED, Outcome.stage.in_(PUBLISHABLE))
    found = session.scalars(confirmed.order_by(Outcome.id)).all()
    if not found:
        return
    outcome = town.random.choice(found)
    side = town.random.choice(list(Kind))
    actor = town.on(session, outcome.match, side)
    if actor is not None:
        consent = Consent(town.chance(0.7), town.chance(0.5), town.chance(0.5))
        set_consent(
            session, actor, outcome.match_id, side, outcome.id, outcome.version, consent, clock=town.clock
        )


def take_up(town: Town, session: Session, match: Match) -> bool:
    """Staff let a pair go on that was set aside after the introduction."""
    if not can_resume(session, match):
        return False
    resume_pair(session, town.staff(session), match.id, match.version, clock=town.clock)
    return True
