"""Points and comparisons as readers of each language see them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from marketplace.errors import EngineUnavailable
from marketplace.web.explanations import reason_sentence
from marketplace.web.requirement_words import STANCES, ask_points, show_points
from matching.requirements.constraints import CONSTRAINTS


def point(verdict: str, text: str = "准确率不低于98%", **values: Any) -> dict[str, Any]:
    sentence = {"field": "summary", "start": 0, "end": 8, "text": "准确率96.4%"}
    return {
        "point": {"field": "summary", "start": 0, "end": len(text), "text": text},
        "aspect": "indicator",
        "verdict": verdict,
        "sentence": None if verdict == "not_stated" else sentence,
        "comparisons": [],
        **values,
    }


def compared(subject: str, relation: str, needed: str, offered: str) -> dict[str, Any]:
    return {"subject": subject, "relation": relation, "needed": needed, "offered": offered, "holds": False}


def test_figures_stand_beside_each_other(app: Flask) -> None:
    with app.test_request_context("/?lang=zh"):
        shown = show_points([point("failed", comparisons=[compared("quantity", "at_least", "98%", "96.4%")])])
    (one,) = shown.answered
    assert (one.comparisons[0].needed, one.comparisons[0].offered) == ("≥ 98%", "96.4%")
    assert (one.label, one.aspect, one.sentence) == ("不满足", "指标", "准确率96.4%")


def test_what_is_not_stated_becomes_a_question(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        shown = show_points([point("met"), point("not_stated", "要能导出")])
    assert [p.quote for p in shown.questions] == ["要能导出"]
    assert [(code, count) for code, _, count in shown.counts] == [("met", 1), ("not_stated", 1)]


@pytest.mark.parametrize(("lang", "words"), [("zh", "预算：60 万元"), ("en", "Budget: CNY 600,000")])
def test_a_budget_is_written_as_the_language_counts(app: Flask, lang: str, words: str) -> None:
    budget = {"field": "budget_wan", "start": 0, "end": 2, "text": "60"}
    with app.test_request_context(f"/?lang={lang}"):
        assert show_points([point("not_stated", point=budget)]).questions[0].quote == words


def test_every_condition_has_words_for_both_sides() -> None:
    assert {code for c in CONSTRAINTS for code in (c.asked, c.against)} <= set(STANCES)


def test_a_failed_condition_reads_as_a_sentence(app: Flask) -> None:
    values = {"subject": "deployment", "relation": "is", "needed": "local", "offered": "cloud"}
    with app.test_request_context("/?lang=zh"):
        assert reason_sentence({"code": "requirement_failed", "values": values}) == (
            "有要求不满足：需 本地部署，供 云端部署。"
        )


@pytest.mark.parametrize(
    ("lang", "words", "said"),
    [
        ("zh", ("至少试点应用", "样机"), "成熟度：样机"),
        ("en", ("Pilot use or later", "Prototype"), "Maturity: Prototype"),
    ],
)
def test_maturity_stands_beside_maturity(app: Flask, lang: str, words: tuple[str, str], said: str) -> None:
    stage = {"field": "maturity", "start": 0, "end": 2, "text": "样机"}
    both = compared("maturity", "at_least", "试点应用", "样机")
    with app.test_request_context(f"/?lang={lang}"):
        (shown,) = show_points([point("failed", sentence=stage, comparisons=[both])]).answered
        reason = reason_sentence({"code": "requirement_failed", "values": both})
    assert (shown.comparisons[0].needed, shown.comparisons[0].offered) == words
    assert shown.sentence == said
    assert words[0] in reason and words[1] in reason


def test_without_the_engine_the_page_says_so() -> None:
    def away() -> list[dict[str, Any]]:
        raise EngineUnavailable("The matching engine is not answering.")

    assert ask_points(away).available is False
