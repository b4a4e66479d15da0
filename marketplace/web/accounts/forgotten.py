"""A forgotten password: a link by mail, and the new one. The answers tell nobody who has an account."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput, NotFound
from marketplace.permissions import Permission
from marketplace.services.accounts.reset_password import VALID_MINUTES, ask_reset, find_reset, reset_password
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.forms import ForgottenForm, NewPasswordForm
from marketplace.web.accounts.signing_in import tried_account
from marketplace.web.accounts.spoiled import put_on_field, show_closed
from marketplace.web.context import collaborators, db
from marketplace.web.security import limiter


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("10/hour", methods=["POST"])
@limiter.limit("3/hour", key_func=tried_account, methods=["POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for the address."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            ask_reset(
                db(),
                form.email.data,
                clock=collaborators().clock,
                link_to=lambda token: url_for("accounts.new_password", reset_token=token),
            )
        except InvalidInput as error:
            put_on_field(form, error)
        else:
            return redirect(url_for("accounts.reset_sent"), code=303)
    return render_template("accounts/forgotten.html", form=form), 400 if form.errors else 200


@blueprint.get("/forgotten-password/sent")
@requires(Permission.READ_PUBLIC)
def reset_sent() -> str:
    """What to do now."""
    return render_template("accounts/reset_sent.html", minutes=VALID_MINUTES)


@blueprint.route("/new-password/<reset_token>", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("30/hour", methods=["POST"])
def new_password(reset_token: str) -> ResponseReturnValue:
    """Choose it. Opening the page uses nothing up: mail scanners follow links."""
    clock = collaborators().clock
    form = NewPasswordForm()
    try:
        found = find_reset(db(), reset_token, clock=clock)
        if form.validate_on_submit():
            to_sign_in = url_for("accounts.sign_in")
            reset_password(db(), reset_token, form.new_password.data, clock=clock, sign_in=to_sign_in)
            flash(_("Your password is changed and every session has ended. Please sign in."), "success")
            return redirect(to_sign_in, code=303)
    except InvalidInput as error:
        put_on_field(form, error)
    except NotFound as error:
        return show_closed(error, url_for("accounts.forgotten"), _("Send me a new link"))
    page = render_template("accounts/new_password.html", form=form, name=found.account.display_name)
    return page, 400 if form.errors else 200
