"""Posts JSON and has all answers within one stretch of time, however slowly the other side drips."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Any
from urllib.parse import urlsplit

import httpx

from matching.errors import RerankerError, RerankerRefusal

AT_ONCE = 8
_CONNECT_SECONDS = 3.0
# A list of verdicts is a few kilobytes; some services send the texts back.
_MOST_BYTES = 4 * 1024 * 1024
# What the service holds against this request, and not against every request.
_REFUSALS = frozenset({400, 413, 422})


class JsonPoster:
    """Asks one address. Errors name the address and the status, never what was sent or answered."""

    def __init__(self, url: str, path: str, api_key: str | None, seconds: float) -> None:
        """`path` is put behind `url` unless it ends with it. RerankerError when this is no address."""
        self.url, self._place = resolve(url, path)
        if api_key and not (api_key.isascii() and api_key.isprintable()):
            raise RerankerError("the reranker's API key holds characters that no header can carry")
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._seconds = seconds
        self._timeout = httpx.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
        # Made once: reading the certificates takes longer than many a verdict.
        self._certificates = httpx.create_ssl_context()

    @property
    def place(self) -> str:
        """Host and path, without credentials."""
        return self._place

    def post_all(self, bodies: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The JSON answers in the order of `bodies`, all within the seconds, or RerankerError."""
        transport = httpx.HTTPTransport(verify=self._certificates)
        client = httpx.Client(transport=transport, timeout=self._timeout, headers=self._headers)
        pool = ThreadPoolExecutor(min(AT_ONCE, max(1, len(bodies))), thread_name_prefix="rerank")
        try:
            asked = [pool.submit(self._post, client, body) for body in bodies]
            wait(asked, timeout=self._seconds, return_when=FIRST_EXCEPTION)
            return self._answers(asked)
        finally:
            # Whoever still reads is not waited for: without its connection it ends at its next read.
            pool.shutdown(wait=False, cancel_futures=True)
            client.close()

    def _answers(self, asked: Sequence[Future[Any]]) -> list[Any]:
        for one in asked:
            problem = one.exception() if one.done() else None
            if problem is not None:
                raise problem
        if not all(one.done() for one in asked):
            raise RerankerError(f"{self._place} did not answer within {self._seconds:g} s")
        return [one.result() for one in asked]

    def _post(self, client: httpx.Client, body: Mapping[str, Any]) -> Any:
        try:
            with client.stream("POST", self.url, json=body) as answer:
                if answer.status_code != httpx.codes.OK:
                    kind = RerankerRefusal if answer.status_code in _REFUSALS else RerankerError
                    raise kind(f"{self._place} answered {answer.status_code}")
                return json.loads(self._read(answer))
        except httpx.TimeoutException as problem:
            raise RerankerError(f"{self._place} did not answer within {self._seconds:g} s") from problem
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise RerankerError(f"{self._place} does not answer: {type(problem).__name__}") from problem
        except (ValueError, RecursionError) as problem:
            raise RerankerError(f"{self._place} did not answer in JSON") from problem

    def _read(self, answer: httpx.Response) -> bytes:
        content = bytearray()
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > _MOST_BYTES:
                raise RerankerError(f"{self._place} answered with more than {_MOST_BYTES} bytes")
        return bytes(content)


def resolve(url: str, path: str) -> tuple[str, str]:
    """The address to post to, and its host and path as they may be shown.

    `path` such as `/v1/rerank` is put behind a bare host, its last words behind `/v1` or another folder, and
    nothing behind an address that ends with them. RerankerError for anything but http:// and https://.
    """
    base = url.strip().rstrip("/")
    try:
        parts = urlsplit(base)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError as problem:
        raise RerankerError(f"the reranker's address cannot be read: {problem}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RerankerError("the reranker's address must begin with http:// or https://")
    last = path.removeprefix("/v1")
    if not parts.path.endswith(last):
        base += last if parts.path else path
    return base, f"{host}{urlsplit(base).path}"
