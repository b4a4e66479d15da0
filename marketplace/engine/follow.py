"""Follows the database by LISTEN/NOTIFY, so that what is published is found at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence

import psycopg
from sqlalchemy.engine import make_url

logger = logging.getLogger(__name__)

CHANNEL = "listings_changed"
# Changes that arrive together are taken together.
GATHERING_S = 0.2
CHECK_EVERY_S = 20.0
LONGEST_WAIT_S = 30.0


class Follower:
    """A thread that hears of changed listings. After each (re)connection it asks for a full levelling."""

    def __init__(
        self,
        url: str,
        level_all: Callable[[], object],
        level_some: Callable[[Collection[int]], object],
        others: Mapping[str, Callable[[], object]] | None = None,
    ) -> None:
        """`url` as SQLAlchemy writes it; `others` are called when their own channel is heard."""
        self._others = dict(others or {})
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._level_all = level_all
        self._level_some = level_some
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follow-listings", daemon=True)

    def start(self) -> None:
        """Begin to follow, from a full levelling on."""
        self._thread.start()

    def stop(self) -> None:
        """End within a second or so."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        wait = 1.0
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    for channel in (CHANNEL, *self._others):
                        connection.execute(f"LISTEN {channel}")
                    self._level_all()  # only now: a change made while levelling is already in the mailbox
                    wait = 1.0
                    self._listen(connection)
            except Exception:
                # Whatever broke (the database, a remote encoder), the engine must not silently fall behind.
                logger.exception("lost track of the listings; trying again in %.0f s", wait)
                self._stopping.wait(wait)
                wait = min(2 * wait, LONGEST_WAIT_S)

    def _listen(self, connection: psycopg.Connection) -> None:
        quiet = 0.0
        while not self._stopping.is_set():
            heard = list(connection.notifies(timeout=1.0, stop_after=1))
            if heard:
                heard += connection.notifies(timeout=GATHERING_S)
                self._tell(heard)
                quiet = 0.0
                continue
            quiet += 1.0
            if quiet >= CHECK_EVERY_S:
                connection.execute("SELECT 1")  # a dead connection may otherwise look like a quiet one
                quiet = 0.0

    def _tell(self, heard: Sequence[psycopg.Notify]) -> None:
        changed = {int(notice.payload) for notice in heard if notice.channel == CHANNEL}
        if changed:
            self._level_some(changed)
        for channel in {notice.channel for notice in heard} & self._others.keys():
            self._others[channel]()
