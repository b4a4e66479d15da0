"""One's own data: what is held, who saw one's contact; taking it along, correcting it, having it erased."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.audit.record import record_event
from marketplace.services.own_data.correct import correct_own_data
from marketplace.services.own_data.erase import Replacement, erase_account
from marketplace.services.own_data.read import own_events, read_own_data
from marketplace.services.own_data.succession import what_is_left_behind
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.data_forms import NOBODY, CorrectionForm, ErasureForm, mark
from marketplace.web.accounts.held import as_document, by_purpose, held_of
from marketplace.web.accounts.new_address import ask_for_address, masked_new_address
from marketplace.web.accounts.spoiled import keep_count
from marketplace.web.context import account, collaborators, db
from marketplace.web.security import limiter


@blueprint.get("/account/data")
@requires(Permission.OWN_ACCOUNT)
def own_data() -> str:
    """What is held, and the ledger."""
    data = read_own_data(db(), account())
    return render_template("accounts/own_data.html", data=data, held=by_purpose(held_of(data)))


@blueprint.post("/account/data/export")
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("10/hour")
def export_own_data() -> Response:
    """All of it as JSON and as a readable page, in one ZIP."""
    data = read_own_data(db(), account())
    record_event(db(), account(), "account.data_exported", account())
    document = as_document(data, list(own_events(db(), account())), at=collaborators().clock.now())
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=2))
        archive.writestr("data.html", render_template("accounts/own_data_file.html", **document))
    return Response(
        packed.getvalue(),
        mimetype="application/zip",
        headers={"Content-Disposition": "attachment; filename=jingqiao-own-data.zip"},
    )


@blueprint.route("/account/data/correct", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("10/minute", methods=["POST"])
def correct_data() -> ResponseReturnValue:
    """Name, e-mail address, and the phone where one is a listing's contact."""
    contacts = read_own_data(db(), account()).contacts
    held = {"name": account().display_name, "email": account().email}
    form = CorrectionForm(data=held | {"phone": contacts[0][1].phone if contacts else ""})
    if form.validate_on_submit():
        try:
            asked = ask_for_address(form)
            changed = correct_own_data(
                db(),
                account(),
                display_name=form.name.data,
                phone=form.phone.data if contacts else None,
                clock=collaborators().clock,
            )
        except InvalidInput as error:
            keep_count(error)
            mark(form, error)
        else:
            if asked:
                flash(_("Open the link that we have mailed to the new address."), "success")
            if changed or not asked:
                flash(_("Your data are corrected.") if changed else _("Nothing was different."), "success")
            return redirect(url_for("accounts.own_data"), code=303)
    return render_template(
        "accounts/correct_data.html", form=form, contacts=contacts, waiting=masked_new_address()
    ), 400 if form.errors else 200


@blueprint.route("/account/data/erase", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("5/minute", methods=["POST"])
def erase_data() -> ResponseReturnValue:
    """What is erased and what stays, then the erasure."""
    contacts, left = read_own_data(db(), account()).contacts, what_is_left_behind(db(), account())
    form = ErasureForm().expect_contacts() if contacts else ErasureForm()
    if left is not None:
        form.expect_successor(left.colleagues)
    if form.validate_on_submit():
        passing_on = contacts and form.contacts.data == "replace"
        given = Replacement(*((field.data or "").strip() for field in (form.name, form.phone, form.email)))
        try:
            erase_account(
                db(),
                account(),
                password=form.password.data,
                replacement=given if passing_on else None,
                clock=collaborators().clock,
                jobs=collaborators().jobs,
                successor=form.named_successor(),
                leaves_nobody=form.successor.data == NOBODY,
            )
        except InvalidInput as error:
            keep_count(error)
            mark(form, error)
        else:
            session.clear()
            flash(_("Your account is erased, and every session of it has ended."), "success")
            return redirect(url_for("public.home"), code=303)
    page = render_template("accounts/erase_data.html", form=form, contacts=contacts, left=left)
    return page, 400 if form.errors else 200
