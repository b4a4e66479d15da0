"""An administrator's word, once a year, on accounts that no manager can confirm."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.permissions import Permission
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.confirmation_answers import confirm_on


@blueprint.route("/accounts/confirm", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def confirm_accounts() -> ResponseReturnValue:
    """Keep or suspend each; who is left out waits on."""
    return confirm_on("admin/confirm.html", "admin.confirm_accounts")
