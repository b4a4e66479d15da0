"""What the dashboards of staff and of the two sides have in common: filters, rows, files."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from marketplace.errors import InvalidInput
from marketplace.models.vocabulary import INDUSTRIES, REGIONS
from marketplace.services.dashboards.export import RowsFormat, export_rows
from marketplace.services.dashboards.figures import FUNNEL, LISTINGS, Figure
from marketplace.services.dashboards.read import list_names
from marketplace.services.dashboards.rows import read_rows
from marketplace.services.dashboards.scope import Narrowing
from marketplace.web.context import account, collaborators, db
from marketplace.web.dashboard_address import as_arguments, read_narrowing
from marketplace.web.dashboard_words import cell_word, headings
from marketplace.web.numbers import read_number

MEDIA = {
    RowsFormat.CSV: "text/csv",
    RowsFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def with_filters(audience: str, narrowing: Narrowing, problems: list[str]) -> dict[str, Any]:
    """What the filter form and the links of a dashboard need; `audience` is the blueprint's name."""
    kept = as_arguments(narrowing)

    def figure_address(figure: str, **more: Any) -> str:
        return url_for(f"{audience}.figure", figure=figure, **(kept | more))

    return {
        "narrowing": narrowing,
        "problems": problems,
        "kept": kept,
        "figure_address": figure_address,
        "industries": INDUSTRIES,
        "regions": REGIONS,
        "lists": list_names(db()),
    }


def render_rows(audience: str, figure: str) -> str:
    """The rows behind a figure."""
    problems: list[str] = []
    narrowing, clock = read_narrowing(problems), collaborators().clock
    own = audience == "workspace"
    found = read_rows(db(), account(), figure, narrowing, read_number("page") or 1, own=own, clock=clock)
    shared = with_filters(audience, narrowing, problems)

    def page_address(number: int) -> str:
        return url_for(f"{audience}.figure", figure=figure, **(shared["kept"] | {"page": number}))

    def export_address(shape: str) -> str:
        return url_for(f"{audience}.export_figure", figure=figure, **(shared["kept"] | {"format": shape}))

    return render_template(
        f"{audience}/dashboard/rows.html",
        found=found,
        of_listings=found.figure in LISTINGS,
        of_suppliers=found.figure is Figure.SUPPLIERS,
        steps=FUNNEL[1:] if own else FUNNEL,
        own=own,
        page_address=page_address,
        export_address=export_address,
        **shared,
    )


def send_rows(audience: str, figure: str) -> Response:
    """The rows behind a figure as a file. Raises InvalidInput for a filter or format that cannot be read."""
    wanted, problems = request.args.get("format", RowsFormat.CSV.value), list[str]()
    narrowing, clock = read_narrowing(problems), collaborators().clock
    if wanted not in set(RowsFormat):
        raise InvalidInput("Choose a format.", field="format")
    if problems:
        raise InvalidInput("A day of the filter cannot be read.", field="since")
    shape = RowsFormat(wanted)
    content = export_rows(
        db(),
        account(),
        figure,
        narrowing,
        shape,
        own=audience == "workspace",
        clock=clock,
        headings=headings,
        words=cell_word,
    )
    name = f"jingqiao-{figure}-{clock.now():%Y%m%d-%H%M}.{shape.value}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=MEDIA[shape], headers=headers)
