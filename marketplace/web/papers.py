"""Send a stored file of a pair, as a download that no browser opens in the site's name."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from marketplace.errors import NotFound
from marketplace.models import FilePurpose, StoredFile
from marketplace.services.files.store import read_file
from marketplace.web.context import actor, db

OF_PAIRS = (FilePurpose.FOLLOWUP, FilePurpose.AGREEMENT)


def send_paper(file_id: int) -> Response:
    """The file's bytes. Raises NotFound unless it hangs on a pair and the reader may have it."""
    file = read_file(db(), actor(), file_id)
    if file.purpose not in OF_PAIRS:
        raise NotFound("There is no such file.")
    return as_download(file)


def as_download(file: StoredFile) -> Response:
    """The answer that carries the file."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(file.content, mimetype=file.media_type, headers=headers)
