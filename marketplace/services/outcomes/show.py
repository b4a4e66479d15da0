"""What got done, for everybody: how much of each stage, and what both sides let be read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.models import OutcomeStage
from marketplace.permissions import Actor, Permission, require
from marketplace.services.outcomes.count import StageCount, count_outcomes
from marketplace.services.outcomes.publish import PublishedOutcome, published_outcomes


@dataclass(frozen=True)
class WhatGotDone:
    """`counts` are of the whole site; `published` are those that may be read, by stage, newest first."""

    counts: Mapping[OutcomeStage, StageCount]
    published: Mapping[OutcomeStage, Sequence[PublishedOutcome]]


def count_what_got_done(session: Session, actor: Actor | None) -> Mapping[OutcomeStage, StageCount]:
    """Of the whole site. Raises NotAllowed."""
    require(actor, Permission.READ_PUBLIC)
    return count_outcomes(session)


def read_what_got_done(session: Session, actor: Actor | None) -> WhatGotDone:
    """Raises NotAllowed."""
    require(actor, Permission.READ_PUBLIC)
    shown = published_outcomes(session, actor)
    stages = (OutcomeStage.DELIVERED, OutcomeStage.SIGNED)
    return WhatGotDone(
        count_outcomes(session), {stage: [one for one in shown if one.stage is stage] for stage in stages}
    )
