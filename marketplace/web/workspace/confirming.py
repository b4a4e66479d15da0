"""A manager's word, once a year, on who of the organization's people still belongs to it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.permissions import Permission
from marketplace.web.access import requires
from marketplace.web.confirmation_answers import confirm_on
from marketplace.web.workspace.blueprint import blueprint


@blueprint.route("/organization/confirm", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANIZATION)
def confirm_people() -> ResponseReturnValue:
    """Keep or suspend each; who is left out waits on."""
    return confirm_on("workspace/confirm.html", "workspace.confirm_people")
