"""The problems of an import as a CSV that opens in a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from sqlalchemy.orm import Session

from marketplace.permissions import Actor
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.show import get_import
from marketplace.services.imports.wording import N_, Translate, put_into_words

HEADERS = (
    N_("Sheet"),
    N_("Row"),
    N_("Column"),
    N_("Cell"),
    N_("What stands there"),
    N_("Must it be corrected?"),
    N_("What is wrong"),
    N_("How to correct it"),
)
STOPS, NOTICE = N_("must be corrected"), N_("for information")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_report(session: Session, actor: Actor, batch_id: int, translate: Translate) -> bytes:
    """The stored problems in the reader's language, in UTF-8 with a mark so that Excel reads it right."""
    target = StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([translate(header) for header in HEADERS])
    for stored in get_import(session, actor, batch_id).problems:
        problem = Problem.from_stored(stored)
        said = put_into_words(problem, translate)
        weight = translate(NOTICE if problem.notice else STOPS)
        cells = (problem.sheet, problem.row or "", problem.column, problem.cell, problem.value)
        writer.writerow([harmless(cell) for cell in (*cells, weight, said.what, said.mend)])
    return target.getvalue().encode("utf-8-sig")


def harmless(cell: object) -> object:
    """Text that a spreadsheet would take for a formula, marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
