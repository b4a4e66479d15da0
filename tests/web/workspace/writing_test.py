"""Writing a listing through its pages, in both languages."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Listing, ListingState, Role, StoredFile, Submission
from marketplace.services.moderation.request_changes import request_changes
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing
from tests.factories.drafts import make_draft, make_submission, typed
from tests.services.files.samples import PDF, PROGRAM
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]


@pytest.fixture
def owner(session: Session) -> Account:
    """Somebody with a need."""
    return make_account(session, Role.DEMAND_OWNER)


@pytest.fixture
def writer(visitor: Visitor, owner: Account) -> Visitor:
    """The owner at a browser, who may see the own contact."""
    visitor.may_see_contacts = True
    return visitor.sign_in(owner)


def begin(writer: Visitor, kind: Kind = Kind.DEMAND) -> str:
    """A new draft; the address of its form."""
    return str(writer.post("/workspace/listings", {"kind": kind.value}, expect=303).headers["Location"])


def seen_on(writer: Visitor, address: str) -> str:
    return str(writer.get(address).query("#seen")[0].attrs["value"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_the_main_job(writer: Visitor, session: Session, kind: Kind, language: str) -> None:
    address = begin(writer, kind)
    page = writer.get(f"{address}?lang={language}")
    assert page.query("#title-contact") and bool(page.query("#budget_wan")) == (kind is Kind.DEMAND)
    data = {**typed(kind), "seen": "1"}
    writer.post(address, {**data, "title": "", "action": "submit"}, expect=303)
    page = writer.get(f"{address}?check=1&lang={language}")
    assert [link.attrs["href"] for link in page.query(".error-summary a")] == ["#title"]
    seen = str(page.query("#seen")[0].attrs["value"])
    preview = writer.post(address, {**data, "seen": seen, "action": "preview"}, expect=303)
    shown = writer.get(f"{preview.headers['Location']}?lang={language}").to_text()
    assert typed()["title"] in shown and "028-8000-7777" not in shown
    done = writer.post(address, {**data, "seen": seen_on(writer, address), "action": "submit"}, expect=303)
    page = writer.get(f"{done.headers['Location']}?lang={language}")
    assert ("审阅" if language == "zh" else "reading it") in page.to_text()
    assert session.scalars(select(Submission)).one().version.title == typed()["title"]


def test_what_is_typed_is_saved_as_one_types(writer: Visitor) -> None:
    address = begin(writer)
    autosave = address.replace("/edit", "/autosave")
    answer = writer.post(autosave, {"title": "半个题", "seen": "1"}, expect=200).get_data(as_text=True)
    assert "已保存 17:00" in answer and 'value="2"' in answer
    assert writer.get(address).query("#title")[0].attrs["value"] == "半个题"
    late = writer.post(autosave, {"title": "另一窗口", "seen": "1"}, expect=200).get_data(as_text=True)
    assert "另一窗口" in late and 'name="seen"' not in late
    assert writer.get(address).query("#title")[0].attrs["value"] == "半个题"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unchanged_form_leaves_nothing_behind(
    writer: Visitor, session: Session, owner: Account, language: str
) -> None:
    listing = make_listing(session, Kind.DEMAND, owner.organization)
    session.commit()
    address = f"/workspace/listings/{listing.code}/edit"
    page = writer.get(f"{address}?lang={language}")
    fields = page.query("#draft input[name], #draft textarea[name], #draft select[name]")
    sent = {
        str(field.attrs["name"]): str(
            field.query("option[selected]")[0].attrs["value"]
            if field.query("option[selected]")
            else field.attrs.get("value") or field.to_text(separator="").removeprefix("\n")
        )
        for field in fields
        if field.attrs.get("type") not in ("file", "hidden") or field.attrs["name"] == "seen"
    }
    for action in ("save", "submit"):
        writer.post(f"{address}?lang={language}", {**sent, "action": action}, expect=303)
        page = writer.get(f"{address}?lang={language}")
        said = "没有变化" if language == "zh" else "changed nothing"
        assert said in page.query("#messages")[0].to_text()
        assert page.query("#seen")[0].attrs["value"] == "0"


def test_two_windows(writer: Visitor) -> None:
    address = begin(writer)
    writer.post(address, {"title": "一号窗口", "seen": "1"}, expect=303)
    answer = writer.post(address, {"title": "二号窗口", "seen": "1"}, expect=409)
    page = writer._checked(answer, 409)
    assert page.query("#title")[0].attrs["value"] == "二号窗口"
    assert "一号窗口" in page.query(".conflict-table")[0].to_text()
    overwrite = str(page.query("button[name=overwrite]")[0].attrs["value"])
    writer.post(address, {"title": "二号窗口", "seen": "1", "overwrite": overwrite}, expect=303)
    assert writer.get(address).query("#title")[0].attrs["value"] == "二号窗口"
    writer.post(address, {"title": "无版本"}, expect=400)


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_with_and_without_scripts(writer: Visitor, session: Session, language: str) -> None:
    address = begin(writer)
    writer.get(f"{address}?lang={language}")
    files = {"attachments": [(BytesIO(PDF), "图纸.pdf"), (BytesIO(PROGRAM), "病毒.pdf")], "seen": "1"}
    writer.post(address, {**files, "title": "题"}, expect=303, content_type="multipart/form-data")
    page = writer.get(f"{address}?lang={language}")
    assert "图纸.pdf" in page.query(".files")[0].to_text()
    assert "病毒.pdf" in page.query(".notice-bad")[0].to_text()
    assert page.query("#title")[0].attrs["value"] == "题"
    more = {"attachments": (BytesIO(PDF), "说明.pdf"), "seen": seen_on(writer, address)}
    partial = writer.post(
        address.replace("/edit", "/attachments"), more, expect=200, content_type="multipart/form-data"
    ).get_data(as_text=True)
    assert "说明.pdf" in partial and 'name="seen"' in partial
    stale = {"attachments": (BytesIO(PDF), "迟到.pdf"), "seen": "1"}
    partial = writer.post(
        address.replace("/edit", "/attachments"), stale, expect=200, content_type="multipart/form-data"
    ).get_data(as_text=True)
    assert "迟到.pdf" not in partial and "notice-bad" in partial
    first = session.scalars(select(StoredFile).order_by(StoredFile.id)).first()
    assert first is not None
    download = writer.client.get(f"/files/{first.id}")
    assert download.get_data() == PDF and "attachment" in download.headers["Content-Disposition"]
    gone = {"remove": str(first.id), "seen": seen_on(writer, address)}
    writer.post(address, gone, expect=303)
    assert "图纸.pdf" not in writer.get(address).query("#attached")[0].to_text()
    writer.sign_in(make_account(session, Role.COMPANY))
    assert writer.client.get(f"/files/{first.id}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_staff_ask_stands_at_its_field(
    writer: Visitor,
    session: Session,
    owner: Account,
    clock: MovableClock,
    jobs: RecordingQueue,
    language: str,
) -> None:
    made = make_submission(session, owner, clock, jobs)
    asked = {"summary": "请写明每天多少人次", "attachments": "请附样例"}
    request_changes(session, make_account(session), made.id, comments=asked, note="总体不错", clock=clock)
    session.commit()
    page = writer.get(f"/workspace/listings/{made.listing.code}/edit?lang={language}")
    assert "请写明每天多少人次" in page.query("#summary-comment")[0].to_text()
    text = page.to_text()
    assert "请附样例" in text and "总体不错" in text
    assert ("按意见修改" if language == "zh" else "Make the changes") in writer.get(
        f"/workspace/listings?lang={language}"
    ).to_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_listings_in_every_state(
    writer: Visitor, session: Session, owner: Account, clock: MovableClock, language: str
) -> None:
    assert writer.get(f"/workspace/listings?lang={language}").query(".empty")
    for state in ListingState:
        made = make_listing(session, Kind.DEMAND, owner.organization, state)
        if state is ListingState.EXPIRED:
            made.published_version_id = made.published_version_id
    make_draft(session, owner, clock, title="")
    session.commit()
    page = writer.get(f"/workspace/listings?lang={language}")
    assert len(page.query(".own-listings tbody tr")) == len(ListingState) + 1
    assert page.query('form[action$="/renew"]')
    for listing in session.scalars(select(Listing)):
        if listing.state is not ListingState.DRAFT:
            writer.get(f"/workspace/listings/{listing.code}?lang={language}")


def test_renewing_and_closing(writer: Visitor, session: Session, owner: Account, clock: MovableClock) -> None:
    listing = make_listing(session, Kind.SUPPLY, owner.organization)
    listing.expires_on = clock.now().date()
    session.commit()
    address = f"/workspace/listings/{listing.code}"
    assert "一键续期" in writer.get(address).to_text()
    writer.post(f"{address}/renew", expect=303)
    assert "2027年11月2日" in writer.get(address).to_text()
    writer.post(f"{address}/renew", expect=303)
    assert "不能续期" in writer.get(address).query(".flashes")[0].to_text()
    writer.post(f"{address}/close", {"outcome": "moon"}, expect=400)
    writer.post(f"{address}/close", {"outcome": "withdrawn"}, expect=303)
    session.expire_all()
    assert session.get_one(Listing, listing.id).state is ListingState.WITHDRAWN


def test_versions_are_compared_word_by_word(
    writer: Visitor, session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    first = make_submission(session, owner, clock, jobs)
    address = f"/workspace/listings/{first.listing.code}/edit"
    session.commit()
    data = {**typed(), "summary": typed()["summary"].replace("九十分钟", "一百二十分钟")}
    writer.post(address, {**data, "seen": "0", "action": "submit"}, expect=303)
    page = writer.get(address.replace("/edit", "/versions"))
    assert page.query("del") and page.query("ins") and "一百二十" in page.query("ins")[0].to_text()
    same = writer.get(address.replace("/edit", "/versions") + "?old=1&new=1")
    assert "内容一致" in same.to_text()
    writer.get(address.replace("/edit", "/versions") + "?old=7", expect=404)


def test_discarding(writer: Visitor) -> None:
    address = begin(writer)
    writer.post(address.replace("/edit", "/discard"), expect=303)
    writer.get(address, expect=404)


def test_a_draft_is_nobody_elses(
    visitor: Visitor, session: Session, owner: Account, clock: MovableClock
) -> None:
    draft = make_draft(session, owner, clock)
    code = session.get_one(Listing, draft.listing_id).code
    session.commit()
    visitor.sign_in(make_account(session, Role.DEMAND_OWNER))
    for path in ("", "/edit", "/preview", "/versions"):
        visitor.get(f"/workspace/listings/{code}{path}", expect=404)
    visitor.post(f"/workspace/listings/{code}/edit", {"title": "改", "seen": "2"}, expect=404)
    visitor.sign_in(make_account(session, Role.STAFF))
    visitor.get(f"/staff/listings/{code}", expect=404)
    visitor.get(f"/items/{code}", expect=404)
