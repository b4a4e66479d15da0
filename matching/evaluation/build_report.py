"""Turns measured views into a report: means with intervals, differences with tests, groups, honesty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import numpy as np

from matching.documents import Document
from matching.evaluation.baselines import BLENDS
from matching.evaluation.calibration import area_under_roc, expected_calibration_error, reliability_curve
from matching.evaluation.figures import (
    MEASURES,
    NDCG,
    Values,
    differences,
    figures,
    rounded,
    with_mean,
)
from matching.evaluation.measures import FITS, Judgements
from matching.evaluation.measuring import MeasuredView
from matching.evaluation.report import (
    FORMAT,
    FUSED,
    MEAN,
    Bin,
    Calibration,
    DemandInView,
    DemandRow,
    Difference,
    Figure,
    Group,
    ListFacts,
    Report,
    ServingFigure,
)

THIRDS = ("thin", "middle", "full")
IN_GROUPS = (FUSED, "bm25", "dense")  # a group is small: more columns would say less


def build_report(
    views: Sequence[MeasuredView],
    documents: Sequence[Document],
    judgements: Judgements,
    *,
    name: str,
    made_at: datetime,
    ranker: Mapping[str, str],
    judged_only: bool = False,
) -> Report:
    """The report of these views, measured on these documents and judgements."""
    demands = [document for document in documents if document.kind == "demand"]
    ndcg = values_of(views, NDCG)
    found = {measure: figures(values_of(views, measure)) for measure in MEASURES}
    systems = {
        system: {view: {m: found[m][system][view] for m in MEASURES} for view in ndcg.views}
        for system in ndcg.rows
    }
    thirds = by_third(demands)
    return Report(
        format=FORMAT,
        name=name,
        made_at=made_at.isoformat(timespec="seconds"),
        ranker=dict(ranker),
        list=list_facts(documents, judgements, judged_only),
        views=[view.name for view in views],
        systems=systems,
        differences=_differences_from_fused(ndcg),
        best_blends=_best_blends(found[NDCG], ndcg.views),
        demands=[_demand_row(d, views, judgements, thirds) for d in demands],
        sectors=[_group(sector, some, ndcg) for sector, some in by_sector(demands).items()],
        thirds=[_group(third, some, ndcg) for third, some in thirds.items() if some],
        calibration=_calibrations(views, judgements, judged_only),
        serving=_servings(views),
    )


def values_of(views: Sequence[MeasuredView], measure: str) -> Values:
    """A measure's values out of measured views. Whether a demand has one depends on its judgements alone."""
    first = next(iter(views[0].systems.values()))
    demands = [key for key, value in first.demands.items() if getattr(value, measure) is not None]
    rows = {}
    for system in views[0].systems:
        found = np.array(
            [[getattr(view.systems[system].demands[key], measure) for key in demands] for view in views],
            dtype=np.float64,
        )
        rows[system] = with_mean(found)
    return Values([*(view.name for view in views), MEAN], demands, rows)


def list_facts(documents: Sequence[Document], judgements: Judgements, judged_only: bool) -> ListFacts:
    """What was measured on, with a fingerprint of every text and judgement."""
    grades = [grade for row in judgements.values() for grade in row.values()]
    content = [
        sorted((d.id, d.kind, d.content_hash) for d in documents),
        sorted((demand, sorted(row.items())) for demand, row in judgements.items()),
        judged_only,
    ]
    kinds = [document.kind for document in documents]
    return ListFacts(
        demands=kinds.count("demand"),
        supplies=kinds.count("supply"),
        judged=len(grades),
        fitting=sum(grade >= FITS for grade in grades),
        fingerprint=hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16],
        judged_only=judged_only,
    )


def by_sector(demands: Sequence[Document]) -> dict[str, list[Document]]:
    """Demands by their field of application, the largest first."""
    sectors: dict[str, list[Document]] = {}
    for demand in demands:
        sectors.setdefault(demand.industry.strip(), []).append(demand)
    return dict(sorted(sectors.items(), key=lambda item: (-len(item[1]), item[0])))


def by_third(demands: Sequence[Document]) -> dict[str, list[Document]]:
    """Demands in thirds of equal number, from the thinnest texts to the fullest."""
    ordered = sorted(demands, key=lambda demand: (demand.text_amount, demand.id))
    parts = np.array_split(np.arange(len(ordered)), len(THIRDS))
    return {third: [ordered[at] for at in part] for third, part in zip(THIRDS, parts, strict=True)}


def _group(name: str, demands: Sequence[Document], ndcg: Values) -> Group:
    amounts = [demand.text_amount for demand in demands]
    return Group(
        name=name,
        demands=[demand.id for demand in demands],
        least=min(amounts),
        most=max(amounts),
        systems=figures(ndcg.among({demand.id for demand in demands}, IN_GROUPS)),
    )


def _differences_from_fused(ndcg: Values) -> dict[str, dict[str, Difference]]:
    if not ndcg.demands:
        return {}
    return {
        name: differences(ndcg.views, ndcg.rows[FUSED], rows)
        for name, rows in ndcg.rows.items()
        if name != FUSED
    }


def _best_blends(found: Mapping[str, Mapping[str, Figure]], views: Sequence[str]) -> dict[str, str]:
    """The blend with the highest mean in each view, and in the mean over them."""
    return {view: max(BLENDS, key=lambda blend: found[blend][view]["mean"] or 0.0) for view in views}


def _demand_row(
    demand: Document,
    views: Sequence[MeasuredView],
    judgements: Judgements,
    thirds: Mapping[str, Sequence[Document]],
) -> DemandRow:
    grades = judgements.get(demand.id, {})

    def seen_in(view: MeasuredView) -> DemandInView:
        return DemandInView(
            measures={
                name: None if value is None else rounded(value)
                for name, value in asdict(view.fused.demands[demand.id]).items()
            },
            first=[
                (
                    s.supply_id,
                    grades.get(s.supply_id),
                    None if s.probability is None else rounded(s.probability),
                )
                for s in view.suggestions[demand.id]
            ],
        )

    return DemandRow(
        id=demand.id,
        industry=demand.industry.strip(),
        characters=demand.text_amount,
        third=next(third for third, some in thirds.items() if demand in some),
        views={view.name: seen_in(view) for view in views},
    )


def _calibrations(
    views: Sequence[MeasuredView], judgements: Judgements, judged_only: bool
) -> dict[str, Calibration]:
    """By view, and over all of them; empty when the matcher gives no probabilities."""
    found, everything = {}, []
    for view in views:
        pairs = [
            (s.probability, judgements.get(key, {}).get(s.supply_id, 0) >= FITS)
            for key, row in view.suggestions.items()
            for s in row
            if s.probability is not None and (s.supply_id in judgements.get(key, {}) or not judged_only)
        ]
        if pairs:
            found[view.name] = _calibration(pairs)
            everything += pairs
    return {**found, MEAN: _calibration(everything)} if found else {}


def _calibration(pairs: Sequence[tuple[float, bool]]) -> Calibration:
    promised, came_true = zip(*pairs, strict=True)
    bins = [
        Bin(count=b.count, promised=b.promised, observed=b.observed, low=b.low, high=b.high)
        for b in reliability_curve(promised, came_true)
    ]
    return Calibration(
        error=rounded(expected_calibration_error(promised, came_true)), pairs=len(pairs), bins=bins
    )


def _servings(views: Sequence[MeasuredView]) -> dict[str, ServingFigure]:
    """By view, and over all of them; a view that lacks either group has none."""
    found = {}
    for name, servings in [
        *((v.name, v.servings) for v in views),
        (MEAN, [s for v in views for s in v.servings]),
    ]:
        labels = [serving.served for serving in servings]
        if True in labels and False in labels:
            area = area_under_roc([serving.chance for serving in servings], labels)
            found[name] = ServingFigure(
                area=rounded(area), served=labels.count(True), unserved=labels.count(False)
            )
    return found
