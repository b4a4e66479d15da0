"""A service on a free port of this machine that answers as a test tells it to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# What to answer: a status, and the body as text or as what JSON can hold.
Answer = tuple[int, Any]


@dataclass
class Service:
    """Where it is, what it was asked, and how it answers: `respond` gets the path and the body."""

    respond: Callable[[str, Mapping[str, Any]], Answer]
    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    # Seconds before the answer begins, and between the bytes of its body.
    delay: float = 0.0
    drip: float = 0.0

    @property
    def sent(self) -> str:
        """All that ever reached it, headers included."""
        return b"\n".join(self.raw).decode() + "\n" + repr(self.headers)


@contextmanager
def serving(respond: Callable[[str, Mapping[str, Any]], Answer], **behaviour: float) -> Iterator[Service]:
    """A running service."""
    service = Service(respond, **behaviour)  # type: ignore[arg-type]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            body = json.loads(raw)
            service.paths.append(self.path)
            service.raw.append(raw)
            service.bodies.append(body)
            service.headers.append(dict(self.headers.items()))
            time.sleep(service.delay)
            status, answer = service.respond(self.path, body)
            content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            try:
                self._send(status, content)
            except OSError:
                self.close_connection = True  # the client had waited long enough

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if not service.drip:
                self.wfile.write(content)
                return
            for place in range(len(content)):
                self.wfile.write(content[place : place + 1])
                self.wfile.flush()
                time.sleep(service.drip)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing on stderr."""

    return Handler


def scores(*values: float) -> Callable[[str, Mapping[str, Any]], Answer]:
    """Answers in the form of Cohere, Jina, vLLM and Infinity, best first as these do."""
    rows = [{"index": place, "relevance_score": value} for place, value in enumerate(values)]
    rows.sort(key=lambda row: -row["relevance_score"])
    return lambda path, body: (200, {"model": "m", "results": rows, "usage": {"total_tokens": 3}})


def said(text: str | None) -> Answer:
    """A chat model's answer."""
    return 200, {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
