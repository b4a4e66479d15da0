"""One import: its progress, its preview, its problems, and what is decided about it."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from marketplace.models import ImportState
from marketplace.permissions import Permission
from marketplace.services.imports.apply import request_apply
from marketplace.services.imports.discard import discard_import
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.report import write_report
from marketplace.services.imports.show import get_import, show_import
from marketplace.services.imports.wording import Said, put_into_words
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.imports.blueprint import blueprint

WORKING = (ImportState.READING, ImportState.APPLYING)


@blueprint.app_template_filter("said")
def said(problem: Problem) -> Said:
    """A problem in the reader's language."""
    return put_into_words(problem, gettext)


@blueprint.get("/<int:batch_id>")
@requires(Permission.IMPORT_LISTINGS)
def show(batch_id: int) -> str:
    """The import in whatever state it is."""
    page = request.args.get("page", 1, type=int)
    shown = show_import(db(), account(), batch_id, action=request.args.get("rows", ""), page=page)

    def page_address(number: int) -> str:
        return url_for("imports.show", batch_id=batch_id, rows=shown.action, page=number) + "#rows"

    return render_template(
        "imports/show.html",
        shown=shown,
        batch=shown.batch,
        working=shown.batch.state in WORKING,
        page_address=page_address,
    )


@blueprint.get("/<int:batch_id>/progress")
@requires(Permission.IMPORT_LISTINGS)
def progress(batch_id: int) -> Response:
    """How far it is; once the work is over, the browser is told to load the page anew."""
    batch = get_import(db(), account(), batch_id)
    response = make_response(render_template("imports/progress.html", batch=batch))
    if batch.state not in WORKING:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get("/<int:batch_id>/problems.csv")
@requires(Permission.IMPORT_LISTINGS)
def problems(batch_id: int) -> Response:
    """Every problem, to work through in a spreadsheet."""
    content = write_report(db(), account(), batch_id, gettext)
    headers = {"Content-Disposition": f"attachment; filename=import-{batch_id}-problems.csv"}
    return Response(content, mimetype="text/csv", headers=headers)


@blueprint.post("/<int:batch_id>/apply")
@requires(Permission.IMPORT_LISTINGS)
def apply(batch_id: int) -> AnyResponse:
    """Have the preview applied that the page showed."""
    seen = request.form.get("fingerprint", "")
    request_apply(db(), account(), batch_id, fingerprint=seen, jobs=collaborators().jobs)
    return redirect(url_for("imports.show", batch_id=batch_id))


@blueprint.post("/<int:batch_id>/discard")
@requires(Permission.IMPORT_LISTINGS)
def discard(batch_id: int) -> AnyResponse:
    """Close the import without applying it."""
    discard_import(db(), account(), batch_id, clock=collaborators().clock)
    flash(gettext("The import was closed. Nothing on the site has changed."), "success")
    return redirect(url_for("imports.index"))
