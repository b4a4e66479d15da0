"""The blueprint that the views of this package register on, and how addresses name a pair."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workspace", __name__, url_prefix="/workspace")

# A greater number than a bigint holds is no row's id: it must be a missing page, not a failed query.
MATCH = "/matches/<int(max=9223372036854775807):match_id>"
