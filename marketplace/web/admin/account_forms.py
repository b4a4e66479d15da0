"""The forms of the accounts' administration."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from marketplace.models import Role
from marketplace.services.accounts.mail_addresses import LONGEST as LONGEST_ADDRESS
from marketplace.services.organizations.checks import LONGEST_PERSON
from marketplace.services.organizations.credit_code import LENGTH
from marketplace.web.words import word

TOO_LONG = _l("This is too long.")


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role, and the organization that goes with it."""

    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])
    organization_code = StringField(
        _l("Unified social credit code of the organization"), [Length(max=LENGTH * 2, message=TOO_LONG)]
    )

    def offer_roles(self) -> RoleForm:
        """Fill the roles, in the reader's language."""
        self.role.choices = [SelectChoice(role.value, str(word(role))) for role in Role]
        return self


class OfferForm(RoleForm):
    """For whom an account is."""

    person = StringField(
        _l("Name"),
        [InputRequired(_l("Enter the person's name.")), Length(max=LONGEST_PERSON, message=TOO_LONG)],
    )
    email = EmailField(
        _l("Work mail"),
        [InputRequired(_l("Enter the work mail.")), Length(max=LONGEST_ADDRESS, message=TOO_LONG)],
    )
