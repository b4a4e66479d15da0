"""flask measure-quality: what the worker runs, in a process of its own, for one evaluation."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from marketplace.commands.application import outside, settings


@click.command("measure-quality")
@click.argument("report_id", type=int)
@with_appcontext
def measure_command(report_id: int) -> None:
    """Measure the matcher on the verdicts given so far, for the report that was asked for."""
    # The library stays out of the web workers, which load all commands.
    from marketplace.engine.quality import measure_on_verdicts

    measure_on_verdicts(settings(), outside().sessions, report_id, clock=outside().clock)
