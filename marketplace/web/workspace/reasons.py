"""Why a pair was recommended, as its sides read it: in words, without the engine's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.web.explanations import AGAINST, REASONS, reason_sentence

# These two carry a number that means something to staff only.
IN_WORDS: Mapping[str, LazyString] = {
    "close_meaning": _l("What is needed and what is offered are about the same thing."),
    "shared_words": _l("The two texts use the same telling words."),
}


def side_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """What speaks for the pair, a sentence each; codes this version does not know are left to staff."""
    return [
        str(IN_WORDS.get(code) or reason_sentence(reason))
        for reason in reasons
        if (code := str(reason.get("code"))) in REASONS and code not in AGAINST
    ]
