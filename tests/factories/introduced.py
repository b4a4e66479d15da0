"""A pair whose two sides are introduced, with somebody on each."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.models import (
    FollowUp,
    Kind,
    Meeting,
    Outcome,
    OutcomeStage,
    Party,
    Visibility,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.followups.add_entry import Entry, Upload, add_entry
from marketplace.services.followups.log import today
from marketplace.services.meetings.offer import offer_meeting
from marketplace.services.meetings.pick import pick_slot
from marketplace.services.meetings.terms import Offer
from marketplace.services.outcomes.claim import Claim, claim_outcome
from tests.doubles import MovableClock
from tests.factories.recommended import Recommended, make_recommended

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def make_introduced(session: Session, clock: MovableClock) -> Recommended:
    """Both sides have accepted."""
    pair = make_recommended(session)
    for side in Kind:
        accept_match(session, pair.on(side), pair.match.id, side, pair.seen, clock=clock)
        session.flush()
    return pair


def make_claim(session: Session, clock: MovableClock, pair: Recommended) -> Outcome:
    """The company claims a letter of intent, with its file."""
    claim = Claim(OutcomeStage.INTENT, today(clock), file=Upload("意向书.pdf", PDF))
    return claim_outcome(session, pair.company, pair.match.id, Kind.SUPPLY, claim, clock=clock)


def make_note(session: Session, clock: MovableClock, pair: Recommended) -> FollowUp:
    """The owner writes down what comes next, with minutes for its own side."""
    entry = Entry(
        today(clock),
        "与科室碰过头",
        Visibility.OWN_SIDE,
        "准备数据样本",
        Party.DEMAND,
        today(clock) + timedelta(days=7),
        [Upload("纪要.pdf", PDF)],
    )
    return add_entry(session, pair.owner, pair.match.id, Kind.DEMAND, entry, clock=clock)


def make_offer(clock: MovableClock, *days: int) -> Offer:
    """Times on those days from now, at the company's place."""
    slots = [clock.now() + timedelta(days=day) for day in days or (2, 3)]
    return Offer(slots, 60, "首次洽谈", "天府大道1号3楼")


def make_meeting(session: Session, clock: MovableClock, pair: Recommended) -> Meeting:
    """The company offers two times and the owner picks the first."""
    meeting = offer_meeting(session, pair.company, pair.match.id, Kind.SUPPLY, make_offer(clock), clock=clock)
    session.flush()
    return pick_slot(
        session,
        pair.owner,
        pair.match.id,
        Kind.DEMAND,
        meeting.version,
        meeting.slots[0].id,
        clock=clock,
    )
