"""Two reports side by side."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.permissions import Actor
from marketplace.services.quality.read import read_quality_report
from matching.evaluation.comparison import Comparison, compare_reports


def compare_quality(session: Session, actor: Actor, earlier: str, later: str) -> Comparison:
    """Later against earlier, over the demands both measured.

    Raises NotAllowed, NotFound, and InvalidInput when they share no demand.
    """
    before = read_quality_report(session, actor, earlier)
    after = read_quality_report(session, actor, later)
    comparison = compare_reports(before, after)
    if comparison is None:
        raise InvalidInput("The two reports have no measured demand in common.")
    return comparison
