"""BM25 that changes one document at a time must equal BM25 built at once."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.lexical import LexicalIndex, LexicalSettings

TEXTS = [
    "刀具磨损监测",
    "铣刀寿命预测与换刀提示",
    "公交排班优化",
    "古籍文字识别",
    "刀具刀具刀具",
    "",
    "AI compute 平台",
]


def scored(index: LexicalIndex, text: str) -> dict[str, float]:
    ids, scores = index.scores(index.query([(text, 1.0)]))
    return dict(zip(ids, scores.tolist(), strict=True))


def built(texts: dict[str, str]) -> LexicalIndex:
    index = LexicalIndex()
    for key, text in texts.items():
        index.put(key, [(text, 1.0)])
    return index


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([*TEXTS, None])), max_size=120))
def test_after_any_changes_scores_equal_those_of_a_fresh_index(changes: list[tuple[str, str | None]]) -> None:
    index = LexicalIndex()
    held: dict[str, str] = {}
    for key, text in changes:
        held.pop(key, None)
        if text is None:
            index.remove([key])
        else:
            index.put(key, [(text, 1.0)])
            held[key] = text
    assert len(index) == len(held)
    assert scored(index, "刀具磨损 AI 平台") == pytest.approx(scored(built(held), "刀具磨损 AI 平台"))


def test_dead_rows_are_cleared_and_nothing_is_lost() -> None:
    index = built({f"k{i}": f"刀具{i}" for i in range(100)})
    index.remove(f"k{i}" for i in range(90))
    assert sorted(scored(index, "刀具")) == sorted(f"k{i}" for i in range(90, 100))
    assert scored(index, "刀具") == pytest.approx(
        scored(built({f"k{i}": f"刀具{i}" for i in range(90, 100)}), "刀具")
    )


def test_a_single_term_has_the_textbook_score() -> None:
    index = LexicalIndex(LexicalSettings(k1=1.2, b=0.5, query_k=2.0))
    index.put("one", [("alpha beta", 1.0)])
    index.put("two", [("beta gamma delta epsilon", 1.0)])
    idf = log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (0.5 + 0.5 * 2 / 3)
    assert index.idf("alpha") == pytest.approx(idf)
    assert scored(index, "alpha")["one"] == pytest.approx(idf * 2.2 / (1 + norm))


def test_idf_follows_the_documents_held() -> None:
    index = built({"a": "刀具", "b": "公交"})
    before = index.idf("刀具")
    index.put("c", [("刀具", 1.0)])
    assert index.idf("刀具") < before
    index.remove(["c"])
    assert index.idf("刀具") == pytest.approx(before)


def test_a_word_in_a_heavier_field_counts_more() -> None:
    index = LexicalIndex()
    index.put("title", [("刀具", 2.0), ("公交", 1.0)])
    index.put("body", [("刀具", 1.0), ("公交", 2.0)])
    assert scored(index, "刀具")["title"] > scored(index, "刀具")["body"]


def test_contributions_add_up_to_the_score_and_stay_below_the_ceiling() -> None:
    index = built({str(i): text for i, text in enumerate(TEXTS)})
    query = index.query([("刀具磨损预测平台", 1.0)])
    ids, scores = index.scores(query)
    for key, score in zip(ids, scores, strict=True):
        assert sum(index.contributions(query, key).values()) == pytest.approx(score, rel=1e-5)
    assert scores.max() < index.ceiling(query)


def test_names_are_found_by_search_alone() -> None:
    index = LexicalIndex()
    index.put("G001", [("外观检测", 1.0)], names=("G001", "成都云脊科技有限公司"))
    index.put("G002", [("外观检测", 1.0)], names=("G002", "四川别家有限公司"))
    plain, named = index.query([("云脊 g001", 1.0)]), index.query([("云脊 g001", 1.0)], with_names=True)
    assert np.count_nonzero(index.scores(plain)[1]) == 0
    assert index.scores(named)[1].argmax() == 0


def test_an_empty_index_answers() -> None:
    assert scored(LexicalIndex(), "刀具") == {}
