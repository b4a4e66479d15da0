"""The difference of two texts, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.services.listings.difference import Mark, compare_texts


def parts(before: str, after: str) -> list[tuple[str, str]]:
    return [(run.mark.value, run.text) for run in compare_texts(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("一样的文字", "一样的文字", [("same", "一样的文字")]),
        ("", "新写的", [("added", "新写的")]),
        ("删掉的", "", [("removed", "删掉的")]),
    ],
)
def test_plain_cases(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert parts(before, after) == expected


def test_chinese_is_compared_by_words() -> None:
    runs = parts("每天处理五百件申请，由人工核对。", "每天处理八百件申请，由机器核对。")
    removed = "".join(text for mark, text in runs if mark == "removed")
    added = "".join(text for mark, text in runs if mark == "added")
    assert "人工" in removed and "机器" in added and "申请" not in removed + added


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    runs = list(compare_texts(before, after))
    assert "".join(run.text for run in runs if run.mark is not Mark.ADDED) == before
    assert "".join(run.text for run in runs if run.mark is not Mark.REMOVED) == after
