"""A need in its points: quoted as they stand, cut where a second requirement begins, of six kinds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from matching.documents import Document
from matching.requirements.points import MOST_POINTS, split_points
from matching.requirements.sentences import cut_clauses, cut_sentences, supply_sentences
from tests.matching.builders import any_document, demand, supply


def quotes(document: Document) -> list[str]:
    return [point.passage.text for point in split_points(document)]


def test_each_requirement_is_a_point_of_its_own() -> None:
    need = demand(
        description="每班三千多件全靠人翻看，漏看被退货。要求单件不超过8秒，误挑不高于3%，结果写进现有系统。"
    )
    assert quotes(need) == [
        "每班三千多件全靠人翻看，漏看被退货",
        "要求单件不超过8秒",
        "误挑不高于3%",
        "结果写进现有系统",
    ]


def test_the_problem_is_told_once_and_before_anything_is_asked() -> None:
    need = demand(
        summary="窗口天天排长队，群众头一趟四成被退回，想第一次就办成。",
        description="一年受理二十六万件，每次只能停三十六小时。希望拍照后当场说哪张不行。",
    )
    assert quotes(need) == [
        "窗口天天排长队，群众头一趟四成被退回，想第一次就办成",
        "希望拍照后当场说哪张不行",
    ]


def test_without_a_summary_the_description_tells_the_problem() -> None:
    need = demand(description="桥洞一年卡住十一回货车。每回封路半天，司机是外地的。要求夜里也能量准。")
    assert quotes(need) == ["桥洞一年卡住十一回货车。每回封路半天，司机是外地的", "要求夜里也能量准"]


@pytest.mark.parametrize("given", ["我们可提供六年检修资料", "希望有三样", "历史数据约三百万条可用"])
def test_what_the_owner_brings_along_is_no_requirement(given: str) -> None:
    assert quotes(demand(description=f"要求误报不高于3%。{given}。")) == ["要求误报不高于3%"]


def test_a_need_of_a_title_alone_gives_its_title() -> None:
    (point,) = split_points(demand(title="井盖丢了没人知道。"))
    assert (point.passage.field, point.passage.text, point.aspect) == ("title", "井盖丢了没人知道", "problem")


def test_budget_and_deadline_are_points() -> None:
    points = split_points(demand(summary="想让机器来看件", budget_wan=60, deadline=date(2027, 5, 31)))
    assert [(p.passage.field, p.passage.text) for p in points[-2:]] == [
        ("budget_wan", "60"),
        ("deadline", "2027-05-31"),
    ]


def test_what_is_said_twice_is_one_point() -> None:
    assert quotes(demand(summary="必须本地部署", description="必须本地部署。")) == ["必须本地部署"]


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("识别准确率不低于98%", "indicator"),
        ("必须部署在内网", "environment"),
        ("断电后8小时仍能工作", "environment"),
        ("识别记录要保存两年", "data"),
        ("患者数据须脱敏", "data"),
        ("总价不超过45万元", "delivery"),
        ("质保不少于三年", "delivery"),
        ("全靠老师傅凭经验判断", "problem"),
        ("要能自动生成工单", "function"),
    ],
)
def test_six_kinds_of_points(text: str, aspect: str) -> None:
    points = split_points(demand(description=f"这里先说一句。{text}。"))
    assert points[-1].aspect == aspect


def test_long_needs_are_read_to_a_bound() -> None:
    long = demand(description="".join(f"第{i}项指标不低于{i}%。" for i in range(1, 400)))
    assert len(split_points(long)) == MOST_POINTS


def test_a_point_of_numbers_is_not_cut_at_its_dot() -> None:
    assert quotes(demand(description="误差小于0.5%。")) == ["误差小于0.5%"]


@given(any_document)
def test_every_quote_stands_in_its_text(document: Document) -> None:
    for point in split_points(document):
        passage = point.passage
        if passage.field not in ("budget_wan", "deadline"):
            assert getattr(document, passage.field)[passage.start : passage.end] == passage.text
    for sentence in supply_sentences(document):
        assert getattr(document, sentence.field)[sentence.start : sentence.end] == sentence.text
        for clause in cut_clauses(sentence):
            assert getattr(document, sentence.field)[clause.start : clause.end] == clause.text


def test_the_title_and_the_cases_speak_too() -> None:
    texts = [
        s.text for s in supply_sentences(supply(title="检测系统", description="甲。乙！", cases="已用于丙。"))
    ]
    assert texts == ["检测系统", "甲", "乙", "已用于丙"]


def test_nothing_readable_is_no_sentence() -> None:
    assert list(cut_sentences("。。！ —— \n", "summary")) == []
