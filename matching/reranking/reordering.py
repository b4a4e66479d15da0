"""Has the first suggestions of a ranking looked at again, over a matcher that holds the texts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matching.errors import RerankerError, UnknownDocument
from matching.matcher import Matcher
from matching.reranking.base import Chances, RerankerSettings
from matching.reranking.blending import blend, is_copy
from matching.reranking.factory import load_reranker
from matching.reranking.guard import GuardedReranker, RerankerState
from matching.reranking.remembering import RememberingReranker
from matching.results import Explanation, Ranking, Reason

# What only a pair behind the shortlist has against it.
_BEHIND = frozenset({"below_shortlist", "behind_in"})
_RULES = frozenset({"own_organization", "excluded", "below_shortlist", "weak_evidence"})


class Reordering:
    """A reranker as rankings use it: remembered, rested after failures, blended in. Safe between threads."""

    def __init__(self, settings: RerankerSettings) -> None:
        """Asks nothing yet. RerankerError when the settings name no address."""
        self._guard = GuardedReranker(load_reranker(settings))
        self._reranker = RememberingReranker(self._guard)
        self.depth, self.weight = settings.depth, settings.weight

    @property
    def name(self) -> str:
        """The reranker's."""
        return self._guard.name

    def state(self) -> RerankerState:
        """How the reranker fares."""
        return self._guard.state()

    def reorder(self, matcher: Matcher, ranking: Ranking) -> Ranking:
        """A ranking of held listings with its first `depth` suggestions looked at again.

        RerankerError when the reranker fails or rests, UnknownDocument when a listing was withdrawn since.
        """
        if not ranking.suggestions:
            return ranking
        places, need, offers = self._texts(matcher, ranking)
        chances = self._spread(ranking, places, self._reranker.rerank(need, offers))
        return blend(ranking, chances, self.weight)

    def reorder_or_keep(self, matcher: Matcher, ranking: Ranking) -> Ranking:
        """As `reorder`, but the ranking as it is where that fails; its `reranked` then stays False."""
        try:
            return self.reorder(matcher, ranking)
        except RerankerError:  # noted by the guard, which says it once and counts it
            return ranking
        except UnknownDocument:  # withdrawn a moment ago: the caller drops the pair, and the next run sees
            return ranking

    def explained(self, matcher: Matcher, found: Explanation) -> Explanation:
        """The account of a pair by the verdicts that are remembered; as it is where one is missing.

        Nobody waits for a reranker to read a page.
        """
        ranking = matcher.rank(found.demand_id, self.depth)
        if found.supply_id not in {one.supply_id for one in ranking.suggestions}:
            return found
        places, need, offers = self._texts(matcher, ranking)
        known = self._reranker.remembered(need, offers)
        if known is None:
            return found
        blended = blend(ranking, self._spread(ranking, places, known), self.weight).suggestions
        pair = next(one for one in blended if one.supply_id == found.supply_id)
        return replace(
            found,
            rank=pair.rank,
            score=pair.score,
            parts=pair.parts,
            why_not=_why_not(found.why_not, pair.rank, matcher.settings.shortlist),
        )

    def _texts(self, matcher: Matcher, ranking: Ranking) -> tuple[list[int], str, list[str]]:
        """The places asked about, and the texts: what the encoder is given, and nothing else of a listing."""
        first = ranking.suggestions[: self.depth]
        places = [place for place, one in enumerate(first) if not is_copy(one)]
        offers = [matcher.document(first[place].supply_id, "supply").passage_text() for place in places]
        return places, matcher.document(first[0].demand_id, "demand").query_text(), offers

    def _spread(self, ranking: Ranking, places: list[int], chances: Chances) -> Chances:
        """By suggestion, NaN for those that were not asked about."""
        spread = np.full(min(self.depth, len(ranking.suggestions)), np.nan)
        spread[places] = chances
        return spread


def _why_not(against: tuple[Reason, ...], rank: int, shortlist: int) -> tuple[Reason, ...]:
    """What stands against the pair at its new rank."""
    if rank <= shortlist:
        kept = tuple(reason for reason in against if reason.code not in _BEHIND)
        return kept if any(reason.code in _RULES for reason in kept) else ()
    below = Reason("below_shortlist", {"rank": float(rank), "shortlist": float(shortlist)})
    return (below, *(reason for reason in against if reason.code != below.code))
