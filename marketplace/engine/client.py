"""Asks the engine process over HTTP: a socket's worth of memory, no model, no index."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import httpx

from marketplace.engine.address import parse_address
from marketplace.engine.wire import hit_of, ranked_demand_of
from marketplace.errors import EngineUnavailable, NotFound
from marketplace.services.ports import Hit, RankedDemand

# Encoding a batch and levelling the indexes are asked for by jobs, which can wait; people cannot.
PATIENT_TIMEOUT_S = 300.0
# Staff wait for a comparison with every listing, but not for ever.
PREVIEW_TIMEOUT_S = 30.0
# A page that shows what is known already asks once more behind it.
EXPLAIN_TIMEOUT_S = 20.0
# After an answer that did not come in time, people are not made to wait for the next one either.
SPARED_S = 10.0


class EngineClient:
    """The real MatchingEngine. Safe between threads; each process opens its own connections."""

    def __init__(self, address: str, timeout_s: float = 3.0) -> None:
        """`address` as in engine.address; `timeout_s` bounds what a person waits for."""
        self._address = parse_address(address)
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._pid = 0
        self._spared_until = 0.0

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        with self._lock:
            if self._client is not None and self._pid == os.getpid():
                self._client.close()
            self._client = None

    def _connections(self) -> httpx.Client:
        """This process's pool: connections inherited over a fork would mix two processes' answers."""
        with self._lock:
            if self._client is None or self._pid != os.getpid():
                socket = self._address.socket
                transport = httpx.HTTPTransport(uds=str(socket)) if socket else httpx.HTTPTransport()
                self._client = httpx.Client(transport=transport, base_url=self._address.base_url)
                self._pid = os.getpid()
            return self._client

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, timeout_s: float | None = None
    ) -> dict[str, Any]:
        """One call. Raises EngineUnavailable, NotFound for an unknown listing, ValueError otherwise."""
        if self._address.socket is not None and not self._address.socket.exists():
            raise EngineUnavailable("The matching engine is not answering.")
        if timeout_s is None and time.monotonic() < self._spared_until:
            raise EngineUnavailable("The matching engine is not answering.")
        timeout = httpx.Timeout(timeout_s or self._timeout_s, connect=self._timeout_s)
        try:
            response = self._connections().request(method, path, json=body, timeout=timeout)
            answer = response.json() if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR else {}
        except httpx.TimeoutException as error:
            self._spared_until = time.monotonic() + SPARED_S
            raise EngineUnavailable("The matching engine is not answering.") from error
        except (httpx.HTTPError, ValueError) as error:
            raise EngineUnavailable("The matching engine is not answering.") from error
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound("The matching engine does not know this listing yet.")
        if response.is_server_error:
            raise EngineUnavailable("The matching engine is not answering.")
        if response.is_error:
            raise ValueError(f"The engine refused {path}: {answer.get('error')}")
        return cast(dict[str, Any], answer)

    def health(self) -> Mapping[str, Any]:
        """Keys: model, dimension, data_version, documents, settings."""
        return self._call("GET", "/health")

    def encode(self, texts: Sequence[str], role: str) -> list[list[float]]:
        """Normalised vectors of `texts`, in their order; role is "query" or "passage"."""
        body = {"input": list(texts), "input_type": role}
        answer = self._call("POST", "/v1/embeddings", body, PATIENT_TIMEOUT_S)
        return [item["embedding"] for item in answer["data"]]

    def refresh(self) -> str:
        """Bring the engine's indexes level with the database; returns the data version."""
        return str(self._call("POST", "/refresh", {}, PATIENT_TIMEOUT_S)["data_version"])

    def rank(self, demand_ids: Sequence[int], top: int) -> list[RankedDemand]:
        """The best supplies for each demand the engine knows; the others are left out."""
        body = {"demand_ids": list(demand_ids), "top": top}
        answer = self._call("POST", "/rank", body, PATIENT_TIMEOUT_S)
        return [ranked_demand_of(item) for item in answer["demands"]]

    def affected_demands(self, supply_ids: Sequence[int], top: int) -> list[int]:
        """The demands for which any of these supplies may stand among the first `top`."""
        body = {"supply_ids": list(supply_ids), "top": top}
        return [int(i) for i in self._call("POST", "/affected", body, PATIENT_TIMEOUT_S)["demand_ids"]]

    def explain(self, demand_id: int, supply_id: int, *, patient: bool = False) -> Mapping[str, Any]:
        """Rank, score, parts, shared terms, reasons, why-not and points of any pair. Raises NotFound."""
        body = {"demand_id": demand_id, "supply_id": supply_id}
        return self._call("POST", "/explain", body, EXPLAIN_TIMEOUT_S if patient else None)

    def search(self, text: str, limit: int, kind: str | None = None) -> list[Hit]:
        """Published listings by meaning and words, best first."""
        answer = self._call("POST", "/search", {"text": text, "limit": limit, "kind": kind})
        return [hit_of(item) for item in answer["hits"]]

    def similar(self, listing_id: int, limit: int) -> list[Hit]:
        """Listings of the same kind that are about the same thing; none for one the engine has not."""
        answer = self._call("POST", "/similar", {"listing_id": listing_id, "limit": limit})
        return [hit_of(item) for item in answer["hits"]]

    def preview_kind(self, kind: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a kind of problem changes; it is compared with everything, so this may take seconds."""
        return self._call("POST", "/kinds/preview", {"kind": dict(kind)}, PREVIEW_TIMEOUT_S)
