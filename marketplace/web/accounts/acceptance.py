"""The terms and the privacy notice, asked at the first step after a new version came into force."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.permissions import Permission
from marketplace.services.accounts.policies import accept_policies, has_accepted
from marketplace.web.access import DECLARATION, requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.destination import first_page
from marketplace.web.accounts.factor import owes_factor
from marketplace.web.context import account, actor, collaborators, db

# What one may do without having accepted: decide about it, and go.
OPEN = frozenset({"accounts.policies", "accounts.set_up_factor", "accounts.sign_out", "static"})


@blueprint.route("/account/policies", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def policies() -> ResponseReturnValue:
    """Accept both notices as they are now."""
    wanted = request.values.get("next", "")
    if request.method == "POST":
        if request.form.get("accepts") == "yes":
            accept_policies(db(), account(), clock=collaborators().clock)
            flash(_("Thank you. Your agreement is on record."), "success")
            return redirect(first_page(account(), wanted), code=303)
        return render_template("accounts/policies.html", wanted=wanted, missing=True), 400
    return render_template("accounts/policies.html", wanted=wanted, missing=False)


@blueprint.before_app_request
def ask_for_agreement() -> Response | None:
    """Lead whoever has not accepted the present versions there, from every page that is not public."""
    endpoint, who = request.endpoint, actor()
    if endpoint is None or endpoint in OPEN or who is None or has_accepted(who):
        return None
    if owes_factor():  # who has shown a password alone may not yet agree in somebody's name
        return None
    if getattr(current_app.view_functions[endpoint], DECLARATION, None) is Permission.READ_PUBLIC:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.policies", next=wanted), code=303)
