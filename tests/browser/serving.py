"""The web part of the site over a test's own database, served to real browsers from a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wsgi import ClosingIterator

from marketplace.app import create_app
from marketplace.database import connect, session_factory
from marketplace.services.ports import Clock
from marketplace.settings import Settings
from marketplace.web.context import Collaborators
from tests.doubles import FakeEngine, RecordingQueue

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class Served:
    """A site that is up: where, over which database, by which clock."""

    address: str
    sessions: sessionmaker[Session]
    outside: Collaborators
    app: Flask


@contextmanager
def serve(url: str, var_dir: Path, clock: Clock, **settings: Any) -> Iterator[Served]:
    """Up until the end of the block; the engine and the queue are doubles."""
    database = connect(url)
    sessions = session_factory(database)
    outside = Collaborators(sessions=sessions, engine=FakeEngine(), jobs=RecordingQueue(), clock=clock)
    app = create_app(Settings(var_dir=var_dir, secret_key="test", rate_limits=False, **settings), outside)
    server = make_server("127.0.0.1", 0, read_whole(app.wsgi_app), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}", sessions, outside, app)
    finally:
        stop_serving(server, serving)
        database.dispose()


def read_whole(app: WSGIApplication) -> WSGIApplication:
    """Reads each answer before it is sent: a browser that hangs up halfway then leaves no file open."""

    def serve_whole(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as answer:
            return [b"".join(answer)]

    return serve_whole


def stop_serving(server: BaseWSGIServer, serving: threading.Thread) -> None:
    """Stop it, and give what a browser still asked for the time to be answered, or to find its database."""
    server.shutdown()
    serving.join()
    server.server_close()
    for answering in threading.enumerate():
        if "process_request_thread" in answering.name:
            answering.join(timeout=2)
