"""Brings the database up to date and, when it is empty, fills it with the demonstration."""

from __future__ import annotations

from marketplace.database import transaction
from marketplace.demo.accounts import make_password
from marketplace.demo.load import is_empty, load_demo
from marketplace.engine.command import engine_command
from marketplace.jobs.outside import Outside
from marketplace.serving.processes import engine_answers, flask_command
from marketplace.serving.progress import progress_bar, run_watcher
from marketplace.serving.supervisor import Supervisor
from marketplace.settings import Settings


def prepare(supervisor: Supervisor, outside: Outside, settings: Settings) -> bool:
    """Start the engine and the worker; load and match the demonstration when nothing is there.

    Returns whether it was loaded. Its matching is a job like any other: should this process be killed, the
    worker of the next start goes on with it. Raises RuntimeError when the importer or the job fails.
    """
    supervisor.start("engine", engine_command(settings))
    with outside.sessions() as session:
        empty = is_empty(session)
    if not empty:
        supervisor.start("worker", flask_command("worker"))
        return False
    # The engine first: with nothing to embed at its start, the embedding is left to the job, which shows it.
    supervisor.console.print("Loading the embedding model ...")
    supervisor.tend_until(engine_answers(outside.engine))
    run_id = import_demo(supervisor, outside, settings)
    supervisor.start("worker", flask_command("worker"))
    with progress_bar(supervisor.console) as bar:
        supervisor.tend_until(run_watcher(outside.sessions, run_id, bar))
    return True


def import_demo(supervisor: Supervisor, outside: Outside, settings: Settings) -> int:
    """Import the workbook, release the list, create the accounts; the id of the matching run to come."""
    with progress_bar(supervisor.console) as bar, transaction(outside.sessions) as session:
        task = bar.add_task("Importing the 165-item workbook", total=None)
        return load_demo(
            session,
            password=make_password(settings.var_dir),
            clock=outside.clock,
            jobs=outside.jobs,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
