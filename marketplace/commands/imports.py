"""flask import-listings: the same importer that the pages have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext
from rich.console import Console

from marketplace.commands.application import outside, settings
from marketplace.database import transaction
from marketplace.errors import InvalidInput
from marketplace.models import ImportBatch, ImportState
from marketplace.services.imports.apply import apply_import, request_apply
from marketplace.services.imports.discard import discard_import, fail_import
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.read import read_upload
from marketplace.services.imports.upload import receive_upload
from marketplace.services.imports.wording import put_into_words
from marketplace.serving.progress import progress_bar

LANGUAGES = {"en": "en", "zh": "zh_Hans_CN"}
MIB = 1024 * 1024
SHOWN = 50


@click.command("import-listings")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Read and report only; the preview stays on the import page.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="Of the problems.")
@with_appcontext
def import_command(path: Path, check: bool, yes: bool, language: str) -> None:
    """Import listings from a workbook, JSON lines or CSV: all of it or nothing. The worker then matches."""
    with force_locale(LANGUAGES[language]):
        number = receive(path)
        with watched(number, "Reading") as progress, transaction(outside().sessions) as session:
            batch = read_upload(session, number, clock=outside().clock, progress=progress)
        report(batch)
        if batch.state is ImportState.REFUSED:
            raise click.ClickException("Nothing was imported. Correct the file and run the command again.")
        if check:
            click.echo(f"Left as a preview: /staff/imports/{number}")
        elif not (batch.summary["add"] or batch.summary["change"]):
            click.echo("There is nothing to change.")
            discard(number)
        elif yes or click.confirm("Apply?"):
            apply(number, batch.summary["fingerprint"])
        else:
            discard(number)


def receive(path: Path) -> int:
    """Keep the file; the import's id. The size is looked at before anything is read."""
    limit = settings().max_upload_mib
    if path.stat().st_size > limit * MIB:
        raise click.ClickException(
            f"{path.name} is larger than {limit} MiB. Divide the list into several files, or raise "
            "JINGQIAO_MAX_UPLOAD_MIB."
        )
    try:
        with transaction(outside().sessions) as session:
            return receive_upload(session, None, path.name, path.read_bytes(), most_mib=limit).id
    except InvalidInput as error:
        raise click.ClickException(gettext(error.message) % error.values) from error


@contextmanager
def watched(number: int, label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for the block; if the block breaks down, the import is marked as failed."""
    try:
        with progress_bar(Console(stderr=True)) as bar:
            task = bar.add_task(label, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    except Exception as error:
        with transaction(outside().sessions) as session:
            fail_import(session, number, error=type(error).__name__, clock=outside().clock)
        raise


def apply(number: int, fingerprint: str) -> None:
    """Apply what was just reported."""
    with transaction(outside().sessions) as session:
        request_apply(session, None, number, fingerprint=fingerprint)
    with watched(number, "Writing") as progress, transaction(outside().sessions) as session:
        batch = apply_import(session, number, clock=outside().clock, jobs=outside().jobs, progress=progress)
    if batch.state is not ImportState.APPLIED:
        report(batch)
        raise click.ClickException(
            "The site has changed meanwhile. Nothing was imported; run the command again."
        )
    click.echo("Applied.")


def discard(number: int) -> None:
    """Close the import."""
    with transaction(outside().sessions) as session:
        discard_import(session, None, number, clock=outside().clock)


def report(batch: ImportBatch) -> None:
    """The figures, and what is wrong or worth knowing."""
    counts = batch.summary
    if not counts["problems"]:
        click.echo(
            f"{counts['add']} new, {counts['change']} changed, {counts['same']} unchanged, "
            f"{counts['left']} left alone"
        )
    for stored in batch.problems[:SHOWN]:
        said = put_into_words(Problem.from_stored(stored), gettext)
        place = f"{said.where}: " if said.where else ""
        click.echo(f"{'note' if stored['notice'] else 'ERROR'}  {place}{said.what} {said.mend}", err=True)
    if len(batch.problems) > SHOWN:
        click.echo(f"… and {len(batch.problems) - SHOWN} more: /staff/imports/{batch.id}", err=True)
