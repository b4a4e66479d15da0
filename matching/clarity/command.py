"""`clarity-check`: how often findings about needs are right, on the labels."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from matching.clarity.checking import Measured, measure
from matching.clarity.labels import LABELS, PARTS, LabelledNeed, join_labels, read_labels
from matching.documents import read_listings
from matching.encoders.base import EncoderSettings

_OPEN_LIST = LABELS / "open_list.jsonl"


def check(options: argparse.Namespace, _settings: EncoderSettings) -> None:
    """Precision and recall of the findings by aspect, each with its 95% interval, for every part."""
    parts: dict[str, list[LabelledNeed]] = {part: read_labels(part) for part in PARTS}
    if options.open_list is not None:
        texts = {document.id: document for document in read_listings(options.open_list)}
        parts["development"] += join_labels(_OPEN_LIST, texts)
    measured = {part: measure(needs) for part, needs in parts.items()}
    if options.json:
        plain = {part: [one.plain() for one in rows] for part, rows in measured.items()}
        sys.stdout.write(json.dumps(plain, indent=2) + "\n")
        return
    for part, rows in measured.items():
        sys.stdout.write(f"{part}: {len(parts[part])} needs; findings (vague or missing) with 95% interval\n")
        sys.stdout.writelines(f"  {_line(row)}\n" for row in rows)


def add_command(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command with its options."""
    checking = verbs.add_parser(
        "clarity-check", help="measure the findings about the clarity of needs against labels"
    )
    checking.add_argument(
        "--open-list", type=Path, metavar="LISTINGS.jsonl", help="count its labelled demands too"
    )
    checking.add_argument("--json", action="store_true")
    checking.set_defaults(run_command=check, **_NO_MODEL)


# The encoder's options that every command has; this one loads none.
_NO_MODEL = {
    "encoder": "hashing",
    "model_dir": Path(),
    "query_prefix": None,
    "passage_prefix": None,
    "precision": "auto",
    "threads": None,
}


def _line(row: Measured) -> str:
    p, r = row.precision, row.recall
    return (
        f"{row.aspect:12} precision {row.right:3} of {row.found:<3} {p.mean:6.1%}"
        f" ({p.low:.1%} to {p.high:.1%})"
        f"   recall {row.right:3} of {row.there:<3} {r.mean:6.1%} ({r.low:.1%} to {r.high:.1%})"
    )
