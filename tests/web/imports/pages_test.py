"""The pages of an import, in every state and for every role."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import ImportBatch, ImportState, Listing, Role
from marketplace.services.imports.apply import apply_import
from marketplace.services.imports.discard import fail_import
from marketplace.services.imports.read import read_upload
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account
from tests.services.imports.files import WORKBOOK, demand, json_lines, supply, xlsx
from tests.web.visitor import Visitor

BASE = "/staff/imports/"


class Desk:
    """Staff at their desk, with the worker in the next room."""

    def __init__(self, visitor: Visitor, session: Session, clock: MovableClock, jobs: RecordingQueue) -> None:
        self.visitor = visitor
        self.session = session
        self.clock = clock
        self.jobs = jobs

    def upload(self, content: bytes, name: str = "清单.xlsx") -> int:
        """Send the file; the import's id."""
        response = self.visitor.post(BASE, {"file": (BytesIO(content), name)})
        return int(response.headers["Location"].rsplit("/", 1)[-1])

    def read(self, content: bytes, name: str = "清单.xlsx") -> int:
        """Send the file and let the worker read it."""
        number = self.upload(content, name)
        read_upload(self.session, number, clock=self.clock)
        self.session.commit()
        return number

    def batch(self, number: int) -> ImportBatch:
        return self.session.scalars(
            select(ImportBatch).where(ImportBatch.id == number).execution_options(populate_existing=True)
        ).one()

    def apply(self, number: int) -> None:
        """Press the button and let the worker work."""
        fingerprint = self.batch(number).summary["fingerprint"]
        self.visitor.post(f"{BASE}{number}/apply", {"fingerprint": fingerprint})
        self.batch(number)
        apply_import(self.session, number, clock=self.clock, jobs=self.jobs)
        self.session.commit()


@pytest.fixture
def desk(visitor: Visitor, session: Session, clock: MovableClock, jobs: RecordingQueue) -> Desk:
    visitor.sign_in(make_account(session))
    return Desk(visitor, session, clock, jobs)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_before_any_import(desk: Desk, language: str) -> None:
    page = desk.visitor.get(f"{BASE}?lang={language}")
    assert page.query('input[type="file"][required]')
    assert ("还没有导入记录" if language == "zh" else "Nothing has been imported yet") in page.to_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_official_workbook_from_upload_to_published(desk: Desk, language: str) -> None:
    number = desk.upload(WORKBOOK.read_bytes(), "机会清单.xlsx")
    assert desk.jobs.read == [number]
    waiting = desk.visitor.get(f"{BASE}{number}?lang={language}")
    assert waiting.query("[hx-get] progress")
    read_upload(desk.session, number, clock=desk.clock)
    desk.session.commit()
    preview = desk.visitor.get(f"{BASE}{number}?lang={language}")
    assert [node.to_text() for node in preview.query(".import-figures dd")] == ["165", "0", "0"]
    assert len(preview.query("#rows tbody tr")) == 50
    desk.apply(number)
    assert desk.jobs.applied == [number]
    done = desk.visitor.get(f"{BASE}{number}?lang={language}&page=4")
    assert len(done.query("#rows tbody tr")) == 15
    assert not done.query("form[action$='/apply']")
    assert len(desk.session.scalars(select(Listing)).all()) == 165


def test_progress_tells_the_browser_when_the_work_is_over(desk: Desk) -> None:
    number = desk.upload(xlsx([supply(1)]))
    assert "HX-Refresh" not in desk.visitor.client.get(f"{BASE}{number}/progress").headers
    desk.visitor.get(f"{BASE}{number}/progress")
    read_upload(desk.session, number, clock=desk.clock)
    desk.session.commit()
    assert desk.visitor.client.get(f"{BASE}{number}/progress").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_problems_name_sheet_row_column_and_mend(desk: Desk, language: str) -> None:
    number = desk.read(
        xlsx([supply(1), supply(2, industry="智慧养猪"), supply(3, contact_phone="办公室")], sheet="供给类")
    )
    page = desk.visitor.get(f"{BASE}{number}?lang={language}")
    text = page.to_text()
    for part in ("供给类", "应用领域", "G3", "智慧养猪", "智能制造、智慧交通"):
        assert part in text
    assert "缺失" in text or "办公室" not in text, "a contact's value stays in the file"
    assert not page.query("form[action$='/apply']")
    assert page.query(f'a[href$="/{number}/problems.csv"]')


def test_the_problems_come_as_a_csv_without_formulas_and_contacts(desk: Desk) -> None:
    number = desk.read(json_lines([supply(1, region="+火星"), supply(2, contact_email="不告诉你")]))
    response = desk.visitor.client.get(f"{BASE}{number}/problems.csv")
    text = response.get_data().decode("utf-8-sig")
    assert response.mimetype == "text/csv"
    assert "'+火星" in text
    assert ",+火星" not in text
    assert "不告诉你" not in text
    assert text.startswith("工作表,行,列")


def test_a_changed_contact_is_said_and_not_shown(desk: Desk) -> None:
    desk.apply(desk.read(json_lines([supply(1), demand(2)])))
    number = desk.read(json_lines([supply(1, contact_phone="028-8000-0777"), demand(2, budget_wan=88)]))
    page = desk.visitor.get(f"{BASE}{number}")
    assert "有变化，此处不显示" in page.to_text()
    assert [node.to_text() for node in page.query("del, ins")] == ["120", "88"]


def test_the_same_file_again_has_nothing_to_apply(desk: Desk) -> None:
    desk.apply(desk.read(json_lines([supply(1)])))
    number = desk.read(json_lines([supply(1)]))
    page = desk.visitor.get(f"{BASE}{number}")
    assert "无需更新" in page.to_text()
    assert not page.query("form[action$='/apply']")
    desk.visitor.post(f"{BASE}{number}/discard")
    assert desk.batch(number).state is ImportState.DISCARDED
    assert "导入记录" in desk.visitor.get(BASE).to_text()


def test_a_preview_that_is_no_longer_true_is_shown_anew(desk: Desk) -> None:
    first, second = desk.read(json_lines([supply(1)])), desk.read(json_lines([supply(1), supply(2)]))
    desk.apply(first)
    desk.apply(second)
    batch = desk.batch(second)
    assert (batch.state, batch.summary["add"], batch.summary["same"]) == (ImportState.PREVIEWED, 1, 1)
    assert "预览之后站内内容有变化" in desk.visitor.get(f"{BASE}{second}").to_text()
    desk.apply(second)
    assert desk.batch(second).state is ImportState.APPLIED


def test_an_old_page_cannot_apply_a_new_preview(desk: Desk) -> None:
    number = desk.read(json_lines([supply(1)]))
    desk.visitor.post(f"{BASE}{number}/apply", {"fingerprint": "of another preview"}, expect=409)
    assert desk.jobs.applied == []


def test_an_import_that_broke_off_says_so(desk: Desk) -> None:
    number = desk.upload(json_lines([supply(1)]))
    fail_import(desk.session, number, error="MemoryError", clock=desk.clock)
    desk.session.commit()
    assert "MemoryError" in desk.visitor.get(f"{BASE}{number}").to_text()


def test_a_file_that_is_missing_empty_or_too_large_is_refused_on_the_page(desk: Desk) -> None:
    missing = desk.visitor.post(BASE, {}, expect=400)
    assert "请选择要导入的文件" in missing.get_data(as_text=True)
    empty = desk.visitor.post(BASE, {"file": (BytesIO(b""), "空.xlsx")}, expect=400)
    assert "文件是空的" in empty.get_data(as_text=True)
    body, form = bytes(21 * 1024 * 1024), "multipart/form-data; boundary=x"
    large = desk.visitor.client.post(BASE, data=body, content_type=form)
    assert large.status_code == 413
    assert "20 MiB" in large.get_data(as_text=True)
    assert desk.jobs.read == []


def test_the_template_can_be_filled_in_and_imported(desk: Desk) -> None:
    response = desk.visitor.client.get(f"{BASE}template.xlsx")
    book = openpyxl.load_workbook(BytesIO(response.get_data()))
    assert book.sheetnames == ["供给类", "需求类"]
    item = supply(1)
    keys = {"编号": "code", "名称": "title", "单位名称": "organization", "单位性质": "organization_type",
            "统一社会信用代码": "unified_social_credit_code", "应用领域": "industry", "所在区域": "region",
            "简介": "summary", "联系人": "contact_name", "联系电话": "contact_phone"}  # fmt: skip
    headers = [str(cell.value).rstrip("*") for cell in book["供给类"][3]]
    book["供给类"].append([item[keys[header]] if header in keys else None for header in headers])
    filled = BytesIO()
    book.save(filled)
    number = desk.read(filled.getvalue())
    assert desk.batch(number).state is ImportState.PREVIEWED
    assert desk.batch(number).summary["add"] == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_nobody_but_staff_may_import(visitor: Visitor, session: Session, role: Role) -> None:
    number = ImportBatch(filename="a", content=b"", state=ImportState.PREVIEWED)
    session.add(number)
    session.commit()
    visitor.sign_in(make_account(session, role))
    for path in ("", f"{number.id}", f"{number.id}/progress", f"{number.id}/problems.csv", "template.xlsx"):
        visitor.get(BASE + path, expect=403)
    for path in ("", f"{number.id}/apply", f"{number.id}/discard"):
        visitor.post(BASE + path, expect=403)
    kept = session.scalars(select(ImportBatch).execution_options(populate_existing=True)).all()
    assert [batch.state for batch in kept] == [ImportState.PREVIEWED], "nothing came of it"


def test_a_visitor_is_asked_to_sign_in(visitor: Visitor) -> None:
    response = visitor.client.get(BASE)
    assert response.status_code == 302
    assert "sign" in response.headers["Location"]


def test_an_import_that_is_not_there(desk: Desk) -> None:
    for number in (987654321, 2**70):
        assert desk.visitor.get(f"{BASE}{number}", expect=404).query('main a[href="/"]'), number
