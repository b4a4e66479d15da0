"""What a person wrote or sent on the site, wherever it is kept: their own words and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.models import (
    Account,
    Approach,
    BlindReview,
    ConsentWithdrawal,
    FollowUp,
    MendRequest,
    OpportunityList,
    OrganizationBlock,
    Outcome,
    Question,
    StoredFile,
    Submission,
    Verification,
)

Column = InstrumentedAttribute
# Who wrote it, what, and when. A row that two people wrote in stands once for each.
WRITTEN: Sequence[
    tuple[Column[int | None] | Column[int], Column[str] | Column[str | None], Column[datetime]]
] = (
    (Approach.account_id, Approach.reason, Approach.created_at),
    (Approach.account_id, Approach.why_none, Approach.created_at),
    (BlindReview.reviewer_id, BlindReview.note, BlindReview.created_at),
    (BlindReview.settled_by_id, BlindReview.settlement, BlindReview.created_at),
    (ConsentWithdrawal.account_id, ConsentWithdrawal.note, ConsentWithdrawal.created_at),
    (FollowUp.account_id, FollowUp.text, FollowUp.created_at),
    (FollowUp.account_id, FollowUp.next_step, FollowUp.created_at),
    (MendRequest.asked_by_id, MendRequest.note, MendRequest.created_at),
    (OpportunityList.created_by_id, OpportunityList.note, OpportunityList.created_at),
    (OrganizationBlock.created_by_id, OrganizationBlock.note, OrganizationBlock.created_at),
    (OrganizationBlock.lifted_by_id, OrganizationBlock.lift_note, OrganizationBlock.created_at),
    (Outcome.account_id, Outcome.text, Outcome.created_at),
    (Question.account_id, Question.text, Question.created_at),
    (Question.reply_account_id, Question.reply, Question.created_at),
    (StoredFile.uploaded_by_id, StoredFile.name, StoredFile.created_at),
    (Submission.decided_by_id, Submission.note, Submission.submitted_at),
    (Verification.submitted_by_id, Verification.note, Verification.submitted_at),
    (Verification.decided_by_id, Verification.answer, Verification.submitted_at),
)


@dataclass(frozen=True)
class Written:
    """One text: the table it stands in, the row, since when, and the words."""

    table: str
    number: int
    since: datetime
    text: str


def written_by(session: Session, account: Account) -> list[Written]:
    """Everything, oldest first."""
    found = []
    for who, text, since in WRITTEN:
        table = who.class_.__tablename__
        rows = session.execute(
            select(who.class_.id, since, text).where(who == account.id, text.is_not(None), text != "")
        )
        found += [Written(table, number, at, words) for number, at, words in rows]
    return sorted(found, key=lambda one: one.since)
