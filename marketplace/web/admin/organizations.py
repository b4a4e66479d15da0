"""Organizations: find one, suspend it, let it act again, merge it with its double."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import OrganizationState
from marketplace.permissions import Permission
from marketplace.services.accounts.browse import LONGEST_SEARCH, browse_organizations, read_organization
from marketplace.services.organizations.merge import MergePreview, merge_organizations, preview_merge
from marketplace.services.organizations.suspend import reinstate_organization, suspend_organization
from marketplace.web.access import requires
from marketplace.web.admin.blueprint import blueprint
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of

ORGANIZATION = "/organizations/<int(max=9223372036854775807):organization_id>"


@blueprint.get("/organizations")
@requires(Permission.READ_ACCOUNTS)
def organizations() -> str:
    """Every organization, searched and filtered by state."""
    text, state = request.args.get("q", "")[:LONGEST_SEARCH].strip(), request.args.get("state", "")
    known = OrganizationState(state) if state in set(OrganizationState) else None
    return render_template(
        "admin/organizations.html",
        rows=browse_organizations(db(), account(), text=text, state=known),
        text=text,
        state=state if known else "",
        states=list(OrganizationState),
    )


def show_organization(
    organization_id: int, wrong: str = "", preview: MergePreview | None = None
) -> ResponseReturnValue:
    """The page, with what must be mended or what a merge would do."""
    page = render_template(
        "admin/organization.html",
        one=read_organization(db(), account(), organization_id),
        wrong=wrong,
        preview=preview,
    )
    return page, 400 if wrong else 200


@blueprint.get(ORGANIZATION)
@requires(Permission.READ_ACCOUNTS)
def organization(organization_id: int) -> ResponseReturnValue:
    """One organization, its people, and what may be done with it."""
    return show_organization(organization_id)


@blueprint.post(f"{ORGANIZATION}/suspend")
@requires(Permission.MANAGE_ORGANIZATIONS)
def suspend(organization_id: int) -> ResponseReturnValue:
    """Let its people read why, and nothing else."""
    try:
        changed = suspend_organization(
            db(), account(), organization_id, note=request.form.get("note", ""), clock=collaborators().clock
        )
    except InvalidInput as error:
        return show_organization(organization_id, message_of(error))
    flash(_("%(name)s is suspended, and its people are told.", name=changed.name), "success")
    return redirect(url_for("admin.organization", organization_id=organization_id), code=303)


@blueprint.post(f"{ORGANIZATION}/reinstate")
@requires(Permission.MANAGE_ORGANIZATIONS)
def reinstate(organization_id: int) -> ResponseReturnValue:
    """Verify it, or take a suspension back."""
    changed = reinstate_organization(db(), account(), organization_id)
    flash(_("%(name)s counts as verified.", name=changed.name), "success")
    return redirect(url_for("admin.organization", organization_id=organization_id), code=303)


@blueprint.post(f"{ORGANIZATION}/merge-preview")
@requires(Permission.MANAGE_ORGANIZATIONS)
def preview(organization_id: int) -> ResponseReturnValue:
    """What merging it would do; nothing changes."""
    try:
        shown = preview_merge(db(), account(), organization_id, request.form.get("target", ""))
    except (InvalidInput, WrongState) as error:
        return show_organization(organization_id, message_of(error))
    return show_organization(organization_id, preview=shown)


@blueprint.post(f"{ORGANIZATION}/merge")
@requires(Permission.MANAGE_ORGANIZATIONS)
def merge(organization_id: int) -> ResponseReturnValue:
    """Merge it, as the preview showed."""
    target = request.form.get("target_id", "")
    if not target.isdecimal() or len(target) > 18:
        raise InvalidInput("The form is incomplete. Please open the organization again.")
    kept = merge_organizations(db(), account(), organization_id, int(target))
    flash(_("Merged. Everything belongs to %(name)s now.", name=kept.name), "success")
    return redirect(url_for("admin.organization", organization_id=kept.id), code=303)
