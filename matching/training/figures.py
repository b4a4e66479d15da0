"""The model card's figures, on kinds and lists that nothing was fitted to or chosen on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.calibration import demand_features
from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.evaluation import (
    area_under_roc,
    evaluate_run,
    expected_calibration_error,
    paired_bootstrap,
)
from matching.fusion import SIGNALS, Fusion
from matching.trained import ABLATION, Trained, trained_for
from matching.training.benches import (
    TEST_LISTS,
    Bench,
    CachedEncoder,
    bench_views,
    drawn_benches,
    tune_benches,
    written_list,
)
from matching.training.fit_fusion import Question, fit_fusion
from matching.training.lists import ListShape
from matching.views import view_name

TEST_SEEDS, LARGE_SEEDS = range(100, 103), range(110, 111)
LARGE = ListShape(supplies=2200)


def report_figures(settings: EncoderSettings) -> None:
    """Write what each signal is worth, and to stdout how honest the probabilities are."""
    encoder = CachedEncoder(load_encoder(settings))
    trained = trained_for(encoder)
    benches = list(held_out_benches(encoder, trained))
    large = list(drawn_benches("test", LARGE_SEEDS, LARGE, encoder, trained))
    for name, chosen in _groups(benches, large).items():
        sys.stdout.write(f"{name}: {honesty(chosen, trained)}\n")
    questions = [q for bench in tune_benches(encoder, trained) for q in [*bench.questions()] * bench.times]
    rows = ablation(benches, trained.fusion, questions)
    ABLATION.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def held_out_benches(encoder: CachedEncoder, trained: Trained) -> Iterable[Bench]:
    """The written test lists and lists drawn from the test kinds, in six views."""
    for name in TEST_LISTS:
        yield from bench_views(name, *written_list(name), encoder, trained)
    yield from drawn_benches("test", TEST_SEEDS, ListShape(), encoder, trained)


@dataclass(frozen=True)
class Honesty:
    """Over each demand's first ten: expected calibration error, mean probability and share that fits.

    `auroc` tells demands that something fits from the same demands with all that fits withheld.
    """

    pairs: int
    calibration_error: float
    mean_probability: float
    share_fitting: float
    auroc: float

    def __str__(self) -> str:
        """One line."""
        return (
            f"ECE {self.calibration_error:.3f} over {self.pairs} pairs (mean probability "
            f"{self.mean_probability:.3f}, fitting {self.share_fitting:.3f}), served AUROC {self.auroc:.3f}"
        )


def honesty(benches: Sequence[Bench], trained: Trained) -> Honesty:
    """Measure the calibration that is shipped; ValueError when there is none."""
    calibration = trained.calibration
    if calibration is None:
        raise ValueError("this encoder has no calibration to measure")
    chances, outcomes, served, is_served = [], [], [], []
    for bench in benches:
        for withhold in (False, True):
            for shortlist in bench.shortlists(withhold):
                found = calibration.pair_probabilities(shortlist.features)
                features = demand_features(found, shortlist.features)
                served.append(calibration.served_probability(features))
                is_served.append(shortlist.is_served)
                if not withhold:
                    chances.extend(found.tolist())
                    outcomes.extend(shortlist.fits.tolist())
    return Honesty(
        len(chances),
        expected_calibration_error(chances, outcomes),
        float(np.mean(chances)),
        float(np.mean(outcomes)),
        area_under_roc(served, is_served),
    )


def ablation(
    benches: Sequence[Bench], full: Fusion, questions: Sequence[Question]
) -> list[dict[str, object]]:
    """For each signal: nDCG@10 by view when the weights are fitted without it, and what that costs.

    `difference` is without minus with, over demands, with its 95% interval by paired bootstrap.
    """
    whole = _measured(benches, full)
    rows = []
    for name in SIGNALS:
        found = _measured(benches, fit_fusion(questions, without=(name,)))
        views = {view: float(np.mean(values)) for view, values in found.items()}
        interval = paired_bootstrap(
            np.concatenate([found[view] for view in views]), np.concatenate([whole[view] for view in views])
        )
        rows.append(
            {
                "without": name,
                "ndcg": views,
                "mean": float(np.mean(list(views.values()))),
                "difference": interval.mean,
                "low": interval.low,
                "high": interval.high,
            }
        )
        sys.stderr.write(f"  without {name}: {interval.mean:+.4f}\n")
    return rows


def _measured(benches: Sequence[Bench], fusion: Fusion) -> dict[str, list[float]]:
    """nDCG@10 of every demand that has any, by view."""
    found: dict[str, list[float]] = {}
    for bench in benches:
        bench.matcher.reweigh(fusion, None)
        run = {key: [s.supply_id for s in bench.matcher.rank(key).suggestions] for key in bench.demands}
        measures = evaluate_run(run, bench.judgements, bench.demands).demands.values()
        values = [m.ndcg_at_10 for m in measures if m.ndcg_at_10 is not None]
        found.setdefault(view_name(*bench.view), []).extend(values)
    return found


def _groups(benches: Sequence[Bench], large: Sequence[Bench]) -> dict[str, list[Bench]]:
    """All, full and thin texts apart, the list written by people, and lists ten times as long."""
    thin = [bench for bench in benches if "title" in bench.view or "summary" in bench.view]
    return {
        "held-out lists": list(benches),
        "full texts": [bench for bench in benches if bench.view == ("full", "full")],
        "thin texts": thin,
        "written test lists": [bench for bench in benches if bench.source in TEST_LISTS],
        "their plain editions": [bench for bench in benches if bench.source.endswith(".plain")],
        "ten times as many supplies": list(large),
    }
