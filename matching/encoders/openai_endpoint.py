"""Any service that answers the OpenAI form of `/v1/embeddings`, over TCP or a Unix-domain socket."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import httpx
import numpy as np

from matching.encoders.base import EncoderSettings, Vectors, encode_distinct, normalized
from matching.errors import EncoderError

_PATH = "/v1/embeddings"
_ATTEMPTS = 3
_WORTH_RETRYING = frozenset({408, 429, 500, 502, 503, 504})


class OpenAIEndpointEncoder:
    """Prefixes are put on here: the OpenAI form knows nothing of queries and passages."""

    def __init__(
        self, settings: EncoderSettings, transport: httpx.BaseTransport | None = None, pause: float = 0.5
    ) -> None:
        """Ask for the dimension unless the settings state it. `pause`: seconds before the first retry."""
        self._settings, self._pause = settings, pause
        self._address, self._socket = endpoint_address(settings.name)
        headers = {"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
        self._client = httpx.Client(
            transport=transport or httpx.HTTPTransport(uds=self._socket),
            timeout=settings.timeout_seconds,
            headers=headers,
        )
        try:
            self._dimension = settings.dimension or self._ask(["dimension"]).shape[1]
        except EncoderError:
            self.close()
            raise

    def close(self) -> None:
        """Give back the connections; the encoder is of no use afterwards."""
        self._client.close()

    @property
    def name(self) -> str:
        """The model the service was asked for, and where."""
        return f"{self._settings.endpoint_model}@{self._settings.name}"

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension), float32, unit length; EncoderError when the service fails."""
        return self._encode(texts, self._settings.query_prefix or "")

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension), float32, unit length; EncoderError when the service fails."""
        return self._encode(texts, self._settings.passage_prefix or "")

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        return encode_distinct([prefix + text for text in texts], self._dimension, self._in_batches)

    def _in_batches(self, texts: list[str]) -> Vectors:
        size = self._settings.batch_size
        batches = [self._ask(texts[start : start + size]) for start in range(0, len(texts), size)]
        vectors = np.concatenate(batches)
        if vectors.shape[1] != self._dimension:
            raise EncoderError(
                f"{self._address} gave {vectors.shape[1]} dimensions where {self._dimension} were expected"
            )
        return normalized(vectors)

    def _ask(self, texts: Sequence[str]) -> Vectors:
        # Some services refuse an empty text; a space means the same to a model.
        body = {"model": self._settings.endpoint_model, "input": [_sendable(text) or " " for text in texts]}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._knock()
                answer = self._client.post(self._address, json={**body, "encoding_format": "float"})
                if answer.status_code not in _WORTH_RETRYING or attempt == _ATTEMPTS:
                    return self._read(answer, len(texts))
            except (httpx.TransportError, OSError) as problem:
                if attempt == _ATTEMPTS:
                    raise EncoderError(f"{self._address} does not answer: {problem}") from problem
            time.sleep(self._pause * 2 ** (attempt - 1))
        raise AssertionError("the last attempt returns or raises")

    def _knock(self) -> None:
        """OSError when nobody listens on the Unix-domain socket; the client would leave its own end open."""
        if self._socket is not None:
            with socket.socket(socket.AF_UNIX) as end:
                end.connect(self._socket)

    def _read(self, answer: httpx.Response, expected: int) -> Vectors:
        if answer.status_code != httpx.codes.OK:
            raise EncoderError(f"{self._address} answered {answer.status_code}: {answer.text[:200]}")
        try:
            rows = sorted(answer.json()["data"], key=_place)
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as problem:
            raise EncoderError(f"{self._address} did not answer in the OpenAI form: {problem!r}") from problem
        if vectors.ndim != 2 or len(vectors) != expected or not np.isfinite(vectors).all():
            raise EncoderError(f"{self._address} gave vectors of shape {vectors.shape} for {expected} texts")
        return vectors


def endpoint_address(name: str) -> tuple[str, str | None]:
    """The URL to post to and the Unix-domain socket, if any: `unix:/run/engine.sock` means the latter."""
    if name.startswith("unix:"):
        return f"http://localhost{_PATH}", name.removeprefix("unix:").removeprefix("//")
    base = name.rstrip("/")
    if base.endswith("/embeddings"):
        return base, None
    path = urlsplit(base).path.rstrip("/")
    return (f"{base}/embeddings" if path.endswith("/v1") else f"{base}{_PATH}"), None


def _place(row: Mapping[str, object]) -> int:
    return int(str(row["index"]))


def _sendable(text: str) -> str:
    """JSON travels as UTF-8, which has no lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")
