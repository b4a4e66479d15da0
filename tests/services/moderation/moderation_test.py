"""Deciding on what was handed in: publish, request changes, many at once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import Account, Kind, ListingState, Role, SubmissionState
from marketplace.services.drafts.read import open_draft
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.submit import submit_draft
from marketplace.services.listings.term import DEMAND_DAYS
from marketplace.services.moderation.bulk import BulkAction, BulkOrder, decide_many
from marketplace.services.moderation.publish import publish_submission
from marketplace.services.moderation.queue import count_waiting, list_waiting, next_waiting
from marketplace.services.moderation.read import read_submission
from marketplace.services.moderation.request_changes import request_changes
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing
from tests.factories.drafts import make_submission


@pytest.fixture
def owner(session: Session) -> Account:
    """Somebody with a need."""
    return make_account(session, Role.DEMAND_OWNER)


@pytest.fixture
def staff(session: Session) -> Account:
    """Somebody who decides."""
    return make_account(session, Role.STAFF)


def test_publishing_a_submission(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    made = make_submission(session, owner, clock, jobs, deadline="")
    publish_submission(session, staff, made.id, clock=clock, jobs=jobs)
    session.flush()
    listing = made.listing
    assert (listing.state, made.state) == (ListingState.PUBLISHED, SubmissionState.PUBLISHED)
    assert listing.published_version is made.version
    assert listing.expires_on is not None
    assert (listing.expires_on - clock.now().date()).days == DEMAND_DAYS
    assert jobs.refreshed == [((listing.id,), "publish")]
    for act in (
        lambda: publish_submission(session, staff, made.id, clock=clock, jobs=jobs),
        lambda: request_changes(session, staff, made.id, comments={}, note="改", clock=clock),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_revision_takes_the_public_texts_place(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="每天处理五百件")
    file = open_draft(session, owner, listing.code)
    fields = {**file.typed, "description": "每天处理八百件"}
    draft = save_draft(session, owner, listing.code, fields, seen=0, clock=clock)
    session.flush()
    made = submit_draft(session, owner, listing.code, seen=draft.version, clock=clock, jobs=jobs)
    session.flush()
    assert made is not None
    row = list_waiting(session, staff).rows[0]
    assert row.is_revision and row.submission is made
    shown = read_submission(session, staff, made.id)
    runs = [(run.mark.value, run.text) for run in shown.changes["description"].runs]
    assert ("removed", "五百件") in runs or any(mark == "removed" and "五百" in said for mark, said in runs)
    publish_submission(session, staff, made.id, clock=clock, jobs=jobs)
    assert listing.published_version is made.version and listing.state is ListingState.PUBLISHED


def test_a_revision_sent_back_leaves_the_public_text(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="每天处理五百件")
    fields = {**open_draft(session, owner, listing.code).typed, "description": "每天处理八百件"}
    draft = save_draft(session, owner, listing.code, fields, seen=0, clock=clock)
    session.flush()
    made = submit_draft(session, owner, listing.code, seen=draft.version, clock=clock, jobs=jobs)
    assert made is not None
    session.flush()
    request_changes(session, staff, made.id, comments={"description": "为何改？"}, clock=clock)
    session.flush()
    assert listing.state is ListingState.PUBLISHED and made.state is SubmissionState.CHANGES_REQUESTED
    assert open_draft(session, owner, listing.code).comments["description"][0].text == "为何改？"


def test_a_request_must_say_something_short_at_a_known_field(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    made = make_submission(session, owner, clock, jobs)
    for comments, note in (
        ({}, ""),
        ({"summary": "  "}, ""),
        ({"moon": "改"}, ""),
        ({"title": "长" * 501}, ""),
    ):
        with pytest.raises(InvalidInput):
            request_changes(session, staff, made.id, comments=comments, note=note, clock=clock)
    assert made.state is SubmissionState.WAITING
    with pytest.raises(NotFound):
        request_changes(session, staff, 999_999, comments={"title": "改"}, clock=clock)


def test_only_staff_moderate(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    made = make_submission(session, owner, clock, jobs)
    order = BulkOrder(BulkAction.PUBLISH)
    for act in (
        lambda: list_waiting(session, owner),
        lambda: read_submission(session, owner, made.id),
        lambda: publish_submission(session, owner, made.id, clock=clock, jobs=jobs),
        lambda: request_changes(session, owner, made.id, comments={"title": "改"}, clock=clock),
        lambda: decide_many(session, owner, {made.listing.code: 1}, order, clock=clock, jobs=jobs),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_longest_waiting_comes_first(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    first = make_submission(session, owner, clock, jobs)
    clock.move(hours=1)
    second = make_submission(session, owner, clock, jobs, Kind.SUPPLY)
    assert [row.submission for row in list_waiting(session, staff).rows] == [first, second]
    assert next_waiting(session, staff, first) is second
    assert count_waiting(session, staff, Kind.SUPPLY) == 1


def test_many_at_once_each_whole_or_not_at_all(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    waiting = make_submission(session, owner, clock, jobs).listing
    public = make_listing(session)
    ended = make_listing(session, state=ListingState.FULFILLED)
    chosen = dict.fromkeys([waiting.code, public.code, ended.code, "无此编号"], 1)
    rows = decide_many(session, staff, chosen, BulkOrder(BulkAction.PUBLISH), clock=clock, jobs=jobs)
    assert {row.listing.code: row.error is None for row in rows} == {
        waiting.code: True,
        public.code: False,
        ended.code: False,
    }
    assert waiting.state is ListingState.PUBLISHED and ended.state is ListingState.FULFILLED
    order = BulkOrder(BulkAction.WITHDRAW, reason="outdated")
    rows = decide_many(session, staff, {public.code: 1, ended.code: 1}, order, clock=clock, jobs=jobs)
    assert [row.error is None for row in rows] == [True, False]
    assert public.state is ListingState.WITHDRAWN
    rows = decide_many(
        session, staff, {waiting.code: 1}, BulkOrder(BulkAction.EXTEND), clock=clock, jobs=jobs
    )
    assert rows[0].error is not None  # its own deadline ends it
    with pytest.raises(InvalidInput):
        decide_many(session, staff, {}, order, clock=clock, jobs=jobs)
    with pytest.raises(InvalidInput):
        decide_many(session, staff, {f"G{n}": 1 for n in range(101)}, order, clock=clock, jobs=jobs)


def test_many_are_sent_back_with_one_note(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    made = [make_submission(session, owner, clock, jobs) for _ in range(2)]
    codes = {one.listing.code: 1 for one in made}
    order = BulkOrder(BulkAction.REQUEST_CHANGES, note="请补充验收指标")
    assert all(not row.error for row in decide_many(session, staff, codes, order, clock=clock, jobs=jobs))
    assert {one.note for one in made} == {"请补充验收指标"}
    empty = BulkOrder(BulkAction.REQUEST_CHANGES)
    assert all(row.error for row in decide_many(session, staff, codes, empty, clock=clock, jobs=jobs))


def test_a_text_that_is_another_by_now_is_not_decided_unread(
    session: Session, owner: Account, staff: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    made = make_submission(session, owner, clock, jobs)
    shown = {made.listing.code: made.version.number}
    file = open_draft(session, owner, made.listing.code)
    fields = {**file.typed, "description": "每天处理八百件"}
    draft = save_draft(session, owner, made.listing.code, fields, seen=file.seen, clock=clock)
    session.flush()
    newer = submit_draft(session, owner, made.listing.code, seen=draft.version, clock=clock, jobs=jobs)
    assert newer is not None
    session.flush()
    for order in (BulkOrder(BulkAction.PUBLISH), BulkOrder(BulkAction.REQUEST_CHANGES, note="请补充。")):
        (row,) = decide_many(session, staff, shown, order, clock=clock, jobs=jobs)
        assert isinstance(row.error, WrongState) and "newer version" in row.error.message
    assert newer.state is SubmissionState.WAITING
    shown = {made.listing.code: newer.version.number}
    (row,) = decide_many(session, staff, shown, BulkOrder(BulkAction.PUBLISH), clock=clock, jobs=jobs)
    assert row.error is None


def test_staff_decide_nothing_about_their_own_organizations_listing(
    session: Session, owner: Account, clock: MovableClock
) -> None:
    submission = make_submission(session, owner, clock, RecordingQueue())
    insider = make_account(session, Role.STAFF, owner.organization)
    sent = {"clock": clock}
    with pytest.raises(NotAllowed):
        publish_submission(session, insider, submission.id, jobs=RecordingQueue(), **sent)
    with pytest.raises(NotAllowed):
        request_changes(session, insider, submission.id, comments={}, note="请补充。", **sent)
    order = BulkOrder(BulkAction.PUBLISH)
    code = submission.listing.code
    (row,) = decide_many(session, insider, {code: 1}, order, clock=clock, jobs=RecordingQueue())
    assert isinstance(row.error, NotAllowed)
    assert submission.state is SubmissionState.WAITING
