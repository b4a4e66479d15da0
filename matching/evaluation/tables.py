"""Evaluations, reports and comparisons as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from matching.evaluation.baselines import BLENDS
from matching.evaluation.comparison import Comparison
from matching.evaluation.figures import NDCG
from matching.evaluation.measures import Evaluation
from matching.evaluation.report import FUSED, MEAN, Report


def evaluation_table(evaluation: Evaluation) -> str:
    """Every demand's measures, the means, and over how many demands each is."""
    rows: list[tuple[str, ...]] = [("demand", "nDCG@10", "Recall@10", "P@3", "RR")]
    rows += [(key, *map(_figure, asdict(value).values())) for key, value in evaluation.demands.items()]
    rows.append(("mean", *map(_figure, asdict(evaluation.mean).values())))
    rows.append(("demands", *map(str, evaluation.counted.values())))
    table = _table(rows)
    if evaluation.left_out:
        left = ", ".join(evaluation.left_out)
        table += f"Left out of means shown as -: {left} (no judged supply that could earn anything).\n"
    return table


def report_table(report: Report) -> str:
    """nDCG@10 of every ranking in every view, the site's own with its interval, and its lead in the mean."""
    views = [*report["views"], MEAN]
    rows: list[tuple[str, ...]] = [("nDCG@10", *views)]
    for name, row in report["systems"].items():
        rows.append((name, *(_figure(row[view][NDCG]["mean"]) for view in views)))
        if name == FUSED:
            rows.append(("  from", *(_figure(row[view][NDCG]["low"]) for view in views)))
            rows.append(("  to", *(_figure(row[view][NDCG]["high"]) for view in views)))
    best = report["systems"]
    each = [
        max((best[name][view][NDCG]["mean"] or 0.0 for name in BLENDS), default=0.0) for view in views[:-1]
    ]
    rows.append(("best blend of each view", *map(_figure, each), _figure(sum(each) / len(each))))
    return _table(rows) + _leads(report) + _honesty(report)


def comparison_table(comparison: Comparison) -> str:
    """Both means, the change with its interval, and the p-value as it is and corrected over the views."""
    rows: list[tuple[str, ...]] = [("nDCG@10", "earlier", "later", "change", "from", "to", "p", "corrected")]
    for view, row in comparison["views"].items():
        change = row["change"]
        shown = (change["difference"], change["low"], change["high"], change["p_value"], change["corrected"])
        rows.append((view, _figure(row["earlier"]), _figure(row["later"]), *map(_figure, shown)))
    table = _table(rows) + f"{comparison['demands']} demands measured by both.\n"
    if not comparison["same_list"]:
        table += "The texts or the judgements are not the same: part of the change may come from there.\n"
    return table


def _leads(report: Report) -> str:
    """The site's lead in the mean over the rankings that come nearest."""
    means = {name: row[MEAN][NDCG]["mean"] or 0.0 for name, row in report["systems"].items() if name != FUSED}
    if not report["differences"]:
        return "No demand has anything to find.\n"
    rows: list[tuple[str, ...]] = [("lead in the mean over", "nDCG@10", "from", "to", "p")]
    for name in sorted(means, key=lambda name: -means[name])[:3]:
        lead = report["differences"][name][MEAN]
        rows.append((name, *map(_figure, (lead["difference"], lead["low"], lead["high"], lead["p_value"]))))
    return "\n" + _table(rows)


def _honesty(report: Report) -> str:
    lines = []
    for view, calibration in report["calibration"].items():
        lines.append(
            (f"calibration error, {view}", _figure(calibration["error"]), f"{calibration['pairs']} pairs")
        )
    for view, serving in report["serving"].items():
        of = f"{serving['served']} served, {serving['unserved']} not"
        lines.append((f"served or not (AUROC), {view}", _figure(serving["area"]), of))
    return "\n" + _table(lines) if lines else ""


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)
