"""The form of a kind of problem."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from marketplace.errors import InvalidInput
from marketplace.models import ProblemKind
from marketplace.models.vocabulary import INDUSTRIES
from marketplace.services.kinds.text import LONGEST_PROBLEM, MOST_TEXTS, REQUIRES, KindText
from marketplace.web.words import word
from matching.knowledge.kinds import ShortText

# So many empty places are offered for each sort of text; without scripts no more can be asked for.
PLACES = {"demands": 3, "supplies": 4, "lookalikes": 2}
SEPARATORS = re.compile("[、，,；;\n]")
BIGGEST = 2**63 - 1


class TextForm(Form):  # type: ignore[misc]
    """One short text: the service says what it may hold."""

    title = StringField(_l("Title"))
    summary = TextAreaField(_l("Summary"))


@dataclass(frozen=True)
class SomeText:
    """Lets a list of texts pass in which at least one has a title or a summary."""

    message: LazyString

    def __call__(self, form: FlaskForm, texts: FieldList) -> None:
        """Raise ValidationError when nothing is written."""
        if not any(part.strip() for entry in texts.entries for part in entry.data.values() if part):
            raise ValidationError(self.message)


class KindForm(FlaskForm):  # type: ignore[misc]
    """Everything written about a kind; what it may hold is decided by the service, which names the field."""

    sector = SelectField(_l("Industry"), [InputRequired()], validate_choice=False)
    name = StringField(_l("Name of the kind"), [InputRequired(_l("Give the kind a name."))])
    problem = TextAreaField(
        _l("What the problem is"),
        [InputRequired(_l("Say in at most %(most)s characters what the problem is.", most=LONGEST_PROBLEM))],
    )
    demands = FieldList(
        FormField(TextForm),
        _l("How those who have it say it"),
        [SomeText(_l("Write at least one text of somebody who has the problem."))],
        max_entries=MOST_TEXTS,
    )
    supplies = FieldList(
        FormField(TextForm),
        _l("How vendors say what solves it"),
        [SomeText(_l("Write at least one text of a vendor who solves it."))],
        max_entries=MOST_TEXTS,
    )
    lookalikes = FieldList(
        FormField(TextForm), _l("What looks alike but does not solve it"), max_entries=MOST_TEXTS
    )
    technologies = StringField(_l("Technologies"))
    data = StringField(_l("Data"))
    devices = StringField(_l("Devices"))
    environment = StringField(_l("Conditions on site"))
    version = IntegerField(widget=HiddenInput())

    def prepare(self) -> KindForm:
        """Offer the industries, and an empty place more than is filled, in the reader's language."""
        self.sector.choices = [(sector, word(sector)) for sector in INDUSTRIES]
        for name, places in PLACES.items():
            texts = self[name]
            while texts.entries and not any(texts.entries[-1].data.values()):
                texts.pop_entry()
            wanted = min(max(places, len(texts) + 1), MOST_TEXTS)
            while len(texts) < wanted:
                texts.append_entry()
        return self

    def text(self) -> KindText:
        """What was written, as the service takes it."""
        return KindText(
            sector=self.sector.data or "",
            name=self.name.data or "",
            problem=self.problem.data or "",
            demands=self._texts("demands"),
            supplies=self._texts("supplies"),
            lookalikes=self._texts("lookalikes"),
            technologies=tuple(SEPARATORS.split(self.technologies.data or "")),
            requires={name: self[name].data or "" for name in REQUIRES},
        )

    def refuse(self, error: InvalidInput, message: str) -> None:
        """Show the service's message at the field it names."""
        name = error.field if error.field in self._fields else "name"
        self[name].errors = [*self[name].errors, message]

    def _texts(self, name: str) -> tuple[ShortText, ...]:
        rows = [entry.form for entry in self[name].entries]
        return tuple(ShortText(row.title.data or "", row.summary.data or "") for row in rows)

    @classmethod
    def of(cls, kind: ProblemKind) -> KindForm:
        """The form filled with a stored kind."""
        return cls(
            formdata=None,
            data={
                **{name: getattr(kind, name) for name in ("sector", "name", "problem", "version", *PLACES)},
                "technologies": "、".join(kind.technologies),
                **kind.requires,
            },
        ).prepare()


class KindVersionForm(FlaskForm):  # type: ignore[misc]
    """The version of the kind that the page showed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, BIGGEST)])

    @classmethod
    def read(cls) -> int:
        """The version sent. Raises InvalidInput when there is none."""
        form = cls()
        if not form.validate_on_submit():
            raise InvalidInput("The form is incomplete. Please open the page again.")
        return int(form.version.data)
