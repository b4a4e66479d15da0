"""Reading a need for clarity: what is found, where, how fast, and how often it is right."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from marketplace.models.vocabulary import INDUSTRIES
from matching.__main__ import main
from matching.clarity.checking import ALL, measure
from matching.clarity.examples import EXAMPLES, of_trades
from matching.clarity.findings import ASPECTS, Finding
from matching.clarity.labels import PARTS, Part, read_labels
from matching.clarity.people import find_people
from matching.clarity.reading import read_clarity
from matching.documents import Document

FLOORS = json.loads(Path(__file__).with_name("clarity_floors.json").read_text(encoding="utf-8"))


def read(
    title: str = "",
    summary: str = "",
    description: str = "",
    budget: float | None = None,
    day: date | None = None,
) -> dict[str, Finding]:
    """Findings by aspect."""
    need = Document("x", "demand", title, summary, description, budget_wan=budget, deadline=day)
    return {finding.aspect: finding for finding in read_clarity(need)}


def test_a_need_that_tells_all_has_nothing_found() -> None:
    found = read(
        "输液快滴完了没人知道",
        "夜班每层一名护士管四十二张床，去年回血投诉十七起。",
        "现在靠护士每二十分钟转一圈。病区有院内无线，没有监护设备。不能改输液管路。"
        "余液剩三十毫升时提醒，漏报一百例里不超过一例。",
        38,
        date(2027, 6, 30),
    )
    assert {aspect for aspect, finding in found.items() if not finding.is_clear} == set()


@pytest.mark.parametrize(
    ("summary", "aspect", "reason", "words"),
    [
        ("拟建设一套智慧园区平台。", "problem", "product", "建设一套智慧园区平台"),
        ("希望提升智能化水平。", "problem", "slogan", "提升智能化水平"),
        ("办件效率不高，供有关部门使用。", "users", "general", "有关部门"),
        ("目前主要依靠人工审核。", "present", "by_hand", "主要依靠人工审核"),
        ("整合多方数据。", "data", "general", "多方数据"),
        ("系统应符合相关标准。", "constraints", "general", "符合相关标准"),
        ("希望大幅降低误报。", "acceptance", "no_number", "大幅"),
        ("效率提升50，其他另议。", "acceptance", "no_unit", "提升50"),
        ("预算面议，尽快上线。", "budget", "loose", "面议"),
    ],
)
def test_what_is_vague_is_quoted_with_its_words(summary: str, aspect: str, reason: str, words: str) -> None:
    finding = read("需求", summary)[aspect]
    assert (finding.state, finding.reason) == ("vague", reason)
    assert finding.words is not None
    assert finding.sentence is not None
    assert words in finding.words.text or finding.words.text in words
    assert summary[finding.words.start : finding.words.end] == finding.words.text
    assert summary[finding.sentence.start : finding.sentence.end] == finding.sentence.text


@pytest.mark.parametrize(
    ("budget", "day", "state", "reason"),
    [
        (38.0, date(2027, 1, 1), "clear", ""),
        (38.0, None, "vague", "no_time"),
        (None, date(2027, 1, 1), "vague", "no_amount"),
        (None, None, "missing", "nothing"),
    ],
)
def test_budget_and_time_are_read_from_their_fields(
    budget: float | None, day: date | None, state: str, reason: str
) -> None:
    finding = read("路灯坏了没人报", "四百盏路灯，坏灯平均五天才有人报。", "", budget, day)["budget"]
    assert (finding.state, finding.reason) == (state, reason)


def test_the_budget_may_stand_in_the_text() -> None:
    assert read("路灯", "预算三十万元，十月底前完成。")["budget"].is_clear


HOSTILE = {
    "nothing": "",
    "blank": " \n",
    "stops": "。。。",
    "one letter": "a" * 100_000,
    "one word": "提升" * 50_000,
    "one clause": "水，" * 50_000,
    "figures": "一百二十三" * 20_000,
    "emoji": "👩‍🌾🐟💧" * 15_000,
    "scripts": "Факт العربية ไทย 資料 data ﷽ " * 4_000,
    "markup": "<div onclick='x()'>水表</div><script>" * 3_000,
    "half a character": "\ud800",
    "wide figures": "１２３％等",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_is_read_quickly_and_alike_and_what_says_nothing_is_not_called_clear(text: str) -> None:
    started = time.perf_counter()
    once = read(text[:200], text, text)
    assert time.perf_counter() - started < 1.0
    assert list(once) == list(ASPECTS)
    assert once == read(text[:200], text, text)
    assert not any(finding.is_clear for finding in once.values())


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("班长第一句话总是问线", "班长"),
        ("看殿的说每场雨换盆", "看殿的"),
        ("拆迁办说没人来登记", "办说"),
        ("安全员嗓子喊哑", "员"),
        ("塘长三百米", None),
        ("机床工艺", None),
        ("全员培训", None),
        ("主要依靠人工审核", None),
        ("施工单位", None),
    ],
)
def test_people_are_known_by_how_words_are_made(text: str, people: str | None) -> None:
    found = find_people(text)
    assert (found[0] if found else None) == people


@pytest.mark.parametrize(
    ("text", "is_clear"),
    [
        ("乡镇水管员管理土石坝，测值没人分析。", True),
        ("化验室送样等三天，窗口排队。", True),
        ("值班的怕热死机，一夜不敢合眼，天亮才交班，回去还得写检查。", True),
        ("目前主要依靠人工审核。", False),
        ("建立跨部门集中保管机制，全程留痕。", False),
        ("加强重点部位密度监测，完善应急疏散。", False),
    ],
)
def test_the_present_way_is_told_and_no_wish(text: str, is_clear: bool) -> None:
    assert read("需求", text)["present"].is_clear is is_clear


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_examples_are_what_they_show(aspect: str) -> None:
    for example in EXAMPLES[aspect]:  # type: ignore[index]
        assert read("例", example)[aspect].is_clear, example


def test_each_industry_has_examples_that_are_what_they_show() -> None:
    assert set(of_trades()) == set(INDUSTRIES)
    for examples in of_trades().values():
        assert set(examples) == set(ASPECTS) - {"budget"}
        for aspect, example in examples.items():
            assert read("例", example)[aspect].is_clear, example


@pytest.mark.parametrize("part", PARTS)
def test_findings_are_as_right_as_they_were(part: Part) -> None:
    measured = next(row for row in measure(read_labels(part)) if row.aspect == ALL)
    assert measured.precision.mean >= FLOORS[part]["precision"]
    assert measured.recall.mean >= FLOORS[part]["recall"]


def test_what_is_held_out_is_in_no_other_part() -> None:
    titles = {part: {need.document.title for need in read_labels(part)} for part in PARTS}
    for held in ("others_held_out", "full_length"):
        for part in set(PARTS) - {held}:
            assert not titles[held] & titles[part]  # type: ignore[index]


def test_the_command_tells_both_shares(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clarity-check", "--open-list", "marketplace/demo/data/listings.jsonl"]) == 0
    printed = capsys.readouterr().out
    assert "development: 60 needs" in printed
    assert "constraints  precision" in printed
