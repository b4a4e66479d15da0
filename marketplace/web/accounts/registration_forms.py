"""The forms of registering and of joining."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length

from marketplace.models import Role
from marketplace.models.vocabulary import ORGANIZATION_TYPES
from marketplace.services.accounts.mail_addresses import LONGEST as LONGEST_ADDRESS
from marketplace.services.organizations.checks import ALL_REGIONS, LONGEST_NAME, LONGEST_PERSON
from marketplace.services.organizations.credit_code import LENGTH
from marketplace.web.accounts.forms import TOO_LONG
from marketplace.web.words import word

# A code is mostly copied, with the spaces and hyphens it was printed with.
LONGEST_CODE = LENGTH * 2


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The work mail that a registration begins with."""

    email = EmailField(
        _l("Work mail"),
        [
            InputRequired(_l("Enter your work mail.")),
            Length(max=LONGEST_ADDRESS, message=_l("This is too long.")),
        ],
    )


class PersonForm(FlaskForm):  # type: ignore[misc]
    """Who somebody is and the password they choose."""

    person = StringField(
        _l("Your name"),
        [InputRequired(_l("Enter your name.")), Length(max=LONGEST_PERSON, message=_l("This is too long."))],
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Choose a password.")), TOO_LONG])
    repeated = PasswordField(
        _l("Password again"),
        [
            InputRequired(_l("Enter the password again.")),
            EqualTo("password", _l("The two passwords differ.")),
        ],
    )
    accepts = BooleanField(_l("I have read the terms of use and the privacy notice, and I accept them."))


class RegistrationForm(PersonForm):
    """The organization, and its first person."""

    name = StringField(
        _l("Full name of the organization"),
        [
            InputRequired(_l("Enter the organization's full name.")),
            Length(max=LONGEST_NAME, message=_l("This is too long.")),
        ],
    )
    code = StringField(
        _l("Unified social credit code"),
        [
            InputRequired(_l("Enter the unified social credit code.")),
            Length(max=LONGEST_CODE, message=_l("This is too long.")),
        ],
    )
    organization_type = SelectField(
        _l("Kind of organization"), [InputRequired(_l("Choose what kind of organization it is."))]
    )
    region = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    role = RadioField(
        _l("What brings you here?"),
        [InputRequired(_l("Choose what brings you here."))],
        choices=[
            SelectChoice(Role.DEMAND_OWNER.value, _l("We have a problem to solve and look for suppliers")),
            SelectChoice(Role.COMPANY.value, _l("We have something to offer and look for those who need it")),
        ],
    )

    def offer_choices(self) -> RegistrationForm:
        """Fill the lists to choose from, in the reader's language."""
        nothing = SelectChoice("", str(_l("Please choose")))
        self.organization_type.choices = [
            nothing,
            *(SelectChoice(one, str(word(one))) for one in ORGANIZATION_TYPES),
        ]
        self.region.choices = [nothing, *(SelectChoice(one, str(word(one))) for one in ALL_REGIONS)]
        return self
