"""Accept an invitation."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.errors import Conflict, InvalidInput, NotFound
from marketplace.permissions import Permission
from marketplace.services.organizations.join import find_invitation, join_by_invitation
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.destination import first_page
from marketplace.web.accounts.registration_forms import PersonForm
from marketplace.web.accounts.spoiled import put_on_field, show_closed
from marketplace.web.context import actor, collaborators, db
from marketplace.web.identity import begin_session
from marketplace.web.security import limiter


@blueprint.route("/join/<invitation_token>", methods=["GET", "POST"])
@requires(Permission.READ_PUBLIC)
@limiter.limit("30/hour", methods=["POST"])
def join(invitation_token: str) -> ResponseReturnValue:
    """Choose a password and begin. Opening the page uses nothing up: mail scanners follow links."""
    clock = collaborators().clock
    try:
        invitation = find_invitation(db(), invitation_token, clock=clock)
    except NotFound as error:
        return show_closed(error, url_for("accounts.sign_in"), _("Sign in"))
    form = PersonForm(person=invitation.display_name)
    if form.validate_on_submit():
        try:
            account = join_by_invitation(
                db(),
                invitation_token,
                person=form.person.data,
                password=form.password.data,
                accepts=form.accepts.data,
                language=str(get_locale()),
                clock=clock,
            )
        except InvalidInput as error:
            put_on_field(form, error)
        except (NotFound, Conflict) as error:
            return show_closed(error, url_for("accounts.sign_in"), _("Sign in"))
        else:
            begin_session(account)
            flash(_("Welcome. Your account is open."), "success")
            return redirect(first_page(account, None), code=303)
    page = render_template(
        "accounts/join.html", form=form, invitation=invitation, signed_in=actor() is not None
    )
    return page, 400 if form.errors else 200
