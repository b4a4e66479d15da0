"""Trains all that the matcher has learned, in order: `python -m matching.training [step ...]`.

Steps: `encoder` (some 25 minutes on two cores), `kinds` (3), `weights` (10), `figures` (10). Each rests on
the files of those before it and leaves those after it out of date; without a step all are done. Everything
is seeded; a processor with another arithmetic gives slightly other weights.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from matching.encoders.base import EncoderSettings
from matching.training.steps import STEPS


def main() -> None:
    """Do the steps that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m matching.training", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="step", help=f"any of: {', '.join(STEPS)}")
    parser.add_argument("--model-dir", type=Path, default=Path("var/models"), help="where models lie")
    options = parser.parse_args()
    unknown = [step for step in options.steps if step not in STEPS]
    if unknown:
        parser.error(f"no step {unknown[0]!r}; choose from {', '.join(STEPS)}")
    for name, step in STEPS.items():
        if not options.steps or name in options.steps:
            sys.stderr.write(f"{name}\n")
            step(EncoderSettings(model_dir=options.model_dir))


if __name__ == "__main__":
    main()
