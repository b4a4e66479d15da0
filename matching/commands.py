"""What each command of `python -m matching` does: read, match, write to stdout."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from matching.documents import Document, read_listings
from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.errors import InputError
from matching.evaluation import Evaluation, Judgements, evaluate_run, read_judgements, read_run
from matching.matcher import Matcher
from matching.results import Explanation
from matching.views import ViewResult, compare_views, evaluate_matcher


def rank(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """`demand<TAB>supply<TAB>rank<TAB>score<TAB>probability`, best first; probability may be empty."""
    documents = read_listings(options.listings)
    matcher = Matcher(load_encoder(settings, _progress))
    matcher.put(documents)
    for demand in (document for document in documents if document.kind == "demand"):
        for s in matcher.rank(demand.id, options.top).suggestions:
            probability = "" if s.probability is None else f"{s.probability:.6f}"
            sys.stdout.write(f"{s.demand_id}\t{s.supply_id}\t{s.rank}\t{s.score:.6f}\t{probability}\n")


def evaluate(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """nDCG@10, Recall@10, precision@3 and reciprocal rank, of a given run or of one made now."""
    documents = read_listings(options.listings)
    judgements = read_judgements(options.judgements)
    demands = [document.id for document in documents if document.kind == "demand"]
    _check_codes(options.judgements, documents, {d: list(row) for d, row in judgements.items()})
    if options.run is not None:
        run = read_run(options.run)
        _check_codes(options.run, documents, run)
        _write_evaluation(evaluate_run(run, judgements, demands), options.json)
    elif options.views:
        _write_views(compare_views(documents, judgements, load_encoder(settings, _progress)), options.json)
    else:
        _write_evaluation(_evaluate_now(documents, judgements, settings), options.json)


def explain(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """Rank, parts, shared words, reasons, and what stands against the pair."""
    documents = read_listings(options.listings)
    _check_pair(options, documents)
    matcher = Matcher(load_encoder(settings, _progress))
    matcher.put(documents)
    explanation = matcher.explain(options.demand, options.supply)
    if options.json:
        sys.stdout.write(json.dumps(asdict(explanation), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_explained(explanation)) + "\n")


def _evaluate_now(
    documents: Sequence[Document], judgements: Judgements, settings: EncoderSettings
) -> Evaluation:
    matcher = Matcher(load_encoder(settings, _progress))
    matcher.put(documents)
    return evaluate_matcher(matcher, judgements)


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


def _check_pair(options: argparse.Namespace, documents: Sequence[Document]) -> None:
    kinds = {document.id: document.kind for document in documents}
    for kind, code in (("demand", options.demand), ("supply", options.supply)):
        if kinds.get(code) != kind:
            found = f"it is a {kinds[code]}" if code in kinds else "no listing has that code"
            raise InputError(
                str(options.listings), None, kind, f"{code!r}: {found}", f"Give the code of a {kind}."
            )


def _write_evaluation(evaluation: Evaluation, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({**asdict(evaluation), "left_out": evaluation.left_out}, indent=2) + "\n")
        return
    rows: list[tuple[str, ...]] = [("demand", "nDCG@10", "Recall@10", "P@3", "RR")]
    rows += [(key, *map(_figure, asdict(value).values())) for key, value in evaluation.demands.items()]
    rows.append(("mean", *map(_figure, asdict(evaluation.mean).values())))
    rows.append(("demands", *map(str, evaluation.counted.values())))
    _write_table(rows)
    if evaluation.left_out:
        left = ", ".join(evaluation.left_out)
        sys.stdout.write(
            f"Left out of means shown as -: {left} (no judged supply that could earn anything).\n"
        )


def _write_views(results: Sequence[ViewResult], as_json: bool) -> None:
    columns = ("lexical", "dense", "fused")
    values = [[getattr(result, column).mean.ndcg_at_10 or 0.0 for column in columns] for result in results]
    means = [sum(column) / len(column) for column in zip(*values, strict=True)]
    names = [f"{result.demand_cut}/{result.supply_cut}" for result in results]
    if as_json:
        table = {
            n: dict(zip(columns, v, strict=True))
            for n, v in zip([*names, "mean"], [*values, means], strict=True)
        }
        sys.stdout.write(json.dumps({"measure": "ndcg_at_10", "views": table}, indent=2) + "\n")
        return
    rows: list[tuple[str, ...]] = [("demand/supply nDCG@10", *columns)]
    rows += [(n, *map(_figure, v)) for n, v in zip([*names, "mean"], [*values, means], strict=True)]
    _write_table(rows)


def _explained(e: Explanation) -> list[str]:
    place = f"rank {e.rank} of {e.pool_size}" if e.rank else f"not ranked among {e.pool_size}"
    lines = [f"{e.demand_id} - {e.supply_id}: {place}, score {e.score:.4f}"]
    lines += [f"  {p.name:<11}{p.value:.4f} x {p.weight:.4f} = {p.contribution:.4f}" for p in e.parts]
    lines.append(f"  shared words: {'、'.join(e.shared_terms) or '-'}")
    for title, reasons in (("for", e.reasons), ("against", e.why_not)):
        for reason in reasons:
            values = ", ".join(f"{key}={value}" for key, value in reason.values.items())
            lines.append(f"  {title}: {reason.code}{f' ({values})' if values else ''}")
    return lines


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _write_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _progress(step: str, share: float) -> None:
    """To stderr, which a redirected run leaves alone."""
    sys.stderr.write(f"\runpacking the model: {step} {share:4.0%}{chr(10) if share >= 1 else ''}")
