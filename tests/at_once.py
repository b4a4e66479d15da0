"""Several people at the same moment: each in a thread and a transaction of their own, starting together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy.orm import Session, sessionmaker

from marketplace.errors import JingqiaoError
from marketplace.services.accounts.lockout import Paused
from marketplace.services.accounts.proofs import NotProven

Work = Callable[[Session], object]


def at_once(sessions: sessionmaker[Session], *works: Work) -> list[str]:
    """How each ended: "done", or what the service raised. Anything else, a deadlock too, fails the test.

    What wrong proofs count is committed, as the site's edge does.
    """
    start = Barrier(len(works))

    def run(work: Work) -> str:
        with sessions() as session:
            start.wait(timeout=10)
            try:
                work(session)
            except JingqiaoError as error:
                if isinstance(error, NotProven | Paused):
                    session.commit()
                return type(error).__name__
            session.commit()
            return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))
