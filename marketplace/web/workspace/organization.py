"""The organization's own page: how it stands, its evidence, its people."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.organizations.evidence import MOST_FILES, add_evidence, remove_evidence
from marketplace.services.organizations.show import show_own_organization
from marketplace.services.organizations.submit import mend_details, submit_for_verification
from marketplace.services.recertification.confirm import accounts_to_confirm
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.organization_words import organization_step
from marketplace.web.security import limiter
from marketplace.web.stored_files import give_file
from marketplace.web.workspace.blueprint import blueprint
from marketplace.web.workspace.organization_forms import DetailsForm, EvidenceForm, InviteForm, SubmitForm

PAGE = "workspace.organization"
FILE = "/organization/evidence/<int(max=9223372036854775807):file_id>"


def show_page(wrong: FlaskForm | None = None) -> ResponseReturnValue:
    """The page, with the form that must be mended as it was sent."""
    own = show_own_organization(db(), account(), clock=collaborators().clock)
    forms = {
        "evidence": EvidenceForm(formdata=None),
        "submit": SubmitForm(formdata=None),
        "invite": InviteForm(formdata=None, role=account().role.value),
    }
    if wrong is not None:
        forms[{EvidenceForm: "evidence", SubmitForm: "submit", InviteForm: "invite"}[type(wrong)]] = wrong
    page = render_template(
        "workspace/organization.html",
        own=own,
        forms=forms,
        step=organization_step(own.organization.state),
        most_files=MOST_FILES,
        to_confirm=len(accounts_to_confirm(db(), account())) if own.can_manage else 0,
    )
    return page, 400 if wrong is not None else 200


def put_wrong(form: FlaskForm, error: InvalidInput) -> ResponseReturnValue:
    """The page with what a service said at its field."""
    if error.field is not None and error.field in form:
        form[error.field].errors = [message_of(error)]
    else:
        form.form_errors.append(message_of(error))
    return show_page(form)


@blueprint.get("/organization")
@requires(Permission.READ_ORGANIZATION)
def organization() -> ResponseReturnValue:
    """How the organization stands, what to do next, and its people."""
    return show_page()


@blueprint.route("/organization/details", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANIZATION)
def organization_details() -> ResponseReturnValue:
    """Mend what was said at registration, until staff have verified it."""
    own = show_own_organization(db(), account(), clock=collaborators().clock)
    form = DetailsForm.of(own.organization)
    if form.validate_on_submit():
        try:
            mend_details(
                db(),
                account(),
                name=form.name.data,
                code=form.code.data,
                organization_type=form.organization_type.data,
                region=form.region.data,
            )
        except InvalidInput as error:
            form[error.field].errors = [message_of(error)]
        else:
            flash(_("The details are saved."), "success")
            return redirect(url_for(PAGE), code=303)
    page = render_template("workspace/organization_details.html", form=form, own=own)
    return page, 400 if form.errors else 200


@blueprint.post("/organization/evidence")
@requires(Permission.MANAGE_ORGANIZATION)
@limiter.limit("30/hour")
def add_organization_evidence() -> ResponseReturnValue:
    """Keep a file for staff to read."""
    form = EvidenceForm()
    if not form.validate_on_submit():
        return show_page(form)
    sent = form.file.data
    try:
        add_evidence(
            db(), account(), name=sent.filename or "", content=sent.read(), clock=collaborators().clock
        )
    except InvalidInput as error:
        return put_wrong(form, error)
    flash(_("The file is stored. Add another, or hand everything in."), "success")
    return redirect(url_for(PAGE, _anchor="evidence"), code=303)


@blueprint.get(FILE)
@requires(Permission.MANAGE_ORGANIZATION)
def organization_evidence(file_id: int) -> Response:
    """One's own file, as it was sent."""
    return give_file(file_id)


@blueprint.post(f"{FILE}/remove")
@requires(Permission.MANAGE_ORGANIZATION)
def remove_organization_evidence(file_id: int) -> ResponseReturnValue:
    """Take a file back before staff read it."""
    remove_evidence(db(), account(), file_id)
    flash(_("The file is removed."), "success")
    return redirect(url_for(PAGE, _anchor="evidence"), code=303)


@blueprint.post("/organization/submit")
@requires(Permission.MANAGE_ORGANIZATION)
def submit_organization() -> ResponseReturnValue:
    """Put the organization before staff."""
    form = SubmitForm()
    if not form.validate_on_submit():
        return show_page(form)
    try:
        submit_for_verification(db(), account(), note=form.note.data or "", clock=collaborators().clock)
    except InvalidInput as error:
        return put_wrong(form, error)
    flash(_("Handed in. Our staff read it and write to you."), "success")
    return redirect(url_for(PAGE), code=303)
