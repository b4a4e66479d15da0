"""The blueprint that the views of this package register on, and how addresses name a pair."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workspace", __name__, url_prefix="/workspace")
# For who was sent a link and has no account.
answering = Blueprint("answering", __name__, url_prefix="/answer")
# For who was sent a link after the introduction and has no account either.
introduced = Blueprint("introduced", __name__, url_prefix="/introduced")

# A greater number than a bigint holds is no row's id: it must be a missing page, not a failed query.
MATCH = "/matches/<int(max=9223372036854775807):match_id>"
QUESTION = "/questions/<int(max=9223372036854775807):question_id>"
LINK = "/<string(maxlength=200):token>"
CONTACT_LINK = "/<string(maxlength=200):contact_token>"
