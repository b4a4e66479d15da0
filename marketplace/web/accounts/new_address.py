"""Another e-mail address: asked for with one's data, confirmed by the link that its mailbox got."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import Conflict, NotFound
from marketplace.permissions import Permission
from marketplace.services.accounts.mail_addresses import mask_email
from marketplace.services.own_data.change_address import (
    ask_new_address,
    confirm_new_address,
    drop_new_address,
    find_new_address,
    waiting_address,
)
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.data_forms import CorrectionForm
from marketplace.web.accounts.spoiled import show_closed
from marketplace.web.context import account, collaborators, db
from marketplace.web.identity import begin_session
from marketplace.web.security import limiter


def ask_for_address(form: CorrectionForm) -> bool:
    """Mail the link if the form gives another address; whether it does."""
    if form.email.data.strip().lower() == account().email:
        return False
    ask_new_address(
        db(),
        account(),
        form.email.data,
        password=form.password.data or "",
        clock=collaborators().clock,
        link_to=lambda token: url_for("accounts.confirm_address", email_token=token),
        sign_in=url_for("accounts.sign_in"),
    )
    return True


def masked_new_address() -> str | None:
    """The address whose link waits to be opened, as it may be shown."""
    waiting = waiting_address(db(), account(), clock=collaborators().clock)
    return mask_email(waiting.email) if waiting is not None else None


@blueprint.route("/account/data/address/<email_token>", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("30/hour", methods=["POST"])
def confirm_address(email_token: str) -> ResponseReturnValue:
    """Show which address it is, then take it. Opening it changes nothing: mail scanners follow links."""
    clock = collaborators().clock
    try:
        if request.method == "POST":
            confirm_new_address(db(), account(), email_token, clock=clock)
            begin_session(account())
            flash(
                _(
                    "Your new e-mail address is confirmed. You sign in with it from now on; every other "
                    "session has ended."
                ),
                "success",
            )
            return redirect(url_for("accounts.own_data"), code=303)
        change = find_new_address(db(), account(), email_token, clock=clock)
    except (NotFound, Conflict) as error:
        page, _gone = show_closed(error, url_for("accounts.correct_data"), _("Ask for a new link"))
        return page, 409 if isinstance(error, Conflict) else 404  # it may be somebody else's
    return render_template("accounts/confirm_address.html", change=change, email_token=email_token)


@blueprint.post("/account/data/address/drop")
@requires(Permission.OWN_ACCOUNT)
def drop_address() -> ResponseReturnValue:
    """Keep the present address after all."""
    drop_new_address(db(), account())
    flash(_("Your e-mail address stays as it is; the link opens nothing any more."), "success")
    return redirect(url_for("accounts.own_data"), code=303)
