"""The forms of the account pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length

from marketplace.services.accounts.passwords import LONGEST
from marketplace.web.language import CHINESE, ENGLISH, LANGUAGES

TOO_LONG = Length(max=LONGEST, message=_l("This is too long."))


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail and password; `next` is where the visitor was going."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), TOO_LONG])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), TOO_LONG])
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password, and the new one twice."""

    current_password = PasswordField(
        _l("Present password"), [InputRequired(_l("Enter your present password.")), TOO_LONG]
    )
    new_password = PasswordField(_l("New password"), [InputRequired(_l("Enter a new password.")), TOO_LONG])
    repeated = PasswordField(
        _l("New password again"), [EqualTo("new_password", _l("The two new passwords differ."))]
    )


class LanguageForm(FlaskForm):  # type: ignore[misc]
    """The language to read in."""

    language = RadioField(
        _l("Language of the pages"),
        choices=[SelectChoice(name, LANGUAGES[name]) for name in (CHINESE, ENGLISH)],
    )


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """Whose password is forgotten."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), TOO_LONG])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice."""

    new_password = PasswordField(_l("New password"), [InputRequired(_l("Enter a new password.")), TOO_LONG])
    repeated = PasswordField(
        _l("New password again"), [EqualTo("new_password", _l("The two new passwords differ."))]
    )
