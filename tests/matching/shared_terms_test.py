"""The words shown as shared are words of both texts, and say something of the pair."""

from __future__ import annotations

from collections.abc import Sequence

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.matcher import Matcher


def shared(demand: str, supply: str, others: Sequence[str] = ()) -> tuple[str, ...]:
    """The shared words of a demand and a supply with these titles, in a pool with others."""
    matcher = Matcher(HashingEncoder())
    documents = [Document("X1", "demand", demand), Document("G1", "supply", supply)]
    matcher.put(documents + [Document(f"G{n}", "supply", title) for n, title in enumerate(others, 2)])
    return matcher.explain("X1", "G1").shared_terms


def test_words_of_both_are_shown() -> None:
    assert {"急诊", "胸片"} <= set(shared("夜间急诊胸片没人看", "急诊胸片分诊系统"))


def test_characters_that_meet_across_words_are_not() -> None:
    assert "出院" not in shared("出院小结写得慢", "数据不出院内网")


def test_counts_are_not() -> None:
    assert not any("五" in term for term in shared("车间有五台五轴机床", "三台五轴机床改造"))


def test_what_every_other_listing_says_is_not() -> None:
    others = [f"视频{number}号" for number in range(40)]
    assert set(shared("管网视频找漏点", "漏点视频听音仪")) == {"视频", "漏点"}
    assert shared("管网视频找漏点", "漏点视频听音仪", others) == ("漏点",)
