"""One's own second step: how it stands, setting it up, new recovery codes, switching it off."""

from __future__ import annotations

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.errors import Gone, InvalidInput
from marketplace.permissions import Permission
from marketplace.services.factors.codes import in_groups, set_up_address
from marketplace.services.factors.find import MAY_BE_REQUIRED, needs_code, state_of_factor
from marketplace.services.factors.recovery import HOW_MANY
from marketplace.services.factors.set_up import (
    Offer,
    confirm_factor,
    offer_secret,
    offered_before,
    renew_codes,
)
from marketplace.services.factors.take_away import switch_off_factor
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.accounts.destination import first_page
from marketplace.web.accounts.factor_forms import AnyCodeForm, BeginForm, CodeForm, SwitchOffForm
from marketplace.web.accounts.spoiled import keep_count, put_on_field
from marketplace.web.context import account, actor, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.identity import begin_session
from marketplace.web.security import limiter
from marketplace.web.site_settings import settings_of_site

# What somebody may do who must set the second step up first.
OPEN = frozenset({"accounts.set_up_factor", "accounts.sign_out", "public.switch_language", "static"})


@blueprint.before_app_request
def ask_for_factor() -> Response | None:
    """Lead whoever must have a second step and has none to setting it up, and nowhere else."""
    endpoint, who = request.endpoint, actor()
    if endpoint is None or endpoint in OPEN or who is None or not owes_factor():
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.set_up_factor", next=wanted), code=303)


def owes_factor() -> bool:
    """Whether the reader must set a second step up before anything else."""
    return is_required() and not needs_code(db(), account())


def is_required() -> bool:
    """Whether the site asks everybody of the reader's role for a second step."""
    who = actor()
    return who is not None and settings_of_site().staff_require_totp and who.role in MAY_BE_REQUIRED


@blueprint.get("/account/two-step")
@requires(Permission.OWN_ACCOUNT)
def factor() -> str:
    """How it stands."""
    return render_template(
        "accounts/factor.html", state=state_of_factor(db(), account()), required=is_required()
    )


@blueprint.route("/account/two-step/set-up", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("20/minute", methods=["POST"])
def set_up_factor() -> ResponseReturnValue:
    """The password, then the key and its first code; the recovery codes are shown once, in its answer."""
    wanted = request.values.get("next", "")
    if needs_code(db(), account()):
        return redirect(url_for("accounts.factor"), code=303)
    if sealed := request.form.get("offer"):
        return take_first_code(sealed, wanted)
    form = BeginForm()
    if form.validate_on_submit():
        clock = collaborators().clock
        try:
            offer = offer_secret(db(), account(), password=form.password.data, clock=clock)
        except InvalidInput as error:
            keep_count(error)
            put_on_field(form, error)
        else:
            return show_key(offer, CodeForm(formdata=None), wanted)
    page = render_template("accounts/begin_factor.html", form=form, required=is_required(), wanted=wanted)
    return page, 400 if form.errors else 200


def take_first_code(sealed: str, wanted: str) -> ResponseReturnValue:
    """The code that shows that the authenticator has the key."""
    form, clock = CodeForm(), collaborators().clock
    try:
        offer = offered_before(account(), sealed, clock=clock)
        if form.validate_on_submit():
            codes = confirm_factor(db(), account(), sealed=sealed, code=form.code.data, clock=clock)
            begin_session(account())
            return show_codes(codes, first_page(account(), wanted) if wanted else url_for("accounts.factor"))
    except Gone as error:
        flash(message_of(error), "warning")
        return redirect(url_for("accounts.set_up_factor", next=wanted or None), code=303)
    except InvalidInput as error:
        keep_count(error)
        put_on_field(form, error)
    return show_key(offer, form, wanted), 400


def show_key(offer: Offer, form: CodeForm, wanted: str) -> str:
    """The key as picture and as text, with the form for its first code."""
    address = set_up_address(offer.secret, account().email)
    return render_template(
        "accounts/set_up_factor.html",
        form=form,
        address=address,
        picture=segno.make(address, error="m").svg_data_uri(border=3, scale=4, dark="#15211e", light="#fff"),
        key=in_groups(offer.secret),
        sealed=offer.sealed,
        required=is_required(),
        wanted=wanted,
    )


@blueprint.route("/account/two-step/codes", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("20/minute", methods=["POST"])
def renew_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes, shown once."""
    if not needs_code(db(), account()):
        return redirect(url_for("accounts.factor"), code=303)
    form = AnyCodeForm()
    if form.validate_on_submit():
        try:
            codes = renew_codes(db(), account(), code=form.code.data, clock=collaborators().clock)
        except InvalidInput as error:
            keep_count(error)
            put_on_field(form, error)
        else:
            return show_codes(codes, url_for("accounts.factor"))
    page = render_template("accounts/renew_codes.html", form=form, how_many=HOW_MANY)
    return page, 400 if form.errors else 200


@blueprint.route("/account/two-step/off", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("20/minute", methods=["POST"])
def switch_off() -> ResponseReturnValue:
    """Go back to the password alone."""
    if not needs_code(db(), account()):
        return redirect(url_for("accounts.factor"), code=303)
    form = SwitchOffForm()
    if form.validate_on_submit():
        try:
            switch_off_factor(
                db(),
                account(),
                code=form.code.data,
                password=form.password.data,
                clock=collaborators().clock,
            )
        except InvalidInput as error:
            keep_count(error)
            put_on_field(form, error)
        else:
            flash(_("Two-step sign-in is off. The password alone opens your account now."), "success")
            return redirect(url_for("accounts.factor"), code=303)
    page = render_template("accounts/switch_off_factor.html", form=form, required=is_required())
    return page, 400 if form.errors else 200


def show_codes(codes: list[str], way_on: str) -> str:
    """The recovery codes: this answer is the only place they ever stand in."""
    name = current_app.config["SETTINGS"].site_url
    return render_template(
        "accounts/recovery_codes.html", codes=codes, way_on=way_on, text="\r\n".join([name, "", *codes, ""])
    )
