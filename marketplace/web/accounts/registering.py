"""Register an organization: a work mail, its confirmation, then the organization and its first person."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.errors import Conflict, InvalidInput, NotFound
from marketplace.models import Role
from marketplace.permissions import Permission
from marketplace.services.organizations.ask_confirmation import VALID_HOURS, ask_confirmation
from marketplace.services.organizations.register import (
    Registration,
    find_confirmation,
    register_organization,
)
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.registration_forms import AddressForm, RegistrationForm
from marketplace.web.accounts.signing_in import tried_account
from marketplace.web.accounts.spoiled import put_on_field, show_closed
from marketplace.web.context import actor, collaborators, db
from marketplace.web.identity import begin_session
from marketplace.web.security import limiter


@blueprint.route("/register", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("10/hour", methods=["POST"])
@limiter.limit("3/hour", key_func=tried_account, methods=["POST"])
def register() -> ResponseReturnValue:
    """Ask for a work mail. The answer is the same whether the address is known."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            ask_confirmation(
                db(),
                form.email.data,
                language=str(get_locale()),
                clock=collaborators().clock,
                link_to=lambda token: url_for("accounts.registration", confirmation_token=token),
                sign_in=url_for("accounts.sign_in"),
            )
        except InvalidInput as error:
            put_on_field(form, error)
        else:
            return redirect(url_for("accounts.confirmation_sent"), code=303)
    return render_template("accounts/register.html", form=form), 400 if form.errors else 200


@blueprint.get("/register/sent")
@requires(Permission.READ_PUBLIC)
def confirmation_sent() -> str:
    """What to do now."""
    return render_template("accounts/confirmation_sent.html", hours=VALID_HOURS)


@blueprint.route("/register/<confirmation_token>", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("30/hour", methods=["POST"])
def registration(confirmation_token: str) -> ResponseReturnValue:
    """The organization and its first person. Opening the page uses nothing up: mail scanners follow links."""
    clock = collaborators().clock
    form = RegistrationForm().offer_choices()
    try:
        confirmed = find_confirmation(db(), confirmation_token, clock=clock)
        if form.validate_on_submit():
            account = register_organization(db(), confirmation_token, _said(form), clock=clock)
            begin_session(account)
            flash(_("Your account is open. One step is left: show who you are."), "success")
            return redirect(url_for("workspace.organization"), code=303)
    except InvalidInput as error:
        put_on_field(form, error)
    except (NotFound, Conflict) as error:
        return show_closed(error, url_for("accounts.register"), _("Send me a new link"))
    page = render_template(
        "accounts/registration.html", form=form, email=confirmed.email, signed_in=actor() is not None
    )
    return page, 400 if form.errors else 200


def _said(form: RegistrationForm) -> Registration:
    return Registration(
        name=form.name.data,
        organization_type=form.organization_type.data,
        code=form.code.data,
        region=form.region.data,
        person=form.person.data,
        role=Role(form.role.data),
        password=form.password.data,
        accepts=form.accepts.data,
        language=str(get_locale()),
    )
