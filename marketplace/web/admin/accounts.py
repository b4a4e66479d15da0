"""Accounts and organizations: to read, and to let accounts in or keep them out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.permissions import Permission, allowed
from marketplace.services.accounts.appoint import appoint_manager
from marketplace.services.accounts.browse import browse_accounts, read_account
from marketplace.services.accounts.end_pause import end_pause, paused_accounts
from marketplace.services.accounts.offer import open_offers
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.factors.find import accounts_with_factor
from marketplace.services.factors.take_away import reset_factor
from marketplace.services.recertification.confirm import accounts_to_confirm
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.context import account, collaborators, db

ACCOUNT = "/accounts/<int(max=9223372036854775807):account_id>"


@blueprint.get("/accounts")
@requires(Permission.READ_ACCOUNTS)
def accounts() -> str:
    """Every account."""
    clock = collaborators().clock
    rows = browse_accounts(db(), account())
    may_manage = allowed(account(), Permission.MANAGE_ACCOUNTS)
    every = [row.account for row in rows]
    return render_template(
        "admin/accounts.html",
        rows=rows,
        paused=paused_accounts(db(), account(), every, clock=clock),
        to_confirm=len(accounts_to_confirm(db(), account())) if may_manage else 0,
        factors=accounts_with_factor(db(), account(), every),
        offers=open_offers(db(), account()),
        now=clock.now(),
    )


@blueprint.post(f"{ACCOUNT}/activate")
@requires(Permission.MANAGE_ACCOUNTS)
def activate(account_id: int) -> ResponseReturnValue:
    """Let an account in again."""
    changed = set_account_active(db(), account(), account_id, active=True, clock=collaborators().clock)
    flash(_("%(name)s may sign in again.", name=changed.display_name), "success")
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.post(f"{ACCOUNT}/deactivate")
@requires(Permission.MANAGE_ACCOUNTS)
def deactivate(account_id: int) -> ResponseReturnValue:
    """Keep an account out and end its sessions."""
    changed = set_account_active(db(), account(), account_id, active=False, clock=collaborators().clock)
    flash(
        _("%(name)s can no longer sign in, and its sessions have ended.", name=changed.display_name),
        "success",
    )
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.post(f"{ACCOUNT}/end-pause")
@requires(Permission.MANAGE_ACCOUNTS)
def end_sign_in_pause(account_id: int) -> ResponseReturnValue:
    """Let an account that failed too often try again at once."""
    changed = end_pause(db(), account(), account_id)
    flash(_("%(name)s may try again at once.", name=changed.display_name), "success")
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.route(f"{ACCOUNT}/reset-factor", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def reset_second_step(account_id: int) -> ResponseReturnValue:
    """Ask whether it is surely the person who lost it, then take the second step away."""
    if request.method == "POST":
        changed = reset_factor(db(), account(), account_id, clock=collaborators().clock)
        flash(
            _(
                "The password alone opens the account of %(name)s now; we have told them.",
                name=changed.display_name,
            ),
            "success",
        )
        return redirect(url_for("admin.accounts"), code=303)
    return render_template("admin/reset_factor.html", one=read_account(db(), account(), account_id))


@blueprint.post(f"{ACCOUNT}/appoint")
@requires(Permission.MANAGE_ACCOUNTS)
def appoint(account_id: int) -> ResponseReturnValue:
    """Let somebody manage their organization."""
    changed = appoint_manager(db(), account(), account_id, clock=collaborators().clock)
    flash(_("%(name)s manages the organization now.", name=changed.display_name), "success")
    return redirect(url_for("admin.organization", organization_id=changed.organization_id), code=303)
