"""The list of imports with the form to upload, and the template to fill in."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.imports.browse import browse_imports
from marketplace.services.imports.template import make_template
from marketplace.services.imports.upload import receive_upload
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.imports.blueprint import blueprint
from marketplace.web.imports.forms import UploadForm
from marketplace.web.security import limiter

UPLOAD_RATE = "30 per hour"
TEMPLATE_NAME = "%E6%9C%BA%E4%BC%9A%E6%B8%85%E5%8D%95%E6%A8%A1%E6%9D%BF.xlsx"
"""机会清单模板.xlsx, as a header writes it."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@requires(Permission.IMPORT_LISTINGS)
def index() -> str:
    """The form and the imports of the past."""
    return show_index(UploadForm())


def show_index(form: UploadForm) -> str:
    """The page with the form as it stands."""
    past = browse_imports(db(), account(), page=request.args.get("page", 1, type=int))
    limit = current_app.config["SETTINGS"].max_upload_mib

    def page_address(number: int) -> str:
        return url_for("imports.index", page=number)

    return render_template("imports/index.html", form=form, past=past, limit=limit, page_address=page_address)


@blueprint.post("/")
@requires(Permission.IMPORT_LISTINGS)
@limiter.limit(UPLOAD_RATE)
def upload() -> tuple[str, int] | AnyResponse:
    """Keep the file and have it read."""
    form = UploadForm()
    if not form.validate_on_submit():
        return show_index(form), 400
    sent, limit = form.file.data, current_app.config["SETTINGS"].max_upload_mib
    try:
        batch = receive_upload(
            db(), account(), sent.filename, sent.read(), most_mib=limit, jobs=collaborators().jobs
        )
    except InvalidInput as error:
        form.file.errors = [gettext(error.message) % error.values]
        return show_index(form), 400
    return redirect(url_for("imports.show", batch_id=batch.id))


@blueprint.get("/template.xlsx")
@requires(Permission.IMPORT_LISTINGS)
def template() -> Response:
    """The empty workbook in the official layout."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{TEMPLATE_NAME}"}
    return Response(make_template(), mimetype=XLSX, headers=headers)
