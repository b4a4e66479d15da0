"""Numbers with units: every direction, every dimension, Chinese numerals, and what is no quantity."""

from __future__ import annotations

import pytest

from matching.requirements.numerals import fold, value_of
from matching.requirements.quantities import Quantity, find_quantities


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", 12.5),
        ("1,200", 1200),
        ("3万", 30_000),
        ("1.5亿", 150_000_000),
        ("三百二十", 320),
        ("两千", 2000),
        ("十二万", 120_000),
        ("一百零五", 105),
        ("零点八", 0.8),
        ("半", 0.5),
        ("十几", 15),
        ("两三", 2.5),
        ("三五", 4),
        ("二三十", 25),
        ("十七八", 17.5),
        ("二三", 2.5),
        ("一九", 19),
        ("二〇二六", 2026),
    ],
)
def test_numbers_as_texts_write_them(text: str, value: float) -> None:
    assert value_of(text) == pytest.approx(value)


def test_a_unit_alone_is_no_number() -> None:
    assert value_of("万") is None


def test_folding_moves_no_offset() -> None:
    assert fold("≥９８％，ＡＢ") == "≥98%,ab"
    assert len(fold("１２℃")) == len("１２℃")


@pytest.mark.parametrize(
    "text",
    [
        "不低于98%",
        "不少于98%",
        "不得低于98%",
        "≥98%",
        "≥９８％",
        ">=98%",
        "98%以上",
        "98%及以上",
        "至少98%",
        "高于98%",
        "超过98%",
        "大于98%",
        "提高到98%",
        "提升至98%",
        "达到98%",
    ],
)
def test_at_least(text: str) -> None:
    found = only(f"识别准确率{text}")
    assert found.direction == "at_least"
    assert found.low == pytest.approx(0.98) and found.dimension == "ratio"


@pytest.mark.parametrize(
    "text",
    [
        "不超过3秒",
        "不高于3秒",
        "不大于3秒",
        "不得超过3秒",
        "≤3秒",
        "<3秒",
        "3秒以内",
        "3秒之内",
        "3秒内",
        "3秒以下",
        "小于3秒",
        "低于3秒",
        "少于3秒",
        "最多3秒",
        "压到3秒",
        "控制在3秒",
        "缩短到3秒",
        "不足3秒",
    ],
)
def test_at_most(text: str) -> None:
    found = only(f"响应时间{text}")
    assert found.direction == "at_most"
    assert (found.high, found.dimension) == (3.0, "time")


def test_a_figure_without_a_bound_is_plain() -> None:
    assert only("识别准确率96.4%").direction == "plain"


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("200毫秒", "time", 0.2),
        ("8秒", "time", 8),
        ("5分钟", "time", 300),
        ("半小时", "time", 1800),
        ("24小时", "time", 86_400),
        ("一个半月", "time", 3_888_000),
        ("三年", "time", 94_608_000),
        ("0.3毫米", "length", 0.0003),
        ("100米", "length", 100),
        ("31.6公里", "length", 31_600),
        ("40平方米", "area", 40),
        ("十公顷", "area", 100_000),
        ("80元", "money", 80),
        ("45万元", "money", 450_000),
        ("1.2亿元", "money", 120_000_000),
        ("45℃", "temperature", 45),
        ("50分贝", "sound", 50),
        ("100欧", "resistance", 100),
        ("8微克", "mass", 0.000008),
        ("百分之八", "ratio", 0.08),
        ("千分之五", "ratio", 0.005),
        ("两成", "ratio", 0.2),
        ("三成五", "ratio", 0.35),
        ("0.3个百分点", "ratio", 0.003),
        ("IP67", "protection", 67),
        ("1100路", "count:路", 1100),
        ("3.8万根", "count:根", 38_000),
    ],
)
def test_every_dimension_in_its_base_unit(text: str, dimension: str, value: float) -> None:
    found = only(f"共{text}")
    assert found.dimension == dimension and found.low == pytest.approx(value)
    assert found.text == text


def test_a_range_has_two_ends() -> None:
    found = only("工作温度-30℃至55℃")
    assert (found.low, found.high, found.dimension) == (-30.0, 55.0, "temperature")
    assert (only("含水率77%~79%").low, only("含水率77%~79%").high) == pytest.approx((0.77, 0.79))


def test_quantities_are_quoted_where_they_stand() -> None:
    text = "要求单件不超过8秒，0.3毫米以上的毛病不放过，误挑不高于３％。"
    found = find_quantities(text)
    assert [text[q.start : q.end] for q in found] == [q.text for q in found] == ["8秒", "0.3毫米", "３％"]


@pytest.mark.parametrize(
    "text",
    ["", "第一时间响应", "一个平台", "一类激光", "成果转化", "三维建模", "万无一失", "G001", "九月前要用"],
)
def test_what_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("识别准确率98%", "more"),
        ("误报率3%", "less"),
        ("漏检率0.1%", "less"),
        ("质保三年", "more"),
        ("单价80元", "less"),
        ("分辨率不低于100米", "finer"),
        ("0.15毫米的裂缝要报", "finer"),
    ],
)
def test_which_way_is_better(text: str, aim: str) -> None:
    assert only(text).aim == aim
