"""The forms of answering by a link, of asking and replying, and of asking for a pair."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from marketplace.models import Kind
from marketplace.services.approaches import make
from marketplace.services.links.decide import LONGEST_NAME
from marketplace.services.questions.lock import LONGEST
from marketplace.web.workspace.forms import INCOMPLETE, AnswerForm, DeclineForm

NAMELESS = _l("Say who you are: your answer is kept under this name.")
TOO_LONG = _l("This is too long.")


def name_field() -> StringField:
    """Who answers. A field of its own for each form: two forms stand on one page."""
    return StringField(
        _l("Your name"),
        [InputRequired(NAMELESS), Length(max=LONGEST_NAME, message=TOO_LONG)],
        render_kw={"autocomplete": "name"},
    )


class LinkAcceptForm(AnswerForm):
    """An acceptance by a link."""

    name = name_field()


class LinkDeclineForm(DeclineForm):
    """A decline by a link."""

    name = name_field()


class TalkForm(FlaskForm):  # type: ignore[misc]
    """A question or a reply; `side` is empty when a link says which side it is."""

    side = HiddenField(validators=[AnyOf(["", *(side.value for side in Kind)], INCOMPLETE)])
    text = TextAreaField(
        _l("Your question"),
        [InputRequired(_l("Write what the other side is to read.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class ApproachForm(FlaskForm):  # type: ignore[misc]
    """Which own listing is brought (empty: none), and why."""

    own = RadioField(_l("Which of your listings do you bring?"), validate_choice=False)
    why_none = TextAreaField(
        _l("Why none of your listings fits"), [Length(max=make.LONGEST, message=TOO_LONG)]
    )
    reason = TextAreaField(
        _l("Why the two of you should talk"),
        [
            InputRequired(_l("Say it in a sentence or two, so that staff can judge.")),
            Length(max=make.LONGEST, message=TOO_LONG),
        ],
    )
