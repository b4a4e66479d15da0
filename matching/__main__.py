"""The matcher on the command line: `python -m matching rank | evaluate | compare | explain | assign`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from matching import commands
from matching.assignment import command as assignment
from matching.clarity.command import add_command as add_clarity_command
from matching.encoders.base import EncoderSettings
from matching.errors import MatchingError
from matching.evaluation import command
from matching.requirements.command import add_commands as add_point_commands
from matching.reranking.command import add_reranker_options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 2 when the input or the encoder is refused, with the reason on stderr."""
    options = build_parser().parse_args(arguments)
    settings = EncoderSettings(
        name=options.encoder,
        model_dir=options.model_dir,
        query_prefix=options.query_prefix,
        passage_prefix=options.passage_prefix,
        precision=options.precision,
        threads=options.threads,
    )
    command: Callable[[argparse.Namespace, EncoderSettings], None] = options.run_command
    try:
        command(options, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; without this Python complains again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MatchingError as problem:
        return _refuse(str(problem))
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        return _refuse(f"{where}{problem.strerror or problem}")
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The commands and the options they share."""
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--encoder",
        default="default",
        help="default, hashing, a model's name or folder, or an http(s):// or unix: address",
    )
    shared.add_argument(
        "--model-dir", type=Path, default=Path("var/models"), help="where the default model is unpacked"
    )
    shared.add_argument("--query-prefix", help="put before a demand's text, instead of the model's own")
    shared.add_argument("--passage-prefix", help="put before a supply's text, instead of the model's own")
    shared.add_argument("--precision", choices=["auto", "float32", "bfloat16"], default="auto")
    shared.add_argument("--threads", type=positive, help="threads for the model")
    listings = argparse.ArgumentParser(add_help=False)
    listings.add_argument("listings", metavar="LISTINGS.jsonl", type=Path)
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    rank = verbs.add_parser(
        "rank", parents=[listings, shared], help="write the best supplies of every demand"
    )
    rank.add_argument("--top", type=positive, default=10, metavar="N")
    rank.set_defaults(run_command=commands.rank)

    _add_evaluate(
        verbs.add_parser("evaluate", parents=[listings, shared], help="measure a ranking against judgements")
    )
    _add_compare(verbs.add_parser("compare", parents=[shared], help="say which of two versions is better"))

    explain = verbs.add_parser(
        "explain", parents=[listings, shared], help="say why a pair is or is not suggested"
    )
    explain.add_argument("demand", metavar="DEMAND")
    explain.add_argument("supply", metavar="SUPPLY")
    explain.add_argument("--json", action="store_true")
    explain.set_defaults(run_command=commands.explain)
    assignment.add_arguments(
        verbs.add_parser("assign", parents=[listings, shared], help="share out the supplies under caps")
    )
    add_point_commands(verbs, shared)
    add_clarity_command(verbs)
    return parser


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("judgements", metavar="QRELS.tsv", type=Path)
    parser.add_argument("--run", type=Path, metavar="RUN.tsv", help="measure this run instead of ranking now")
    parser.add_argument("--views", action="store_true", help="six cuts of the texts, against all baselines")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="measure the views; write all of it as JSON"
    )
    parser.add_argument("--name", help="what the report is called; the listings' file name otherwise")
    parser.add_argument("--judged-only", action="store_true", help="take unjudged pairs out of every ranking")
    parser.add_argument(
        "--baseline-encoder", metavar="ENCODER", help="encoder of the baselines; e5-small for the default one"
    )
    parser.add_argument("--floors", type=Path, metavar="FILE", help="fail when a figure is below its floor")
    parser.add_argument(
        "--raise-floors", type=Path, metavar="FILE", help="raise floors to what was measured, lower none"
    )
    parser.add_argument("--json", action="store_true")
    add_reranker_options(parser)
    parser.set_defaults(run_command=command.evaluate)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("earlier", type=Path, metavar="EARLIER", help="a report, or a run")
    parser.add_argument("later", type=Path, metavar="LATER", help="another of the same kind")
    parser.add_argument(
        "--judgements", type=Path, metavar="QRELS.tsv", help="of the list, when these are runs"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run_command=command.compare)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


def _refuse(problem: str) -> int:
    sys.stderr.write(f"error: {problem}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
