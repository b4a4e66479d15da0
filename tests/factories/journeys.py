"""Pairs at every step of the way, gone there by the services, so that every figure has something to count."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Listing, Match, MatchState, OutcomeStage, Role, Serving
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.decline import decline_match
from marketplace.services.followups.add_entry import Upload
from marketplace.services.followups.log import today
from marketplace.services.meetings.settle import report_meeting
from marketplace.services.outcomes.answer import confirm_outcome
from marketplace.services.outcomes.claim import Claim, claim_outcome
from marketplace.services.second_reviews.decide import give_second_opinion
from tests.doubles import MovableClock
from tests.factories.accounts import make_account
from tests.factories.introduced import PDF, make_introduced, make_meeting
from tests.factories.listings import make_listing
from tests.factories.matches import make_match
from tests.factories.recommended import Recommended, make_recommended
from tests.factories.reviewed import judge, make_blind

D, S = Kind.DEMAND, Kind.SUPPLY


@dataclass(frozen=True)
class Journeys:
    """`delivered` went the whole way between its two organizations, which share `asked` and `half` too.

    `alone` is a supply that nobody was shown, `unserved` a demand that nothing fits.
    """

    staff: Account
    delivered: Recommended
    asked: Recommended
    half: Recommended
    alone: Listing
    unserved: Listing


def make_journeys(session: Session, clock: MovableClock) -> Journeys:
    """All of them; the clock moves on by weeks."""
    delivered = make_introduced(session, clock)
    meeting = make_meeting(session, clock, delivered)
    clock.move(days=7)
    report_meeting(
        session,
        delivered.company,
        delivered.match.id,
        S,
        meeting.version,
        held=True,
        text="谈得好",
        clock=clock,
    )
    session.flush()
    for stage, amount in ((OutcomeStage.SIGNED, Decimal(30)), (OutcomeStage.DELIVERED, None)):
        clock.move(days=14)
        _reach(session, delivered, stage, amount, clock)
    demander, supplier = delivered.match.demand.organization, delivered.match.supply.organization
    asked = make_recommended(session, demander=demander, supplier=supplier)
    half = make_recommended(session, demander=demander, supplier=supplier)
    accept_match(session, half.company, half.match.id, S, half.seen, clock=clock)
    no = make_recommended(session, demander=demander, supplier=supplier)
    decline_match(session, no.owner, no.match.id, D, no.match.version, reason="does_not_solve", clock=clock)
    _queue(session, clock)
    _second_opinions(session, clock)
    judge(session, make_account(session), make_match(session, score=0.15), "different_problem", clock)
    unserved = make_listing(session, D)
    run = no.match.suggestion
    assert run is not None
    session.add(Serving(demand_id=unserved.id, run_id=run.run_id, served=False, best_score=0.1, pool_size=3))
    session.flush()
    return Journeys(
        make_account(session, Role.STAFF), delivered, asked, half, make_listing(session, S), unserved
    )


def _queue(session: Session, clock: MovableClock) -> None:
    for days in (0, 3, 6, 7, 14, 40):
        match: Match = make_match(session, state=MatchState.SUGGESTED)
        clock.move(days=-days)
        match.waiting_since = match.suggested_at = clock.now()
        clock.move(days=days)


def _second_opinions(session: Session, clock: MovableClock) -> None:
    for first, second in (("", "recommend"), ("", "reject"), ("different_problem", "reject")):
        blind = make_blind(session, clock, first)
        reason = "different_problem" if second == "reject" else ""
        staff = make_account(session, Role.STAFF)
        give_second_opinion(session, staff, blind.id, verdict=second, reason=reason, clock=clock)


def _reach(
    session: Session, pair: Recommended, stage: OutcomeStage, amount: Decimal | None, clock: MovableClock
) -> None:
    claim = Claim(stage, today(clock), amount, "验收通过", Upload("合同.pdf", PDF))
    made = claim_outcome(session, pair.company, pair.match.id, S, claim, clock=clock)
    confirm_outcome(session, pair.owner, pair.match.id, D, made.id, made.version, clock=clock)
    session.flush()
