"""The blueprint that the views of this package register on, and the path converter for row ids."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

# A greater number than a bigint holds is no row's id: it must be a missing page, not a failed query.
MATCH_ID = "<int(max=9223372036854775807):match_id>"
SUBMISSION_ID = "<int(max=9223372036854775807):submission_id>"
BLIND_ID = "<int(max=9223372036854775807):blind_id>"
BLOCK_ID = "<int(max=9223372036854775807):block_id>"
REQUEST_ID = "<int(max=9223372036854775807):request_id>"
LISTING_ID = "<int(max=9223372036854775807):listing_id>"
