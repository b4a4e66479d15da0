"""Gives the demonstration a past: pairs at every step, brought there by the services over weeks."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.demo import together, undecided
from marketplace.demo.past import Past
from marketplace.demo.people import make_colleagues
from marketplace.demo.second import DIFFERING, WAITING, tell_second_opinions
from marketplace.demo.story import Story
from marketplace.models import Account, Match
from marketplace.services.followups.chase import chase_pairs

# Every pair answers its demand in the list's own judgements (data/qrels.tsv).
STORIES: tuple[tuple[str, str, Callable[[Story], None]], ...] = (
    ("X10", "G031", together.hotline_delivered),
    ("X08", "G006", together.clinic_signed),
    ("X03", "G039", together.street_signed),
    ("X07", "G041", together.kiwi_closed),
    ("X01", "G001", together.castings_in_pilot),
    ("X17", "G024", together.case_files_in_talks),
    ("X08", "G116", undecided.declined_and_closed),
    ("X14", "G094", undecided.half_accepted),
    ("X08", "G060", undecided.late),
    ("X11", "G010", undecided.declined),
    ("X08", "G067", together.ward_to_meet),
    ("X16", "G071", undecided.asked_and_replied),
    ("X08", "G042", undecided.waits_for_the_hospital),
    ("X12", "G081", undecided.young),
    ("X19", "G143", undecided.kept_apart),
    ("X02", "G087", undecided.sent_to_be_mended),
    ("X09", "G030", undecided.interested),
    ("X03", "G014", undecided.invited),
)
# First verdicts of a colleague: the demonstration's own account gives the second, or settles.
BY_A_COLLEAGUE = frozenset({WAITING, (DIFFERING.demand, DIFFERING.supply)})
BEGAN = 45
CHASED = 15


def tell_life(session: Session, staff: Account, past: Past) -> None:
    """Tell every story, then remind and alert as it would have been done day by day.

    Where a pair stands already, this was done before, and nothing is done again.
    """
    if session.scalar(select(Match.id).limit(1)) is not None:
        return
    colleagues = make_colleagues(session, clock=past.go_to(44))
    for demand, supply, tell in STORIES:
        judge = colleagues[0] if (demand, supply) in BY_A_COLLEAGUE else staff
        tell(Story(session, judge, past, demand, supply))
        session.flush()
    tell_second_opinions(session, colleagues, past)
    for ago in range(CHASED, 0, -1):
        chase_pairs(session, clock=past.go_to(ago, 8))
        session.flush()
