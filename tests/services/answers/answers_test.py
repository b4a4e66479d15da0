"""Accepting, declining and taking back, from each side and in each state."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotVerified, WrongState
from marketplace.models import (
    Answer,
    AuditEvent,
    Introduction,
    Kind,
    ListingState,
    Match,
    MatchState,
    Role,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.decline import decline_match
from marketplace.services.answers.lock import ACCEPTED_BY, LONGEST_NOTE
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.reasons import REASONS, DeclineReason
from marketplace.services.answers.withdraw import withdraw_acceptance
from marketplace.services.reviews.lock import Seen
from marketplace.services.reviews.settle_decline import override_decline
from tests.doubles import MovableClock
from tests.factories import make_account, make_organization
from tests.factories.recommended import Recommended, make_recommended

M = MatchState
SIDES = list(Kind)


def accept(session: Session, pair: Recommended, side: Kind, clock: MovableClock) -> Match:
    match = accept_match(session, pair.on(side), pair.match.id, side, pair.seen, clock=clock)
    session.flush()
    return match


def decline(session: Session, pair: Recommended, side: Kind, clock: MovableClock, **change: str) -> Match:
    values = {"reason": REASONS[side][0].value, "note": ""} | change
    version = pair.match.version
    match = decline_match(session, pair.on(side), pair.match.id, side, version, clock=clock, **values)
    session.flush()
    return match


def trail(session: Session, match: Match) -> list[tuple[str, str | None, str | None]]:
    session.flush()
    found = select(AuditEvent).where(AuditEvent.entity_type == "matches", AuditEvent.entity_id == match.id)
    return [
        (event.action, event.from_state, event.to_state)
        for event in session.scalars(found.order_by(AuditEvent.id))
    ]


def count(session: Session, what: type[Answer] | type[Introduction]) -> int:
    session.flush()
    return session.scalar(select(func.count()).select_from(what)) or 0


@pytest.mark.parametrize("first", SIDES)
def test_both_accept_and_are_introduced(session: Session, clock: MovableClock, first: Kind) -> None:
    pair = make_recommended(session)
    assert accept(session, pair, first, clock).state is ACCEPTED_BY[first]
    assert count(session, Introduction) == 0
    clock.move(hours=2)
    assert accept(session, pair, across(first), clock).state is M.INTRODUCED
    made = session.scalars(select(Introduction)).one()
    consents = [session.get(Answer, made.demand_answer_id), session.get(Answer, made.supply_answer_id)]
    assert [(one.side, one.accepted, one.account_id) for one in consents if one] == [
        (Kind.DEMAND, True, pair.owner.id),
        (Kind.SUPPLY, True, pair.company.id),
    ]
    assert made.created_at == clock.now()
    assert trail(session, pair.match) == [
        ("match.accept", "recommended", ACCEPTED_BY[first].value),
        ("match.accept", ACCEPTED_BY[first].value, "introduced"),
    ]


@pytest.mark.parametrize("side", SIDES)
def test_accepting_twice_is_accepting_once(session: Session, clock: MovableClock, side: Kind) -> None:
    pair = make_recommended(session)
    seen = pair.seen
    for _ in range(2):
        accept_match(session, pair.on(side), pair.match.id, side, seen, clock=clock)
        session.flush()
    assert count(session, Answer) == 1
    assert len(trail(session, pair.match)) == 1


def test_the_second_acceptance_sent_twice_introduces_once(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    accept(session, pair, Kind.DEMAND, clock)
    seen = pair.seen
    for _ in range(2):
        accept_match(session, pair.company, pair.match.id, Kind.SUPPLY, seen, clock=clock)
        session.flush()
    assert count(session, Introduction) == 1


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("after_other", [False, True])
def test_declining_goes_to_staff(
    session: Session, clock: MovableClock, side: Kind, after_other: bool
) -> None:
    pair = make_recommended(session)
    if after_other:
        accept(session, pair, across(side), clock)
    assert decline(session, pair, side, clock, note="  价格谈不拢 ").state is M.DECLINED
    answer = session.scalars(select(Answer).where(Answer.side == side)).one()
    assert (answer.accepted, answer.reason, answer.note) == (False, REASONS[side][0].value, "价格谈不拢")
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.details == {"side": side.value, "reason": REASONS[side][0].value}


def test_declining_twice_is_declining_once(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    version = pair.match.version
    for _ in range(2):
        decline_match(
            session,
            pair.company,
            pair.match.id,
            Kind.SUPPLY,
            version,
            reason=DeclineReason.NO_CAPACITY.value,
            clock=clock,
        )
        session.flush()
    assert count(session, Answer) == 1


@pytest.mark.parametrize("side", SIDES)
def test_each_side_has_reasons_of_its_own(session: Session, clock: MovableClock, side: Kind) -> None:
    assert 12 <= len(REASONS[side]) <= 18
    foreign = next(code for code in REASONS[across(side)] if code not in REASONS[side])
    pair = make_recommended(session)
    for reason in (foreign.value, "", "made_up"):
        with pytest.raises(InvalidInput) as refused:
            decline(session, pair, side, clock, reason=reason)
        assert refused.value.field == "reason"
    assert pair.match.state is M.RECOMMENDED


@pytest.mark.parametrize(
    ("reason", "note", "fits"),
    [
        (DeclineReason.NO_CAPACITY, "字" * LONGEST_NOTE, True),
        (DeclineReason.NO_CAPACITY, "字" * (LONGEST_NOTE + 1), False),
        (DeclineReason.NO_CAPACITY, "a\x00b", False),
        (DeclineReason.OTHER, "   ", False),
        (DeclineReason.OTHER, "已转给子公司", True),
    ],
)
def test_the_note_has_its_limits(
    session: Session, clock: MovableClock, reason: DeclineReason, note: str, fits: bool
) -> None:
    pair = make_recommended(session)
    if fits:
        assert decline(session, pair, Kind.SUPPLY, clock, reason=reason, note=note).state is M.DECLINED
        return
    with pytest.raises(InvalidInput) as refused:
        decline(session, pair, Kind.SUPPLY, clock, reason=reason, note=note)
    assert refused.value.field == "note"


@pytest.mark.parametrize("side", SIDES)
def test_an_acceptance_can_be_taken_back(session: Session, clock: MovableClock, side: Kind) -> None:
    pair = make_recommended(session)
    accept(session, pair, side, clock)
    withdraw_acceptance(session, pair.on(side), pair.match.id, side, pair.match.version, clock=clock)
    session.flush()
    assert pair.match.state is M.RECOMMENDED
    assert session.scalars(select(Answer.revoked_at)).one() == clock.now()
    assert decline(session, pair, side, clock).state is M.DECLINED


def test_nothing_is_taken_back_that_was_not_given(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    with pytest.raises(WrongState):
        withdraw_acceptance(session, pair.owner, pair.match.id, Kind.DEMAND, pair.match.version, clock=clock)
    accept(session, pair, Kind.DEMAND, clock)
    with pytest.raises(WrongState):
        withdraw_acceptance(
            session, pair.company, pair.match.id, Kind.SUPPLY, pair.match.version, clock=clock
        )
    accept(session, pair, Kind.SUPPLY, clock)
    with pytest.raises(WrongState):
        withdraw_acceptance(session, pair.owner, pair.match.id, Kind.DEMAND, pair.match.version, clock=clock)


@pytest.mark.parametrize("state", sorted(set(M) - {M.RECOMMENDED, M.SUGGESTED, M.REJECTED}))
def test_a_pair_that_does_not_wait_takes_no_answer(
    session: Session, clock: MovableClock, state: MatchState
) -> None:
    pair = make_recommended(session, state)
    side = next((side for side in SIDES if ACCEPTED_BY[side] is state), Kind.DEMAND)
    with pytest.raises(WrongState):
        accept(session, pair, side, clock)
    with pytest.raises(WrongState):
        decline(session, pair, side, clock)
    assert count(session, Answer) == 0


@pytest.mark.parametrize("state", [M.SUGGESTED, M.REJECTED])
def test_a_pair_not_recommended_does_not_exist_for_its_sides(
    session: Session, clock: MovableClock, state: MatchState
) -> None:
    pair = make_recommended(session, state)
    with pytest.raises(NotFound):
        accept(session, pair, Kind.DEMAND, clock)
    with pytest.raises(NotFound):
        decline(session, pair, Kind.DEMAND, clock)


def test_a_stale_page_decides_nothing(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    seen = pair.seen
    accept(session, pair, Kind.SUPPLY, clock)
    with pytest.raises(Conflict):
        accept_match(session, pair.owner, pair.match.id, Kind.DEMAND, seen, clock=clock)
    with pytest.raises(Conflict):
        decline_match(
            session,
            pair.owner,
            pair.match.id,
            Kind.DEMAND,
            seen.version,
            reason=DeclineReason.OVER_BUDGET.value,
            clock=clock,
        )
    assert pair.match.state is M.ACCEPTED_BY_SUPPLY


def test_consent_is_to_the_text_that_was_read(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    other = Seen(pair.seen.version, "another text", pair.seen.supply_hash)
    with pytest.raises(Conflict):
        accept_match(session, pair.owner, pair.match.id, Kind.DEMAND, other, clock=clock)


def test_a_listing_taken_down_is_accepted_by_nobody(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    pair.match.supply.state = ListingState.WITHDRAWN
    session.flush()
    with pytest.raises(WrongState):
        accept(session, pair, Kind.DEMAND, clock)
    assert decline(session, pair, Kind.DEMAND, clock).state is M.DECLINED


@pytest.mark.parametrize("side", SIDES)
def test_nobody_answers_for_the_other_side(session: Session, clock: MovableClock, side: Kind) -> None:
    pair = make_recommended(session)
    with pytest.raises(NotAllowed):
        accept_match(session, pair.on(across(side)), pair.match.id, side, pair.seen, clock=clock)


def test_other_organizations_and_roles_learn_nothing(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    stranger = make_account(session, Role.COMPANY)
    homeless = make_account(session, Role.COMPANY)
    homeless.organization = None
    session.flush()
    with pytest.raises(NotFound):
        accept_match(session, stranger, pair.match.id, Kind.SUPPLY, pair.seen, clock=clock)
    for match_id in (pair.match.id, pair.match.id + 1):  # the same whether there is such a pair
        with pytest.raises(NotVerified):
            accept_match(session, homeless, match_id, Kind.SUPPLY, pair.seen, clock=clock)
    for role in (Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR, Role.INTEGRATOR):
        with pytest.raises(NotAllowed):
            accept_match(
                session, make_account(session, role), pair.match.id, Kind.SUPPLY, pair.seen, clock=clock
            )


def test_an_organization_on_both_sides_answers_for_each(session: Session, clock: MovableClock) -> None:
    organization = make_organization(session)
    pair = make_recommended(session, demander=organization, supplier=organization)
    states = []
    for side in (Kind.SUPPLY, Kind.DEMAND):
        states.append(accept_match(session, pair.owner, pair.match.id, side, pair.seen, clock=clock).state)
        session.flush()
    assert states == [M.ACCEPTED_BY_SUPPLY, M.INTRODUCED]


def test_after_an_override_both_are_asked_again(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    accept(session, pair, Kind.DEMAND, clock)
    decline(session, pair, Kind.SUPPLY, clock)
    override_decline(session, pair.staff, pair.match.id, pair.seen, clock=clock, note="再看一次")
    session.flush()
    assert accept(session, pair, Kind.SUPPLY, clock).state is M.ACCEPTED_BY_SUPPLY
    assert accept(session, pair, Kind.DEMAND, clock).state is M.INTRODUCED


def test_answers_left_over_from_before_do_not_count(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    accept(session, pair, Kind.DEMAND, clock)
    pair.match.state = M.RECOMMENDED  # as when the pair went back to staff and came again
    session.flush()
    assert accept(session, pair, Kind.SUPPLY, clock).state is M.ACCEPTED_BY_SUPPLY
    assert count(session, Introduction) == 0
