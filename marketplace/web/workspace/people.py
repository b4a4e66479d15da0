"""The people of the organization: invite, let in, keep out, hand over."""

from __future__ import annotations

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput
from marketplace.models import Role
from marketplace.permissions import Permission
from marketplace.services.organizations.invite import (
    invite_colleague,
    resend_invitation,
    revoke_invitation,
)
from marketplace.services.organizations.members import (
    leave_organization,
    set_manager,
    set_member_active,
)
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import blueprint
from marketplace.web.workspace.organization import PAGE, put_wrong, show_page
from marketplace.web.workspace.organization_forms import InviteForm

PERSON = "/organization/people/<int(max=9223372036854775807):account_id>"
INVITATION = "/organization/invitations/<int(max=9223372036854775807):invitation_id>"


def link_to(token: str) -> str:
    """Where an invitation leads."""
    return url_for("accounts.join", invitation_token=token)


def back() -> ResponseReturnValue:
    """To the people on the page."""
    return redirect(url_for(PAGE, _anchor="people"), code=303)


@blueprint.post("/organization/invitations")
@requires(Permission.INVITE_COLLEAGUES)
@limiter.limit("30/hour")
def invite() -> ResponseReturnValue:
    """Invite a colleague."""
    form = InviteForm()
    if not form.validate_on_submit():
        return show_page(form)
    try:
        invitation = invite_colleague(
            db(),
            account(),
            email=form.email.data,
            person=form.person.data,
            role=Role(form.role.data),
            is_manager=form.is_manager.data,
            clock=collaborators().clock,
            link_to=link_to,
        )
    except InvalidInput as error:
        return put_wrong(form, error)
    flash(_("The invitation to %(name)s is on its way.", name=invitation.display_name), "success")
    return back()


@blueprint.post(f"{INVITATION}/resend")
@requires(Permission.INVITE_COLLEAGUES)
@limiter.limit("30/hour")
def resend(invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again, with a new link."""
    sent = resend_invitation(db(), account(), invitation_id, clock=collaborators().clock, link_to=link_to)
    flash(_("The invitation to %(name)s was sent again.", name=sent.display_name), "success")
    return back()


@blueprint.post(f"{INVITATION}/revoke")
@requires(Permission.MANAGE_ORGANIZATION)
def revoke(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    taken = revoke_invitation(db(), account(), invitation_id, clock=collaborators().clock)
    flash(_("The invitation to %(name)s opens nothing any more.", name=taken.display_name), "success")
    return back()


@blueprint.post(f"{PERSON}/make-manager")
@requires(Permission.MANAGE_ORGANIZATION)
def make_manager(account_id: int) -> ResponseReturnValue:
    """Let a colleague manage the organization too."""
    changed = set_manager(db(), account(), account_id, manages=True)
    flash(_("%(name)s manages the organization now.", name=changed.display_name), "success")
    return back()


@blueprint.post(f"{PERSON}/take-manager")
@requires(Permission.MANAGE_ORGANIZATION)
def take_manager(account_id: int) -> ResponseReturnValue:
    """Take the manager's part back."""
    changed = set_manager(db(), account(), account_id, manages=False)
    flash(_("%(name)s no longer manages the organization.", name=changed.display_name), "success")
    return back()


@blueprint.post(f"{PERSON}/deactivate")
@requires(Permission.MANAGE_ORGANIZATION)
def keep_out(account_id: int) -> ResponseReturnValue:
    """End a colleague's sessions and let them in no more."""
    changed = set_member_active(db(), account(), account_id, active=False, clock=collaborators().clock)
    flash(
        _("%(name)s can no longer sign in, and its sessions have ended.", name=changed.display_name),
        "success",
    )
    return back()


@blueprint.post(f"{PERSON}/activate")
@requires(Permission.MANAGE_ORGANIZATION)
def let_in(account_id: int) -> ResponseReturnValue:
    """Let a colleague in again."""
    changed = set_member_active(db(), account(), account_id, active=True, clock=collaborators().clock)
    flash(_("%(name)s may sign in again.", name=changed.display_name), "success")
    return back()


@blueprint.post("/organization/leave")
@requires(Permission.READ_ORGANIZATION)
def leave() -> ResponseReturnValue:
    """Close one's own account."""
    leave_organization(db(), account())
    session.clear()
    flash(_("You have left, and your account is closed."), "success")
    return redirect(url_for("public.home"), code=303)
