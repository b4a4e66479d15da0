"""Verdicts teach new kinds: a recommended pair that no known kind explains proposes one from its texts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import KindSource, KindState, Listing, Match, ProblemKind, RecalledKind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.kinds.text import (
    LONGEST_PROBLEM,
    LONGEST_SUMMARY,
    LONGEST_TECHNOLOGY,
    LONGEST_TITLE,
    MOST_TECHNOLOGIES,
    MOST_TEXTS,
    NAME_LENGTHS,
    KindText,
)
from marketplace.services.kinds.write import is_taken, store_draft
from matching.knowledge.kinds import ShortText

# From this similarity on a listing is strongly about a kind; a kind both recall so explains the pair.
STRONG = 0.45


def propose_kind_from_pair(session: Session, actor: Actor, match: Match) -> ProblemKind | None:
    """A draft kind from the pair's two texts, once a pair; None where a known kind already explains it.

    A pair of a demand that has proposed a draft adds its supply to that draft. Raises NotAllowed.
    """
    require(actor, Permission.MANAGE_KINDS)
    if match.demand.published_version is None or match.supply.published_version is None:
        return None
    earlier = session.scalar(select(ProblemKind.id).where(ProblemKind.match_id == match.id))
    if earlier is not None or not is_unexplained(session, match):
        return None
    draft = _draft_of_demand(session, match.demand_id)
    if draft is not None:
        return _add_supply(session, actor, draft, match)
    return store_draft(session, actor, _text_of_pair(session, match), KindSource.VERDICT, match)


def is_unexplained(session: Session, match: Match) -> bool:
    """Whether both sides have been compared with the kinds, and recall none in common strongly."""
    rows = session.scalars(
        select(RecalledKind).where(RecalledKind.listing_id.in_((match.demand_id, match.supply_id)))
    ).all()
    strong: dict[int, set[str]] = {row.listing_id: set() for row in rows}
    for row in rows:
        if row.similarity >= STRONG:
            strong[row.listing_id].add(row.kind)
    both = list(strong.values())
    return len(both) == 2 and not both[0] & both[1]


def _draft_of_demand(session: Session, demand_id: int) -> ProblemKind | None:
    return session.scalar(
        select(ProblemKind)
        .join(Match, Match.id == ProblemKind.match_id)
        .where(Match.demand_id == demand_id, ProblemKind.state == KindState.DRAFT)
        .order_by(ProblemKind.id)
        .limit(1)
        .with_for_update(of=ProblemKind)
    )


def _add_supply(session: Session, actor: Actor, draft: ProblemKind, match: Match) -> ProblemKind:
    text = _row(_short(match.supply))
    if text not in draft.supplies and len(draft.supplies) < MOST_TEXTS:
        draft.supplies = [*draft.supplies, text]
        record_event(session, actor, "kind.text_added", draft, match_id=match.id)
    return draft


def _text_of_pair(session: Session, match: Match) -> KindText:
    demand, supply = match.demand.published_version, match.supply.published_version
    assert demand is not None and supply is not None, "the caller has looked"
    technologies = [
        word
        for word in dict.fromkeys((*demand.technologies, *supply.technologies))
        if len(word) <= LONGEST_TECHNOLOGY
    ]
    return KindText(
        sector=demand.industry,
        name=_free_name(session, demand.industry, demand.title, match.demand.code),
        problem=demand.summary[:LONGEST_PROBLEM],
        demands=(_short(match.demand),),
        supplies=(_short(match.supply),),
        technologies=tuple(technologies[:MOST_TECHNOLOGIES]),
    )


def _free_name(session: Session, sector: str, title: str, code: str) -> str:
    """The demand's title, cut, with its code where another kind has that name."""
    most = NAME_LENGTHS[1]
    name = title[:most]
    return f"{title[: most - len(code) - 2]}（{code}）" if is_taken(session, sector, name) else name


def _short(listing: Listing) -> ShortText:
    version = listing.published_version
    assert version is not None, "the caller has looked"
    return ShortText(version.title[:LONGEST_TITLE], version.summary[:LONGEST_SUMMARY])


def _row(text: ShortText) -> dict[str, str]:
    return {"title": text.title, "summary": text.summary}
