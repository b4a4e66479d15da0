"""flask audit …: verify the trail's chain, tell its head, let its oldest segment go."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from marketplace.commands.application import outside, settings
from marketplace.database import transaction
from marketplace.errors import JingqiaoError
from marketplace.services.audit.chain import Fault, chain_head, verify_chain
from marketplace.services.audit.heads import read_heads
from marketplace.services.audit.prune import prune_trail

FAULTS = {
    "added": "Event {event} stands in the trail but not in the chain: it was added beside it.",
    "changed": "Event {event} at position {position} was changed after it was chained.",
    "checkpoint": "The trail begins at position {position}, and no checkpoint records what stood before.",
    "cut_off": "The chain ends at position {position} and lacks a head kept earlier: its end was removed.",
    "removed": "An event is gone: position {position} (event {event}) does not follow on what stands before.",
    "rewritten": "Position {position} (event {event}) is not what it was when its head was kept: "
    "the chain was made anew.",
    "reordered": "Event {event} at position {position} is not chained to the one before it.",
}


@click.group("audit")
def audit_group() -> None:
    """The hash chain of the audit trail."""


@audit_group.command("verify")
@click.option("--head", help="A head written down earlier, which must still stand in the chain.")
@with_appcontext
def verify_command(head: str | None) -> None:
    """Recompute the whole chain; name the first fault and end with status 1 if there is one.

    The heads that the worker keeps in VAR_DIR/audit_heads must stand in it too.
    """
    heads = read_heads(settings().audit_heads)
    with transaction(outside().sessions) as session:
        verdict = verify_chain(session, kept=head, heads=heads)
    if verdict.fault is not None:
        raise click.ClickException(in_words(verdict.fault))
    click.echo(f"{verdict.links} events hold. Head: {verdict.position} {verdict.head}")
    click.echo(f"{len(heads)} heads that were kept stand in it.")


def in_words(fault: Fault) -> str:
    """The first fault, for whoever reads the terminal."""
    return FAULTS[fault.what].format(event=fault.event_id, position=fault.position)


@audit_group.command("head")
@with_appcontext
def head_command() -> None:
    """Print the last position and hash. Kept elsewhere, it proves later that the end was not cut off."""
    with transaction(outside().sessions) as session:
        head = chain_head(session)
    click.echo(f"{head.position} {head.hash}")


@audit_group.command("prune")
@click.option("--archive", required=True, type=click.Path(path_type=Path), help="A new file; JSON Lines.")
@with_appcontext
def prune_command(archive: Path) -> None:
    """Archive and remove what is older than JINGQIAO_AUDIT_DAYS; the rest stays verifiable."""
    days = settings().audit_days
    if days is None:
        raise click.ClickException("JINGQIAO_AUDIT_DAYS is not set: the trail is kept for ever.")
    try:
        with archive.open("xb") as out, transaction(outside().sessions) as session:
            gone = prune_trail(session, days=days, archive=out, clock=outside().clock)
            out.flush()
    except FileExistsError as error:
        raise click.ClickException(f"{archive} exists already; name a new file.") from error
    except JingqiaoError as error:
        archive.unlink()
        raise click.ClickException(str(error)) from error
    click.echo(f"{gone} events archived in {archive} and removed.")
