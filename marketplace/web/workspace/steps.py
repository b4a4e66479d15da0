"""The way of a pair, as the steps a side sees."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.models import Kind, MatchState
from marketplace.services.answers.pair_rows import Turn
from marketplace.services.answers.read_own_pair import OwnPair
from marketplace.web.words import WORDS

M = MatchState
AFTER_INTRODUCTION = (M.MEETING, M.PILOT, M.SIGNED, M.DELIVERED)
Step = dict[str, str]


def steps_of(pair: OwnPair) -> list[Step]:
    """Each step with its label, its status for the stepper and a note."""
    state = pair.match.state
    introduced = state is M.INTRODUCED or state in AFTER_INTRODUCTION
    steps: list[Step] = [
        {"label": _("Recommended by staff"), "status": "done", "note": ""},
        *(_answer_step(pair, side) for side in (pair.row.side, *(s for s in Kind if s is not pair.row.side))),
        {
            "label": _("Introduced"),
            "status": _introduced_status(state) if introduced else "upcoming",
            "note": _("Contacts can be seen") if introduced and not pair.withdrawn else "",
        },
    ]
    if introduced:
        reached = AFTER_INTRODUCTION.index(state) if state in AFTER_INTRODUCTION else -1
        steps += [
            {"label": str(WORDS[MatchState][later.value]), "status": _status(place, reached), "note": ""}
            for place, later in enumerate(AFTER_INTRODUCTION)
        ]
    return steps


def _introduced_status(state: MatchState) -> str:
    return "current" if state is M.INTRODUCED else "done"


def _status(place: int, reached: int) -> str:
    """The state a pair stands in is the present one; a delivery is the end, and done."""
    if place == reached and AFTER_INTRODUCTION[place] is not M.DELIVERED:
        return "current"
    return "done" if place <= reached else "upcoming"


def _answer_step(pair: OwnPair, side: Kind) -> Step:
    """What that side has answered, or whether it is being asked."""
    answer, ours = pair.answers.get(side), side is pair.row.side
    label = _("Your answer") if ours else _("The other side's answer")
    if answer is not None:
        return {
            "label": label,
            "status": "done" if answer.accepted else "stopped",
            "note": _("accepted") if answer.accepted else _("declined"),
        }
    if side in pair.withdrawn:
        return {"label": label, "status": "stopped", "note": _("consent taken back")}
    asked = pair.match.state in (M.RECOMMENDED, M.ACCEPTED_BY_DEMAND, M.ACCEPTED_BY_SUPPLY)
    return {
        "label": label,
        "status": "current" if asked and (ours or pair.row.turn is Turn.THEIRS) else "upcoming",
        "note": _("awaited") if asked else "",
    }
