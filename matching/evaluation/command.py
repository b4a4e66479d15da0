"""`python -m matching evaluate` and `compare`: read, measure, write a table, a report, or floors."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from matching.commands import show_progress
from matching.documents import Document, read_listings
from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.errors import FloorsNotHeld, InputError
from matching.evaluation.build_report import build_report
from matching.evaluation.comparison import Comparison, compare_reports, compare_runs
from matching.evaluation.files import read_judgements, read_run
from matching.evaluation.floors import find_shortfalls, raise_floors, read_floors
from matching.evaluation.measures import Judgements, evaluate_run
from matching.evaluation.measuring import evaluate_matcher, measure_views, only_judged, run_matcher
from matching.evaluation.report import Report, read_report, write_report
from matching.evaluation.tables import comparison_table, evaluation_table, report_table
from matching.evaluation.version import ranker_version
from matching.matcher import Matcher
from matching.reranking.command import chosen_reordering
from matching.reranking.reordering import Reordering


def evaluate(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """Measure a given run, a ranking made now, or (--views, --report, floors) all baselines in six views.

    With --reranker a ranking made now is compared with what the reranker makes of it; in the views it stands
    beside the others.
    """
    documents = read_listings(options.listings)
    judgements = read_judgements(options.judgements)
    demands = [document.id for document in documents if document.kind == "demand"]
    _check_codes(options.judgements, documents, {d: list(row) for d, row in judgements.items()})
    if options.views or options.report or options.floors or options.raise_floors:
        if options.run is not None:
            raise InputError(str(options.run), None, None, "a run shows one view only", "Leave out --run.")
        _deliver(_measure_report(options, settings, documents, judgements), options)
        return
    if options.run is not None:
        run = read_run(options.run)
        _check_codes(options.run, documents, run)
        kept = only_judged(run, judgements) if options.judged_only else run
        evaluation = evaluate_run(kept, judgements, demands)
    else:
        reordering = chosen_reordering(options)
        matcher = Matcher(load_encoder(settings, show_progress))
        matcher.put(documents)
        if reordering is not None:
            _compare_reranked(matcher, judgements, reordering, options)
            return
        evaluation = evaluate_matcher(matcher, judgements, judged_only=options.judged_only)
    if options.json:
        _write_json({**asdict(evaluation), "left_out": evaluation.left_out})
    else:
        sys.stdout.write(evaluation_table(evaluation))


def compare(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """Later against earlier: two reports, or two runs with the judgements of their list."""
    comparison = _compare(options.earlier, options.later, options.judgements)
    if comparison is None:
        raise InputError(
            str(options.later),
            None,
            None,
            f"it shares no measured demand with {options.earlier}",
            "Give two of one list.",
        )
    _show_comparison(comparison, options)


def _compare_reranked(
    matcher: Matcher, judgements: Judgements, reordering: Reordering, options: argparse.Namespace
) -> None:
    """The ranking without the reranker (earlier) and with it (later)."""
    judged = options.judged_only
    before = run_matcher(matcher, judgements, judged_only=judged)
    after = run_matcher(matcher, judgements, judged_only=judged, reordering=reordering)
    comparison = compare_runs(before, after, judgements, list(before), name="reranked")
    if comparison is None:
        source = str(options.judgements)
        raise InputError(source, None, None, "no demand has anything to find", "Judge a pair that fits.")
    _show_comparison(comparison, options)
    if not options.json:
        sys.stdout.write(f"Earlier is the matcher's own order, later that of {reordering.name}.\n")


def _show_comparison(comparison: Comparison, options: argparse.Namespace) -> None:
    if options.json:
        _write_json(comparison)
    else:
        sys.stdout.write(comparison_table(comparison))


def _measure_report(
    options: argparse.Namespace,
    settings: EncoderSettings,
    documents: Sequence[Document],
    judgements: Judgements,
) -> Report:
    reordering = chosen_reordering(options)
    encoder = load_encoder(settings, show_progress)
    # The baselines of the trained encoder are those that anybody has: its weights as they came.
    beside = options.baseline_encoder or ("e5-small" if settings.name == "default" else settings.name)
    plain = None if beside == settings.name else load_encoder(replace(settings, name=beside), show_progress)
    views = measure_views(
        documents,
        judgements,
        encoder,
        baseline_encoder=plain,
        judged_only=options.judged_only,
        reordering=reordering,
        progress=_show_step,
    )
    return build_report(
        views,
        documents,
        judgements,
        name=options.name or Path(options.listings).stem,
        made_at=datetime.now(UTC),
        ranker=ranker_version(encoder, plain) | ({"reranker": reordering.name} if reordering else {}),
        judged_only=options.judged_only,
    )


def _deliver(report: Report, options: argparse.Namespace) -> None:
    if options.report is not None:
        write_report(report, options.report)
    if options.json:
        _write_json(report)
    else:
        sys.stdout.write(report_table(report))
    if options.raise_floors is not None:
        raise_floors(options.raise_floors, report)
    if options.floors is not None:
        short = find_shortfalls(report, read_floors(options.floors))
        if short:
            raise FloorsNotHeld([str(shortfall) for shortfall in short])


def _compare(earlier: Path, later: Path, judgements: Path | None) -> Comparison | None:
    if judgements is None:
        return compare_reports(read_report(earlier), read_report(later))
    grades = read_judgements(judgements)
    return compare_runs(read_run(earlier), read_run(later), grades, list(grades))


def _check_codes(source: object, documents: Sequence[Document], pairs: Mapping[str, Sequence[str]]) -> None:
    """A misspelt code would silently lower every figure, so it is refused."""
    kinds = {document.id: document.kind for document in documents}
    for demand, supplies in pairs.items():
        for field, code, kind in [
            ("demand_code", demand, "demand"),
            *(("supply_code", s, "supply") for s in supplies),
        ]:
            if kinds.get(code) != kind:
                raise InputError(str(source), None, field, f"no {kind} {code!r} is listed", "Mend the code.")


def _write_json(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _show_step(step: str, done: int, total: int) -> None:
    """To stderr, a line a step: a job that runs this reads how far it has come."""
    sys.stderr.write(f"{step} {done}/{total}\n")
    sys.stderr.flush()
