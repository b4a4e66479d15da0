"""The words that only the staff pages need: the groups of pairs, a kind by its value."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import Kind
from marketplace.services.reviews.list_pairs import PairGroup
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.words import word

PAIR_GROUPS: Mapping[PairGroup, LazyString] = {
    PairGroup.WAITING: _l("Waiting for answers"),
    PairGroup.DECLINED: _l("Declined by a side"),
    PairGroup.INTRODUCED: _l("Introduced"),
    PairGroup.REJECTED: _l("Rejected and closed"),
}


@blueprint.app_template_filter("kind_word")
def kind_word(kind: str) -> str:
    """The word for a kind given by its value."""
    return str(word(Kind(kind)))
