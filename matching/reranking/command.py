"""The options by which commands are told of a reranker."""

from __future__ import annotations

import argparse
from pathlib import Path

from matching.reranking.base import RERANKER_KINDS, RerankerSettings
from matching.reranking.reordering import Reordering

_DEFAULTS = RerankerSettings("")


def add_reranker_options(parser: argparse.ArgumentParser) -> None:
    """The address, and what else the settings of a site may say."""
    group = parser.add_argument_group("reranker", "what one behind an address would make of the ranking")
    group.add_argument("--reranker", metavar="URL", help="measure with and without the one at this address")
    group.add_argument("--reranker-kind", choices=RERANKER_KINDS, default=_DEFAULTS.kind)
    group.add_argument("--reranker-model", metavar="NAME")
    group.add_argument("--reranker-key-file", type=Path, metavar="FILE", help="holds the API key")
    group.add_argument("--reranker-seconds", type=float, default=60.0, metavar="S", help="for one list")
    group.add_argument("--reranker-depth", type=int, default=_DEFAULTS.depth, metavar="N")
    group.add_argument("--reranker-weight", type=float, default=_DEFAULTS.weight, metavar="SHARE")


def chosen_reordering(options: argparse.Namespace) -> Reordering | None:
    """What the options name; None without an address. RerankerError for one that is none, or OSError."""
    if options.reranker is None:
        return None
    key_file: Path | None = options.reranker_key_file
    return Reordering(
        RerankerSettings(
            url=options.reranker,
            kind=options.reranker_kind,
            model=options.reranker_model,
            api_key=key_file.read_text(encoding="utf-8").strip() if key_file else None,
            seconds=options.reranker_seconds,
            depth=options.reranker_depth,
            weight=options.reranker_weight,
        )
    )
