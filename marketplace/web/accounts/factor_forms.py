"""The forms of the second step."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from marketplace.web.accounts.forms import TOO_LONG

TOO_LONG_CODE = Length(max=60, message=_l("This is too long."))


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code of the authenticator."""

    code = StringField(
        _l("Code of six digits"),
        [InputRequired(_l("Enter the code your authenticator shows.")), TOO_LONG_CODE],
    )


class RecoveryForm(FlaskForm):  # type: ignore[misc]
    """A recovery code instead."""

    code = StringField(_l("Recovery code"), [InputRequired(_l("Enter a recovery code.")), TOO_LONG_CODE])


class AnyCodeForm(FlaskForm):  # type: ignore[misc]
    """Either of them."""

    code = StringField(
        _l("Code of six digits, or a recovery code"), [InputRequired(_l("Enter a code.")), TOO_LONG_CODE]
    )


class BeginForm(FlaskForm):  # type: ignore[misc]
    """That it is oneself who sets it up."""

    password = PasswordField(_l("Present password"), [InputRequired(_l("Enter your password.")), TOO_LONG])


class SwitchOffForm(AnyCodeForm):
    """A last code, and the password."""

    password = PasswordField(_l("Present password"), [InputRequired(_l("Enter your password.")), TOO_LONG])
