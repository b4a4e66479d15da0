"""Questions between two sides: passed on by staff, edited where they must be, the writers hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import AuditEvent, Kind, MatchState, Notification, QuestionState
from marketplace.services.answers.accept import accept_match
from marketplace.services.links.find import Closed, find_link
from marketplace.services.questions.ask import MOST_PENDING, ask_by_link, ask_question
from marketplace.services.questions.desk import list_waiting
from marketplace.services.questions.relay import relay_question, relay_reply, return_question, return_reply
from marketplace.services.questions.reply import reply_by_link, reply_to
from marketplace.services.questions.thread import Waits, read_thread
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.links import make_link
from tests.factories.recommended import Recommended, make_recommended

Q = QuestionState
ASKED = "我们是青川医院信息科，请问能否部署在院内服务器？"


@pytest.fixture
def pair(session: Session) -> Recommended:
    """A recommended pair."""
    return make_recommended(session)


def test_a_question_goes_to_the_other_side_as_staff_worded_it_and_back(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match, staff = pair.match, pair.staff
    question = ask_question(session, pair.owner, match.id, Kind.DEMAND, f"  {ASKED} ", clock=clock)
    session.flush()
    assert read_thread(session, match, Kind.SUPPLY) == [], "nothing before staff have read it"
    assert [one.question for one in list_waiting(session, staff)] == [question]

    relay_question(session, staff, question.id, "能否部署在院内服务器？", clock=clock)
    theirs = read_thread(session, match, Kind.SUPPLY)[0]
    assert (theirs.text, theirs.ours, theirs.waits) == ("能否部署在院内服务器？", False, Waits.US)
    assert "青川" not in repr(theirs)
    ours = read_thread(session, match, Kind.DEMAND)[0]
    assert (ours.text, ours.changed_to, ours.waits) == (ASKED, "能否部署在院内服务器？", Waits.THEM)

    reply_to(session, pair.company, match.id, Kind.SUPPLY, question.id, "可以，已有两家。", clock=clock)
    assert read_thread(session, match, Kind.DEMAND)[0].reply is None
    relay_reply(session, staff, question.id, "可以，已有两家。", clock=clock)
    done = read_thread(session, match, Kind.DEMAND)[0]
    assert (done.reply, done.waits) == ("可以，已有两家。", Waits.NOBODY)
    assert question.state is Q.ANSWERED and list_waiting(session, staff) == []


def test_everybody_whose_turn_it_is_gets_told(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    def told() -> set[tuple[int, str]]:
        session.flush()
        return {(one.account_id, one.topic) for one in session.scalars(select(Notification))}

    question = ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, ASKED, clock=clock)
    assert (pair.staff.id, "question_to_relay") in told()
    relay_question(session, pair.staff, question.id, "能否部署？", clock=clock)
    assert (pair.company.id, "question_for_you") in told()
    reply_to(session, pair.company, pair.match.id, Kind.SUPPLY, question.id, "可以。", clock=clock)
    assert (pair.staff.id, "reply_to_relay") in told()
    relay_reply(session, pair.staff, question.id, "可以。", clock=clock)
    assert (pair.owner.id, "question_answered") in told()
    events = session.scalars(select(AuditEvent.action).where(AuditEvent.entity_type == "questions"))
    assert list(events) == ["question.ask", "question.relay", "question.reply", "question.answer"]


def test_a_text_given_back_says_why_to_its_writer_alone(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match = pair.match
    first = ask_question(session, pair.owner, match.id, Kind.DEMAND, ASKED, clock=clock)
    session.flush()
    return_question(session, pair.staff, first.id, "identifies", clock=clock)
    assert read_thread(session, match, Kind.DEMAND)[0].returned == "identifies"
    assert read_thread(session, match, Kind.SUPPLY) == []
    second = ask_question(session, pair.owner, match.id, Kind.DEMAND, "能否部署？", clock=clock)
    session.flush()
    relay_question(session, pair.staff, second.id, "能否部署？", clock=clock)
    reply_to(session, pair.company, match.id, Kind.SUPPLY, second.id, "请加微信 abc12345", clock=clock)
    return_reply(session, pair.staff, second.id, "contact_inside", clock=clock)
    theirs = read_thread(session, match, Kind.SUPPLY)[0]
    assert (theirs.returned, theirs.waits) == ("contact_inside", Waits.US)
    assert read_thread(session, match, Kind.DEMAND)[1].returned is None


def test_two_of_staff_do_not_deal_with_one_question_twice(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    question = ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, ASKED, clock=clock)
    session.flush()
    with pytest.raises(WrongState):
        return_reply(session, pair.staff, question.id, "unclear", clock=clock)
    relay_question(session, pair.staff, question.id, "能否部署？", clock=clock)
    for late in (relay_question, relay_reply):
        with pytest.raises(WrongState):
            late(session, pair.staff, question.id, "又一次", clock=clock)
    assert question.relayed_text == "能否部署？"


def test_only_those_concerned_ask_reply_and_pass_on(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    stranger = make_recommended(session).company
    with pytest.raises(NotFound):
        ask_question(session, stranger, pair.match.id, Kind.SUPPLY, ASKED, clock=clock)
    with pytest.raises(NotAllowed):
        ask_question(session, pair.owner, pair.match.id, Kind.SUPPLY, ASKED, clock=clock)
    question = ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, ASKED, clock=clock)
    session.flush()
    with pytest.raises(NotFound):
        reply_to(session, pair.company, pair.match.id, Kind.SUPPLY, question.id, "先答", clock=clock)
    with pytest.raises(NotAllowed):
        relay_question(session, pair.owner, question.id, "能否", clock=clock)
    insider = make_account(session, organization=pair.match.supply.organization)
    with pytest.raises(NotAllowed):
        relay_question(session, insider, question.id, "能否", clock=clock)


@pytest.mark.parametrize("text", ["", "  ", "字" * 501, "a\x00b"])
def test_a_question_says_something_of_sensible_length(
    session: Session, clock: MovableClock, pair: Recommended, text: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, text, clock=clock)
    assert refused.value.field == "text"


def test_a_side_waits_for_replies_before_it_asks_more(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    for number in range(MOST_PENDING):
        ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, f"问题{number}", clock=clock)
        session.flush()
    with pytest.raises(WrongState):
        ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, "再问", clock=clock)
    ask_question(session, pair.company, pair.match.id, Kind.SUPPLY, "对方仍可提问", clock=clock)


def test_nothing_is_passed_on_once_the_pair_is_decided(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    question = ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, ASKED, clock=clock)
    session.flush()
    pair.match.state = MatchState.INTRODUCED
    session.flush()
    with pytest.raises(WrongState):
        relay_question(session, pair.staff, question.id, "能否", clock=clock)
    assert list_waiting(session, pair.staff) == []
    assert read_thread(session, pair.match, Kind.DEMAND)[0].waits is Waits.NOBODY


def test_a_link_is_good_for_asking_and_replying_and_stays_open(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    ask_by_link(session, token, "数据在哪里？", clock=clock)
    question = ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, ASKED, clock=clock)
    session.flush()
    relay_question(session, pair.staff, question.id, "能否部署？", clock=clock)
    reply_by_link(session, token, question.id, "可以。", clock=clock)
    assert question.state is Q.REPLIED and question.reply_account_id is None
    assert find_link(session, token, clock=clock).closed is None


def test_who_has_accepted_can_still_reply_by_a_later_link(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    accept_match(session, pair.company, pair.match.id, Kind.SUPPLY, pair.seen, clock=clock)
    session.flush()
    question = ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, ASKED, clock=clock)
    session.flush()
    relay_question(session, pair.staff, question.id, "能否部署？", clock=clock)
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    assert find_link(session, token, clock=clock).closed is Closed.ANSWERED
    reply_by_link(session, token, question.id, "可以。", clock=clock)
    assert question.state is Q.REPLIED
