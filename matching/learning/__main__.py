"""The learning on the command line: `python -m matching.learning simulate`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from matching.encoders.base import EncoderSettings
from matching.learning.curve import World, draw_curve, report, synthetic_world, try_attacks
from matching.learning.shipped import CURVE
from matching.learning.simulation import Plan

# Lists of forty demands each; the first are learned from, the others measured on.
LEARNED_FROM, MEASURED_ON = range(100, 108), range(200, 204)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done."""
    options = build_parser().parse_args(arguments)
    seeds = range(options.seed, options.seed + options.runs)
    plan = Plan()
    curves = [draw_curve(synthetic_world(options.seed), seeds, plan, _say)]
    curves += [draw_curve(list_world(name, options.model_dir), seeds, plan, _say) for name in options.encoder]
    written = json.dumps(report(curves, try_attacks(seeds, _say)), indent=1) + "\n"
    if options.output is None:
        sys.stdout.write(written)
    else:
        options.output.write_text(written, encoding="utf-8")
    return 0


def list_world(name: str, model_dir: Path) -> World:
    """Lists drawn from kinds of problem, as the matcher sees them with this encoder as shipped."""
    from matching.encoders.factory import load_encoder
    from matching.learning.list_needs import list_needs
    from matching.trained import trained_for

    encoder = load_encoder(EncoderSettings(name=name, model_dir=model_dir))
    return World(
        name,
        list_needs("tune", LEARNED_FROM, encoder),
        list_needs("test", MEASURED_ON, encoder),
        trained_for(encoder).fusion,
    )


def build_parser() -> argparse.ArgumentParser:
    """The one command and its options."""
    parser = argparse.ArgumentParser(prog="python -m matching.learning", description=__doc__)
    verbs = parser.add_subparsers(title="commands", required=True, metavar="simulate")
    simulate = verbs.add_parser("simulate", help="play a site with noisy reviewers, and one hostile")
    simulate.add_argument("--seed", type=int, default=0)
    simulate.add_argument("--runs", type=int, default=5, metavar="N", help="seeds one after the other")
    simulate.add_argument(
        "--encoder",
        action="append",
        default=[],
        metavar="NAME",
        help="draw a curve over lists with this encoder too",
    )
    simulate.add_argument("--model-dir", type=Path, default=Path("var/models"))
    simulate.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help=f"write the JSON here, such as {CURVE.name} beside this module",
    )
    return parser


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
