"""Accounts and organizations: to read, and to let accounts in or keep them out."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.permissions import Permission
from marketplace.services.accounts.browse import browse_accounts, browse_organizations
from marketplace.services.accounts.set_active import set_account_active
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.context import account, db

ACCOUNT = "/accounts/<int(max=9223372036854775807):account_id>"


@blueprint.get("/accounts")
@requires(Permission.READ_ACCOUNTS)
def accounts() -> str:
    """Every account."""
    return render_template("admin/accounts.html", rows=browse_accounts(db(), account()))


@blueprint.post(f"{ACCOUNT}/activate")
@requires(Permission.MANAGE_ACCOUNTS)
def activate(account_id: int) -> ResponseReturnValue:
    """Let an account in again."""
    changed = set_account_active(db(), account(), account_id, active=True)
    flash(_("%(name)s may sign in again.", name=changed.display_name), "success")
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.post(f"{ACCOUNT}/deactivate")
@requires(Permission.MANAGE_ACCOUNTS)
def deactivate(account_id: int) -> ResponseReturnValue:
    """Keep an account out and end its sessions."""
    changed = set_account_active(db(), account(), account_id, active=False)
    flash(
        _("%(name)s can no longer sign in, and its sessions have ended.", name=changed.display_name),
        "success",
    )
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.get("/organizations")
@requires(Permission.READ_ACCOUNTS)
def organizations() -> str:
    """Every organization."""
    return render_template("admin/organizations.html", rows=browse_organizations(db(), account()))
