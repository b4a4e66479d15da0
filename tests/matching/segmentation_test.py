"""Words and index terms."""

from __future__ import annotations

from hypothesis import given

from matching.segmentation import character_pairs, term_counts, words
from tests.matching.builders import any_text


def test_words_leave_out_stop_words_and_punctuation() -> None:
    assert words("通过机器视觉，实现对缺陷的检测。") == ["机器", "视觉", "缺陷", "检测"]


def test_full_width_and_capitals_meet_plain_letters() -> None:
    assert words("ＡＩ 质检") == words("ai 质检")


def test_pairs_stay_inside_runs_of_chinese_characters() -> None:
    assert list(character_pairs("刀具，磨损AI监测")) == ["刀具", "磨损", "监测"]


def test_a_word_counts_more_than_a_pair_that_is_none() -> None:
    counts = term_counts("电驱壳体")
    assert counts["壳体"] == 1.0
    assert counts["驱壳"] == 0.5


@given(any_text)
def test_any_text_gives_terms_that_carry_meaning(text: str) -> None:
    assert all(count > 0 and term.strip() == term and term for term, count in term_counts(text).items())
