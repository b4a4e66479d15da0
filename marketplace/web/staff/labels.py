"""The words that only the staff pages need: the groups of pairs, a kind by its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import Kind
from marketplace.services.reviews.list_pairs import PairGroup
from marketplace.services.reviews.sequence import Order
from marketplace.web.origin_words import origin_word
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.words import word

ORDERS: Mapping[Order, LazyString] = {
    Order.DEMAND: _l("By demand"),
    Order.SUPPLY: _l("By supply"),
    Order.NEWEST: _l("Newest pairs"),
    Order.LONGEST: _l("Longest waiting"),
}
PAIR_GROUPS: Mapping[PairGroup, LazyString] = {
    PairGroup.WAITING: _l("Waiting for answers"),
    PairGroup.DECLINED: _l("Declined by a side"),
    PairGroup.INTRODUCED: _l("Introduced"),
    PairGroup.REJECTED: _l("Rejected, parked or closed"),
}


blueprint.add_app_template_filter(origin_word)


@blueprint.app_template_filter("first_free")
def first_free(match_ids: Sequence[int], holders: Mapping[int, str]) -> int:
    """The first pair that no colleague has open; the very first when all are taken."""
    return next((match_id for match_id in match_ids if match_id not in holders), match_ids[0])


@blueprint.app_template_filter("kind_word")
def kind_word(kind: str) -> str:
    """The word for a kind given by its value."""
    return str(word(Kind(kind)))
