"""Sign in and out."""

from __future__ import annotations

import hashlib
import logging

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import login_user, logout_user

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.permissions import Permission
from marketplace.services.accounts.sign_in import sign_in as check_credentials
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.destination import first_page
from marketplace.web.accounts.forms import SignInForm
from marketplace.web.context import actor, collaborators, db
from marketplace.web.security import limiter

log = logging.getLogger(__name__)
REFUSED = 400


def tried_account() -> str:
    """The account somebody tries to open, as a key that names nobody in the limiter's memory."""
    email = request.form.get("email", "").strip().lower()
    return "account:" + hashlib.sha256(email.encode()).hexdigest()


def was_refused(response: Response) -> bool:
    """Only refusals count against the limits: signing in correctly is never limited."""
    return response.status_code == REFUSED


def begin_session(account: Account) -> None:
    """Start a session that owes nothing to the one before it, but for the language chosen in it."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    login_user(account)
    session.permanent = True


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("20/minute;100/hour", key_func=get_remote_address, methods=["POST"], deduct_when=was_refused)
@limiter.limit("5/minute;30/hour", key_func=tried_account, methods=["POST"], deduct_when=was_refused)
def sign_in() -> ResponseReturnValue:
    """The form, and what it sends."""
    who = actor()
    if who is not None:
        return redirect(first_page(who, request.args.get("next")))
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            account = check_credentials(
                db(), form.email.data, form.password.data, clock=collaborators().clock
            )
        except InvalidInput as error:
            log.warning("sign-in refused for %s", request.remote_addr)
            form.form_errors.append(_(error.message))
        else:
            begin_session(account)
            return redirect(first_page(account, form.next.data))
    return render_template("accounts/sign_in.html", form=form), REFUSED if form.errors else 200


@blueprint.post("/sign-out")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("public.home"))
