"""Whole pairs read: verdicts, comparisons, fields, what a supply rules out, and texts of any shape."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from matching.documents import Document
from matching.encoders.base import Vectors
from matching.encoders.hashing import HashingEncoder
from matching.requirements.reader import PointReader
from matching.results import PointAnswer
from matching.scoring import Part
from tests.matching.builders import any_document, demand, supply

TODAY = date(2027, 1, 1)
# What the matcher says of a pair of one trade, and of one of two.
SAME_TRADE, OTHER_TRADE = ((Part("wording", value, 0.2),) for value in (0.6, 0.1))


class CountingEncoder(HashingEncoder):
    """Counts the texts it is given."""

    def __init__(self) -> None:
        super().__init__(256, "", "")
        self.count = 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().encode_passages(texts)


@pytest.fixture(scope="module")
def reader() -> PointReader:
    return PointReader(HashingEncoder())


def read(reader: PointReader, need: str, offer: str, **fields: Any) -> PointAnswer:
    """The last point's answer."""
    document = demand(summary=need, **fields)
    return reader.read(document, supply(description=offer), SAME_TRADE, TODAY)[-1]


def test_a_figure_that_is_met(reader: PointReader) -> None:
    found = read(reader, "缺陷识别准确率不低于98%", "缺陷识别准确率达到99.2%。支持多种工件。")
    assert found.verdict == "met"
    assert found.sentence is not None and found.sentence.text == "缺陷识别准确率达到99.2%"
    assert [(c.needed, c.offered, c.holds) for c in found.comparisons] == [("98%", "99.2%", True)]


def test_a_figure_that_falls_short(reader: PointReader) -> None:
    found = read(reader, "缺陷识别准确率不低于98%", "缺陷识别准确率96.4%。")
    assert (found.verdict, found.comparisons[0].holds) == ("failed", False)


def test_a_figure_that_is_not_given(reader: PointReader) -> None:
    found = read(reader, "缺陷识别准确率不低于98%", "缺陷识别准确率高，缺陷定位准。")
    assert (found.verdict, found.comparisons[0].offered, found.comparisons[0].holds) == ("partly", "", None)


def test_a_condition_that_is_refused(reader: PointReader) -> None:
    found = read(reader, "系统必须本地部署", "系统部署在公有云，按年订阅。")
    assert found.verdict == "failed"
    assert [(c.subject, c.needed, c.offered) for c in found.comparisons] == [("deployment", "local", "cloud")]


def test_what_nobody_speaks_of(reader: PointReader) -> None:
    found = read(reader, "识别记录保存两年", "苹果树修剪机器人。")
    assert (found.verdict, found.sentence, found.comparisons) == ("not_stated", None, ())


def test_a_limit_that_a_supply_admits(reader: PointReader) -> None:
    found = read(reader, "要能识别表面裂纹", "本产品不识别表面裂纹。")
    assert found.verdict == "failed"


@pytest.mark.parametrize(
    ("offer", "verdict"),
    [
        ("整套报价38万元。", "met"),
        ("整套报价95万元。", "failed"),
        ("每台设备2.8万元。", "partly"),
        ("性价比高。", "not_stated"),
    ],
)
def test_the_budget_beside_the_price(reader: PointReader, offer: str, verdict: str) -> None:
    assert read(reader, "", offer, budget_wan=60.0).verdict == verdict


@pytest.mark.parametrize(
    ("offer", "verdict"),
    [
        ("交付周期45天。", "met"),
        ("从进场到验收一般需要6个月。", "failed"),
        ("交付后质保三年。", "not_stated"),
        ("随时可用。", "not_stated"),
    ],
)
def test_the_deadline_beside_the_delivery_time(reader: PointReader, offer: str, verdict: str) -> None:
    assert read(reader, "", offer, deadline=date(2027, 3, 31)).verdict == verdict


def test_without_today_a_deadline_stays_open(reader: PointReader) -> None:
    need = demand(title="", deadline=date(2027, 3, 31))
    (found,) = reader.read(need, supply(description="交付周期45天。"), SAME_TRADE)
    assert (found.verdict, found.comparisons[0].holds) == ("partly", None)


def test_reading_a_pair_again_encodes_nothing() -> None:
    encoder = CountingEncoder()
    reader = PointReader(encoder)
    need, offer = demand(summary="准确率不低于98%，数据不出厂"), supply(summary="准确率99%，本地部署")
    first = reader.read(need, offer, SAME_TRADE)
    encoded = encoder.count
    assert reader.read(need, offer, SAME_TRADE) == first
    assert encoder.count == encoded > 0


@settings(max_examples=40, deadline=None)
@given(any_document, any_document)
def test_any_two_texts_can_be_read(one: Document, other: Document) -> None:
    for answer in PointReader(HashingEncoder()).read(one, other, (), TODAY):
        assert (answer.sentence is None) == (answer.verdict == "not_stated")


def test_a_supply_of_another_trade_is_taken_at_its_word_less_readily(reader: PointReader) -> None:
    need, offer = (
        demand(title="需求", summary="希望自动发现管道漏点"),
        supply(description="自动生成日报。安装方便。"),
    )
    told = [reader.read(need, offer, parts)[-1].verdict for parts in (SAME_TRADE, OTHER_TRADE)]
    assert told == ["met", "not_stated"]


def test_words_that_a_point_uses_are_found_in_any_trade(reader: PointReader) -> None:
    need, offer = demand(summary="数据不出厂"), supply(description="本地部署，数据不出厂。")
    assert reader.read(need, offer, OTHER_TRADE)[-1].verdict == "met"
