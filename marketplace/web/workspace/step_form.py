"""What every form of a step after the introduction has."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, IntegerField
from wtforms.widgets import HiddenInput

from marketplace.models import Kind
from marketplace.services.followups.add_entry import Upload
from marketplace.services.followups.read import FollowThrough
from marketplace.web.context import account, db
from marketplace.web.workspace.forms import SideForm

FILE_HINT = _l("PDF, Word, Excel, picture or text, at most 10 MiB.")


class Needed:
    """Keeps a field from being called optional. What is missing from it the service says."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Nothing is refused here."""


class StepForm(SideForm):
    """One step: its words, whether it makes sense now, what it begins with, and what it does."""

    title: LazyString | str
    lead: LazyString | str
    button: ClassVar[LazyString]
    seen = IntegerField(widget=HiddenInput(), default=0)

    def standing_version(self, follow: FollowThrough) -> int:
        """The version of what the step changes, which the form sends back; 0 for something new."""
        return 0

    def prepare(self, follow: FollowThrough) -> bool:
        """Fill in what is known; False when the pair does not stand where this step belongs."""
        return follow.together

    def send(self, follow: FollowThrough) -> str:
        """Take the step and say so. Raises what the service raises."""
        raise NotImplementedError

    @staticmethod
    def uploads(values: Any) -> list[Upload]:
        """The files that were chosen."""
        sent = values if isinstance(values, list) else [values]
        return [Upload(one.filename, one.read()) for one in sent if one and getattr(one, "filename", "")]

    @staticmethod
    def who(follow: FollowThrough) -> tuple[Any, Any, int, Kind]:
        """The first arguments of every service here."""
        assert follow.side is not None, "only sides take steps"
        return db(), account(), follow.match.id, follow.side
