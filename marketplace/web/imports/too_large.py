"""A file over the limit: the page that says so reaches the sender, who is still sending."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import current_app, request
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from marketplace.permissions import Permission, allowed
from marketplace.web.context import actor
from marketplace.web.faults import show
from marketplace.web.imports.blueprint import blueprint

MOST_DRAINED = 1024 * 1024 * 1024
CHUNK = 1024 * 1024


@blueprint.errorhandler(RequestEntityTooLarge)
def on_too_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say the limit and the way out."""
    if allowed(actor(), Permission.IMPORT_LISTINGS):
        drain()
    limit = current_app.config["SETTINGS"].max_upload_mib
    text = gettext(
        "The file is larger than %(limit)s MiB, so it was not accepted. Remove pictures and empty rows "
        "from the workbook, or divide the list into several files, and upload it again."
    )
    return show(413, text % {"limit": limit})


def drain() -> None:
    """Read the rest and throw it away: a browser whose upload is cut off shows no answer at all."""
    stream = cast(BinaryIO, request.environ["wsgi.input"])
    left = min(request.content_length or 0, MOST_DRAINED)
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
