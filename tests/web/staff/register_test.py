"""The register of listings."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, ListingState
from tests.doubles import RecordingQueue
from tests.factories import make_listing
from tests.web.staff.conftest import CountQueries
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]
STATE_WORDS = {
    ListingState.SUBMITTED: ("待审", "Awaiting review"),
    ListingState.CHANGES_REQUESTED: ("退回修改", "Changes requested"),
    ListingState.PUBLISHED: ("已发布", "Published"),
    ListingState.WITHDRAWN: ("已下架", "Withdrawn"),
    ListingState.EXPIRED: ("已过期", "Expired"),
    ListingState.FULFILLED: ("已落地", "Fulfilled"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_and_filters(clerk: Visitor, session: Session, language: str) -> None:
    wanted = make_listing(session, title="看板")
    make_listing(session, Kind.DEMAND, state=ListingState.WITHDRAWN)
    page = clerk.get(f"/staff/listings?q=看板&state=published&kind=supply&lang={language}")
    assert [link.to_text() for link in page.query("a[data-row]")] == [wanted.code]
    assert page.query('option[value="published"][selected]')
    assert clerk.get(f"/staff/listings?q=无此条目&lang={language}").query(".empty")
    assert len(clerk.get("/staff/listings?state=moon&kind=moon").query("a[data-row]")) == 2


def test_a_long_register_has_pages_and_few_queries(
    clerk: Visitor, session: Session, count_queries: CountQueries
) -> None:
    make_listing(session)
    session.expunge_all()
    few = count_queries(lambda: clerk.get("/staff/listings"))
    for _ in range(27):
        make_listing(session)
    session.expunge_all()
    assert count_queries(lambda: clerk.get("/staff/listings")) == few
    assert len(clerk.get("/staff/listings?page=2").query("a[data-row]")) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_withdrawing_and_publishing_again(
    clerk: Visitor, session: Session, jobs: RecordingQueue, language: str
) -> None:
    listing = make_listing(session)
    address = f"/staff/listings/{listing.code}"
    clerk.get(f"{address}?lang={language}")
    refused = clerk.post(f"{address}/withdraw?lang={language}", {}, expect=400)
    assert clerk._checked(refused, 400).query(".field-error")
    clerk.post(f"{address}/withdraw", {"reason": "because"}, expect=400)
    clerk.post(f"{address}/withdraw", {"reason": "outdated"}, expect=303)
    session.expire_all()
    assert session.get_one(Listing, listing.id).state is ListingState.WITHDRAWN
    page = clerk.get(f"{address}?lang={language}")
    assert page.query('form[action$="/publish"]') and page.query(".history li")
    assert ("内容过时" if language == "zh" else "Out of date") in page.query(".history")[0].to_text()
    clerk.post(f"{address}/publish", {}, expect=400)
    clerk.post(f"{address}/publish", {"version": "2"}, expect=409)
    clerk.post(f"{address}/publish", {"version": "1"}, expect=303)
    session.expire_all()
    assert session.get_one(Listing, listing.id).state is ListingState.PUBLISHED
    assert [reason for _ids, reason in jobs.refreshed] == ["withdraw", "publish"]
    clerk.get("/staff/listings/G0000", expect=404)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", list(STATE_WORDS))
def test_every_state_has_a_page(clerk: Visitor, session: Session, state: ListingState, language: str) -> None:
    listing = make_listing(session, state=state)
    for path in ("listings", "supplies"):
        page = clerk.get(f"/staff/{path}/{listing.code}?lang={language}")
        assert listing.code in page.query("h1")[0].to_text()
        assert STATE_WORDS[state][LANGUAGES.index(language)] in page.query("main")[0].to_text()
