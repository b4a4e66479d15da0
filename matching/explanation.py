"""Says why a pair is suggested, and why another is not, as codes with values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.candidates import Evidence
from matching.documents import Document
from matching.lexical_match import Contribution
from matching.pool import Pool
from matching.results import Reason
from matching.scoring import Part, same_industry, technology_words, total
from matching.segmentation import is_telling

# Part values from which closeness or shared words are worth naming as a reason.
NOTABLE = 0.35
_SHOWN_TERMS = 8
# A supply that gives a need less of its choice among needs suits another one better.
_MINOR_CHOICE = 0.2
# Title, summary and description together; below, there is hardly anything to compare.
_THIN = 60
# A word that more of the pool's listings use than this says nothing of one pair.
_MOST_COMMON = 0.15


@dataclass(frozen=True)
class PairRules:
    """What decides whether a pair is shown: two bars, the shortlist's length, the least fitting score."""

    skip_own_organization: bool
    is_excluded: bool
    shortlist: int
    least_fitting: float


def is_own_organization(demand: Document, supply: Document) -> bool:
    """Whether both belong to the same named organisation."""
    owner = demand.organization.strip()
    return bool(owner) and owner == supply.organization.strip()


def shared_terms(pool: Pool, contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """Words that both texts use and that say something, in the order given, eight at most.

    Left out are pairs of characters that only meet across the words of one side, and words that many of the
    pool's listings use.
    """
    shared = [one.term for one in contributions if one.is_word and is_notable(pool, one.term)]
    return tuple(shared[:_SHOWN_TERMS])


def is_notable(pool: Pool, word: str) -> bool:
    """Whether a word says something, and not what many of the pool's listings say."""
    return is_telling(word) and pool.lexical.commonness(word) <= _MOST_COMMON


def reasons_for(
    demand: Document,
    supply: Document,
    evidence: Evidence,
    parts: tuple[Part, ...],
    trade_words: Sequence[str] = (),
) -> tuple[Reason, ...]:
    """What speaks for the pair, the greatest contribution first.

    `trade_words` are those of the supply that vendors say whose products solve what is needed, best first.
    """
    value = {part.name: part.value for part in parts}
    reasons: dict[str, Reason] = {}
    if value.get("dense", 0.0) >= NOTABLE:
        reasons["dense"] = Reason("close_meaning", {"cosine": round(evidence.cosine, 4)})
    if value.get("lexical", 0.0) >= NOTABLE:
        reasons["lexical"] = Reason("shared_words", {"share": round(evidence.share, 4)})
    if trade_words:
        reasons["wording"] = Reason("trade_words", {"words": "、".join(trade_words)})
    if same_industry(demand, supply):
        reasons["industry"] = Reason("same_industry", {"industry": demand.industry})
    common = technology_words(demand).keys() & technology_words(supply).keys()
    if common:
        reasons["technology"] = Reason("shared_technologies", {"words": "、".join(sorted(common))})
    weight = {part.name: part.contribution for part in parts}
    ordered = sorted(reasons, key=lambda name: -weight.get(name, 0.0))
    return (*(reasons[name] for name in ordered), *_facts(demand, supply))


def why_not(
    demand: Document,
    supply: Document,
    rank: int | None,
    evidence: Evidence,
    parts: tuple[Part, ...],
    rules: PairRules,
) -> tuple[Reason, ...]:
    """What keeps the pair off the shortlist, rules first, then gaps; empty when nothing does."""
    found = []
    if rules.skip_own_organization and is_own_organization(demand, supply):
        found.append(Reason("own_organization", {"organization": demand.organization.strip()}))
    if rules.is_excluded:
        found.append(Reason("excluded", {}))
    if rank is not None and rank > rules.shortlist:
        found.append(Reason("below_shortlist", {"rank": float(rank), "shortlist": float(rules.shortlist)}))
    if total(parts) < rules.least_fitting:
        needed = round(rules.least_fitting, 4)
        found.append(Reason("weak_evidence", {"score": round(total(parts), 4), "needed": needed}))
    return (*found, *_gaps(demand, supply, evidence, parts)) if found else ()


def _gaps(demand: Document, supply: Document, evidence: Evidence, parts: tuple[Part, ...]) -> list[Reason]:
    """What is missing on paper, for the reader who asks what to mend."""
    gaps = []
    if any(part.name == "preference" and 0.0 < part.value < _MINOR_CHOICE for part in parts):
        gaps.append(Reason("suits_another_need", {}))
    if not same_industry(demand, supply):
        gaps.append(Reason("different_industry", {"demand": demand.industry, "supply": supply.industry}))
    if evidence.share == 0.0:
        gaps.append(Reason("no_shared_words", {}))
    for side in (demand, supply):
        if side.text_amount < _THIN:
            gaps.append(Reason("thin_text", {"side": side.kind, "characters": float(side.text_amount)}))
        elif not side.description.strip():
            gaps.append(Reason("missing_description", {"side": side.kind}))
        if not side.technologies:
            gaps.append(Reason("missing_technologies", {"side": side.kind}))
    return gaps


def _facts(demand: Document, supply: Document) -> list[Reason]:
    """Facts that do not enter the score but that a reader weighs."""
    facts = []
    if demand.region and demand.region == supply.region:
        facts.append(Reason("same_region", {"region": demand.region}))
    if supply.maturity:
        facts.append(Reason("maturity", {"maturity": supply.maturity}))
    return facts
