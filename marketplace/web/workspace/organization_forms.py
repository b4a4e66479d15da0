"""The forms of the organization's own page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from marketplace.models import Organization, Role
from marketplace.models.vocabulary import ORGANIZATION_TYPES
from marketplace.services.accounts.mail_addresses import LONGEST as LONGEST_ADDRESS
from marketplace.services.organizations.checks import ALL_REGIONS, LONGEST_NAME, LONGEST_PERSON
from marketplace.services.organizations.credit_code import LENGTH
from marketplace.services.organizations.submit import LONGEST_NOTE
from marketplace.web.words import word

TOO_LONG = _l("This is too long.")


class EvidenceForm(FlaskForm):  # type: ignore[misc]
    """One file."""

    file = FileField(_l("Licence, certificate or letter"), [FileRequired(_l("Choose a file."))])


class SubmitForm(FlaskForm):  # type: ignore[misc]
    """A word to staff, if need be."""

    note = TextAreaField(
        _l("Something our staff should know"), [Length(max=LONGEST_NOTE, message=_l("The note is too long."))]
    )


class InviteForm(FlaskForm):  # type: ignore[misc]
    """Whom to invite, and as what."""

    person = StringField(
        _l("Name"),
        [InputRequired(_l("Enter the person's name.")), Length(max=LONGEST_PERSON, message=TOO_LONG)],
    )
    email = EmailField(
        _l("Work mail"),
        [InputRequired(_l("Enter the work mail.")), Length(max=LONGEST_ADDRESS, message=TOO_LONG)],
    )
    role = RadioField(
        _l("Works here as"),
        [InputRequired(_l("Choose what your colleague will do here."))],
        choices=[
            SelectChoice(Role.DEMAND_OWNER.value, _l("Demand owner: publishes needs, answers suppliers")),
            SelectChoice(Role.COMPANY.value, _l("Company: publishes offers, answers needs")),
        ],
    )
    is_manager = BooleanField(_l("Manages the organization too: invites people and lets them in"))


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """What was said about the organization at registration."""

    name = StringField(
        _l("Full name of the organization"),
        [
            InputRequired(_l("Enter the organization's full name.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    code = StringField(
        _l("Unified social credit code"),
        [
            InputRequired(_l("Enter the unified social credit code.")),
            Length(max=LENGTH * 2, message=TOO_LONG),
        ],
    )
    organization_type = SelectField(_l("Kind of organization"))
    region = SelectField(_l("Region"))

    def offer_choices(self) -> DetailsForm:
        """Fill the lists to choose from, in the reader's language."""
        self.organization_type.choices = [SelectChoice(one, str(word(one))) for one in ORGANIZATION_TYPES]
        self.region.choices = [SelectChoice(one, str(word(one))) for one in ALL_REGIONS]
        return self

    @classmethod
    def of(cls, organization: Organization) -> DetailsForm:
        """The form as the organization stands; what was sent counts when something was."""
        return cls(
            name=organization.name,
            code=organization.code,
            organization_type=organization.organization_type,
            region=organization.region,
        ).offer_choices()
