"""The main job, as people do it: import → suggestions → recommend → both accept → contacts revealed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.browser.conftest import NewPerson, Person

HOSPITAL = ("成都清溪源医院", "医疗机构", "125101998214172092")
VENDOR = ("成都杏林渡医疗科技有限公司", "企业", "91510199MAAMBBN520")
COMMON = ("序号", "编号", "名称", "单位名称", "单位性质", "统一社会信用代码", "应用领域", "所在区域", "简介")
CONTACT = ("联系人", "联系电话", "电子邮箱")
DEMAND_HEADER = (*COMMON, "详细内容", "技术方向", "预算(万元)", "截止日期", "合作方式", *CONTACT)
SUPPLY_HEADER = (*COMMON, "详细内容", "技术方向", "成熟度", "合作方式", "应用案例", *CONTACT)
WAIT_S = 90


def workbook(path: Path, number: int) -> Path:
    """A workbook in the official layout: one demand of the hospital, one supply of the vendor."""
    book = Workbook()
    supplies, demands = book.active, book.create_sheet("需求类")
    assert supplies is not None
    supplies.title = "供给类"
    supply: Sequence[object] = (
        *(1, f"G9{number}", f"护理交接班语音记录系统{number}", *VENDOR, "智慧医疗", "温江区"),
        "交接班口述自动成文，按护理文书模板写入病情、管路与皮肤情况。",
        "护士站拾音，语音识别川渝口音，按床号生成交接班记录，院内服务器部署，与护理系统对接。",
        *("语音识别、医疗LLM", "试点应用", "采购服务", "两家医院试用"),
        *("测试供方", f"028-8000-9{number}1", f"supply{number}@example.com"),
    )
    demand: Sequence[object] = (
        *(1, f"X9{number}", f"护士交接班口述自动成文{number}", *HOSPITAL, "智慧医疗", "温江区"),
        "护士交接班靠口述和手抄，半小时说完还要补记录，常漏掉管路和皮肤情况。",
        "希望交接班时说一遍就写成护理文书，能听懂川渝口音，数据不出院，写回护理系统。",
        *("语音识别", 60, "2027-06-30", "采购服务"),
        *("测试需方", f"028-8000-9{number}2", f"demand{number}@example.com"),
    )
    for sheet, header, row in ((supplies, SUPPLY_HEADER, supply), (demands, DEMAND_HEADER, demand)):
        sheet.append(["人工智能机会清单"])
        sheet.append(["说明：测试用"])
        sheet.append(list(header))
        sheet.append(list(row))
    book.save(path)
    return path


def import_listings(staff: Person, file: Path) -> None:
    """Upload, read the preview, apply."""
    page = staff.open("/staff/imports/")
    staff.check()
    page.set_input_files("input[type=file]", str(file))
    page.click("main form[enctype] button[type=submit]")
    apply = page.locator("form[action$='/apply'] button")
    apply.wait_for(timeout=WAIT_S * 1000)
    staff.check()
    apply.click()
    page.locator("main a[href='/items']").last.wait_for(timeout=WAIT_S * 1000)


def find_pair(staff: Person, demand: str, supply: str) -> str:
    """Wait for matching, then the address of the pair's page."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        answer = staff.page.goto(f"{staff.site.address}/staff/demands/{demand}")
        if answer is not None and answer.status == 200:
            row = staff.page.locator("main tr", has_text=supply)
            if row.count():
                link = row.first.locator("a[href*='/staff/matches/']").first.get_attribute("href")
                assert link is not None
                return link
        staff.page.wait_for_timeout(500)
    raise AssertionError(f"{supply} was never suggested for {demand}")


def accept(side: Person, pair: str) -> None:
    """Read the pair and accept it."""
    page = side.open(pair)
    side.check()
    page.click("form[action$='/accept'] button[type=submit]")
    page.wait_for_load_state()


def reveal(side: Person, pair: str) -> str:
    """Ask for the other side's contact; the page's text afterwards."""
    page = side.open(pair)
    page.click("form[action$='/contact'] button[type=submit]")
    page.wait_for_load_state()
    side.check()
    return page.inner_text("main")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "number", "width"), [("zh", 701, 1440), ("en", 702, 390)])
def test_from_a_workbook_to_an_introduction(
    person: NewPerson, tmp_path: Path, language: str, number: int, width: int
) -> None:
    staff = person(language, width).sign_in("staff@example.com")
    assert "/staff" in staff.page.url
    import_listings(staff, workbook(tmp_path / f"list{number}.xlsx", number))

    pair = find_pair(staff, f"X9{number}", f"G9{number}")
    page = staff.open(pair)
    staff.check()
    assert f"028-8000-9{number}" not in page.content()
    page.keyboard.press("r")
    page.wait_for_url(lambda url: not url.endswith(pair), timeout=10_000)

    company = person(language, width).sign_in("company@example.com")
    owner = person(language, width).sign_in("demand@example.com")
    match = "/workspace/matches/" + pair.rsplit("/", 1)[1].split("?")[0]
    accept(company, match)
    assert not company.page.locator("form[action$='/contact']").count(), "nothing is released by one consent"
    accept(owner, match)

    seen_by_company = reveal(company, match)
    assert f"028-8000-9{number}2" in seen_by_company
    assert f"demand{number}@example.com" in seen_by_company
    seen_by_owner = reveal(owner, match)
    assert f"028-8000-9{number}1" in seen_by_owner

    auditor = person(language, width).sign_in("auditor@example.com")
    ledger = auditor.open("/admin/disclosures").inner_text("main")
    auditor.check()
    assert f"X9{number}" in ledger
    assert f"028-8000-9{number}" not in ledger


PUBLIC = (
    "/",
    "/lists",
    "/lists/demo",
    "/items",
    "/items?q=早高峰堵车",
    "/items?q=zzzzqqq",
    "/items/X06",
    "/kinds",
    "/kinds/city-001",
)
BY_ROLE = {
    "staff@example.com": (
        "/staff",
        "/staff/demands/X06",
        "/staff/quality",
        "/staff/quality/open-list/demands",
        "/staff/quality/compare?earlier=open-list&later=open-list",
        "/staff/listings",
        "/staff/listings/X06",
        "/staff/imports/",
        "/staff?tab=unserved",
        "/staff/assignments",
        "/staff/lists/demo/assignment",
        "/staff/kinds",
        "/staff/kinds/new",
        "/staff/learning",
    ),
    "company@example.com": ("/workspace", "/workspace/listings/G006", "/account"),
    "admin@example.com": ("/admin/audit", "/admin/accounts", "/admin/organizations", "/admin/disclosures"),
}


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_accessible_and_fits_the_screen(person: NewPerson, language: str, width: int) -> None:
    visitor = person(language, width)
    for path in (*PUBLIC, "/items/NOWHERE", "/sign-in"):
        visitor.open(path)
        assert visitor.faults() == [], path
    for email, paths in BY_ROLE.items():
        somebody = person(language, width).sign_in(email)
        for path in paths:
            somebody.open(path)
            assert somebody.faults() == [], path


@pytest.mark.browser
def test_the_list_can_be_filtered_and_searched_without_a_script(person: NewPerson) -> None:
    visitor = person()
    visitor.page.context.route("**/*.js", lambda route: route.abort())
    page = visitor.open("/items")
    page.fill("main input[name=q]", "X13")
    page.press("main input[name=q]", "Enter")
    page.wait_for_load_state()
    assert "馆藏老彝文手抄经卷识读与汉译" in page.inner_text("main")
