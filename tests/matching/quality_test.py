"""Floors on the open list: fusing must be worth it, view by view and in the mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest

from matching.documents import Document
from matching.encoders.base import Encoder, EncoderSettings
from matching.encoders.factory import load_encoder
from matching.evaluation import FITS
from matching.evaluation.build_report import build_report
from matching.evaluation.floors import SLACK, find_shortfalls, read_floors
from matching.evaluation.measuring import MeasuredView, measure_views
from matching.evaluation.report import Report
from matching.evaluation.shipped import open_list_report
from matching.evaluation.version import ranker_version
from matching.matcher import Matcher
from matching.views import VIEW_NAMES, cut_document
from tests.matching.builders import demand

pytestmark = pytest.mark.model

FLOORS = Path(__file__).with_name("quality_floors.json")


@pytest.fixture(scope="module")
def plain_e5(model_settings: EncoderSettings) -> Encoder:
    """The weights as they came, before any training of ours."""
    return load_encoder(replace(model_settings, name="e5-small"))


@pytest.fixture(scope="module")
def results(
    open_list: list[Document], judgements: dict[str, dict[str, int]], e5: Encoder, plain_e5: Encoder
) -> list[MeasuredView]:
    return measure_views(open_list, judgements, e5, baseline_encoder=plain_e5)


@pytest.fixture(scope="module")
def report(
    results: list[MeasuredView],
    open_list: list[Document],
    judgements: dict[str, dict[str, int]],
    e5: Encoder,
    plain_e5: Encoder,
) -> Report:
    return build_report(
        results,
        open_list,
        judgements,
        name="open-list",
        made_at=datetime.now(UTC),
        ranker=ranker_version(e5, plain_e5),
    )


def test_fusion_beats_both_of_its_sources_in_the_mean_of_six_views(results: list[MeasuredView]) -> None:
    assert [view.name for view in results] == list(VIEW_NAMES)
    lexical, dense, fused = (
        mean(view.systems[name].mean.ndcg_at_10 or 0.0 for view in results)
        for name in ("bm25", "dense", "fused")
    )
    assert fused > dense + 0.05
    assert fused > lexical + 0.15
    assert fused > 0.88


def test_fusion_is_no_worse_than_either_source_in_any_view(results: list[MeasuredView]) -> None:
    for result in results:
        floor = max(result.systems[name].mean.ndcg_at_10 or 0.0 for name in ("bm25", "dense"))
        assert (result.fused.mean.ndcg_at_10 or 0.0) >= floor - 0.005


def test_what_staff_see_first_is_right_on_full_texts(results: list[MeasuredView]) -> None:
    full = results[0].fused.mean
    assert (full.precision_at_3 or 0.0) > 0.9
    assert (full.recall_at_10 or 0.0) > 0.93


def test_a_demand_whose_fitting_supplies_are_gone_is_mostly_noticed(
    open_list: list[Document], judgements: dict[str, dict[str, int]], e5: Encoder
) -> None:
    matcher = Matcher(e5)
    matcher.put(open_list)
    fitting = {key: [s for s, grade in row.items() if grade >= FITS] for key, row in judgements.items()}
    fitting = {key: supplies for key, supplies in fitting.items() if supplies}
    assert all(matcher.rank(key).served for key in fitting)
    noticed = [not matcher.rank(key, exclude=gone).served for key, gone in fitting.items()]
    # A relative of the need (a component, the same words for another problem) still passes for an answer.
    assert mean(noticed) > 0.6


def test_no_figure_falls_below_its_floor(report: Report) -> None:
    """Floors rise with `evaluate --raise-floors`; nothing lowers them (tests/house/floors_test.py)."""
    assert [str(short) for short in find_shortfalls(report, read_floors(FLOORS))] == []


def test_the_shipped_report_is_of_this_ranking_and_this_list(report: Report) -> None:
    shipped = open_list_report()
    assert shipped is not None
    assert shipped["list"] == report["list"]
    assert shipped["ranker"] == report["ranker"]
    for view, row in report["systems"]["fused"].items():
        measured = row["ndcg_at_10"]["mean"] or 0.0
        assert shipped["systems"]["fused"][view]["ndcg_at_10"]["mean"] == pytest.approx(measured, abs=SLACK)


def test_cuts_keep_what_they_say() -> None:
    document = demand(summary="s", description="d", technologies=("t",), industry="i")
    assert cut_document(document, "full") == document
    assert cut_document(document, "summary").passage_text() == f"{document.title}\ns"
    assert cut_document(document, "title").passage_text() == document.title
    assert cut_document(document, "title").industry == "i"
