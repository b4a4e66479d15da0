"""Shows on the terminal how far a matching run has come."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import MatchRun
from marketplace.services.matching.run import DONE, EMBEDDING, FAILED, RANKING, WAITING

LABELS = {
    WAITING: "Waiting for the engine",
    EMBEDDING: "Embedding the texts",
    RANKING: "Matching demands with supplies",
    DONE: "Matched",
    FAILED: "Matching failed",
}


def progress_bar(console: Console) -> Progress:
    """A bar with a label, so many of so many, and the time it takes."""
    columns = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def run_watcher(sessions: sessionmaker[Session], run_id: int, bar: Progress) -> Callable[[], bool]:
    """Draws the run each time it is called; True once the run is over. Raises RuntimeError when it failed."""
    tasks: dict[str, TaskID] = {}

    def look() -> bool:
        with sessions() as session:
            run = session.execute(select(MatchRun).where(MatchRun.id == run_id)).scalar_one()
        if run.stage == FAILED:
            raise RuntimeError(f"the matching run failed: {run.error}")
        for stage, task in tasks.items():
            if stage != run.stage:
                total = next(t.total for t in bar.tasks if t.id == task)
                bar.update(task, completed=total)
        if run.stage in (EMBEDDING, RANKING):
            if run.stage not in tasks:
                tasks[run.stage] = bar.add_task(LABELS[run.stage])
            bar.update(tasks[run.stage], completed=run.done, total=max(run.total, run.done))
        return run.stage == DONE

    return look
