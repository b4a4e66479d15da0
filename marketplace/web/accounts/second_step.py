"""The second step of signing in: a code, after the password and before the session."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter.util import get_remote_address

from marketplace.errors import InvalidInput
from marketplace.models import Account, Proof
from marketplace.permissions import Permission
from marketplace.services.factors.find import needs_code
from marketplace.services.factors.prove import sign_in_with_code
from marketplace.services.factors.recovery import codes_left
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.destination import first_page
from marketplace.web.accounts.factor_forms import CodeForm, RecoveryForm
from marketplace.web.accounts.spoiled import keep_count, put_on_field, was_refused
from marketplace.web.context import actor, collaborators, db
from marketplace.web.identity import begin_session
from marketplace.web.security import limiter

log = logging.getLogger(__name__)

IN_COOKIE = "password_shown"
LASTS = timedelta(minutes=10)
FEW = 3


def remember_password_shown(account: Account, wanted: str) -> None:
    """The browser has shown the password of this account. Changing the password makes it worth nothing."""
    session[IN_COOKIE] = [account.get_id(), collaborators().clock.now().timestamp(), wanted]


def half_signed_in() -> Account | None:
    """Whose password this browser has shown, if that was just now and still counts."""
    kept = session.get(IN_COOKIE)
    if kept is None:
        return None
    identity, at, _wanted = kept
    found = db().get(Account, int(identity.partition(":")[0]))
    age = collaborators().clock.now().timestamp() - at
    if found is None or not found.active or found.get_id() != identity or age > LASTS.total_seconds():
        return None
    return found if needs_code(db(), found) else None


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("20/minute;100/hour", key_func=get_remote_address, methods=["POST"], deduct_when=was_refused)
def second_step() -> ResponseReturnValue:
    """Ask for the code, or with `?recovery=yes` for a recovery code."""
    found = half_signed_in()
    if actor() is not None or found is None:
        if session.pop(IN_COOKIE, None) is not None:
            flash(_("That took too long, or your password was changed. Please sign in again."), "info")
        return redirect(url_for("accounts.sign_in"), code=303)
    recovery = request.args.get("recovery") == "yes"
    form = RecoveryForm() if recovery else CodeForm()
    if form.validate_on_submit():
        wanted = session[IN_COOKIE][2]
        try:
            proof = sign_in_with_code(
                db(),
                found,
                form.code.data,
                clock=collaborators().clock,
                address=request.remote_addr or "",
            )
        except InvalidInput as error:
            keep_count(error)
            log.warning("second step refused for %s", request.remote_addr)
            put_on_field(form, error)
        else:
            begin_session(found)
            return redirect(after_code(found, proof, wanted), code=303)
    page = render_template("accounts/second_step.html", form=form, recovery=recovery)
    return page, 400 if form.errors else 200


def after_code(account: Account, proof: Proof, wanted: str) -> str:
    """Where to go on; whoever used a recovery code is told how many are left, and sent for more when few."""
    if proof is not Proof.RECOVERY_CODE:
        return first_page(account, wanted)
    left = codes_left(db(), account)
    flash(
        ngettext(
            "That recovery code is used up. %(num)s is left.",
            "That recovery code is used up. %(num)s are left.",
            left,
        ),
        "warning",
    )
    return url_for("accounts.factor") if left < FEW else first_page(account, wanted)
