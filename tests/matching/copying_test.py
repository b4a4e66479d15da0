"""Copying a need, and speaking of the same thing."""

from __future__ import annotations

from dataclasses import replace

from matching.copying import TITLE, copies
from tests.matching.builders import demand, supply

NEED = replace(
    demand(title="护士交接班口述自动成文"),
    summary="护士交接班靠口述和手抄，半小时说完还要补记录，常漏掉管路和皮肤情况。",
)


def test_the_same_words_in_sentences_of_one_s_own_are_no_copy() -> None:
    honest = replace(
        supply(title="护理交接班语音记录"), summary="交接班口述自动成文，写入病情、管路与皮肤情况。"
    )
    assert not copies(NEED, honest)


def test_a_pasted_need_is_a_copy_whatever_its_punctuation() -> None:
    words = "护士交接班靠口述和手抄 半小时说完、还要补记录；常漏掉管路和皮肤情况"
    pasted = replace(supply(title="人脸识别终端"), summary=f"闸机。{words}")
    assert copies(NEED, pasted)


def test_a_title_that_anybody_could_hit_upon_is_no_copy() -> None:
    short = demand(title="缺人" * ((TITLE - 1) // 2))
    assert not copies(
        replace(short, summary="", description=""), replace(supply(title=short.title), summary="")
    )


def test_the_need_s_words_one_after_another_are_a_copy() -> None:
    listed = replace(supply(title="人脸识别终端"), summary="护士 交接班、口述,手抄；半小时/补记录 管路")
    assert copies(NEED, listed)


def test_a_list_of_the_supplier_s_own_is_no_copy() -> None:
    honest = replace(
        supply(title="护理交接班语音记录"), summary="支持口述、录音、转写、归档、质控、检索，交接班用。"
    )
    assert not copies(NEED, honest)


def test_technologies_that_both_sides_name_are_no_copy() -> None:
    names = ("语音识别", "自然语言", "知识图谱", "边缘计算", "大模型", "声纹识别")
    need = replace(NEED, technologies=names, description="、".join(names))
    assert not copies(need, replace(supply(title="护理交接班语音记录"), summary="、".join(reversed(names))))


def test_a_need_s_own_title_in_an_offer_is_a_copy() -> None:
    assert copies(NEED, replace(supply(title="人脸识别终端"), summary=f"闸机，也做{NEED.title}。"))
