"""Accounts that an administrator prepares, and what an account is for."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput
from marketplace.models import Role
from marketplace.permissions import Permission
from marketplace.services.accounts.browse import read_account
from marketplace.services.accounts.change_role import change_role
from marketplace.services.accounts.offer import offer_account
from marketplace.services.organizations.invite import resend_invitation, revoke_invitation
from marketplace.web.access import requires
from marketplace.web.admin.account_forms import OfferForm, RoleForm
from marketplace.web.admin.accounts import ACCOUNT
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of

OFFER = "/offers/<int(max=9223372036854775807):invitation_id>"


def link_to(token: str) -> str:
    """Where the mail leads."""
    return url_for("accounts.join", invitation_token=token)


@blueprint.route("/offers/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def offer() -> ResponseReturnValue:
    """Prepare an account."""
    form = OfferForm(role=Role.STAFF.value).offer_roles()
    if form.validate_on_submit():
        try:
            made = offer_account(
                db(),
                account(),
                email=form.email.data,
                person=form.person.data,
                role=Role(form.role.data),
                organization_code=form.organization_code.data or None,
                clock=collaborators().clock,
                link_to=link_to,
            )
        except InvalidInput as error:
            form[error.field].errors = [message_of(error)]
        else:
            flash(_("The link for %(name)s is on its way.", name=made.display_name), "success")
            return redirect(url_for("admin.accounts"), code=303)
    return render_template("admin/offer.html", form=form), 400 if form.errors else 200


@blueprint.post(f"{OFFER}/resend")
@requires(Permission.MANAGE_ACCOUNTS)
def resend_offer(invitation_id: int) -> ResponseReturnValue:
    """Send the link again."""
    sent = resend_invitation(db(), account(), invitation_id, clock=collaborators().clock, link_to=link_to)
    flash(_("The invitation to %(name)s was sent again.", name=sent.display_name), "success")
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.post(f"{OFFER}/revoke")
@requires(Permission.MANAGE_ACCOUNTS)
def revoke_offer(invitation_id: int) -> ResponseReturnValue:
    """Take the link back."""
    taken = revoke_invitation(db(), account(), invitation_id, clock=collaborators().clock)
    flash(_("The invitation to %(name)s opens nothing any more.", name=taken.display_name), "success")
    return redirect(url_for("admin.accounts"), code=303)


@blueprint.route(f"{ACCOUNT}/role", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def role(account_id: int) -> ResponseReturnValue:
    """Change what an account is for."""
    one = read_account(db(), account(), account_id)
    form = RoleForm(
        role=one.role.value, organization_code=one.organization.code if one.organization else ""
    ).offer_roles()
    if form.validate_on_submit():
        try:
            change_role(
                db(), account(), account_id, Role(form.role.data), form.organization_code.data or None
            )
        except InvalidInput as error:
            if error.field is None:
                form.form_errors.append(message_of(error))
            else:
                form[error.field].errors = [message_of(error)]
        else:
            flash(_("The role is changed; the account's sessions have ended."), "success")
            return redirect(url_for("admin.accounts"), code=303)
    return render_template("admin/role.html", form=form, one=one), 400 if form.errors else 200
