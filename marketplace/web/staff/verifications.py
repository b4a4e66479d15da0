"""Organizations that want to be verified: the queue, one request, the three decisions."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from marketplace.errors import InvalidInput
from marketplace.permissions import Permission
from marketplace.services.organizations.decide import LONGEST_ANSWER, approve, ask_for_more, refuse
from marketplace.services.organizations.read_requests import read_queue, read_request
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.organization_words import REFUSALS
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.stored_files import give_file

REQUEST = "/verifications/<int(max=9223372036854775807):verification_id>"
TOO_LONG = Length(max=LONGEST_ANSWER, message=_l("This is too long."))


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Which organization of the lists the page showed under the code, if any."""

    claims = IntegerField(widget=HiddenInput(), validators=[Optional()])


class MoreForm(FlaskForm):  # type: ignore[misc]
    """What is missing."""

    answer = TextAreaField(
        _l("What is missing"),
        [InputRequired(_l("Say what is missing, so that the applicant can send it.")), TOO_LONG],
        id="more-answer",
    )


class RefuseForm(FlaskForm):  # type: ignore[misc]
    """Why not."""

    reason = RadioField(
        _l("Reason"),
        choices=[SelectChoice(code, words) for code, words in REFUSALS.items()],
        validate_choice=False,  # the service refuses a reason it does not know
    )
    answer = TextAreaField(_l("In your own words"), [TOO_LONG], id="refuse-answer")


def show_request(verification_id: int, wrong: FlaskForm | None = None) -> ResponseReturnValue:
    """The page, with the form that must be mended as it was sent."""
    page = render_template(
        "staff/verification.html",
        asked=read_request(db(), account(), verification_id),
        more=wrong if isinstance(wrong, MoreForm) else MoreForm(formdata=None),
        refusal=wrong if isinstance(wrong, RefuseForm) else RefuseForm(formdata=None),
    )
    return page, 400 if wrong is not None else 200


def put_wrong(verification_id: int, form: FlaskForm, error: InvalidInput) -> ResponseReturnValue:
    """The page with what a service said at its field."""
    form[error.field].errors = [message_of(error)]
    return show_request(verification_id, form)


@blueprint.get("/verifications")
@requires(Permission.VERIFY_ORGANIZATIONS)
def verifications() -> str:
    """Who waits, who was asked for more, what was decided lately."""
    return render_template("staff/verifications.html", queue=read_queue(db(), account()))


@blueprint.get(REQUEST)
@requires(Permission.VERIFY_ORGANIZATIONS)
def verification(verification_id: int) -> ResponseReturnValue:
    """One request beside what the lists know."""
    return show_request(verification_id)


@blueprint.get("/verifications/evidence/<int(max=9223372036854775807):file_id>")
@requires(Permission.VERIFY_ORGANIZATIONS)
def evidence(file_id: int) -> Response:
    """A file that an organization showed."""
    return give_file(file_id)


@blueprint.post(f"{REQUEST}/approve")
@requires(Permission.VERIFY_ORGANIZATIONS)
def approve_organization(verification_id: int) -> ResponseReturnValue:
    """Verify it."""
    form = ApproveForm()
    if not form.validate_on_submit():
        raise InvalidInput("The form is incomplete. Please open the request again.")
    verified = approve(db(), account(), verification_id, claims=form.claims.data, clock=collaborators().clock)
    flash(gettext("%(name)s is verified, and its people are told.", name=verified.name), "success")
    return redirect(url_for("staff.verifications"), 303)


@blueprint.post(f"{REQUEST}/more")
@requires(Permission.VERIFY_ORGANIZATIONS)
def ask_organization(verification_id: int) -> ResponseReturnValue:
    """Ask for more."""
    form = MoreForm()
    if not form.validate_on_submit():
        return show_request(verification_id, form)
    try:
        asked = ask_for_more(
            db(), account(), verification_id, answer=form.answer.data or "", clock=collaborators().clock
        )
    except InvalidInput as error:
        return put_wrong(verification_id, form, error)
    flash(gettext("%(name)s is asked for more.", name=asked.name), "success")
    return redirect(url_for("staff.verifications"), 303)


@blueprint.post(f"{REQUEST}/refuse")
@requires(Permission.VERIFY_ORGANIZATIONS)
def refuse_organization(verification_id: int) -> ResponseReturnValue:
    """Refuse, with a reason."""
    form = RefuseForm()
    if not form.validate_on_submit():
        return show_request(verification_id, form)
    try:
        refused = refuse(
            db(),
            account(),
            verification_id,
            reason=form.reason.data or "",
            answer=form.answer.data or "",
            clock=collaborators().clock,
        )
    except InvalidInput as error:
        return put_wrong(verification_id, form, error)
    flash(gettext("%(name)s is told why it was refused.", name=refused.name), "success")
    return redirect(url_for("staff.verifications"), 303)
