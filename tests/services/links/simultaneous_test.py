"""A link is used while the other side acts: neither waits for the other for ever, and one answer stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.errors import Conflict, WrongState
from marketplace.models import Account, Answer, Introduction, Kind, Mail, Match, MatchState, QuestionState
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.decline import decline_match
from marketplace.services.links.decide import accept_by_link, decline_by_link
from marketplace.services.links.renew import renew_link
from marketplace.services.links.withdraw import withdraw_by_link
from marketplace.services.questions.relay import relay_question
from marketplace.services.questions.reply import reply_by_link
from marketplace.services.reviews.lock import Seen
from tests.at_once import at_once
from tests.doubles import MovableClock
from tests.factories.links import make_link, make_question
from tests.factories.recommended import Recommended, make_recommended

pytestmark = pytest.mark.slow

D, S = Kind.DEMAND, Kind.SUPPLY


@pytest.fixture
def pair(own_sessions: sessionmaker[Session]) -> Recommended:
    """The supplier has no account that can be used."""
    with transaction(own_sessions) as session:
        pair = make_recommended(session)
        pair.company.active = False
    return pair


def make_token(own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock) -> str:
    with transaction(own_sessions) as session:
        return make_link(session, session.get_one(Match, pair.match.id), S, clock)


def test_an_answer_by_link_waits_for_the_one_on_the_page(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    """The acceptance on the page makes a new link for the side whose old one is being used just now."""
    token, seen = make_token(own_sessions, pair, clock), pair.seen

    def answer() -> None:
        with transaction(own_sessions) as session:
            accept_by_link(session, token, seen, "王小明", clock=clock)

    with ThreadPoolExecutor(1) as pool:
        with transaction(own_sessions) as session:
            owner = session.get_one(Account, pair.owner.id)
            session.scalar(select(Match).where(Match.id == pair.match.id).with_for_update(of=Match))
            pending = pool.submit(answer)
            with pytest.raises(TimeoutError):
                pending.result(timeout=0.5)
            accept_match(session, owner, pair.match.id, D, seen, clock=clock)
        with pytest.raises((WrongState, Conflict)):
            pending.result(timeout=10)
    with own_sessions() as session:
        assert session.get_one(Match, pair.match.id).state is MatchState.ACCEPTED_BY_DEMAND


def test_a_double_click_and_two_minds_by_link(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    token, seen = make_token(own_sessions, pair, clock), pair.seen
    accept = lambda session: accept_by_link(session, token, seen, "王小明", clock=clock)  # noqa: E731
    refuse = lambda session: decline_by_link(  # noqa: E731
        session, token, seen.version, name="李小红", reason="other", note="不合适", clock=clock
    )
    ends = at_once(own_sessions, accept, accept, refuse)
    assert ends.count("done") == 1
    with own_sessions() as session:
        assert session.scalar(select(func.count(Answer.id))) == 1


def test_taking_back_by_link_while_the_other_accepts(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    """Either the two are introduced, or the acceptance is gone and the other side reads how it stands."""
    token = make_token(own_sessions, pair, clock)
    with transaction(own_sessions) as session:
        accept_by_link(session, token, pair.seen, "王小明", clock=clock)
    with own_sessions() as session:
        seen = Seen(
            session.get_one(Match, pair.match.id).version, pair.seen.demand_hash, pair.seen.supply_hash
        )
    ends = at_once(
        own_sessions,
        lambda session: withdraw_by_link(session, token, clock=clock),
        lambda session: accept_match(
            session, session.get_one(Account, pair.owner.id), pair.match.id, D, seen, clock=clock
        ),
        lambda session: decline_match(
            session,
            session.get_one(Account, pair.owner.id),
            pair.match.id,
            D,
            seen.version,
            reason="other",
            note="暂缓",
            clock=clock,
        ),
    )
    assert ends.count("done") == 1, ends
    with own_sessions() as session:
        introduced = session.scalar(select(func.count(Introduction.id)))
        state = session.get_one(Match, pair.match.id).state
        assert (state is MatchState.INTRODUCED) == bool(introduced)


def test_a_new_link_is_asked_for_twice_and_mailed_once(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    token = make_token(own_sessions, pair, clock)
    clock.move(days=15)
    ask = lambda session: renew_link(session, token, clock=clock)  # noqa: E731
    assert at_once(own_sessions, ask, ask) == ["WrongState", "done"]
    with own_sessions() as session:
        assert session.scalar(select(func.count(Mail.id))) == 1


def test_a_question_is_relayed_while_the_side_replies(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    """Relaying makes a new link for the side that replies by the one before at this moment."""
    token = make_token(own_sessions, pair, clock)
    with transaction(own_sessions) as session:
        match = session.get_one(Match, pair.match.id)
        earlier = make_question(session, match, D, clock, QuestionState.RELAYED, relayed_text="能否部署？").id
        fresh = make_question(session, match, D, clock).id
    ends = at_once(
        own_sessions,
        lambda session: relay_question(
            session, session.get_one(Account, pair.staff.id), fresh, "多久能用上？", clock=clock
        ),
        lambda session: reply_by_link(session, token, earlier, "可以。", clock=clock),
    )
    assert "done" in ends and set(ends) <= {"done", "WrongState"}, ends
