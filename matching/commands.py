"""What each command of `python -m matching` does: read, match, write to stdout."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from matching.documents import Document, read_listings
from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.errors import InputError
from matching.matcher import Matcher
from matching.requirements.explain import explain_pair
from matching.requirements.reader import PointReader
from matching.results import Explanation


def rank(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """`demand<TAB>supply<TAB>rank<TAB>score<TAB>probability`, best first; probability may be empty."""
    documents = read_listings(options.listings)
    matcher = Matcher(load_encoder(settings, show_progress))
    matcher.put(documents)
    for demand in (document for document in documents if document.kind == "demand"):
        for s in matcher.rank(demand.id, options.top).suggestions:
            probability = "" if s.probability is None else f"{s.probability:.6f}"
            sys.stdout.write(f"{s.demand_id}\t{s.supply_id}\t{s.rank}\t{s.score:.6f}\t{probability}\n")


def explain(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """Rank, parts, shared words, reasons, what stands against the pair, and the need's points answered."""
    documents = read_listings(options.listings)
    _check_pair(options, documents)
    encoder = load_encoder(settings, show_progress)
    matcher = Matcher(encoder)
    matcher.put(documents)
    today = datetime.now(UTC).date()
    explanation = explain_pair(matcher, PointReader(encoder), options.demand, options.supply, today=today)
    if options.json:
        sys.stdout.write(json.dumps(asdict(explanation), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_explained(explanation)) + "\n")


def _check_pair(options: argparse.Namespace, documents: Sequence[Document]) -> None:
    kinds = {document.id: document.kind for document in documents}
    for kind, code in (("demand", options.demand), ("supply", options.supply)):
        if kinds.get(code) != kind:
            found = f"it is a {kinds[code]}" if code in kinds else "no listing has that code"
            raise InputError(
                str(options.listings), None, kind, f"{code!r}: {found}", f"Give the code of a {kind}."
            )


def _explained(e: Explanation) -> list[str]:
    place = f"rank {e.rank} of {e.pool_size}" if e.rank else f"not ranked among {e.pool_size}"
    lines = [f"{e.demand_id} - {e.supply_id}: {place}, score {e.score:.4f}"]
    lines += [f"  {p.name:<11}{p.value:.4f} x {p.weight:.4f} = {p.contribution:.4f}" for p in e.parts]
    lines.append(f"  shared words: {'、'.join(e.shared_terms) or '-'}")
    for title, reasons in (("for", e.reasons), ("against", e.why_not)):
        for reason in reasons:
            values = ", ".join(f"{key}={value}" for key, value in reason.values.items())
            lines.append(f"  {title}: {reason.code}{f' ({values})' if values else ''}")
    for answer in e.points:
        lines.append(f"  {answer.verdict:<10} {answer.aspect:<11} {answer.point.text}")
        if answer.sentence is not None:
            lines.append(f"             -> {answer.sentence.text}")
        for c in answer.comparisons:
            lines.append(f"             {c.subject} {c.relation} {c.needed}: {c.offered or '-'}")
    return lines


def show_progress(step: str, share: float) -> None:
    """To stderr, which a redirected run leaves alone."""
    sys.stderr.write(f"\runpacking the model: {step} {share:4.0%}{chr(10) if share >= 1 else ''}")
