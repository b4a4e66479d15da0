"""A side without accounts is reminded by a new link, and told by mail when staff end or park the pair."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import AnswerLink, Kind, Mail, MatchState, Topic
from marketplace.services.followups.chase import chase_pairs
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.set_aside import close_pair, park_pair
from marketplace.services.matching.return_parked import return_parked
from tests.doubles import MovableClock
from tests.factories.introduced import make_introduced
from tests.factories.recommended import Recommended, make_recommended

S = MatchState


def without_supplier(session: Session, pair: Recommended) -> Recommended:
    """The pair, nobody of its supplier able to sign in."""
    pair.company.active = False
    session.flush()
    return pair


def mailed(session: Session, topic: Topic) -> int:
    """How many letters about it wait."""
    return session.scalar(select(func.count(Mail.id)).where(Mail.topic == topic.value)) or 0


@pytest.mark.parametrize(
    ("state", "links"), [(S.RECOMMENDED, 1), (S.ACCEPTED_BY_DEMAND, 1), (S.ACCEPTED_BY_SUPPLY, 0)]
)
def test_who_has_no_account_is_reminded_by_a_new_link(
    session: Session, clock: MovableClock, state: MatchState, links: int
) -> None:
    pair = without_supplier(session, make_recommended(session, state))
    pair.match.waiting_since = clock.now()
    session.flush()
    clock.move(days=6)
    for _again in range(2):
        chase_pairs(session, clock=clock)
    made = session.scalars(select(AnswerLink.side).where(AnswerLink.match_id == pair.match.id)).all()
    assert made == [Kind.SUPPLY] * links
    assert mailed(session, Topic.LINK_REMINDER) == links


def test_a_closed_pair_is_told_to_who_has_no_account(session: Session, clock: MovableClock) -> None:
    match = without_supplier(session, pair := make_introduced(session, clock)).match
    reason = ClosingReason.NO_BUDGET
    close_pair(session, pair.staff, match.id, match.version, reason=reason, note="", clock=clock)
    session.flush()
    assert mailed(session, Topic.CONTACT_ENDED) == 1


def test_a_parked_pair_is_told_and_goes_on_by_itself(session: Session, clock: MovableClock) -> None:
    match = without_supplier(session, pair := make_introduced(session, clock)).match
    later = clock.now() + timedelta(days=20)
    park_pair(session, pair.staff, match.id, match.version, until=later, note="", clock=clock)
    session.flush()
    assert mailed(session, Topic.CONTACT_PARKED) == 1
    clock.move(days=19)
    assert return_parked(session, clock=clock) == 0
    clock.move(days=2)
    assert return_parked(session, clock=clock) == 1
    assert match.state is S.INTRODUCED and match.parked_until is None
