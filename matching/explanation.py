"""Says why a pair is suggested, and why another is not, as codes with values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matching.candidates import Evidence, Query
from matching.documents import Document
from matching.pool import Pool
from matching.results import Reason
from matching.scoring import Part, technology_words, total

if TYPE_CHECKING:
    from matching.matcher import MatcherSettings

# Deviations above the pool's mean from which closeness or shared words are worth naming as a reason.
_NOTABLE = 1.5
_SHOWN_TERMS = 8


def is_own_organization(demand: Document, supply: Document) -> bool:
    """Whether both belong to the same named organisation."""
    owner = demand.organization.strip()
    return bool(owner) and owner == supply.organization.strip()


def shared_terms(pool: Pool, query: Query, supply_id: str, limit: int = _SHOWN_TERMS) -> tuple[str, ...]:
    """Words both texts use, the most telling first; a word inside a longer shared word is left out."""
    shared = [term for term in pool.lexical.contributions(query.terms, supply_id) if len(term) > 1]
    whole = [term for term in shared if not any(term != other and term in other for other in shared)]
    return tuple(whole[:limit])


def reasons_for(
    demand: Document, supply: Document, evidence: Evidence, parts: tuple[Part, ...]
) -> tuple[Reason, ...]:
    """What speaks for the pair, the greatest contribution first."""
    reasons: dict[str, Reason] = {}
    if evidence.dense_units >= _NOTABLE:
        reasons["dense"] = Reason("close_meaning", {"cosine": round(evidence.dense, 4)})
    if evidence.lexical_units >= _NOTABLE:
        reasons["lexical"] = Reason("shared_words", {"share": round(evidence.lexical, 4)})
    if demand.industry and demand.industry == supply.industry:
        reasons["industry"] = Reason("same_industry", {"industry": demand.industry})
    common = technology_words(demand).keys() & technology_words(supply).keys()
    if common:
        reasons["technology"] = Reason("shared_technologies", {"words": "、".join(sorted(common))})
    weight = {part.name: part.contribution for part in parts}
    ordered = sorted(reasons, key=lambda name: -weight.get(name, 0.0))
    return (*(reasons[name] for name in ordered), *_facts(demand, supply))


def why_not(
    demand: Document, supply: Document, rank: int | None, evidence: Evidence, parts: tuple[Part, ...],
    excluded: bool, settings: MatcherSettings,
) -> tuple[Reason, ...]:
    """What keeps the pair off the shortlist; empty when it is on it and the best of it is good enough."""
    found = []
    if settings.skip_own_organization and is_own_organization(demand, supply):
        found.append(Reason("own_organization", {"organization": demand.organization.strip()}))
    if excluded:
        found.append(Reason("excluded"))
    if rank is not None and rank > settings.shortlist:
        found.append(Reason("below_shortlist", {"rank": float(rank), "shortlist": float(settings.shortlist)}))
    if total(parts) < settings.scoring.served:
        found.append(
            Reason("weak_evidence", {"score": round(total(parts), 4), "needed": settings.scoring.served})
        )
    return (*found, *_gaps(demand, supply, evidence)) if found else ()


def _gaps(demand: Document, supply: Document, evidence: Evidence) -> list[Reason]:
    """What is missing on paper, for the reader who asks what to mend."""
    gaps = []
    if demand.industry != supply.industry:
        gaps.append(Reason("different_industry", {"demand": demand.industry, "supply": supply.industry}))
    if evidence.lexical == 0.0:
        gaps.append(Reason("no_shared_words"))
    for side in (demand, supply):
        if not side.description.strip():
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
