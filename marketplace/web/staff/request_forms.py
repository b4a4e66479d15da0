"""The forms by which staff pass on what the sides ask."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from marketplace.web.exchange_words import APPROACH_ANSWERS, RETURN_REASONS


class BackForm(FlaskForm):  # type: ignore[misc]
    """Which page the form stood on: the pair's or the desk."""

    back = HiddenField(default="desk", validators=[AnyOf(["pair", "desk"])])


class RelayForm(BackForm):
    """The words that go to the other side."""

    text = TextAreaField(_l("What the other side reads"))


class ReturnForm(BackForm):
    """Why a text is given back."""

    reason = SelectField(
        _l("Give it back because"),
        choices=[SelectChoice(code.value, text) for code, text in RETURN_REASONS.items()],
        validate_choice=False,
    )


class ApproachAnswerForm(BackForm):
    """The answer to a request without a listing."""

    reason = SelectField(
        _l("Answer"),
        choices=[SelectChoice(code.value, text) for code, text in APPROACH_ANSWERS.items()],
        validate_choice=False,
    )
