"""The year's data broken on purpose, one thing at a time, and each check failing for its own reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.jobs.mail_server import Mailbox
from tests.year.checks import check_chain, check_steps
from tests.year.figures import check_figures
from tests.year.history import replay
from tests.year.post import check_post
from tests.year.town import Town
from tests.year.writing import PHONE

Check = Callable[[Town, Session], object]
UNGUARDED = "SET LOCAL session_replication_role = replica"
"""The database's own guards off: what an intruder with every right could do."""


def _history(_town: Town, session: Session) -> object:
    return replay(session)


def _chain(_town: Town, session: Session) -> object:
    return check_chain(session)


BREAKS: Sequence[tuple[Check, str, str]] = (
    (_history, "UPDATE matches SET state = 'delivered'", "its trail ends at"),
    (_history, "UPDATE listings SET state = 'fulfilled' WHERE state = 'published'", "its trail ends at"),
    (_history, "UPDATE organizations SET state = 'refused' WHERE state = 'verified'", "its trail ends at"),
    (
        _history,
        f"{UNGUARDED}; DELETE FROM audit_events WHERE action = 'match.recommend'",
        "but it stood at suggested",
    ),
    (
        _history,
        f"{UNGUARDED}; UPDATE audit_events SET to_state = 'signed' WHERE action = 'match.recommend'",
        "suggested to signed",
    ),
    (_history, f"{UNGUARDED}; DELETE FROM audit_events WHERE action = 'match.suggest'", "trail ends at None"),
    (
        _chain,
        f"{UNGUARDED}; UPDATE audit_events SET actor_id = NULL WHERE action = 'match.recommend'",
        "changed",
    ),
    (_chain, f"{UNGUARDED}; DELETE FROM audit_events WHERE action = 'match.recommend'", "removed"),
    (
        check_steps,
        "UPDATE matches SET stalled_at = NULL, waits_until = NULL, waiting_since = '2026-01-01'",
        "has waited",
    ),
    (
        check_steps,
        "UPDATE matches SET stalled_at = NULL, reminded_at = NULL, waits_for = NULL, waits_until = NULL,"
        " state = 'recommended', waiting_since = CAST(:now AS timestamptz) - interval '8 days'",
        "was not reminded of",
    ),
    (check_figures, "UPDATE matches SET recommended_at = NULL", "recommended: shown 0"),
    (check_figures, "UPDATE matches SET introduced_at = recommended_at", "introduced: shown"),
    (
        check_figures,
        "INSERT INTO outcomes (match_id, stage, state, side, happened_on, account_id)"
        " SELECT min(m.id), 'signed', 'confirmed', 'supply', '2026-12-01', min(a.id)"
        " FROM matches m, accounts a",
        "outcomes: counted",
    ),
    (
        check_post,
        "INSERT INTO notification_preferences (account_id, topic_group, pace, changed_at)"
        " SELECT id, 'pairs', 'never', '2026-01-01' FROM accounts ON CONFLICT DO NOTHING",
        "was not to be mailed",
    ),
    (check_post, "UPDATE mails SET state = 'queued', created_at = '2026-01-01'", "came at queued"),
    (
        check_post,
        "UPDATE notifications SET account_id = (SELECT id FROM accounts WHERE role = 'auditor')"
        " WHERE mail_id IN (SELECT id FROM mails WHERE state = 'sent')",
        "went to somebody else",
    ),
)


def check_that_checks_fail(town: Town) -> int:
    """Break the rows, and what arrived, in every way named here; how many ways were noticed."""
    for check, statements, words in BREAKS:
        with town.sessions() as session:
            for statement in statements.split("; "):
                values = {"now": town.clock.now()} if ":now" in statement else {}
                session.execute(text(statement), values)
            session.expire_all()
            _fails(check, town, session, words)
            session.rollback()
    posts = _broken_posts(town)
    for words, broken in posts:
        with town.sessions() as session:
            _fails(check_post, broken, session, words)
    return len(BREAKS) + len(posts)


def _fails(check: Check, town: Town, session: Session, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check(town, session)


def _broken_posts(town: Town) -> list[tuple[str, Town]]:
    """A mail lost, a notification lost, a mail that came twice, and one that tells too much."""
    told, arrived = dict(town.told), set(town.message_ids)
    told.pop(next(iter(told)))
    arrived.pop()
    first, reader = town.mailbox.arrived[0], town.mailbox.readers[0]
    leak = EmailMessage(policy=default)
    leak["Message-ID"], leak["Subject"] = "<another@jingqiao>", "联系方式"
    leak.set_content(f"请拨打 {PHONE}0001")
    leak.add_alternative("<p>请来电</p>", subtype="html")
    return [
        ("was never mailed", replace(town, told=told)),
        ("never came", replace(town, message_ids=arrived)),
        ("a mail came twice", _with_mail(town, first, reader)),
        ("a mail tells a contact", _with_mail(town, leak, reader)),
    ]


def _with_mail(town: Town, message: EmailMessage, reader: str) -> Town:
    mailbox = Mailbox([*town.mailbox.arrived, message], [*town.mailbox.readers, reader])
    return replace(town, mailbox=mailbox, numbers=Counter(town.numbers))
