"""One import: how far it is, what it would change, and what must be mended, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from marketplace.models import ImportBatch
from marketplace.permissions import Actor, Permission, require
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.read import get_batch

ROWS_A_PAGE = 50
LINES_IN_GROUP = 8
PLACES_ON_LINE = 12


@dataclass(frozen=True)
class Group:
    """Problems of one kind in one column of one sheet. Those that read alike stand on one line."""

    sheet: str
    column: str
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> tuple[tuple[Problem, ...], ...]:
        """The first few lines, each of problems that differ by their row alone."""
        alike: dict[str, list[Problem]] = {}
        for problem in self.problems:
            alike.setdefault(f"{problem.value}{problem.values}", []).append(problem)
        return tuple(tuple(same) for same in list(alike.values())[:LINES_IN_GROUP])

    @property
    def more(self) -> int:
        """How many stand on no line, or beyond the end of one."""
        return len(self.problems) - sum(len(line[:PLACES_ON_LINE]) for line in self.lines)


@dataclass(frozen=True)
class ShownImport:
    """An import as its page shows it; `action` is "add" or "change", whichever the rows are of."""

    batch: ImportBatch
    stops: tuple[Group, ...]
    notices: tuple[Group, ...]
    action: str
    rows: Sequence[dict[str, Any]]
    number: int
    pages: int


def get_import(session: Session, actor: Actor, batch_id: int) -> ImportBatch:
    """The import alone, for its progress. Raises NotFound."""
    require(actor, Permission.IMPORT_LISTINGS)
    return get_batch(session, batch_id)


def show_import(
    session: Session, actor: Actor, batch_id: int, *, action: str = "", page: int = 1
) -> ShownImport:
    """The import with one page of its rows: those of `action`; left open, changes if there are any."""
    batch = get_import(session, actor, batch_id)
    if action not in ("add", "change"):
        action = "change" if batch.summary.get("change") else "add"
    pages = max(1, -(-int(batch.summary.get(action, 0)) // ROWS_A_PAGE))
    number = min(max(page, 1), pages)
    problems = [Problem.from_stored(stored) for stored in batch.problems]
    return ShownImport(
        batch=batch,
        stops=group_problems([problem for problem in problems if not problem.notice]),
        notices=group_problems([problem for problem in problems if problem.notice]),
        action=action,
        rows=load_rows(session, batch.id, action, (number - 1) * ROWS_A_PAGE),
        number=number,
        pages=pages,
    )


def load_rows(session: Session, batch_id: int, action: str, start: int) -> Sequence[dict[str, Any]]:
    """One page of the stored rows of an action, cut out by the database: the whole may be megabytes."""
    of_action = cast("$[*] ? (@.action == $action)", JSONPATH)
    chosen = func.jsonb_path_query_array(
        ImportBatch.rows, of_action, func.jsonb_build_object("action", action)
    )
    page = cast(f"$[{start} to {start + ROWS_A_PAGE - 1}]", JSONPATH)
    cut = func.jsonb_path_query_array(chosen, page, type_=JSONB)
    found: Sequence[dict[str, Any]] | None = session.scalar(select(cut).where(ImportBatch.id == batch_id))
    return found or []


def group_problems(problems: Sequence[Problem]) -> tuple[Group, ...]:
    """By sheet, column and kind of problem, in the order of the file."""

    def place(problem: Problem) -> tuple[str, str, str]:
        return problem.sheet, problem.column, problem.code

    ordered = sorted(problems, key=lambda problem: (*place(problem), problem.row))
    groups = [Group(sheet, column, tuple(same)) for (sheet, column, _), same in groupby(ordered, key=place)]
    return tuple(sorted(groups, key=lambda group: (group.sheet, group.problems[0].row)))
