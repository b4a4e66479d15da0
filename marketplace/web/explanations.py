"""The engine's explanations in the reader's language: parts of a score, reasons for a pair and against it.

The matcher gives codes with values (matching/explanation.py); every audience that shows them takes the words
from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.errors import EngineUnavailable, NotFound
from marketplace.models import Kind
from marketplace.services.kinds.known import kind_name
from marketplace.web.context import db
from marketplace.web.requirement_words import ShownPoints, compared, show_points
from marketplace.web.words import word

PARTS: Mapping[str, LazyString] = {
    "dense": _l("Closeness of meaning"),
    "lexical": _l("Shared words"),
    "industry": _l("Same industry"),
    "technology": _l("Shared technologies"),  # in suggestions of earlier versions
    "memory": _l("Kind of problem"),
    "wording": _l("Words of the trade"),
    "preference": _l("Suits this need above others"),
    "reranker": _l("Reranker"),
}
REASONS: Mapping[str, LazyString] = {
    "close_meaning": _l("What is needed and what is offered are close in meaning."),
    "shared_words": _l("The two texts share key words."),
    "trade_words": _l("It speaks as suppliers for such needs do: %(words)s."),
    "same_kind": _l("Both are about “%(kind)s”, seen at %(need)s and %(offer)s."),
    "copied_text": _l(
        "The supply repeats the demand's words far more than texts written apart do: read it before you "
        "recommend it."
    ),
    "same_industry": _l("Both are in the same industry: %(industry)s."),
    "shared_technologies": _l("Both name the technologies %(words)s."),
    "same_region": _l("Both are in %(region)s."),
    "maturity": _l("The supply has reached this stage: %(maturity)s."),
    "own_organization": _l("Both belong to %(organization)s, and nobody is matched with themselves."),
    "excluded": _l("This pair was excluded from matching."),
    "below_shortlist": _l("It ranks %(rank)s; only the first %(shortlist)s are suggested."),
    "weak_evidence": _l("Its score is %(score)s; a supply counts as a fit from %(needed)s."),
    "different_industry": _l("The industries differ: %(demand)s for the demand, %(supply)s for the supply."),
    "suits_another_need": _l("The supply suits another published need better than this one."),
    "no_shared_words": _l("The two texts share no key word."),
    "missing_description": _l("The %(side)s has no description, so there was little to compare."),
    "missing_technologies": _l("The %(side)s names no technologies."),
    "thin_text": _l("The %(side)s has %(characters)s characters of text only: little to compare."),
    "behind_in": _l("%(part)s: %(value)s here, %(other)s for the supply that is suggested at rank %(rank)s."),
    "requirement_failed": _l("A requirement is not met: needed %(needed)s, offered %(offered)s."),
    "points_not_stated": _l("Of %(points)s points of the demand the supply says nothing of %(count)s."),
}
AGAINST = frozenset(
    {
        "copied_text",
        "own_organization",
        "excluded",
        "below_shortlist",
        "weak_evidence",
        "different_industry",
        "suits_another_need",
        "no_shared_words",
        "missing_description",
        "missing_technologies",
        "thin_text",
        "behind_in",
        "requirement_failed",
        "points_not_stated",
    }
)
TWO_DECIMALS = frozenset({"score", "needed", "value", "other", "need", "offer"})


class _Values(dict[str, str]):
    """Values of a reason; one that the engine left out shows as a dash rather than failing the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def part_label(name: str) -> str:
    """What a part of the score is called; a part this version does not know keeps its own name."""
    known = PARTS.get(name)
    return str(known if known is not None else gettext("Other evidence (%(name)s)", name=name))


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """One reason (`code`, `values`) as a sentence; an unknown code gives a general one naming it."""
    code, values = str(reason.get("code", "")), reason.get("values") or {}
    template = REASONS.get(code)
    if template is None:
        return str(gettext("Another reason of the engine (%(code)s).", code=code or "–"))
    shown = {name: _shown(name, value) for name, value in values.items()}
    if code == "requirement_failed" and values:
        shown["needed"], shown["offered"] = compared(
            *(str(values.get(name, "")) for name in ("subject", "relation", "needed", "offered"))
        )
    sentence: str = str(template) % _Values(shown)
    return sentence


def labelled_parts(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored parts as `score_parts` of templates/components/pairs.html takes them: label, value, weight."""
    return [
        {"label": part_label(part["name"]), "value": float(part["value"]), "weight": float(part["weight"])}
        for part in parts
    ]


def explained_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored reasons as `sentence` and whether they speak `against` the pair."""
    return [
        {"sentence": reason_sentence(reason), "against": reason.get("code") in AGAINST} for reason in reasons
    ]


def ask_account(
    read: Callable[[], Mapping[str, Any]], stored: Iterable[Mapping[str, Any]]
) -> tuple[ShownPoints, list[dict[str, Any]]]:
    """The points of a pair, and its reasons: the stored ones, and the words of the trade, which the engine
    names only when it is asked for a pair (`read`). A page does without them while it is away.
    """
    try:
        told = read()
    except (EngineUnavailable, NotFound):
        return ShownPoints((), available=False), explained_reasons(stored)
    named = [reason for reason in told.get("reasons", ()) if reason["code"] == "trade_words"]
    return show_points(told.get("points", ())), explained_reasons([*stored, *named])


def _shown(name: str, value: Any) -> str:
    """One value as readers write it."""
    if name in TWO_DECIMALS and isinstance(value, int | float):
        return f"{value:.2f}"
    if isinstance(value, float):
        return f"{value:g}"
    if name == "part":
        return part_label(str(value))
    if name == "kind":
        return kind_name(db(), str(value)) or "–"
    if name == "side" and value in set(Kind):
        return str(word(Kind(value))).lower()  # within a sentence
    return str(word(value)) if value else "–"
