"""How ripe a product is wanted, beside the stage that a supply has reached."""

from __future__ import annotations

import pytest

from matching.encoders.hashing import HashingEncoder
from matching.requirements.maturity import STAGES, wanted_stage
from matching.requirements.reader import PointReader
from matching.results import PointAnswer
from matching.scoring import Part
from tests.matching.builders import demand, supply


@pytest.fixture(scope="module")
def reader() -> PointReader:
    return PointReader(HashingEncoder())


def read(reader: PointReader, need: str, stage: str | None, offer: str = "苹果树修剪机器人。") -> PointAnswer:
    same_trade = (Part("wording", 0.6, 0.2),)
    (found,) = reader.read(demand(description=need), supply(description=offer, maturity=stage), same_trade)
    return found


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("要求是成熟产品", "规模化应用"),
        ("须已规模化应用", "规模化应用"),
        ("不接受实验室阶段的东西", "试点应用"),
        ("须在现场试用过", "试点应用"),
        ("至少有样机", "样机"),
        ("成熟期二十天要采完", None),
        ("没有现成字库", None),
        ("愿意联合研发", None),
    ],
)
def test_what_a_need_wants(text: str, stage: str | None) -> None:
    found = wanted_stage(text)
    assert (found.stage if found else None) == stage


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_meets_those_before_it(reader: PointReader, stage: str) -> None:
    found = read(reader, "不接受实验室阶段的东西", stage)
    ripe = STAGES.index(stage) >= STAGES.index("试点应用")
    assert found.verdict == ("met" if ripe else "failed")
    (compared,) = found.comparisons
    assert (compared.subject, compared.needed, compared.offered) == ("maturity", "试点应用", stage)
    assert found.sentence is not None and found.sentence.field == "maturity"


def test_a_stage_shows_no_case_of_the_same_kind(reader: PointReader) -> None:
    assert read(reader, "供应商要有同类成功案例", "规模化应用").verdict == "partly"
    assert read(reader, "供应商要有同类成功案例", "样机").verdict == "failed"


def test_a_supply_without_a_stage_says_nothing(reader: PointReader) -> None:
    found = read(reader, "要求是成熟产品", None)
    assert (found.verdict, found.comparisons) == ("not_stated", ())


def test_a_young_product_fails_even_where_a_sentence_speaks(reader: PointReader) -> None:
    found = read(reader, "要求是成熟产品", "样机", "成熟产品，要求不高。")
    assert found.verdict == "failed"
