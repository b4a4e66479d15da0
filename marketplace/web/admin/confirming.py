"""An administrator's word, once a year, on accounts that no manager can confirm."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.recertification.confirm import accounts_to_confirm, answer_confirmations
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.confirmation_answers import answers_of, what_was_answered
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of


@blueprint.route("/accounts/confirm", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def confirm_accounts() -> ResponseReturnValue:
    """Keep or suspend each; who is left out waits on."""
    keep, suspend = answers_of(request.form)
    wrong = ""
    if request.method == "POST" and (keep or suspend):
        try:
            done = answer_confirmations(
                db(), account(), keep=keep, suspend=suspend, clock=collaborators().clock
            )
        except InvalidInput as error:
            wrong = message_of(error)
        else:
            flash(what_was_answered(done), "success")
            return redirect(url_for("admin.confirm_accounts"), code=303)
    page = render_template(
        "admin/confirm.html",
        waiting=accounts_to_confirm(db(), account()),
        nothing_chosen=request.method == "POST" and not wrong,
        wrong=wrong,
        keep=keep,
        suspend=suspend,
    )
    return page, 400 if request.method == "POST" else 200
