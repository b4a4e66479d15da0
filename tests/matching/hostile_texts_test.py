"""Whatever is put in, answers stay finite, ordered and the same: empty, endless, mixed and hostile texts."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.errors import UnknownDocument
from matching.matcher import Matcher
from matching.results import Ranking
from matching.trained import trained_for
from tests.matching.builders import any_document, any_text, demand, supply

ENCODER = HashingEncoder()
TRAINED = trained_for(ENCODER)

HOSTILE = [
    "",
    " \t\u3000",
    "刀",
    "AI",
    "检测" * 50_000,
    "，" * 100_000,
    "x" * 100_000,
    "ＡＩ mixed 文字 مرحبا мир ไทย हिन्दी",
    "👩\u200d👩\u200d👧🚀" * 200,
    "零\u200b宽\u200c字\u200d符\ufeff\u2060",
    "\x00\x01\x1b[31m\x7f\x85",
    "\u202e反向\u202c",
    "\ud800孤\udfff",
    "e\u0301" * 500,
    "' OR 1=1 --<script>alert(1)</script>{{7*7}}",
]


def matcher(*documents: Document) -> Matcher:
    made = Matcher(ENCODER, trained=TRAINED)
    made.put(documents)
    return made


def check(ranking: Ranking) -> None:
    """What holds of every ranking."""
    found = ranking.suggestions
    assert [s.rank for s in found] == list(range(1, len(found) + 1))
    assert [s.supply_id for s in found] == [s.supply_id for s in sorted(found, key=_by_score_then_id)]
    for suggestion in found:
        assert isfinite(suggestion.score) and 0.0 <= suggestion.score <= 1.0
        assert suggestion.score == pytest.approx(sum(p.contribution for p in suggestion.parts), abs=1e-9)
        assert all(0.0 <= part.value <= 1.0 for part in suggestion.parts)
        assert suggestion.probability is None or 0.0 <= suggestion.probability <= 1.0


def _by_score_then_id(suggestion: object) -> tuple[float, str]:
    return -suggestion.score, suggestion.supply_id  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_in_every_field_is_answered_like_any_other(text: str) -> None:
    fields = {"summary": text, "description": text, "cases": text, "industry": text, "region": text}
    made = matcher(
        demand("X1", text, **fields, technologies=(text,)),
        supply("G1", text, **fields, technologies=(text,)),
        supply("G2", "工业外观检测系统"),
    )
    ranking = made.rank("X1")
    check(ranking)
    assert len(ranking.suggestions) == 2
    for suggestion in ranking.suggestions:
        assert made.explain("X1", suggestion.supply_id).score == pytest.approx(suggestion.score)
    assert all(0.0 <= hit.score <= 1.0 for hit in made.search(text))
    assert [hit.id for hit in made.similar("G1")] == ["G2"]
    made.remove(["X1", "G1"])
    assert made.ids() == ["G2"]


@settings(max_examples=40, deadline=None)
@given(st.lists(any_document, max_size=8), any_text)
def test_two_matchers_of_the_same_texts_agree_to_the_last_bit(documents: list[Document], text: str) -> None:
    first, second = matcher(*documents), matcher(*documents)
    keys = first.ids("demand")
    many = first.rank_many(keys)
    for ranking in many:
        check(ranking)
    assert many == second.rank_many(keys)
    assert first.search(text) == second.search(text)
    for key in first.ids():
        assert first.similar(key) == second.similar(key)


@settings(max_examples=40, deadline=None)
@given(any_document, any_document)
def test_of_one_id_in_one_call_the_last_is_held(one: Document, other: Document) -> None:
    later = Document(id=one.id, kind=other.kind, title=other.title, summary=other.summary)
    made = matcher(one, later)
    assert made.documents() == [later]
    assert made.ids(later.kind) == [one.id]


def test_missing_fields_are_no_evidence() -> None:
    ranking = matcher(demand("X1", ""), supply("G2", ""), supply("G1", "")).rank("X1")
    check(ranking)
    assert [s.supply_id for s in ranking.suggestions] == ["G1", "G2"]
    assert not ranking.suggestions[0].shared_terms
    assert not {r.code for r in ranking.suggestions[0].reasons} & {"shared_words", "same_industry"}


def test_equal_supplies_come_by_id_whatever_the_order() -> None:
    keys = [f"G{n}" for n in range(12)]
    orders = [keys, keys[::-1]]
    found = [matcher(demand(), *(supply(k) for k in order)).rank("X1", top=12) for order in orders]
    assert [s.supply_id for s in found[0].suggestions] == sorted(keys)
    assert found[0] == found[1]


def test_what_is_not_held_is_named() -> None:
    made = matcher(demand(), supply())
    for ask in (
        lambda: made.rank("nobody"),
        lambda: made.rank("G1"),
        lambda: made.explain("X1", "nobody"),
        lambda: made.similar("nobody"),
    ):
        with pytest.raises(UnknownDocument):
            ask()


def test_vectors_that_are_not_finite_are_refused_and_nothing_changes() -> None:
    made = matcher(supply())
    with pytest.raises(ValueError, match="finite"):
        made.put([supply("G2")], np.full((1, ENCODER.dimension), np.nan, dtype=np.float32))
    assert made.ids() == ["G1"]


NEED = (
    "壳体加工后要挑出露头的小孔、冷隔、拉模印和搬运磕碰，铝面反光，还常带切削液。"
    "要求单件不超过八秒，好件误挑不高于百分之三，结果写进车间系统。"
)


def test_a_pasted_need_is_flagged_and_falls_behind_an_honest_answer() -> None:
    honest = supply("G2", "壳体外观检测", summary="机器视觉挑出小孔、冷隔和磕碰。")
    pasted = supply("G1", "古镇导览", description=NEED)
    made = matcher(demand(description=NEED), honest, pasted)
    found = {s.supply_id: s for s in made.rank("X1").suggestions}
    assert found["G2"].rank == 1
    assert "copied_text" in {reason.code for reason in found["G1"].reasons}
    assert "copied_text" not in {reason.code for reason in found["G2"].reasons}
    explained = made.explain("X1", "G1")
    assert explained.score == pytest.approx(found["G1"].score)
    assert "copied_text" in {reason.code for reason in explained.reasons}


def test_a_short_need_may_be_said_in_the_same_words() -> None:
    (suggestion,) = matcher(demand(), supply(title="压铸壳体外观检测")).rank("X1").suggestions
    assert "copied_text" not in {reason.code for reason in suggestion.reasons}


def test_naming_every_technology_is_worth_less_than_naming_the_one_that_is_asked() -> None:
    every = ("机器视觉", *(f"技术{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯"))
    made = matcher(
        demand(technologies=("机器视觉",)),
        supply("G1", technologies=("机器视觉",)),
        supply("G2", technologies=every),
    )
    assert [s.supply_id for s in made.rank("X1").suggestions] == ["G1", "G2"]
