"""The filtered trail as a file. It is read, so an auditor may take it; that it was taken is an event."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Response, request

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.audit.export import TrailFormat, export_events
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.admin.trail import read_query
from marketplace.web.context import account, collaborators, db
from marketplace.web.security import limiter

IN_MEMORY = 8 * 1024 * 1024
BLOCK = 64 * 1024
MEDIA = {TrailFormat.CSV: "text/csv", TrailFormat.JSONL: "application/jsonl"}


@blueprint.get("/audit/export")
@requires(Permission.READ_AUDIT)
@limiter.limit("20/hour")
def export_audit() -> Response:
    """What the filters of the address find, oldest first."""
    wanted = request.args.get("format", TrailFormat.CSV.value)
    if wanted not in set(TrailFormat):
        raise InvalidInput("Choose a format.", field="format")
    shape, problems = TrailFormat(wanted), list[str]()
    query = read_query(problems)
    if problems:
        raise InvalidInput("A day of the filter cannot be read.", field="since")
    out = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - the answer closes it
    export_events(db(), account(), query, shape, out)
    out.seek(0)
    name = f"jingqiao-trail-{collaborators().clock.now():%Y%m%d-%H%M}.{shape.value}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(blocks(out), mimetype=MEDIA[shape], headers=headers)


def blocks(out: IO[bytes]) -> Iterator[bytes]:
    """The file, piece by piece; closed at its end or when the reader goes away."""
    with out:
        while block := out.read(BLOCK):
            yield block
