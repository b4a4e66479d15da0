"""How long it takes to verify a trail of a million events, beside reading the same rows and no more.

.venv/bin/python -m scripts.benchmarks.audit_chain [--events 1000000] [--keep FOLDER]

The events are chained by the database itself, as every committed change is. Memory is this process's.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, database_url, migrate, session_factory, transaction
from marketplace.models import AuditEvent, AuditLink
from marketplace.services.audit.chain import AT_ONCE, verify_chain
from marketplace.settings import Settings

AT_A_TIME = 5_000
STATES = ("suggested", "recommended", "accepted_by_demand", "introduced", "meeting", "signed")


def main() -> None:
    """Make the trail, read it bare, verify it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder whose database is made once and kept")
    options = parser.parse_args()
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        url = database_url(Settings(var_dir=Path(folder)))
        migrate(url)
        engine = connect(url)
        sessions = session_factory(engine)
        with transaction(sessions) as session:
            there = session.scalar(select(func.count()).select_from(AuditEvent)) or 0
        making = timed(lambda: make_events(sessions, options.events - there))
        with transaction(sessions) as session:
            reading = timed(lambda: read_bare(session))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with transaction(sessions) as session:
            began = time.perf_counter()
            verdict = verify_chain(session)
            verifying = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        engine.dispose()
    if verdict.fault is not None or verdict.links != options.events:
        raise SystemExit(f"the chain does not hold: {verdict}")
    print(f"{options.events} events chained as they are committed: {making:.1f} s")
    print(f"both tables read bare, in the chain's order:   {reading:.1f} s")
    print(f"verified: {verifying:.1f} s, {verifying / reading:.1f} of that; {grown:.0f} MiB more at most")


def make_events(sessions: sessionmaker[Session], number: int) -> None:
    """Add so many, some thousand in a transaction; nothing but the database writes their links."""
    for start in range(0, number, AT_A_TIME):
        with transaction(sessions) as session:
            session.execute(
                insert(AuditEvent),
                [event(start + at) for at in range(min(AT_A_TIME, number - start))],
            )


def event(number: int) -> dict[str, object]:
    """One like those of a pair on its way."""
    at = number % (len(STATES) - 1)
    return {
        "action": "match.accept",
        "entity_type": "matches",
        "entity_id": number // len(STATES) + 1,
        "from_state": STATES[at],
        "to_state": STATES[at + 1],
        "details": {"side": "demand", "note": "数据条件具备，建议先看现场。", "run_id": number},
    }


def read_bare(session: Session) -> None:
    """Every column of both tables through the same driver, a few thousand rows at a time."""
    rows = (
        select(AuditLink.__table__, AuditEvent.__table__)
        .join(AuditEvent, AuditEvent.id == AuditLink.event_id)
        .order_by(AuditLink.position)
    )
    with session.execute(rows, execution_options={"yield_per": AT_ONCE}) as found:
        for _ in found:
            pass


def timed(work: Callable[[], None]) -> float:
    """Seconds it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
