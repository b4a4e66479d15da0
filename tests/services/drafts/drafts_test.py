"""Writing a listing: saved as typed, checked, handed in; nothing overwritten unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    Account,
    Kind,
    Listing,
    ListingContact,
    ListingDraft,
    ListingState,
    ListingVersion,
    Role,
    StoredFile,
    SubmissionState,
)
from marketplace.services.drafts.attachments import MOST_FILES, attach_file, detach_file
from marketplace.services.drafts.check import check_typed
from marketplace.services.drafts.discard import discard_draft
from marketplace.services.drafts.form import keys_of
from marketplace.services.drafts.read import open_draft
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.start import start_listing
from marketplace.services.drafts.submit import submit_draft
from marketplace.services.files.store import read_file
from marketplace.services.imports.standing import load_standing
from marketplace.services.listings.publish import publish_listing
from marketplace.services.listings.term import today_of
from marketplace.services.moderation.request_changes import request_changes
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing
from tests.factories.drafts import make_draft, make_submission, typed
from tests.services.files.samples import PDF


@pytest.fixture
def owner(session: Session) -> Account:
    """Somebody with a need."""
    return make_account(session, Role.DEMAND_OWNER)


def code_of(session: Session, draft: ListingDraft) -> str:
    return session.get_one(Listing, draft.listing_id).code


def hand_in(
    session: Session,
    owner: Account,
    listing: Listing,
    clock: MovableClock,
    jobs: RecordingQueue,
    **fields: str,
) -> object:
    """Edit the listing's newest text and hand it in."""
    file = open_draft(session, owner, listing.code)
    draft = save_draft(session, owner, listing.code, {**file.typed, **fields}, seen=file.seen, clock=clock)
    session.flush()
    made = submit_draft(
        session, owner, listing.code, seen=draft.version if draft else 0, clock=clock, jobs=jobs
    )
    session.flush()
    return made


def test_a_new_listing_is_its_owners_alone(session: Session, owner: Account, clock: MovableClock) -> None:
    listing = start_listing(session, owner, Kind.DEMAND, clock=clock)
    session.flush()
    assert listing.state is ListingState.DRAFT and listing.code.startswith("X2026-")
    assert open_draft(session, owner, listing.code).seen == 1
    for role in (Role.COMPANY, Role.DEMAND_OWNER):
        with pytest.raises(NotFound):
            open_draft(session, make_account(session, role), listing.code)
    with pytest.raises(NotAllowed):
        open_draft(session, make_account(session, Role.STAFF), listing.code)
    assert load_standing(session, [listing.code])[listing.code].latest_number == 0


def test_what_is_typed_is_kept_as_typed(session: Session, owner: Account, clock: MovableClock) -> None:
    draft = make_draft(session, owner, clock, title="半句话，", budget_wan="八十万左右", deadline="尽快\x00")
    session.expire_all()
    file = open_draft(session, owner, code_of(session, draft))
    assert (file.typed["title"], file.typed["budget_wan"], file.typed["deadline"]) == (
        "半句话，",
        "八十万左右",
        "尽快",
    )
    stored = session.execute(text("SELECT fields::text || contact FROM listing_drafts")).scalar_one()
    assert "028-8000-7777" not in stored and "write@example.com" not in stored


def test_two_windows_do_not_overwrite_each_other(
    session: Session, owner: Account, clock: MovableClock
) -> None:
    draft = make_draft(session, owner, clock)
    code, seen = code_of(session, draft), draft.version
    save_draft(session, owner, code, typed(title="一号窗口"), seen=seen, clock=clock)
    with pytest.raises(Conflict):
        save_draft(session, owner, code, typed(title="二号窗口"), seen=seen, clock=clock)
    assert open_draft(session, owner, code).typed["title"] == "一号窗口"
    save_draft(session, owner, code, typed(title="二号窗口"), seen=seen + 1, clock=clock)


def test_saving_what_is_there_changes_nothing(session: Session, owner: Account, clock: MovableClock) -> None:
    draft = make_draft(session, owner, clock)
    seen = draft.version
    clock.move(minutes=5)
    again = save_draft(session, owner, code_of(session, draft), typed(), seen=seen, clock=clock)
    assert (again.version, again.saved_at) == (seen, draft.saved_at) and draft.saved_at != clock.now()


def test_an_unchanged_form_leaves_no_draft_behind(
    session: Session, owner: Account, clock: MovableClock
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization)
    file = open_draft(session, owner, listing.code)
    assert save_draft(session, owner, listing.code, file.typed, seen=0, clock=clock) is None
    session.flush()
    assert session.get(ListingDraft, listing.id) is None
    assert open_draft(session, owner, listing.code).seen == 0


def test_a_file_that_no_version_brings_goes_with_its_draft(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    draft = make_draft(session, owner, clock)
    code = code_of(session, draft)
    ids = []
    for name in ("一.pdf", "二.pdf"):
        draft, file = attach_file(
            session, owner, code, name=name, content=PDF, seen=draft.version, clock=clock
        )
        ids.append(file.id)
    draft = detach_file(session, owner, code, ids[0], seen=draft.version, clock=clock)
    session.flush()
    assert session.get(StoredFile, ids[0]) is None
    submit_draft(session, owner, code, seen=draft.version, clock=clock, jobs=jobs)
    session.flush()
    detach_file(session, owner, code, ids[1], seen=0, clock=clock)
    session.flush()
    assert session.get(StoredFile, ids[1]) is not None
    draft = session.get_one(ListingDraft, draft.listing_id)
    _draft, loose = attach_file(
        session, owner, code, name="三.pdf", content=PDF, seen=draft.version, clock=clock
    )
    discard_draft(session, owner, code)
    session.flush()
    assert session.get(StoredFile, loose.id) is None and session.get(StoredFile, ids[1]) is not None


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("title", "", "required"),
        ("title", "长" * 81, "too_long"),
        ("summary", " ", "required"),
        ("description", "", "required"),
        ("industry", "航天", "not_in_list"),
        ("budget_wan", "八十万", "bad_budget"),
        ("deadline", "明年", "bad_date"),
        ("deadline", "2026-11-02", "past_deadline"),
        ("technologies", "、".join(f"技术{n}" for n in range(21)), "too_many_technologies"),
        ("contact_phone", "打给我", "bad_phone"),
        ("contact_email", "a@b", "bad_email"),
    ],
)
def test_each_fault_is_named_at_its_field(clock: MovableClock, key: str, value: str, code: str) -> None:
    checked = check_typed(Kind.DEMAND, typed(**{key: value}), today_of(clock))
    assert [(problem.key, problem.code) for problem in checked.problems] == [(key, code)]


def test_a_whole_form_has_no_fault(clock: MovableClock) -> None:
    for kind in Kind:
        checked = check_typed(kind, typed(kind), today_of(clock))
        assert not checked.problems and set(checked.values) == set(keys_of(kind))


def test_handing_in_makes_a_version_for_staff(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    submission = make_submission(session, owner, clock, jobs)
    listing = submission.listing
    assert (listing.state, listing.published_version_id) == (ListingState.SUBMITTED, None)
    assert submission.state is SubmissionState.WAITING and submission.version.number == 1
    assert str(submission.version.budget_wan) == "85.50"
    assert session.get_one(ListingContact, listing.id).phone == "028-8000-7777"
    assert session.get(ListingDraft, listing.id) is None and not jobs.refreshed


def test_a_draft_with_faults_is_not_handed_in(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    draft = make_draft(session, owner, clock, title="")
    code = code_of(session, draft)
    with pytest.raises(InvalidInput) as refused:
        submit_draft(session, owner, code, seen=draft.version, clock=clock, jobs=jobs)
    assert refused.value.field == "title"
    with pytest.raises(Conflict):
        submit_draft(session, owner, code, seen=draft.version - 1, clock=clock, jobs=jobs)


def test_a_material_edit_of_a_public_listing_waits_while_the_old_text_stays(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="旧")
    before = listing.published_version_id
    made = hand_in(session, owner, listing, clock, jobs, description="日处理量由五百件改为八百件")
    assert made is not None and listing.state is ListingState.PUBLISHED
    assert listing.published_version_id == before and not jobs.refreshed


def test_an_edit_that_changes_nothing_said_is_public_at_once(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="要快，要准")
    made = hand_in(session, owner, listing, clock, jobs, description="要快、要准。")
    assert made is None and listing.published_version is not None
    assert listing.published_version.description == "要快、要准。"
    assert [reason for _ids, reason in jobs.refreshed] == ["edit"]


def test_a_change_of_contact_alone_needs_no_version(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="说明")
    made = hand_in(session, owner, listing, clock, jobs, contact_name="联系人99")
    assert made is None and session.get_one(ListingContact, listing.id).version == 2
    assert len(session.scalars(select(ListingVersion).filter_by(listing_id=listing.id)).all()) == 1
    assert not jobs.refreshed


def test_other_files_are_material(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="说明")
    draft, file = attach_file(session, owner, listing.code, name="图纸.pdf", content=PDF, seen=0, clock=clock)
    session.flush()
    made = submit_draft(session, owner, listing.code, seen=draft.version, clock=clock, jobs=jobs)
    assert made is not None and made.state is SubmissionState.WAITING
    with pytest.raises(NotFound):
        read_file(session, None, file.id)
    publish_listing(session, make_account(session), listing.id, seen_version=2, clock=clock, jobs=jobs)
    session.flush()
    assert read_file(session, None, file.id) is file


def test_files_of_a_draft(session: Session, owner: Account, clock: MovableClock) -> None:
    draft = make_draft(session, owner, clock)
    code = code_of(session, draft)
    for number in range(MOST_FILES):
        draft, file = attach_file(
            session, owner, code, name=f"{number}.pdf", content=PDF, seen=draft.version, clock=clock
        )
        session.flush()
    with pytest.raises(InvalidInput, match="at most 8"):
        attach_file(session, owner, code, name="9.pdf", content=PDF, seen=draft.version, clock=clock)
    with pytest.raises(Conflict):
        detach_file(session, owner, code, file.id, seen=1, clock=clock)
    detach_file(session, owner, code, file.id, seen=draft.version, clock=clock)
    session.flush()
    assert [kept.name for kept in open_draft(session, owner, code).attachments][-1] == "6.pdf"
    with pytest.raises(NotFound):
        detach_file(session, owner, code, file.id, seen=draft.version, clock=clock)
    with pytest.raises(NotFound):
        read_file(session, make_account(session, Role.COMPANY), file.id)
    assert session.get(StoredFile, file.id) is None


def test_a_newer_text_takes_the_place_of_one_that_waits(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    first = make_submission(session, owner, clock, jobs)
    hand_in(session, owner, first.listing, clock, jobs, title="改了题目的需求")
    assert first.state is SubmissionState.REPLACED and first.listing.state is ListingState.SUBMITTED


def test_what_staff_asked_is_shown_at_its_field_and_resolved_by_handing_in(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    first = make_submission(session, owner, clock, jobs)
    asked = {"summary": "请写明每天多少人次"}
    request_changes(session, make_account(session), first.id, comments=asked, note="谢谢", clock=clock)
    session.flush()
    file = open_draft(session, owner, first.listing.code)
    assert file.listing.state is ListingState.CHANGES_REQUESTED and file.note == "谢谢"
    assert [comment.text for comment in file.comments["summary"]] == ["请写明每天多少人次"]
    with pytest.raises(WrongState):
        hand_in(session, owner, first.listing, clock, jobs)
    hand_in(session, owner, first.listing, clock, jobs, summary="每天四千人次，希望提前两小时预测。")
    session.expire_all()
    assert first.listing.state is ListingState.SUBMITTED and first.state is SubmissionState.REPLACED
    assert all(comment.resolved_at for comment in file.comments["summary"])
    assert not open_draft(session, owner, first.listing.code).comments


def test_an_import_meanwhile_is_a_conflict(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="说明")
    draft = save_draft(session, owner, listing.code, typed(), seen=0, clock=clock)
    session.add(
        ListingVersion(
            listing_id=listing.id, number=2, title="导入", industry="智慧医疗", region="武侯区",
            summary="导入的文字", content_hash="imported",
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(Conflict):
        submit_draft(session, owner, listing.code, seen=draft.version, clock=clock, jobs=jobs)


def test_discarding(session: Session, owner: Account, clock: MovableClock) -> None:
    draft = make_draft(session, owner, clock)
    code = code_of(session, draft)
    assert discard_draft(session, owner, code)
    session.flush()
    with pytest.raises(NotFound):
        open_draft(session, owner, code)
    listing = make_listing(session, Kind.DEMAND, owner.organization)
    save_draft(session, owner, listing.code, typed(title="草稿"), seen=0, clock=clock)
    session.flush()
    assert not discard_draft(session, owner, listing.code)
    session.flush()
    assert open_draft(session, owner, listing.code).typed["title"] != "草稿"
    with pytest.raises(WrongState):
        discard_draft(session, owner, listing.code)


def test_a_fulfilled_listing_is_not_edited(session: Session, owner: Account, clock: MovableClock) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, ListingState.FULFILLED)
    with pytest.raises(WrongState):
        open_draft(session, owner, listing.code)
    with pytest.raises(WrongState):
        save_draft(session, owner, listing.code, typed(), seen=0, clock=clock)
