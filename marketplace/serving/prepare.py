"""Brings the database up to date and, when it is empty, fills it with the demonstration."""

from __future__ import annotations

from marketplace.database import transaction
from marketplace.demo.accounts import make_password
from marketplace.demo.load import is_empty, load_demo
from marketplace.jobs.outside import Outside
from marketplace.serving.processes import engine_answers, flask_command
from marketplace.serving.progress import progress_bar, run_watcher
from marketplace.serving.supervisor import Supervisor
from marketplace.settings import Settings


def start_background(supervisor: Supervisor) -> None:
    """Start the engine and the worker."""
    supervisor.start("engine", flask_command("engine"))
    supervisor.start("worker", flask_command("worker"))


def load_demo_if_empty(supervisor: Supervisor, outside: Outside, settings: Settings) -> bool:
    """Load and match the demonstration unless something is there; whether it was loaded. Raises RuntimeError.

    The matching is a job like any other: should this process be killed, the next start goes on with it.
    """
    with outside.sessions() as session:
        if not is_empty(session):
            return False
    console = supervisor.console
    with progress_bar(console) as bar:
        task = bar.add_task("Importing the 165-item workbook", total=None)
        with transaction(outside.sessions) as session:
            run_id = load_demo(
                session,
                password=make_password(settings.var_dir),
                clock=outside.clock,
                jobs=outside.jobs,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    console.print("Loading the embedding model ...")
    supervisor.tend_until(engine_answers(outside.engine))
    with progress_bar(console) as bar:
        supervisor.tend_until(run_watcher(outside.sessions, run_id, bar))
    return True
