"""BM25 that changes one document at a time must equal BM25 built at once."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.lexical import LexicalIndex, LexicalSettings
from matching.lexical_match import Match
from matching.lexical_terms import DocumentTerms, Field, query_terms, weighted_cut

TEXTS = [
    "刀具磨损监测",
    "铣刀寿命预测与换刀提示",
    "公交排班优化",
    "古籍文字识别",
    "刀具刀具刀具",
    "",
    "AI compute 平台",
]


class Index:
    """A lexical index under keys, as the pool has it under rows."""

    def __init__(self, settings: LexicalSettings | None = None) -> None:
        self.lexical = LexicalIndex(settings)
        self.rows: dict[str, int] = {}
        self.terms: dict[str, DocumentTerms] = {}
        self.next = 0

    def put(self, key: str, fields: list[Field], names: tuple[str, ...] = ()) -> None:
        self.put_all({key: fields}, names)

    def put_all(self, documents: dict[str, list[Field]], names: tuple[str, ...] = ()) -> None:
        self.remove([key for key in documents if key in self.rows])
        for key, fields in documents.items():
            self.rows[key], self.next = self.next, self.next + 1
            self.terms[key] = self.lexical.vocabulary.document(weighted_cut(fields), names)
        rows = np.asarray([self.rows[key] for key in documents], dtype=np.int64)
        self.lexical.apply(self.lexical.prepare(rows, [self.terms[key] for key in documents]))
        self._compact()

    def remove(self, keys: list[str]) -> None:
        rows = np.asarray([self.rows.pop(key) for key in keys], dtype=np.int64)
        self.lexical.remove(rows, [self.terms.pop(key) for key in keys])
        self._compact()

    def match(self, text: str, with_names: bool = False) -> Match:
        return self.lexical.match(query_terms([(text, 1.0)], with_names, self.lexical.frequency))

    def scores(self, text: str, with_names: bool = False) -> dict[str, float]:
        match = self.match(text, with_names)
        shares = match.shares(np.asarray(list(self.rows.values()), dtype=np.int64))
        return dict(zip(self.rows, (shares * match.ceiling).tolist(), strict=True))

    def _compact(self) -> None:
        compaction = self.lexical.compacted()
        if compaction is not None:
            self.lexical.replace(compaction)


def built(texts: dict[str, str]) -> Index:
    index = Index()
    for key, text in texts.items():
        index.put(key, [(text, 1.0)])
    return index


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([*TEXTS, None])), max_size=120))
def test_after_any_changes_scores_equal_those_of_a_fresh_index(changes: list[tuple[str, str | None]]) -> None:
    index = Index()
    held: dict[str, str] = {}
    for key, text in changes:
        if text is None:
            index.remove([key] if held.pop(key, None) is not None else [])
        else:
            index.put(key, [(text, 1.0)])
            held[key] = text
    assert len(index.lexical) == len(held)
    wanted = built(held).scores("刀具磨损 AI 平台")
    assert index.scores("刀具磨损 AI 平台") == pytest.approx(wanted)


def test_dead_slots_are_cleared_and_nothing_is_lost() -> None:
    index = built({f"k{i}": f"刀具{i}" for i in range(100)})
    before = index.lexical.size_in_bytes
    index.remove([f"k{i}" for i in range(90)])
    assert index.lexical.size_in_bytes < 0.7 * before
    wanted = built({f"k{i}": f"刀具{i}" for i in range(90, 100)}).scores("刀具 95")
    assert index.scores("刀具 95") == pytest.approx(wanted)
    assert max(wanted, key=lambda key: wanted[key]) == "k95"


def test_many_at_once_equal_as_many_one_by_one() -> None:
    texts = {f"k{i}": f"{TEXTS[i % len(TEXTS)]}{i % 13}" for i in range(700)}
    at_once = Index()
    at_once.put_all({"first": [("刀具", 1.0)]})
    at_once.put_all({key: [(text, 1.0)] for key, text in texts.items()})
    at_once.put("k3", [("换刀", 1.0)])
    wanted = built({"first": "刀具", **texts, "k3": "换刀"}).scores("刀具磨损 换刀 5 平台")
    assert at_once.scores("刀具磨损 换刀 5 平台") == pytest.approx(wanted)


def test_the_best_are_those_of_sorting_all() -> None:
    index = Index()
    index.put_all({f"k{i}": [(f"{TEXTS[i % 5]} {i % 97} {'刀具 ' * (i % 7)}", 1.0)] for i in range(1000)})
    match = index.match("刀具磨损 5")
    for places in (0, 1, 5, 14, 400, 5000):
        scores = match.shares(match.best(places))
        every = np.sort(match.shares(np.arange(1000)))[::-1]
        assert scores == pytest.approx(every[every > 0][:places])


def test_one_document_alone_scores_as_among_all() -> None:
    index = built({str(i): text for i, text in enumerate(TEXTS)})
    terms = query_terms([("刀具磨损预测平台", 1.0)])
    for row in range(len(TEXTS)):
        alone = index.lexical.match(terms, only=row)
        rows = np.asarray([row])
        assert alone.shares(rows) == pytest.approx(index.lexical.match(terms).shares(rows))


def test_a_single_term_has_the_textbook_score() -> None:
    index = Index(LexicalSettings(k1=1.2, b=0.5, query_k=2.0))
    index.put("one", [("alpha beta", 1.0)])
    index.put("two", [("beta gamma delta epsilon", 1.0)])
    idf = log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (0.5 + 0.5 * 2 / 3)
    assert index.scores("alpha")["one"] == pytest.approx(idf * 2.2 / (1 + norm))


def test_weights_follow_the_documents_held() -> None:
    index = built({"a": "刀具", "b": "公交"})
    before = index.match("刀具").ceiling
    index.put("c", [("刀具", 1.0)])
    assert index.match("刀具").ceiling < before
    index.remove(["c"])
    assert index.match("刀具").ceiling == pytest.approx(before)


def test_a_word_in_a_heavier_field_counts_more() -> None:
    index = Index()
    index.put("title", [("刀具", 2.0), ("公交", 1.0)])
    index.put("body", [("刀具", 1.0), ("公交", 2.0)])
    assert index.scores("刀具")["title"] > index.scores("刀具")["body"]


def test_contributions_add_up_to_the_score_and_stay_below_the_ceiling() -> None:
    index = built({str(i): text for i, text in enumerate(TEXTS)})
    match = index.match("刀具磨损预测平台")
    rows = np.arange(len(TEXTS))
    for shares, found in zip(match.shares(rows), match.contributions(rows), strict=True):
        assert sum(one.value for one in found) == pytest.approx(shares * match.ceiling)
        assert found == sorted(found, key=lambda one: (-one.value, one.term))
    assert match.shares(rows).max() < 1


def test_characters_that_only_meet_are_no_words() -> None:
    index = Index()
    index.put("a", [("刀具磨损监测", 1.0)])
    (found,) = index.match("刀具磨损预测").contributions(np.zeros(1, np.int64))
    said = {one.term: one.is_word for one in found}
    assert said["刀具"]
    assert not said["具磨"]


def test_names_are_found_by_search_alone() -> None:
    index = Index()
    index.put("G001", [("外观检测", 1.0)], names=("G001", "成都云脊科技有限公司"))
    index.put("G002", [("外观检测", 1.0)], names=("G002", "四川别家有限公司"))
    assert set(index.scores("云脊 g001").values()) == {0.0}
    named = index.scores("云脊 g001", with_names=True)
    assert named["G001"] > 0.0 == named["G002"]


def test_a_count_beyond_the_code_is_as_good_as_the_greatest() -> None:
    index = Index()
    index.put("much", [("刀具 " * 5000, 2.0)])
    index.put("some", [("刀具", 1.0)])
    assert index.match("刀具").shares(np.arange(2)).max() < 1


def test_an_empty_index_answers() -> None:
    assert Index().scores("刀具") == {}
    assert len(Index().match("").best(5)) == 0
