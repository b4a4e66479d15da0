"""Give a stored file to those who may have it: pictures on the page, everything else to keep."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from marketplace.services.files.store import read_file
from marketplace.web.context import actor, db

SHOWN = frozenset({"image/png", "image/jpeg", "application/pdf"})


def give_file(file_id: int) -> Response:
    """The file under the name it came with. Raises NotFound, also for one to hide."""
    file = read_file(db(), actor(), file_id)
    how = "inline" if file.media_type in SHOWN else "attachment"
    headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}"}
    return Response(file.content, mimetype=file.media_type, headers=headers)
