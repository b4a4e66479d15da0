"""How far first and second opinions agree, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import BlindReview, Match, Review, Verdict
from marketplace.permissions import Actor, Permission, require
from marketplace.services.reviews.reasons import ReasonGroup, group_of
from matching.learning.double_review import DoubleReview, measure_double_review


@dataclass(frozen=True)
class GroupLine:
    """Pairs that at least one of the two rejected for a reason of this group.

    `both_reject`: the other rejected too; `same_group`: and for a reason of the same group.
    """

    group: ReasonGroup
    pairs: int
    both_reject: int
    same_group: int


@dataclass(frozen=True)
class AgreementReport:
    """Over all second opinions whose first verdict was not undone for another cause than a settlement."""

    figures: DoubleReview
    groups: Sequence[GroupLine]
    unsettled: Sequence[BlindReview]
    settled: Sequence[BlindReview]
    upheld: int
    waiting: int


def read_agreement(session: Session, actor: Actor) -> AgreementReport:
    """The report; disagreements newest first. Raises NotAllowed."""
    require(actor, Permission.READ_AGREEMENT)
    given = list_given(session)
    figures = measure_double_review(
        [blind.review.verdict is Verdict.RECOMMEND for blind in given],
        [blind.verdict is Verdict.RECOMMEND for blind in given],
    )
    differing = [blind for blind in given if blind.verdict is not blind.review.verdict]
    settled = [blind for blind in differing if blind.settled_at is not None]
    return AgreementReport(
        figures,
        _by_group(given),
        [blind for blind in differing if blind.settled_at is None],
        settled,
        sum(blind.settled_verdict is blind.review.verdict for blind in settled),
        _count_waiting(session),
    )


def list_given(session: Session) -> Sequence[BlindReview]:
    """Every second opinion that stands beside a first one, newest first."""
    return session.scalars(
        select(BlindReview)
        .join(BlindReview.review)
        .options(
            joinedload(BlindReview.review).joinedload(Review.reviewer),
            joinedload(BlindReview.reviewer),
            joinedload(BlindReview.settled_by),
            joinedload(BlindReview.match).joinedload(Match.demand),
            joinedload(BlindReview.match).joinedload(Match.supply),
        )
        .where(is_given())
        .order_by(BlindReview.decided_at.desc(), BlindReview.id.desc())
    ).all()


def is_given() -> ColumnElement[bool]:
    """Whether a second opinion stands beside a first one (to be asked of a BlindReview with its Review)."""
    stands = Review.undone_at.is_(None) | BlindReview.settled_at.is_not(None)
    return BlindReview.decided_at.is_not(None) & stands


def count_opinions(session: Session, *which: ColumnElement[bool]) -> Mapping[tuple[bool, bool], int]:
    """Second opinions on the pairs that fulfil `which`, by (the first recommends, the second recommends)."""
    first, second = Review.verdict == Verdict.RECOMMEND, BlindReview.verdict == Verdict.RECOMMEND
    rows = session.execute(
        select(first, second, func.count())
        .select_from(BlindReview)
        .join(Review, Review.id == BlindReview.review_id)
        .join(Match, Match.id == BlindReview.match_id)
        .where(is_given(), *which)
        .group_by(first, second)
    )
    return {(one, other): count for one, other, count in rows}


def _by_group(given: Sequence[BlindReview]) -> list[GroupLine]:
    lines = []
    for group in ReasonGroup:
        named = [blind for blind in given if group in groups_named(blind)]
        both = [blind for blind in named if blind.verdict is blind.review.verdict is Verdict.REJECT]
        same = [blind for blind in both if group_of(blind.reason) is group_of(blind.review.reason)]
        if named:
            lines.append(GroupLine(group, len(named), len(both), len(same)))
    return lines


def groups_named(blind: BlindReview) -> set[ReasonGroup | None]:
    """The groups of the reasons that the two gave."""
    return {group_of(blind.review.reason), group_of(blind.reason)}


def _count_waiting(session: Session) -> int:
    query = (
        select(func.count())
        .select_from(BlindReview)
        .join(Review, Review.id == BlindReview.review_id)
        .where(BlindReview.decided_at.is_(None), Review.undone_at.is_(None))
    )
    return session.scalar(query) or 0
