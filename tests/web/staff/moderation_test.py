"""Moderation: the queue, a submission, many at once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Listing, ListingState, Role, Submission, SubmissionState
from marketplace.services.drafts.read import open_draft
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.submit import submit_draft
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing, make_match
from tests.factories.drafts import make_submission
from tests.web.staff.conftest import CountQueries
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]


@pytest.fixture
def owner(session: Session) -> Account:
    """Somebody with a need."""
    return make_account(session, Role.DEMAND_OWNER)


@pytest.fixture
def waiting(session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue) -> Submission:
    """A new listing that waits."""
    made = make_submission(session, owner, clock, jobs)
    session.commit()
    return made


def revise(
    session: Session,
    owner: Account,
    listing: Listing,
    clock: MovableClock,
    jobs: RecordingQueue,
    **fields: str,
) -> Submission:
    """Hand in another text of the listing."""
    file = open_draft(session, owner, listing.code)
    draft = save_draft(session, owner, listing.code, {**file.typed, **fields}, seen=file.seen, clock=clock)
    session.flush()
    made = submit_draft(session, owner, listing.code, seen=draft.version, clock=clock, jobs=jobs)
    session.commit()
    assert made is not None
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_queue(clerk: Visitor, language: str) -> None:
    assert clerk.get(f"/staff/moderation?lang={language}").query(".empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_and_publishing(clerk: Visitor, session: Session, waiting: Submission, language: str) -> None:
    queue = clerk.get(f"/staff/moderation?lang={language}&kind=demand")
    assert waiting.listing.code in queue.to_text()
    assert clerk.get("/staff/moderation?kind=supply").query(".empty")
    address = f"/staff/moderation/{waiting.id}"
    page = clerk.get(f"{address}?lang={language}")
    assert page.query("#comment-summary") and waiting.version.description in page.to_text()
    hasty = clerk.post(f"{address}/publish", {"comment-summary": "改"}, expect=400)
    assert "改" in clerk._checked(hasty, 400).query("#comment-summary")[0].to_text()
    clerk.post(f"{address}/publish", expect=303)
    session.expire_all()
    assert session.get_one(Listing, waiting.listing_id).state is ListingState.PUBLISHED
    clerk.post(f"{address}/publish", expect=409)
    assert not clerk.get(f"{address}?lang={language}").query("#comment-summary")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sending_back_and_reading_again(
    clerk: Visitor,
    session: Session,
    waiting: Submission,
    owner: Account,
    clock: MovableClock,
    jobs: RecordingQueue,
    language: str,
) -> None:
    address = f"/staff/moderation/{waiting.id}"
    empty = clerk._checked(clerk.post(f"{address}/changes?lang={language}", expect=400), 400)
    assert empty.query(".error-summary a[href='#note']")
    asked = {"comment-summary": "请写明每天多少人次", "comment-title": "", "note": "谢谢"}
    clerk.post(f"{address}/changes", asked, expect=303)
    session.expire_all()
    assert session.get_one(Submission, waiting.id).state is SubmissionState.CHANGES_REQUESTED
    again = revise(session, owner, waiting.listing, clock, jobs, title="改了题目的需求")
    page = clerk.get(f"/staff/moderation/{again.id}?lang={language}")
    assert page.query("#field-title .badge-accent") and page.query("ins") and page.query("del")
    assert page.query("#field-summary .badge-warn") and "请写明每天多少人次" in page.to_text()
    assert ("曾退回 1 次" if language == "zh" else "sent back once") in clerk.get(
        f"/staff/moderation?lang={language}"
    ).to_text()


def test_a_revision_of_a_public_text(
    clerk: Visitor, session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization, description="每天处理五百件")
    made = revise(session, owner, listing, clock, jobs, description="每天处理八百件")
    assert "已发布条目的修订" in clerk.get("/staff/moderation").to_text()
    assert "公开内容" in clerk.get(f"/staff/moderation/{made.id}").to_text()
    file = clerk.get(f"/staff/listings/{listing.code}")
    assert file.query(f'a[href="/staff/moderation/{made.id}"]')
    compared = clerk.get(f"/staff/listings/{listing.code}/versions")
    assert compared.query("ins") and compared.query("del")
    assert "每天处理五百件" in clerk.get(f"/items/{listing.code}").to_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_at_once(clerk: Visitor, session: Session, waiting: Submission, language: str) -> None:
    ended = make_match(session).supply
    ended.state = ListingState.FULFILLED
    session.commit()
    data = {"action": "publish", "codes": [f"{waiting.listing.code}:1", f"{ended.code}:1"]}
    address = f"/staff/moderation/bulk?lang={language}"
    preview = clerk._checked(clerk.post(address, data, expect=200), 200)
    assert [cell.to_text().strip() for cell in preview.query("tbody td.number")] == ["0", "1"]
    session.expire_all()
    assert session.get_one(Listing, waiting.listing_id).state is ListingState.SUBMITTED, "only a look"
    fields = preview.query("main form [name]:not([name=codes])")
    sent = {one.attrs["name"]: one.attrs["value"] for one in fields}
    page = clerk._checked(clerk.post(address, {**data, **sent}, expect=200), 200)
    for shown in (preview, page):
        assert len(shown.query(".badge-bad")) == 1 and len(shown.query("tbody tr")) == 2
    session.expire_all()
    assert session.get_one(Listing, waiting.listing_id).state is ListingState.PUBLISHED
    clerk.post("/staff/moderation/bulk", {"action": "moon", "codes": f"{ended.code}:1"}, expect=400)
    clerk.post("/staff/moderation/bulk", {"action": "publish"}, expect=400)
    clerk.post(
        "/staff/moderation/bulk", {"action": "publish", "codes": ["X404:1", "X1", "X1:", ":1"]}, expect=400
    )
    clerk.post("/staff/moderation/bulk", {"action": "withdraw", "codes": f"{ended.code}:1"}, expect=400)


def test_a_long_queue_has_pages_and_few_queries(
    clerk: Visitor,
    session: Session,
    owner: Account,
    clock: MovableClock,
    jobs: RecordingQueue,
    count_queries: CountQueries,
) -> None:
    make_submission(session, owner, clock, jobs)
    session.commit()
    session.expunge_all()
    few = count_queries(lambda: clerk.get("/staff/moderation"))
    owner = session.get_one(Account, owner.id)
    for _ in range(26):
        make_submission(session, owner, clock, jobs)
    session.commit()
    session.expunge_all()
    assert count_queries(lambda: clerk.get("/staff/moderation")) == few
    assert len(clerk.get("/staff/moderation?page=2").query("a[data-row]")) == 2
