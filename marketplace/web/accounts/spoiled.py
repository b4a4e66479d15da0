"""What the account pages say when a form must be mended or a link opens nothing any more."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketplace.errors import Conflict, InvalidInput, JingqiaoError
from marketplace.services.accounts.lockout import Paused
from marketplace.services.accounts.proofs import NotProven
from marketplace.web.context import keep_refusal
from marketplace.web.faults import message_of

REFUSED = 400


def was_refused(response: Response) -> bool:
    """Only refusals count against the limits: signing in correctly is never limited."""
    return response.status_code == REFUSED


def keep_count(error: InvalidInput) -> None:
    """A wrong password or code was counted, and the count must outlast the answer that refuses it."""
    if isinstance(error, NotProven | Paused):
        keep_refusal()


def put_on_field(form: FlaskForm, error: InvalidInput) -> None:
    """Show what a service said at the field it named, or at the head of the form."""
    field = form[error.field] if error.field is not None and error.field in form else None
    if field is None:
        form.form_errors.append(message_of(error))
    else:
        field.errors = [message_of(error)]


def show_closed(error: JingqiaoError, way_on: str, label: str) -> tuple[str, int]:
    """The page of a link that opens nothing, with the way on."""
    page = render_template(
        "accounts/link_closed.html",
        title=_("This link no longer opens anything"),
        message=message_of(error),
        way_on=way_on,
        label=label,
    )
    return page, 409 if isinstance(error, Conflict) else 410
