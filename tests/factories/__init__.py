"""Rows for tests, with sensible defaults; each writes (flushes) what it makes and returns it."""

from tests.factories.accounts import make_account, make_organization
from tests.factories.kinds import make_kind, make_recall
from tests.factories.listings import make_list, make_listing
from tests.factories.matches import make_match

__all__ = [
    "make_account",
    "make_kind",
    "make_list",
    "make_listing",
    "make_match",
    "make_organization",
    "make_recall",
]
