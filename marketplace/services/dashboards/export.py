"""The rows behind a figure as a file; that they were taken along is itself an event."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from io import BytesIO, StringIO

from openpyxl import Workbook
from sqlalchemy.orm import Session

from marketplace.models import Account
from marketplace.permissions import Actor
from marketplace.services.audit.export import harmless
from marketplace.services.audit.record import record_event
from marketplace.services.dashboards.exposure import SupplierLine
from marketplace.services.dashboards.figures import Figure
from marketplace.services.dashboards.rows import (
    Line,
    ListingLine,
    figure_scope,
    lines_query,
    read_lines,
)
from marketplace.services.dashboards.scope import Narrowing
from marketplace.services.followups.log import LOCAL
from marketplace.services.ports import Clock

Headings = Callable[[Figure], Sequence[str]]
"""The names of the columns of a figure's rows in the reader's words."""
Words = Callable[[StrEnum], str]


class RowsFormat(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"


def export_rows(
    session: Session,
    actor: Actor,
    name: str,
    narrowing: Narrowing,
    shape: RowsFormat,
    *,
    own: bool,
    clock: Clock,
    headings: Headings,
    words: Words,
) -> bytes:
    """Every row of the figure, without contacts. Raises NotAllowed, NotFound."""
    figure, scope = figure_scope(actor, name, narrowing, own=own, clock=clock)
    lines = read_lines(session, figure, lines_query(figure, scope))
    table = [headings(figure), *(_cells(line, own, words) for line in lines)]
    filters = {key: str(value) for key, value in vars(scope.narrowing).items() if value not in (None, "")}
    record_event(
        session,
        actor,
        "dashboard.exported",
        session.get_one(Account, actor.id),
        figure=figure.value,
        items=len(lines),
        format=shape.value,
        filters=filters,
    )
    return _as_csv(table) if shape is RowsFormat.CSV else _as_workbook(table)


def _cells(line: Line, own: bool, words: Words) -> list[str]:
    if isinstance(line, SupplierLine):
        return [line.name, str(line.suggested), str(line.recommended), str(line.introduced)]
    if isinstance(line, ListingLine):
        named = [line.code, words(line.kind), words(line.state), line.title, line.organization]
        return [*named, line.industry, line.region, _moment(line.published_at)]
    texts = [line.demand, line.demand_title or "", line.owner, line.supply, line.supply_title or ""]
    # The two sides are not told when a pair was merely suggested.
    moments = ["" if own and not place else _moment(at) for place, at in enumerate(line.moments)]
    return [*texts, line.supplier, words(line.state), *moments]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at is not None else ""


def _safe(table: Sequence[Sequence[str]]) -> Iterator[list[object]]:
    for row in table:
        yield [harmless(cell) for cell in row]


def _as_csv(table: Sequence[Sequence[str]]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(_safe(table))
    return ("\ufeff" + out.getvalue()).encode()


def _as_workbook(table: Sequence[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in _safe(table):
        sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()
