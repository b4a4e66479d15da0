"""What brought a pair about, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# By Match.origin.
ORIGINS: Mapping[str, LazyString] = {
    "engine": _l("Suggested by the matcher"),
    "assignment": _l("Placed by a global assignment"),
    "staff": _l("Paired by hand by staff"),
    "interest": _l("The company expressed interest"),
    "invitation": _l("The demand's owner invited it"),
}


def origin_word(origin: str) -> str:
    """What brought a pair about; an origin this version does not know keeps its code."""
    return str(ORIGINS.get(origin, origin))
