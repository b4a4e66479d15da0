"""`check-points` and `fit-points`: how often answers are right, and the weights they are decided by."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.requirements.checking import Share, judge_labels, measure, measure_split
from matching.requirements.fitting import fit_judgement, read_evidence
from matching.requirements.judging import FITTED
from matching.requirements.labels import read_labels

_SAYS = {
    "sentence": "the sentence that answers, or rightly none",
    "verdict": "the verdict",
    "both": "both at once",
    "stated": "whether it is stated at all",
    "aspect": "the aspect",
    "split": "points cut as a reader cuts them",
}


def check(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """Each share that is right on one part of the labels, with its 95% interval; by source too."""
    pairs = read_labels(options.part)
    judged = judge_labels(load_encoder(settings), pairs)
    shares = {**measure(judged), "split": measure_split(pairs)}
    sources = sorted({one.pair.source for one in judged})
    by_source = {s: measure([one for one in judged if one.pair.source == s])["sentence"] for s in sources}
    if options.json:
        table = {"part": options.part, "shares": _plain(shares), "sentence_by_source": _plain(by_source)}
        sys.stdout.write(json.dumps(table, indent=2) + "\n")
        return
    sys.stdout.write(f"{len(judged)} points of the {options.part} part; right, with 95% interval\n")
    for name, share in shares.items():
        sys.stdout.write(f"  {_line(share)}  {_SAYS[name]}\n")
    for source, share in by_source.items():
        sys.stdout.write(f"  {_line(share)}  sentence, source {source}\n")


def fit(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """Fit the weights to the fitting part and write them; the held-out part is not read."""
    judgement = fit_judgement(read_evidence(load_encoder(settings), read_labels("fitting")))
    judgement.save(options.output)
    sys.stdout.write(f"wrote {options.output}\n")


def add_commands(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Both commands with their options."""
    checking = verbs.add_parser(
        "check-points", parents=[shared], help="measure the answers to requirement points against labels"
    )
    checking.add_argument("--part", choices=["held_out", "fitting"], default="held_out")
    checking.add_argument("--json", action="store_true")
    checking.set_defaults(run_command=check)
    fitting = verbs.add_parser("fit-points", parents=[shared], help="fit those answers to labels")
    fitting.add_argument("--output", type=Path, default=FITTED, metavar="FILE")
    fitting.set_defaults(run_command=fit)


def _line(share: Share) -> str:
    low, high = share.interval
    return f"{share.right:4} of {share.count:<4} {share.value:6.1%}  ({low:.1%} to {high:.1%})"


def _plain(shares: Mapping[str, Share]) -> dict[str, dict[str, float]]:
    return {
        name: {
            "right": share.right,
            "count": share.count,
            "low": share.interval[0],
            "high": share.interval[1],
        }
        for name, share in shares.items()
    }
