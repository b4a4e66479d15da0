"""Runs the worker: takes jobs as they are enqueued until it is told to stop."""

from __future__ import annotations

from pathlib import Path

from procrastinate import PsycopgConnector
from sqlalchemy.engine import make_url

from marketplace.jobs.mailroom import MailRoom
from marketplace.jobs.outside import Outside
from marketplace.jobs.tasks import (
    AUDIT_HEADS,
    HEARTBEAT_S,
    IDLE_DAYS,
    MAIL,
    OUTSIDE,
    STALLED_AFTER_S,
    TOP,
    build_app,
)

# A long import does not hold up the matching; two refreshes exclude each other by their lock.
JOBS_AT_ONCE = 4
# A notice may be missed while the worker looks at the queue; it then looks again so soon.
POLL_EVERY_S = 1.0


def run_worker(
    url: str,
    outside: Outside,
    *,
    top: int,
    mail: MailRoom | None = None,
    idle_days: int | None = None,
    audit_heads: Path | None = None,
    only: str | None = None,
) -> None:
    """Work over the database at `url` (as SQLAlchemy writes it) until told to stop by a signal.

    `mail`: what mail is sent with, for a worker of that queue. `idle_days`: after how many an account that
    nobody uses is suspended, if ever. `audit_heads`: the file that keeps heads of the trail. With
    `only`, do what waits in that queue now and return; this may be called in any thread.
    """
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = build_app(PsycopgConnector(conninfo=conninfo, min_size=1, max_size=JOBS_AT_ONCE + 3))
    app.run_worker(
        concurrency=JOBS_AT_ONCE,
        queues=[only] if only else None,
        wait=only is None,
        fetch_job_polling_interval=POLL_EVERY_S,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=STALLED_AFTER_S,
        shutdown_graceful_timeout=5,
        install_signal_handlers=only is None,
        additional_context={
            OUTSIDE: outside,
            TOP: top,
            MAIL: mail,
            IDLE_DAYS: idle_days,
            AUDIT_HEADS: audit_heads,
        },
    )
