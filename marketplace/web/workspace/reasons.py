"""Why a pair was recommended, as its sides read it: what speaks for it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketplace.web.explanations import AGAINST, REASONS, reason_sentence


def side_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """What speaks for the pair, a sentence each; codes this version does not know are left to staff."""
    return [
        reason_sentence(reason)
        for reason in reasons
        if reason.get("code") in REASONS and reason.get("code") not in AGAINST
    ]
