"""The whole account of one pair: its place, its points answered, and all that stands against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from matching.matcher import Matcher
from matching.requirements.reader import PointReader
from matching.results import Explanation, PointAnswer, Reason

# What a part must add less than at the last suggested supply to be named as lacking.
_BEHIND = 0.02
_NAMED = 2


def explain_pair(
    matcher: Matcher,
    reader: PointReader,
    demand_id: str,
    supply_id: str,
    exclude: Collection[str] = (),
    today: date | None = None,
) -> Explanation:
    """`Matcher.explain` with the points of the need; UnknownDocument when one of the two is not held.

    Texts are encoded outside the matcher's lock. Where the pair is kept off the list, the reasons also name
    the parts in which it is behind the last suggested supply, and the requirements that it fails.
    """
    found = matcher.explain(demand_id, supply_id, exclude)
    demand, supply = matcher.document(demand_id, "demand"), matcher.document(supply_id, "supply")
    points = reader.read(demand, supply, found.parts, today)
    against = found.why_not
    if against:
        behind = _lacking(matcher, found, exclude)
        against = (*against, *behind, *failed_requirements(points), *unanswered(points))
    return replace(found, points=points, why_not=against)


def failed_requirements(points: Sequence[PointAnswer]) -> Iterator[Reason]:
    """Every figure or condition that the supply does not meet."""
    for answer in points:
        for compared in answer.comparisons:
            if compared.holds is False:
                yield Reason(
                    "requirement_failed",
                    {
                        "subject": compared.subject,
                        "relation": compared.relation,
                        "needed": compared.needed,
                        "offered": compared.offered,
                    },
                )


def unanswered(points: Sequence[PointAnswer]) -> Iterator[Reason]:
    """How many points the supply says nothing of, when there are any."""
    silent = sum(answer.verdict == "not_stated" for answer in points)
    if silent:
        yield Reason("points_not_stated", {"count": float(silent), "points": float(len(points))})


def _lacking(matcher: Matcher, found: Explanation, exclude: Collection[str]) -> Iterator[Reason]:
    """The parts that add clearly less than at the last supply of the shortlist."""
    shortlist = matcher.settings.shortlist
    if found.rank is None or found.rank <= shortlist:
        return
    last = matcher.rank(found.demand_id, shortlist, exclude).suggestions[-1]
    theirs = {part.name: part for part in last.parts}
    behind = [(theirs[part.name].contribution - part.contribution, part) for part in found.parts]
    for gap, part in sorted(behind, key=lambda pair: -pair[0])[:_NAMED]:
        if gap > _BEHIND:
            other = round(theirs[part.name].value, 4)
            values: dict[str, str | float] = {"part": part.name, "value": round(part.value, 4)}
            yield Reason("behind_in", {**values, "other": other, "rank": float(last.rank)})
