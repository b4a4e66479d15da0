"""A mailed link: what it opens, once, for how long, and what closes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound, WrongState
from marketplace.models import (
    Answer,
    AnswerLink,
    AuditEvent,
    Kind,
    ListingState,
    Mail,
    Match,
    MatchState,
    Notification,
    QuestionState,
    Role,
    Topic,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.reasons import DeclineReason
from marketplace.services.links.decide import accept_by_link, decline_by_link
from marketplace.services.links.find import Closed, find_link
from marketplace.services.links.issue import PATH, TERM
from marketplace.services.links.read import read_linked_pair
from marketplace.services.links.renew import PAUSE, renew_link
from marketplace.services.links.revoke import revoke_links
from marketplace.services.links.withdraw import withdraw_by_link
from marketplace.services.questions.ask import ask_by_link
from marketplace.services.questions.reply import reply_by_link
from marketplace.services.reviews.lock import Seen, public_hash
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.undo import undo_review
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing, make_match
from tests.factories.links import make_link, make_question
from tests.factories.recommended import Recommended, make_recommended

M = MatchState


@pytest.fixture
def pair(session: Session) -> Recommended:
    """A recommended pair."""
    return make_recommended(session)


def _seen(match: Match) -> Seen:
    return Seen(match.version, public_hash(match.demand), public_hash(match.supply))


def newest_link(session: Session, listing_id: int) -> str:
    """The token in the newest mail to that listing's contact."""
    mail = session.scalars(select(Mail).where(Mail.listing_id == listing_id).order_by(Mail.id.desc())).first()
    assert mail is not None and mail.link is not None
    return mail.link.removeprefix(PATH)


def test_a_side_without_account_is_mailed_a_link_and_the_other_told_on_its_page(
    session: Session, clock: MovableClock
) -> None:
    match = make_match(session)
    company = make_account(session, organization=match.supply.organization, role=Role.COMPANY)
    staff = make_account(session)
    seen = _seen(match)
    recommend_match(session, staff, match.id, seen, clock=clock)
    session.flush()
    mails = session.scalars(select(Mail)).all()
    assert [(mail.listing_id, mail.topic) for mail in mails] == [
        (match.demand_id, Topic.LINK_RECOMMENDED.value)
    ]
    told = session.scalars(select(Notification).where(Notification.match_id == match.id)).all()
    assert [(one.account_id, one.topic) for one in told] == [(company.id, "pair_recommended")]
    shown = read_linked_pair(session, newest_link(session, match.demand_id), clock=clock)
    assert shown.side is Kind.DEMAND and shown.found.closed is None
    assert match.state is M.RECOMMENDED, "opening decides nothing"


def test_only_a_hash_of_the_token_is_kept(session: Session, clock: MovableClock, pair: Recommended) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    link = session.scalars(select(AnswerLink)).one()
    assert token not in repr(link) and link.token_hash != token and len(link.token_hash) == 64


@pytest.mark.parametrize("bad", ["", "x", "a" * 201, "é", "gAAAAA", "no-such-token-at-all"])
def test_what_the_site_never_signed_opens_nothing(
    session: Session, clock: MovableClock, pair: Recommended, bad: str
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    for wrong in (bad, token[:-2], token + "A", token[:-1] + ("A" if token[-1] != "A" else "B") + "x"):
        with pytest.raises(NotFound):
            find_link(session, wrong, clock=clock)


def test_an_acceptance_by_link_counts_once_and_keeps_the_name_hidden(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    accept_by_link(session, token, pair.seen, "  王 小明 ", clock=clock)
    session.flush()
    answer = session.scalars(select(Answer)).one()
    assert (answer.accepted, answer.account_id, answer.given_by) == (True, None, "王 小明")
    assert answer.organization_id == pair.match.supply.organization_id
    stored = session.scalar(select(type_coerce(Answer.given_by, Text)))
    assert stored and "王" not in stored, "encrypted where it lies"
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "match.accept")).one()
    assert event.actor_id is None and event.details["came_by"] == "link" and "王" not in str(event.details)
    assert find_link(session, token, clock=clock).closed is Closed.USED
    with pytest.raises(WrongState):
        decline_by_link(session, token, pair.match.version, name="王小明", reason="no_capacity", clock=clock)
    assert pair.match.state is M.ACCEPTED_BY_SUPPLY


def test_the_last_acceptance_introduces_however_it_came(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    accept_by_link(session, token, pair.seen, "王小明", clock=clock)
    session.flush()
    accept_match(session, pair.owner, pair.match.id, Kind.DEMAND, pair.seen, clock=clock)
    assert pair.match.state is M.INTRODUCED


def test_a_decline_by_link_goes_to_staff_with_its_reason(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.DEMAND, clock)
    sent = {"name": "王小明", "clock": clock}
    with pytest.raises(InvalidInput) as refused:
        decline_by_link(session, token, pair.match.version, reason="no_capacity", **sent)
    assert refused.value.field == "reason", "another side's reason"
    reason = DeclineReason.TENDER_REQUIRED.value
    decline_by_link(session, token, pair.match.version, reason=reason, **sent)
    assert pair.match.state is M.DECLINED


@pytest.mark.parametrize("name", ["", "   ", "字" * 41])
def test_whoever_answers_says_who_they_are(
    session: Session, clock: MovableClock, pair: Recommended, name: str
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    with pytest.raises(InvalidInput) as refused:
        accept_by_link(session, token, pair.seen, name, clock=clock)
    assert refused.value.field == "name" and pair.match.state is M.RECOMMENDED


def test_a_link_runs_out_and_is_sent_anew_to_the_same_contact(session: Session, clock: MovableClock) -> None:
    match = make_match(session)
    recommend_match(session, make_account(session), match.id, _seen(match), clock=clock)
    session.flush()
    token = newest_link(session, match.supply_id)
    clock.moment += TERM
    assert find_link(session, token, clock=clock).closed is Closed.EXPIRED
    with pytest.raises(WrongState):
        accept_by_link(session, token, _seen(match), "王小明", clock=clock)
    renew_link(session, token, clock=clock)
    session.flush()
    assert find_link(session, token, clock=clock).closed is Closed.EXPIRED
    fresh = newest_link(session, match.supply_id)
    assert fresh != token and find_link(session, fresh, clock=clock).closed is None
    with pytest.raises(WrongState, match="few minutes"):
        renew_link(session, token, clock=clock)
    clock.moment += PAUSE
    renew_link(session, token, clock=clock)


def test_the_links_of_all_its_mails_open_until_one_of_them_is_used(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    """A reminder or a question brings another mail; its reader may well open the one before."""
    first, second = (make_link(session, pair.match, Kind.SUPPLY, clock) for _ in range(2))
    clock.move(days=1)
    third = make_link(session, pair.match, Kind.SUPPLY, clock)
    other = make_link(session, pair.match, Kind.DEMAND, clock)
    assert [find_link(session, one, clock=clock).closed for one in (first, second, third)] == [None] * 3
    clock.moment += TERM - timedelta(days=1)
    assert find_link(session, first, clock=clock).closed is Closed.EXPIRED, "each as long as its mail said"
    clock.move(hours=-24)
    accept_by_link(session, second, pair.seen, "王小明", clock=clock)
    session.flush()
    assert find_link(session, second, clock=clock).closed is Closed.USED
    for one in (first, third):
        assert find_link(session, one, clock=clock).closed is Closed.ANSWERED
        with pytest.raises(WrongState):
            decline_by_link(session, one, pair.match.version, name="李红", reason="no_capacity", clock=clock)
    assert find_link(session, other, clock=clock).closed is None, "the other side has links of its own"
    withdraw_by_link(session, second, clock=clock)
    session.flush()
    for one in (first, second, third):
        assert find_link(session, one, clock=clock).closed is Closed.TAKEN_BACK
        with pytest.raises(WrongState):
            accept_by_link(session, one, _seen(pair.match), "李红", clock=clock)


def test_a_pair_recommended_anew_ends_the_links_of_the_time_before(
    session: Session, clock: MovableClock
) -> None:
    match, staff = make_match(session), make_account(session)
    recommend_match(session, staff, match.id, _seen(match), clock=clock)
    session.flush()
    token = newest_link(session, match.supply_id)
    undo_review(session, staff, match.id, match.version, clock=clock)
    session.flush()
    clock.move(minutes=1)
    recommend_match(session, staff, match.id, _seen(match), clock=clock)
    session.flush()
    assert find_link(session, token, clock=clock).closed is Closed.SUPERSEDED


def test_a_link_is_withdrawn_when_the_pair_changes(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    undo_review(session, pair.staff, pair.match.id, pair.match.version, clock=clock)
    session.flush()
    assert find_link(session, token, clock=clock).closed is Closed.CHANGED
    clock.move(minutes=1)
    recommend_match(session, pair.staff, pair.match.id, pair.seen, clock=clock)
    session.flush()
    assert find_link(session, token, clock=clock).closed is Closed.CHANGED, "an old link does not come back"


def test_a_link_opens_nothing_while_a_listing_is_not_public(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    pair.match.demand.state = ListingState.WITHDRAWN
    assert find_link(session, token, clock=clock).closed is Closed.NOT_PUBLIC


def test_a_listing_that_passes_to_another_organization_takes_no_link_along(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    pair.match.supply.organization = make_listing(session).organization
    session.flush()
    assert find_link(session, token, clock=clock).closed is Closed.CHANGED


def test_a_former_contact_can_no_longer_speak_for_the_listing(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    other = make_link(session, pair.match, Kind.DEMAND, clock)
    make_question(session, pair.match, Kind.DEMAND, clock, QuestionState.RELAYED, relayed_text="能否部署？")
    assert read_linked_pair(session, token, clock=clock).thread
    revoke_links(session, pair.match.supply, clock=clock)
    session.expire_all()
    with pytest.raises(WrongState):
        accept_by_link(session, token, _seen(pair.match), "前任", clock=clock)
    shown = read_linked_pair(session, token, clock=clock)
    assert shown.found.closed is Closed.SUPERSEDED
    assert shown.thread == []
    assert find_link(session, other, clock=clock).closed is None


def test_a_former_contact_can_neither_ask_nor_reply_once_its_side_has_answered(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    asked = make_question(
        session, pair.match, Kind.DEMAND, clock, QuestionState.RELAYED, relayed_text="能否部署？"
    )
    accept_match(session, pair.company, pair.match.id, Kind.SUPPLY, pair.seen, clock=clock)
    revoke_links(session, pair.match.supply, clock=clock)
    session.expire_all()
    assert find_link(session, token, clock=clock).closed is Closed.ANSWERED
    with pytest.raises(WrongState):
        reply_by_link(session, token, asked.id, "可以。", clock=clock)
    with pytest.raises(WrongState):
        ask_by_link(session, token, "数据在哪里？", clock=clock)


def test_a_name_given_by_link_hides_nothing(session: Session, clock: MovableClock, pair: Recommended) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    with pytest.raises(InvalidInput) as refused:
        accept_by_link(session, token, _seen(pair.match), "王\u202e工", clock=clock)
    assert refused.value.field == "name"
