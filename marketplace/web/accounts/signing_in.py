"""Sign in and out."""

from __future__ import annotations

import hashlib
import logging
import unicodedata

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import logout_user

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.accounts.lockout import Paused
from marketplace.services.accounts.sessions import revoke_session
from marketplace.services.accounts.sign_in import Suspended
from marketplace.services.accounts.sign_in import sign_in as check_credentials
from marketplace.services.factors.find import needs_code
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.destination import first_page
from marketplace.web.accounts.forms import SignInForm
from marketplace.web.accounts.second_step import remember_password_shown
from marketplace.web.accounts.spoiled import REFUSED, was_refused
from marketplace.web.context import account, actor, collaborators, db, keep_refusal
from marketplace.web.faults import message_of
from marketplace.web.identity import begin_session, present_session
from marketplace.web.security import limiter

log = logging.getLogger(__name__)


def tried_account() -> str:
    """The account somebody tries to open, as a key that names nobody in the limiter's memory."""
    email = unicodedata.normalize("NFKC", request.form.get("email", "")).strip().lower()
    return "account:" + hashlib.sha256(email.encode()).hexdigest()


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("20/minute;100/hour", key_func=get_remote_address, methods=["POST"], deduct_when=was_refused)
def sign_in() -> ResponseReturnValue:
    """The form, and what it sends."""
    who = actor()
    if who is not None:
        return redirect(first_page(who, request.args.get("next")))
    form, heading = SignInForm(next=request.args.get("next", "")), None
    if form.validate_on_submit():
        try:
            found = check_credentials(
                db(),
                form.email.data,
                form.password.data,
                clock=collaborators().clock,
                address=request.remote_addr or "",
            )
        except InvalidInput as error:
            keep_refusal()
            log.warning("sign-in refused for %s", request.remote_addr)
            form.form_errors.append(message_of(error))
            heading = heading_of(error)
        else:
            if needs_code(db(), found):
                remember_password_shown(found, form.next.data or "")
                return redirect(url_for("accounts.second_step"), code=303)
            begin_session(found)
            return redirect(first_page(found, form.next.data))
    return render_template("accounts/sign_in.html", form=form, heading=heading), (
        REFUSED if form.errors else 200
    )


def heading_of(error: InvalidInput) -> str | None:
    """What stands above the refusal where there is nothing to correct in the form."""
    if isinstance(error, Suspended):
        return str(_("Your account is suspended"))
    return str(_("Sign-in is paused")) if isinstance(error, Paused) else None


@blueprint.post("/sign-out")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this session, in the database too: a copy of its cookie opens nothing."""
    one = present_session()
    if one is not None:
        revoke_session(db(), account(), one.id, clock=collaborators().clock)
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("public.home"))
