"""What a row must be: each rule by the file that breaks it, and where the problem points."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.models import Kind, Listing, ListingState
from marketplace.models.transitions import check_transition
from marketplace.services.imports.wording import MESSAGES, put_into_words
from tests.factories import make_listing
from tests.services.imports.conftest import Codes, Importer
from tests.services.imports.files import (
    HEADERS,
    comma_separated,
    credit_code,
    demand,
    demo_items,
    json_lines,
    saved,
    supply,
    workbook,
    xlsx,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("english", [True, False])
def test_every_form_of_a_csv_is_the_same_list(importer: Importer, encoding: str, english: bool) -> None:
    importer.apply(json_lines(demo_items()))
    batch = importer.preview(comma_separated(demo_items(), english=english, encoding=encoding))
    assert batch.problems == []
    assert (batch.summary["same"], batch.summary["add"], batch.summary["change"]) == (165, 0, 0)


def test_tabs_and_semicolons_separate_too(importer: Importer) -> None:
    header = (
        "编号\t类型\t名称\t单位名称\t单位性质\t统一社会信用代码\t应用领域\t所在区域\t简介\t联系人\t联系电话"
    )
    row = f"G1\t供给\t甲\t乙公司\t企业\t{credit_code(5)}\t智能制造\t武侯区\t简，介\t丙\t13800000000"
    for separator in ("\t", ";"):
        content = f"{header}\n{row}\n".replace("\t", separator).encode()
        assert importer.preview(content).summary["add"] == 1


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("code", "", "required"),
        ("code", "编号一", "bad_code"),
        ("title", "", "required"),
        ("title", "长" * 81, "too_long"),
        ("organization_type", "公司", "not_in_list"),
        ("unified_social_credit_code", "9151019900000000", "credit_code_length"),
        ("unified_social_credit_code", credit_code(1)[:-2] + "O0", "credit_code_character"),
        ("unified_social_credit_code", credit_code(1)[:-2] + "9" + credit_code(1)[-1], "credit_code_check"),
        ("unified_social_credit_code", 915101990000000015, "credit_code_number"),
        ("industry", "智慧养猪", "not_in_list"),
        ("region", "武候区", "not_in_list"),
        ("maturity", "成熟", "not_in_list"),
        ("technologies", "、".join(str(n) for n in range(21)), "too_many_technologies"),
        ("technologies", "长" * 41, "technology_too_long"),
        ("technologies", {"a": 1}, "wrong_type"),
        ("summary", ["一"], "wrong_type"),
        ("contact_phone", "请联系前台", "bad_phone"),
        ("contact_email", "wang at example", "bad_email"),
        ("contact_name", "", "required"),
        ("budget_wan", 3, "not_for_supply"),
        ("kind", "其他", "not_in_list"),
    ],
)
def test_a_supply_that_breaks_a_rule(importer: Importer, key: str, value: Any, code: str) -> None:
    [problem] = importer.problems(json_lines([supply(1), supply(2, **{key: value})]))
    assert (problem.code, problem.row, problem.column) == (code, 2, key)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("budget_wan", "一百万", "bad_budget"),
        ("budget_wan", "100-200", "bad_budget"),
        ("budget_wan", -3, "bad_budget"),
        ("budget_wan", True, "bad_budget"),
        ("budget_wan", "1.234", "budget_decimals"),
        ("deadline", "明年三月", "bad_date"),
        ("deadline", "2027-02-30", "no_such_date"),
        ("deadline", 46477, "date_serial"),
        ("maturity", "样机", "not_for_demand"),
    ],
)
def test_a_demand_that_breaks_a_rule(importer: Importer, key: str, value: Any, code: str) -> None:
    [problem] = importer.problems(json_lines([demand(1, **{key: value})]))
    assert (problem.code, problem.row, problem.column) == (code, 1, key)


@pytest.mark.parametrize(
    "value",
    [
        "2027-3-31",
        "2027/3/31",
        "2027.03.31",
        "2027年3月31日",
        "2027 年 3 月 31 日",
        "20270331",
        "２０２７年３月３１日",
    ],
)
def test_ways_to_write_a_day(importer: Importer, value: str) -> None:
    importer.apply(json_lines([demand(1)]))
    assert importer.preview(json_lines([demand(1, deadline=value)])).summary["same"] == 1


def test_a_day_as_excel_keeps_it(importer: Importer) -> None:
    importer.apply(json_lines([demand(1)]))
    assert importer.preview(xlsx([demand(1, deadline=datetime(2027, 3, 31))])).summary["same"] == 1  # noqa: DTZ001


@pytest.mark.parametrize("value", ["面议", "", None])
def test_a_budget_to_be_agreed(importer: Importer, value: str | None) -> None:
    importer.apply(json_lines([demand(1, budget_wan=None)]))
    assert importer.preview(json_lines([demand(1, budget_wan=value)])).summary["same"] == 1


@pytest.mark.parametrize("value", ["1,200", "1200万元", "1200.00", 1200, 1200.0, " １２００ "])
def test_ways_to_write_an_amount(importer: Importer, value: Any) -> None:
    importer.apply(json_lines([demand(1, budget_wan=1200)]))
    assert importer.preview(json_lines([demand(1, budget_wan=value)])).summary["same"] == 1


def test_two_rows_with_one_code_name_each_other(importer: Importer) -> None:
    problems = importer.problems(xlsx([supply(1), supply(2), supply(3, code="G0001")], sheet="供给类"))
    assert [(p.code, p.row, p.values["other_row"]) for p in problems] == [
        ("duplicate_code", 2, 4), ("duplicate_code", 4, 2),
    ]  # fmt: skip
    assert "sheet 供给类, row 4" in put_into_words(problems[0], str).what


def test_a_code_is_known_to_be_double_even_where_the_row_has_another_fault(codes: Codes) -> None:
    found = codes(json_lines([supply(1), supply(1, region="火星")]))
    assert sorted(found) == ["duplicate_code", "duplicate_code", "not_in_list"]


def test_one_credit_code_with_two_names_is_refused_where_it_departs(importer: Importer) -> None:
    shared = credit_code(7)
    rows = [supply(n, unified_social_credit_code=shared, organization="甲公司") for n in (1, 2)]
    rows.append(supply(3, unified_social_credit_code=shared, organization="乙公司"))
    [problem] = importer.problems(json_lines(rows))
    assert (problem.code, problem.row, problem.value) == ("organization_disagrees", 3, "乙公司")


def test_a_code_of_the_other_kind_is_refused(importer: Importer) -> None:
    make_listing(importer.session, Kind.DEMAND, code="G0001")
    assert [p.code for p in importer.problems(json_lines([supply(1)]))] == ["other_kind_exists"]


def test_missing_and_double_columns_are_named_by_the_header(importer: Importer) -> None:
    headers = [header for header in HEADERS if header != "应用领域"] + ["名称", "备注"]
    problems = importer.all_problems(xlsx([supply(1)], headers=headers))
    assert {(p.code, p.values["header"]) for p in problems} == {
        ("missing_column", "应用领域"), ("duplicate_column", "名称"), ("unknown_column", "备注"),
    }  # fmt: skip


def test_a_field_without_a_column_keeps_what_it_has(importer: Importer) -> None:
    importer.apply(json_lines([supply(1)]))
    headers = [header for header in HEADERS if header not in ("应用案例", "电子邮箱")]
    assert importer.preview(xlsx([supply(1)], headers=headers)).summary["same"] == 1


def test_headers_may_carry_stars_spaces_line_ends_and_full_width_signs(codes: Codes) -> None:
    headers = [
        "*编 号",
        "类型",
        "名称\n",
        "单位",
        "单位类型",
        "社会信用代码",
        "领域",
        "区域",
        "摘要",
        "联系人*",
        "电话",
    ]
    keys = ["code", "kind", "title", "organization", "organization_type", "unified_social_credit_code",
            "industry", "region", "summary", "contact_name", "contact_phone"]  # fmt: skip
    book = workbook([], headers=[])
    book.worksheets[0].append(headers)
    book.worksheets[0].append([supply(1)[key] for key in keys])
    assert codes(saved(book)) == []


def without_kind(sheet: str, items: list[dict[str, Any]]) -> bytes:
    return xlsx(items, sheet=sheet, headers=[header for header in HEADERS if header != "类型"])


def test_the_kind_comes_from_column_then_sheet_then_code(importer: Importer) -> None:
    assert importer.preview(without_kind("Sheet1", [supply(1)])).summary["add"] == 1
    assert importer.preview(without_kind("2027供给", [supply(1, code="A1")])).summary["add"] == 1
    assert [p.code for p in importer.problems(without_kind("Sheet1", [supply(1, code="A1")]))] == [
        "kind_unknown"
    ]
    assert [p.code for p in importer.problems(xlsx([supply(1)], sheet="需求类"))] == ["kind_disagrees"]


@pytest.mark.parametrize("state", list(ListingState))
def test_what_an_import_does_to_a_listing_in_each_state(importer: Importer, state: ListingState) -> None:
    make_listing(importer.session, Kind.SUPPLY, state=state, code="G0001")
    batch = importer.apply(json_lines([supply(1)]))
    found = importer.session.scalars(select(Listing).where(Listing.code == "G0001")).one()
    left = state in (ListingState.WITHDRAWN, ListingState.FULFILLED, ListingState.CHANGES_REQUESTED)
    assert (batch.summary["left"], batch.summary["change"]) == (int(left), int(not left))
    assert found.state is (state if left else ListingState.PUBLISHED)
    if not left:
        assert found.published_version is not None
        assert found.published_version.title == supply(1)["title"]
    if not left and state is not ListingState.PUBLISHED:
        check_transition(state, ListingState.PUBLISHED)


def test_no_contact_is_repeated_whatever_column_it_slipped_into(importer: Importer) -> None:
    problems = importer.problems(
        json_lines(
            [supply(1, region="028-8000-0901", industry="robot@example.com", contact_phone="赵工不在")]
        )
    )
    assert len(problems) == 3
    assert [problem.value for problem in problems] == ["", "", ""]


def test_every_problem_has_words_with_all_their_values(importer: Importer) -> None:
    rows = [
        supply(1, industry="x", region="y", title="长" * 99),
        demand(2, budget_wan="?", deadline="?"),
        supply(3),
    ]
    problems = importer.all_problems(json_lines([*rows, supply(3)]))
    assert len(problems) >= 7
    for problem in problems:
        said = put_into_words(problem, str)
        assert "%(" not in f"{said.where}{said.what}{said.mend}"
        assert said.where
        assert said.mend.endswith(".")


def test_every_message_is_a_sentence_with_a_mend() -> None:
    for what, mend in MESSAGES.values():
        assert what.endswith(".")
        assert mend.endswith(".")
