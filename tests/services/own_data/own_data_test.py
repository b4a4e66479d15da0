"""Own data: found by whom they are about, corrected everywhere, erased with a trail that stays true."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import (
    Account,
    Answer,
    AuditEvent,
    Base,
    Disclosure,
    Kind,
    ListingContact,
    ListingDraft,
    ListingState,
    Notification,
    QuestionState,
    Review,
    Role,
    SavedSearch,
    Topic,
)
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.answers.accept import accept_match
from marketplace.services.introductions.contact import disclosed_contact, show_contact
from marketplace.services.organizations.members import set_member_active
from marketplace.services.own_data.correct import correct_own_data
from marketplace.services.own_data.erase import REMOVED, Replacement, erase_account
from marketplace.services.own_data.read import read_own_data
from marketplace.services.own_data.written import WRITTEN
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.factories.factors import make_factor
from tests.factories.introduced import make_claim, make_meeting, make_note
from tests.factories.links import make_approach, make_question
from tests.factories.recommended import Recommended, make_recommended
from tests.factories.registrations import make_invitation

COLLEAGUE = Replacement("接任同事", "13900001111", "next@example.cn")


@pytest.fixture
def pair(session: Session, clock: MovableClock) -> Recommended:
    """An introduced pair. The company's account is the contact of its listing, which the owner has seen."""
    made = make_recommended(session)
    contact = session.get_one(ListingContact, made.match.supply_id)
    contact.name, contact.email = made.company.display_name, made.company.email.upper()
    for side in Kind:
        accept_match(session, made.on(side), made.match.id, side, made.seen, clock=clock)
        session.flush()
    show_contact(session, made.owner, made.match.id, Kind.DEMAND, clock=clock)
    session.flush()
    return made


def erase(
    session: Session, pair: Recommended, clock: MovableClock, replacement: Replacement | None = None
) -> RecordingQueue:
    jobs = RecordingQueue()
    erase_account(session, pair.company, password=PASSWORD, replacement=replacement, clock=clock, jobs=jobs)
    session.flush()
    return jobs


def test_a_person_finds_what_is_theirs(session: Session, pair: Recommended) -> None:
    data = read_own_data(session, pair.company)
    assert [listing.id for listing, _ in data.contacts] == [pair.match.supply_id]
    assert [(entry.disclosure.account_id, entry.match_id) for entry in data.shown] == [
        (pair.owner.id, pair.match.id)
    ]
    assert [answer.match_id for answer in data.answers] == [pair.match.id]
    theirs = read_own_data(session, pair.owner)
    assert (theirs.contacts, len(theirs.seen), theirs.shown) == ([], 1, [])
    assert read_own_data(session, make_account(session, Role.COMPANY)).shown == []


def test_a_correction_reaches_the_listings_and_whoever_saw_it(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    given = {"display_name": "新名字", "phone": "13800002222"}
    changed = correct_own_data(session, pair.company, **given, clock=clock)
    session.flush()
    assert set(changed) == {"name", "phone"}
    contact = session.get_one(ListingContact, pair.match.supply_id)
    assert (contact.name, contact.phone) == ("新名字", "13800002222")
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is None, "another version"
    told = session.scalars(select(Notification).where(Notification.topic == Topic.CONTACT_CHANGED)).all()
    assert [row.account_id for row in told] == [pair.owner.id]
    assert correct_own_data(session, pair.company, **given, clock=clock) == []
    recorded = session.scalars(select(AuditEvent).where(AuditEvent.action.endswith("ed"))).all()
    assert not any(value in str([event.details for event in recorded]) for value in given.values())


def test_an_erased_person_is_gone_and_what_they_did_stays(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    name, email, key = pair.company.display_name, pair.company.email, pair.company.session_key
    review = session.scalars(select(Review)).one()
    review.note = f"已电话联系{name}，邮箱 {email}"
    answer = session.scalars(select(Answer).where(Answer.account_id == pair.company.id)).one()
    answer.note = "我的备注"
    session.add(SavedSearch(account_id=pair.company.id, name="检索", query={}, created_at=clock.now()))
    session.flush()
    before = session.scalars(select(AuditEvent.id).where(AuditEvent.actor_id == pair.company.id)).all()
    disclosures = session.scalars(select(Disclosure.id)).all()
    draft = ListingDraft(
        listing_id=pair.match.supply_id,
        fields={},
        contact=json.dumps({"contact_name": name, "contact_email": email}),
        saved_at=clock.now(),
    )
    session.add(draft)
    jobs = erase(session, pair, clock)
    session.expire_all()
    gone = session.get_one(Account, pair.company.id)
    assert (gone.active, gone.email) == (False, f"erased-{gone.id}@erased.invalid")
    assert gone.session_key != key
    assert review.note == f"已电话联系{REMOVED}，邮箱 {REMOVED}"
    assert answer.note == ""
    assert session.scalars(select(SavedSearch)).all() == []
    contact = session.get_one(ListingContact, pair.match.supply_id)
    assert contact.erased
    assert draft.contact == "{}"
    assert pair.match.supply.state is ListingState.WITHDRAWN
    assert jobs.refreshed == [((pair.match.supply_id,), "withdraw")]
    after = session.scalars(select(AuditEvent.id).where(AuditEvent.actor_id == gone.id)).all()
    assert set(before) < set(after)
    assert session.scalars(select(Disclosure.id)).all() == disclosures
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is None
    for table, column in ((Account, Account.display_name), (Review, Review.note)):
        assert name not in session.scalars(select(column)).all(), table


# Tables that name an account and hold no words of its own that the page does not show in its own way.
SHOWN_OTHERWISE = {
    *("account_sessions", "answers", "audit_events", "disclosures", "email_changes", "reviews"),
    *("recovery_codes", "saved_searches", "second_factors"),
}
NO_WORDS = {
    *("assignments", "import_batches", "invitations", "listing_drafts", "listing_versions", "mails"),
    *("matcher_versions", "matches", "notification_preferences", "notifications", "outcome_consents"),
    *("password_resets", "problem_kinds", "quality_reports", "review_claims"),
}


def test_every_table_that_names_a_person_is_thought_of() -> None:
    """A new one is either shown to its person, or said here to hold nothing of theirs."""
    home = Account.__table__
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table is home for key in table.foreign_keys)
    }
    shown = {who.class_.__tablename__ for who, _text, _since in WRITTEN}
    assert naming == shown | SHOWN_OTHERWISE | NO_WORDS


def test_what_somebody_wrote_is_theirs_and_the_others_words_are_not(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    make_note(session, clock, pair)
    claim = make_claim(session, clock, pair)
    make_factor(session, pair.owner, clock)
    asked = {
        "account_id": pair.owner.id,
        "reply_account_id": pair.company.id,
        "relayed_text": "改过的",
        "reply": "可以",
    }
    make_question(session, pair.match, Kind.DEMAND, clock, QuestionState.REPLIED, **asked)
    mine = read_own_data(session, pair.owner)
    assert {one.text for one in mine.written} == {
        *("与科室碰过头", "准备数据样本", "纪要.pdf", "能否在院内服务器上部署？"),
    }
    assert mine.codes_left == 10
    theirs = {one.text for one in read_own_data(session, pair.company).written}
    assert theirs == {"意向书.pdf", "可以"} and claim.file is not None


def test_an_erased_name_stands_in_no_step_either(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    name = pair.company.display_name
    meeting = make_meeting(session, clock, pair)
    meeting.subject, meeting.place = f"与{name}洽谈", f"{name}办公室"
    note = make_note(session, clock, pair)
    note.next_step = f"请{name}寄样机"
    asked = make_approach(session, pair.match.demand, pair.company, clock)
    asked.reason = f"请联系{name}"
    session.flush()
    erase(session, pair, clock, COLLEAGUE)
    session.expire_all()
    assert name not in meeting.subject + meeting.place + note.next_step + asked.reason


def test_a_colleague_takes_over(session: Session, clock: MovableClock, pair: Recommended) -> None:
    staff = make_account(session, Role.STAFF)
    erase(session, pair, clock, COLLEAGUE)
    contact = session.get_one(ListingContact, pair.match.supply_id)
    assert (contact.name, contact.phone, contact.email) == ("接任同事", "13900001111", "next@example.cn")
    assert pair.match.supply.state is ListingState.PUBLISHED
    topics = {row.topic: row.account_id for row in session.scalars(select(Notification))}
    assert topics[Topic.CONTACT_GONE] in {
        account.id for account in session.scalars(select(Account).where(Account.role == Role.STAFF))
    }
    assert topics[Topic.CONTACT_CHANGED] == pair.owner.id
    assert staff.active


def test_only_oneself_and_never_the_last_administrator(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    jobs = RecordingQueue()
    with pytest.raises(InvalidInput) as refused:
        erase_account(session, pair.company, password="x", replacement=None, clock=clock, jobs=jobs)
    assert refused.value.field == "password"
    administrator = make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(InvalidInput, match="last administrator"):
        erase_account(session, administrator, password=PASSWORD, replacement=None, clock=clock, jobs=jobs)
    make_account(session, Role.ADMINISTRATOR)
    erase_account(session, administrator, password=PASSWORD, replacement=None, clock=clock, jobs=jobs)
    assert not administrator.active


def test_the_invitation_by_which_a_person_came_forgets_them(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    invitation, _token = make_invitation(session, pair.owner)
    invitation.account_id, invitation.display_name = pair.company.id, pair.company.display_name
    erase(session, pair, clock)
    session.refresh(invitation)
    assert invitation.email == ""
    assert invitation.display_name == pair.company.display_name  # by now a number


def test_nobody_lets_an_erased_person_in_again(
    session: Session, pair: Recommended, clock: MovableClock
) -> None:
    manager = make_account(session, Role.COMPANY, pair.company.organization, is_manager=True)
    erase(session, pair, clock)
    with pytest.raises(WrongState):
        set_member_active(session, manager, pair.company.id, active=True, clock=clock)
    administrator = make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(WrongState):
        set_account_active(session, administrator, pair.company.id, active=True, clock=clock)
