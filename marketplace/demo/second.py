"""What colleagues said of pairs whose first verdict they did not know, and where a third had to settle."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.demo.past import Past
from marketplace.demo.people import find_listing
from marketplace.models import Account, BlindReview, Match, Review, Verdict
from marketplace.services.second_reviews.decide import give_second_opinion
from marketplace.services.second_reviews.sample import sample_second_review
from marketplace.services.second_reviews.settle import settle

YES, NO = Verdict.RECOMMEND, Verdict.REJECT


@dataclass(frozen=True)
class Second:
    """A second opinion on a pair, given so many working days before the present."""

    demand: str
    supply: str
    ago: int
    verdict: Verdict
    reason: str = ""
    note: str = ""
    settled: str = ""


# Given by the first of the two colleagues, on pairs that the demonstration's own account judged.
GIVEN = (
    Second("X10", "G031", 36, YES),
    Second("X08", "G006", 33, YES, note="医院提的三条硬指标都有数字对应。"),
    Second("X03", "G039", 30, YES),
    Second("X07", "G041", 27, YES),
    Second("X01", "G001", 24, YES),
    Second("X17", "G024", 21, YES),
    Second(
        "X08", "G116", 22, NO, "no_case", "没有三级医院的完整案例，门诊量也对不上。",
        settled="案例不足已在推荐意见中写明，由医院自己判断，维持推荐。",
    ),
    Second("X19", "G143", 13, NO, "connected_parties", "两家的控股方是同一家。"),
    Second("X14", "G094", 12, YES),
    Second("X11", "G010", 8, YES),
    Second("X08", "G042", 4, YES),
    Second("X02", "G087", 4, NO, "figures_missing", "读了两遍也没有找到提前量。"),
)  # fmt: skip
# The two colleagues differ, and a third person is to settle it: the demonstration's own account.
DIFFERING = Second("X16", "G071", 3, NO, "need_unclear", "需求只有两句话，规模和设备都没写，推荐为时过早。")
# A colleague's verdict that the demonstration's own account is asked to give a second time.
WAITING = ("X12", "G081")


def tell_second_opinions(session: Session, colleagues: tuple[Account, Account], past: Past) -> None:
    """Some verdicts are given twice: most agree, one difference was settled, one is open, one pair waits."""
    first, second = colleagues
    for told in GIVEN:
        blind = _give(session, first, told, past)
        if told.settled:
            clock, stands = past.go_to(told.ago - 1, 9, 50), blind.review.verdict.value
            settle(session, second, blind.id, verdict=stands, note=told.settled, clock=clock)
    _give(session, second, DIFFERING, past)
    _ask(session, *WAITING, past)


def _ask(session: Session, demand: str, supply: str, past: Past) -> BlindReview:
    """The pair is in the sample since its first verdict."""
    chosen = Match.demand == find_listing(session, demand), Match.supply == find_listing(session, supply)
    match = session.scalars(select(Match).where(*chosen)).one()
    # The one that staff gave, whatever came of it: settling a decline writes a verdict too.
    judged = select(Review).where(Review.match_id == match.id).order_by(Review.created_at, Review.id)
    review = session.scalars(judged).first()
    assert review is not None, "staff judged it"
    asked = sample_second_review(session, review, share=1, clock=past)
    assert asked is not None, "the whole is the sample"
    asked.created_at = review.created_at
    session.flush()
    return asked


def _give(session: Session, reviewer: Account, told: Second, past: Past) -> BlindReview:
    blind = _ask(session, told.demand, told.supply, past)
    clock = past.go_to(told.ago, 16, 5)
    return give_second_opinion(
        session,
        reviewer,
        blind.id,
        verdict=told.verdict.value,
        reason=told.reason,
        note=told.note,
        clock=clock,
    )
