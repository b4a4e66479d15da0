"""The embeddings service: addresses, failures, retries, and a real Unix-domain socket."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread

import httpx
import pytest

from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.encoders.openai_endpoint import OpenAIEndpointEncoder, endpoint_address
from matching.errors import EncoderError

SETTINGS = EncoderSettings(name="http://service", dimension=2, api_key="secret")


def answer(count: int = 1, width: int = 2) -> dict[str, object]:
    return {"data": [{"index": i, "embedding": [1.0] * width} for i in range(count)]}


def encoder(handle: Callable[[httpx.Request], httpx.Response]) -> OpenAIEndpointEncoder:
    return OpenAIEndpointEncoder(SETTINGS, transport=httpx.MockTransport(handle), pause=0.0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("http://host:1", ("http://host:1/v1/embeddings", None)),
        ("https://host/v1/", ("https://host/v1/embeddings", None)),
        ("http://host/v1/embeddings", ("http://host/v1/embeddings", None)),
        ("unix:/run/engine.sock", ("http://localhost/v1/embeddings", "/run/engine.sock")),
    ],
)
def test_addresses(name: str, expected: tuple[str, str | None]) -> None:
    assert endpoint_address(name) == expected


def test_the_request_has_prefix_model_and_key() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=answer())

    settings = EncoderSettings(name="http://s", dimension=2, api_key="secret", query_prefix="query: ")
    OpenAIEndpointEncoder(settings, transport=httpx.MockTransport(handle)).encode_queries(["刀具"])
    assert json.loads(seen[0].content) == {
        "model": "default",
        "input": ["query: 刀具"],
        "encoding_format": "float",
    }
    assert seen[0].headers["authorization"] == "Bearer secret"
    assert "secret" not in repr(settings)


def test_a_busy_service_is_asked_again() -> None:
    answers = iter([httpx.Response(503), httpx.Response(429), httpx.Response(200, json=answer())])
    assert encoder(lambda _: next(answers)).encode_queries(["a"]).shape == (1, 2)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (httpx.Response(401, text="no key"), "401: no key"),
        (httpx.Response(503, text="busy"), "503"),
        (httpx.Response(200, text="<html>"), "OpenAI form"),
        (httpx.Response(200, json={"data": [{"index": 0}]}), "OpenAI form"),
        (httpx.Response(200, json=answer(count=2)), "for 1 texts"),
        (httpx.Response(200, json=answer(width=3)), "3 dimensions where 2"),
    ],
)
def test_a_bad_answer_is_told_in_words(response: httpx.Response, words: str) -> None:
    with pytest.raises(EncoderError, match=words):
        encoder(lambda _: response).encode_queries(["a"])


def test_a_service_that_is_away_is_told_in_words() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(EncoderError, match="does not answer: refused"):
        encoder(refuse).encode_queries(["a"])


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        count = len(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"])
        body = json.dumps(answer(count)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "socket"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing on stderr."""


@pytest.fixture
def socket_path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "engine.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), _Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield path
        server.shutdown()
        thread.join()


def test_a_unix_domain_socket_is_an_address_and_the_dimension_is_asked(socket_path: Path) -> None:
    over_socket = load_encoder(EncoderSettings(name=f"unix:{socket_path}"))
    assert over_socket.dimension == 2
    assert over_socket.encode_passages(["a", "b", "a"]).shape == (3, 2)
    over_socket.close()  # type: ignore[attr-defined]
