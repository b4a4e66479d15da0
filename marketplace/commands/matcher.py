"""flask matcher retrain, promote, rollback, status: what was learned, and what is in service."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from marketplace.commands.application import outside
from marketplace.database import transaction
from marketplace.errors import JingqiaoError
from marketplace.models import MatcherVersion, MatcherVersionState
from marketplace.services.learning.promote import promote_version
from marketplace.services.learning.retrain import retrain_matcher
from marketplace.services.learning.rollback import roll_back
from marketplace.services.learning.versions import active_version, list_versions

matcher_group = AppGroup("matcher", help="Learn from verdicts, and choose what ranks.")


@matcher_group.command("retrain")
@click.option("--promote", is_flag=True, help="Put it into service if it is better with significance.")
def retrain_command(promote: bool) -> None:
    """Make a candidate of all verdicts, judged on the later ones."""
    try:
        with transaction(outside().sessions) as session:
            version = retrain_matcher(session, None, clock=outside().clock)
            click.echo(describe(version))
            if promote and version.better and version.state is MatcherVersionState.CANDIDATE:
                _promote(session, version.id, "retrain --promote")
    except JingqiaoError as refused:
        raise click.ClickException(str(refused)) from refused


@matcher_group.command("promote")
@click.argument("version_id", type=click.IntRange(1, 2**63 - 1))
@click.option("--reason", default="", help="Kept with the version and in the trail.")
def promote_command(version_id: int, reason: str) -> None:
    """Put a candidate into service."""
    try:
        with transaction(outside().sessions) as session:
            _promote(session, version_id, reason)
    except JingqiaoError as refused:
        raise click.ClickException(str(refused)) from refused


@matcher_group.command("rollback")
@click.option("--reason", default="", help="Kept in the trail.")
def rollback_command(reason: str) -> None:
    """Put what was in service before into service again."""
    try:
        with transaction(outside().sessions) as session:
            before = roll_back(session, None, jobs=outside().jobs, reason=reason)
            click.echo(f"in service again: {describe(before) if before else 'the weights as shipped'}")
    except JingqiaoError as refused:
        raise click.ClickException(str(refused)) from refused


@matcher_group.command("status")
def status_command() -> None:
    """What is in service, and the versions there are, newest first."""
    with transaction(outside().sessions) as session:
        active = active_version(session)
        click.echo(f"in service: {describe(active) if active else 'the weights as shipped'}")
        for version in list_versions(session):
            click.echo(describe(version))


def describe(version: MatcherVersion) -> str:
    """A version in a line."""
    order = version.figures["order"]
    current, candidate = order["current"], order["candidate"]
    return (
        f"version {version.id} ({version.state.value}, {'better' if version.better else 'not better'}): "
        f"{version.verdict_count} verdicts; held out, right order {current['pairwise']:.3f} -> "
        f"{candidate['pairwise']:.3f} (p {order['p_pairwise']:.3f}), log-loss {current['log_loss']:.3f} -> "
        f"{candidate['log_loss']:.3f} (p {order['p_log_loss']:.3f})"
    )


def _promote(session: Session, version_id: int, reason: str) -> None:
    version = promote_version(
        session, None, version_id, clock=outside().clock, jobs=outside().jobs, reason=reason
    )
    click.echo(f"in service: {describe(version)}")
