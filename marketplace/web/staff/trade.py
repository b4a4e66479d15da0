"""What an assignment trades, put into words: moves, exposures, demands below their floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from marketplace.models import Listing, Match, Organization
from marketplace.services.assignments.choice import SCORE
from marketplace.services.assignments.pin import PINNABLE
from marketplace.services.assignments.show import AssignmentFile
from marketplace.services.assignments.standing import is_barred

NAMED_HOLDERS = 3


@dataclass(frozen=True)
class MoveLine:
    """One move: who lost what and why, the difference, and the pair that a pin would keep."""

    demand: Listing | None
    lost: Listing | None
    sentence: str
    difference: float
    pinnable: Match | None


@dataclass(frozen=True)
class Bar:
    """How often somebody is put before demands: with caps, without, of these locked; the cap; a note."""

    name: str
    owner: str
    code: str | None
    count: int
    uncapped: int
    cap: int | None
    locked: int
    note: str


@dataclass(frozen=True)
class ShortLine:
    """A demand below its floor, why, and what may be done."""

    demand: Listing | None
    count: int
    floor: int
    sentence: str


@dataclass(frozen=True)
class PairLine:
    """A pair of the assignment."""

    supply: Listing | None
    rank: int
    value: float
    locked: bool
    match: Match | None
    pinnable: bool


@dataclass(frozen=True)
class Trade:
    """Everything the page tells of one assignment."""

    report: Mapping[str, Any]
    by_score: bool
    moves: Sequence[MoveLine]
    supplies: Sequence[Bar]
    organizations: Sequence[Bar]
    short: Sequence[ShortLine]
    advice: Sequence[str]
    unserved: Sequence[Listing]
    pairs: Sequence[tuple[Listing | None, Sequence[PairLine]]]


def tell_trade(file: AssignmentFile) -> Trade:
    """The newest assignment's report in the reader's language."""
    assert file.newest is not None, "only an assignment that was worked out has a report"
    report = file.newest.report
    return Trade(
        report=report,
        by_score=report["valued_by"] == SCORE,
        moves=[_move(file, move) for move in report["moves"]],
        supplies=[_supply_bar(file.listings.get(row["id"]), row) for row in report["supplies"]],
        organizations=[
            _organization_bar(file.organizations.get(row["id"]), row) for row in report["organizations"]
        ],
        short=[_short(file, row) for row in report["shortfalls"]],
        advice=_advice(report),
        unserved=[file.listings[key] for key in report["unserved"] if key in file.listings],
        pairs=[
            (file.listings.get(row["demand"]), [_pair(file, row["demand"], pair) for pair in row["pairs"]])
            for row in report["chosen"]
        ],
    )


def _code(file: AssignmentFile, key: int) -> str:
    listing = file.listings.get(key)
    return listing.code if listing is not None else "–"


def _move(file: AssignmentFile, move: Mapping[str, Any]) -> MoveLine:
    lost, gained = move["lost"], move["gained"]
    match = file.matches.get((move["demand"], lost["supply"]))
    outcome = (
        gettext(
            "%(demand)s gets number %(rank)s, %(gained)s, instead",
            demand=_code(file, move["demand"]),
            rank=gained["rank"],
            gained=_code(file, gained["supply"]),
        )
        if gained
        else gettext("%(demand)s gets nobody in its place", demand=_code(file, move["demand"]))
    )
    return MoveLine(
        file.listings.get(move["demand"]),
        file.listings.get(lost["supply"]),
        gettext("%(why)s; %(outcome)s.", why=_why(file, move), outcome=outcome),
        move["difference"],
        match if match is not None and _pinnable(file, match) else None,
    )


def _why(file: AssignmentFile, move: Mapping[str, Any]) -> str:
    supply, holders = _code(file, move["lost"]["supply"]), move["holders"]
    named = gettext(", ").join(_code(file, key) for key in holders[:NAMED_HOLDERS])
    if move["cause"] == "supply_full":
        said = ngettext(
            "%(supply)s is already assigned to %(num)s demand (%(named)s) and has reached its cap",
            "%(supply)s is already assigned to %(num)s demands (%(named)s) and has reached its cap",
            len(holders),
            supply=supply,
            named=named if len(holders) <= NAMED_HOLDERS else gettext("%(some)s and others", some=named),
        )
    elif move["cause"] == "organization_full":
        owner = file.organizations.get(move["organization"])
        said = gettext(
            "%(supply)s belongs to %(owner)s, which has reached its cap",
            supply=supply,
            owner=owner.name if owner is not None else "–",
        )
    else:
        said = gettext("Another choice is worth as much as %(supply)s", supply=supply)
    return str(said)


def _supply_bar(listing: Listing | None, row: Mapping[str, Any]) -> Bar:
    title = listing.published_version.title if listing and listing.published_version else "–"
    owner = listing.organization.name if listing else ""
    return _bar(title, owner, listing.code if listing else None, row)


def _organization_bar(organization: Organization | None, row: Mapping[str, Any]) -> Bar:
    return _bar(organization.name if organization else "–", "", None, row)


def _bar(name: str, owner: str, code: str | None, row: Mapping[str, Any]) -> Bar:
    notes = []
    if row["locked"]:
        notes.append(gettext("%(count)s locked by staff", count=row["locked"]))
    if row["cap"] is not None and row["count"] > row["cap"]:
        notes.append(gettext("above the cap through locks"))
    if row["price"] is None:
        notes.append(gettext("one more place would fill a floor"))
    elif row["price"] >= 0.005:
        notes.append(gettext("one more place would add at most %(value)s", value=f"{row['price']:.2f}"))
    numbers = (row["count"], row["uncapped"], row["cap"], row["locked"])
    return Bar(name, owner, code, *numbers, gettext("; ").join(notes))


def _short(file: AssignmentFile, row: Mapping[str, Any]) -> ShortLine:
    if row["lack"] == "few_candidates":
        sentence = gettext(
            "Only %(count)s supplies come into question. Look for a supplier by hand, or lower the floor.",
            count=row["candidates"],
        )
    else:
        taken = gettext(", ").join(_code(file, entry["supply"]) for entry in row["full"])
        sentence = gettext("Its candidates are taken by others up to their caps: %(taken)s.", taken=taken)
    return ShortLine(file.listings.get(row["demand"]), row["count"], row["floor"], sentence)


def _advice(report: Mapping[str, Any]) -> list[str]:
    """Which caps would be enough."""
    lines: list[str] = []
    relaxed = report["relaxation"]
    if not relaxed:
        return lines
    if relaxed["per_supply"] is not None:
        lines.append(gettext("A cap per supply of %(cap)s would be enough.", cap=relaxed["per_supply"]))
    if relaxed["per_organization"] is not None:
        lines.append(
            gettext("A cap per organization of %(cap)s would be enough.", cap=relaxed["per_organization"])
        )
    if not lines and relaxed["both"] is not None:
        lines.append(gettext("Both caps at %(cap)s would be enough.", cap=relaxed["both"]))
    return lines


def _pair(file: AssignmentFile, demand: int, pair: Mapping[str, Any]) -> PairLine:
    match = file.matches.get((demand, pair["supply"]))
    return PairLine(
        file.listings.get(pair["supply"]),
        pair["rank"],
        pair["value"],
        pair["locked"],
        match,
        match is not None and _pinnable(file, match),
    )


def _pinnable(file: AssignmentFile, match: Match) -> bool:
    """Whether a pin would count: not decided, not ruled out, not pinned yet, not the reader's own pair."""
    if not file.own.isdisjoint((match.demand_id, match.supply_id)):
        return False
    return match.state in PINNABLE and match.pinned_at is None and not is_barred(match)
