"""The forms with which people correct their own data or have them erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, PasswordField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.web.accounts.forms import TOO_LONG


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    """Name, address and phone; the password only when the address is to change."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter your name.")), TOO_LONG])
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), TOO_LONG])
    phone = TelField(_l("Phone"), [Length(max=40, message=_l("This is too long."))])
    password = PasswordField(_l("Present password"), [TOO_LONG])


NOBODY = "nobody"


class ErasureForm(FlaskForm):  # type: ignore[misc]
    """What becomes of one's listings and organization, and that it is really oneself who asks."""

    successor = RadioField(
        _l("Who manages your organization after you?"), choices=[], validate_choice=False, default=None
    )

    contacts = RadioField(
        _l("What becomes of the listings you are the contact of?"),
        choices=[
            SelectChoice("replace", _l("A colleague is the contact from now on")),
            SelectChoice("withdraw", _l("They are taken down")),
        ],
        default="replace",
        validate_choice=False,
    )
    name = StringField(_l("Colleague's name"), [TOO_LONG])
    phone = TelField(_l("Colleague's phone"), [Length(max=40, message=_l("This is too long."))])
    email = EmailField(_l("Colleague's e-mail address"), [TOO_LONG])
    understood = BooleanField(
        _l("I understand that this cannot be undone"), [InputRequired(_l("Tick the box to go on."))]
    )
    password = PasswordField(_l("Present password"), [InputRequired(_l("Enter your password.")), TOO_LONG])
    asks_for_contact = False
    asks_for_successor = False

    def expect_successor(self, colleagues: Sequence[Account]) -> ErasureForm:
        """The person is the last who manages the organization: a colleague takes over, or nobody does."""
        self.asks_for_successor = True
        self.successor.choices = [
            *(SelectChoice(str(one.id), one.display_name) for one in colleagues),
            SelectChoice(NOBODY, str(_l("Nobody; I know what that means"))),
        ]
        return self

    def named_successor(self) -> int | None:
        """The colleague's account, if one was chosen."""
        chosen = self.successor.data or ""
        known = {choice.value for choice in self.successor.choices or ()} - {NOBODY}
        return int(chosen) if chosen in known else None

    def validate_successor(self, field: Field) -> None:
        """Somebody, or nobody, but said so."""
        if self.asks_for_successor and self.named_successor() is None and field.data != NOBODY:
            raise ValidationError(_("Choose a colleague, or that nobody takes over."))

    def expect_contacts(self) -> ErasureForm:
        """The person is the contact of listings, so what becomes of them must be said."""
        self.asks_for_contact = True
        return self

    def validate_name(self, field: Field) -> None:
        """A colleague who takes over has a name."""
        self._wanted(field)

    def validate_phone(self, field: Field) -> None:
        """And can be rung."""
        self._wanted(field)

    def validate_email(self, field: Field) -> None:
        """And written to."""
        self._wanted(field)

    def _wanted(self, field: Field) -> None:
        if self.asks_for_contact and self.contacts.data == "replace" and not (field.data or "").strip():
            raise ValidationError(_("Fill this in, or choose that the listings are taken down."))


def mark(form: Any, error: InvalidInput) -> None:
    """Put what the service refused to the field it is about, or to the form."""
    text = _(error.message) % error.values if error.values else _(error.message)
    if error.field in form:
        form[error.field].errors = [*form[error.field].errors, text]
    else:
        form.form_errors.append(text)
