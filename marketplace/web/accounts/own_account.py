"""One's own account: what it is, its password, its language, its sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.accounts.change_password import change_password
from marketplace.services.accounts.choose_language import choose_language
from marketplace.services.accounts.sign_out import sign_out_everywhere
from marketplace.services.factors.find import state_of_factor
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.forms import LanguageForm, PasswordForm
from marketplace.web.accounts.spoiled import keep_count, put_on_field
from marketplace.web.context import account, collaborators, db
from marketplace.web.identity import begin_session
from marketplace.web.security import limiter


@blueprint.get("/account")
@requires(Permission.OWN_ACCOUNT)
def own_account() -> ResponseReturnValue:
    """What the account is, and what may be changed."""
    return render_template(
        "accounts/own_account.html",
        form=LanguageForm(language=account().language),
        factor=state_of_factor(db(), account()),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("10/minute", methods=["POST"])
def password() -> ResponseReturnValue:
    """Change the password; other sessions end, this one goes on."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            change_password(
                db(),
                account(),
                form.current_password.data,
                form.new_password.data,
                clock=collaborators().clock,
            )
        except InvalidInput as error:
            keep_count(error)
            put_on_field(form, error)
        else:
            begin_session(account())
            flash(_("Your password is changed. Every other session has ended."), "success")
            return redirect(url_for("accounts.own_account"))
    return render_template("accounts/password.html", form=form), 400 if form.errors else 200


@blueprint.post("/account/language")
@requires(Permission.OWN_ACCOUNT)
def language() -> ResponseReturnValue:
    """Keep the language with the account."""
    form = LanguageForm()
    choose_language(db(), account(), form.language.data or "")
    session["language"] = form.language.data
    flash(_("The language is saved with your account."), "success")
    return redirect(url_for("accounts.own_account"))


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.OWN_ACCOUNT)
def everywhere() -> ResponseReturnValue:
    """End every session of the account, this one too."""
    sign_out_everywhere(db(), account())
    session.clear()
    flash(_("Every session of your account has ended."), "success")
    return redirect(url_for("accounts.sign_in"))
