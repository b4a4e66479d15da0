"""Questions of open pairs: those to reply to, and one's own that are with staff or with the other side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Question, QuestionState
from marketplace.services.answers.pair_rows import PairRow
from marketplace.services.followups.log import LOCAL
from marketplace.services.followups.steps import RELAY_AFTER, REPLY_ALERT_AFTER
from marketplace.services.questions.lock import OPEN
from marketplace.services.waiting.errands import Errand, Waiting, Whom
from marketplace.services.waiting.pairs import title_of

Q = QuestionState
# By whether the question is one's own and how far it has come.
MEANS: Mapping[tuple[bool, QuestionState], tuple[Errand, Whom]] = {
    (True, Q.ASKED): (Errand.RELAY, Whom.STAFF),
    (True, Q.RELAYED): (Errand.THEIR_REPLY, Whom.THEM),
    (True, Q.REPLIED): (Errand.RELAY, Whom.STAFF),
    (False, Q.RELAYED): (Errand.REPLY, Whom.US),
    (False, Q.REPLIED): (Errand.RELAY, Whom.STAFF),
}


def questions_waiting(session: Session, rows: Sequence[PairRow], now: datetime) -> Iterator[Waiting]:
    """What the other side wrote is read only as staff passed it on."""
    asked = {row.match.id for row in rows if row.match.state in OPEN}
    found = session.scalars(
        select(Question)
        .where(Question.match_id.in_(asked), Question.state.in_((Q.ASKED, Q.RELAYED, Q.REPLIED)))
        .order_by(Question.waiting_since, Question.id)
    ).all()
    for question in found:
        for row in rows:
            if row.match.id != question.match_id:
                continue
            own = question.side is row.side
            if (own, question.state) in MEANS:
                yield _waiting(question, row, own, now)


def _waiting(question: Question, row: PairRow, own: bool, now: datetime) -> Waiting:
    what, whom = MEANS[own, question.state]
    after = RELAY_AFTER if whom is Whom.STAFF else REPLY_ALERT_AFTER
    due = (question.waiting_since + after).astimezone(LOCAL).date()
    return Waiting(
        what=what,
        whom=whom,
        subject=title_of(row.theirs),
        since=question.waiting_since,
        due_on=due,
        late=due < now.astimezone(LOCAL).date(),
        match=row.match,
        side=row.side,
        theirs=row.theirs,
        listing=row.ours,
        detail=question.text if own else question.relayed_text or "",
        key=question.id,
    )
