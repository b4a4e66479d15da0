"""Any service that answers the `/rerank` form of common inference servers.

Cohere, Jina, vLLM, Infinity and llama.cpp take `documents` and answer `results` with `relevance_score`;
text-embeddings-inference takes `texts` and answers a bare list with `score`; Voyage calls the list `data`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matching.errors import RerankerError, RerankerRefusal
from matching.reranking.base import Chances, RerankerSettings
from matching.reranking.posting import JsonPoster
from matching.reranking.texts import sendable

# What a service that refuses the first may take.
_FORMS = ("documents", "texts")
_MOST_LOG_ODDS = 30.0


class RerankEndpoint:
    """A cross-encoder behind `/rerank`. Learns from the first answers which names the service uses."""

    def __init__(self, settings: RerankerSettings) -> None:
        """Asks nothing yet. RerankerError when the address is none."""
        self._settings = settings
        self._poster = JsonPoster(settings.url, "/rerank", settings.api_key, settings.seconds)
        self._form: str | None = None
        # Some services answer log-odds. They betray it by a score outside 0..1, and are read so from then on.
        self._gives_log_odds = False

    @property
    def name(self) -> str:
        """The model asked for, and where."""
        return f"{self._settings.model or 'rerank'}@{self._poster.place}"

    def rerank(self, need: str, offers: Sequence[str]) -> Chances:
        """See Reranker; every offer gets a verdict."""
        if not offers:
            return np.zeros(0)
        scores = self._read(self._ask(need, offers), len(offers))
        if scores.min() < 0.0 or scores.max() > 1.0:
            self._gives_log_odds = True
        if not self._gives_log_odds:
            return scores
        chances: Chances = 1.0 / (1.0 + np.exp(-np.clip(scores, -_MOST_LOG_ODDS, _MOST_LOG_ODDS)))
        return chances

    def _ask(self, need: str, offers: Sequence[str]) -> Any:
        forms = _FORMS if self._form is None else (self._form,)
        refusals = []
        for form in forms:
            try:
                answer = self._poster.post_all([self._body(form, need, offers)])[0]
            except RerankerRefusal as refusal:
                refusals.append(refusal)
                continue
            self._form = form
            return answer
        raise refusals[0]

    def _body(self, form: str, need: str, offers: Sequence[str]) -> dict[str, Any]:
        most = self._settings.characters
        body: dict[str, Any] = {"query": sendable(need, most), form: [sendable(o, most) for o in offers]}
        if form == "texts":  # text-embeddings-inference refuses long texts unless it may cut them
            body |= {"truncate": True, "raw_scores": False}
        if self._settings.model:
            body["model"] = self._settings.model
        return body

    def _read(self, answer: Any, expected: int) -> Chances:
        """The scores by offer, shape (expected,), finite."""
        rows = answer
        if isinstance(answer, Mapping):
            rows = answer.get("results", answer.get("data"))
        try:
            found = {int(row["index"]): _score_of(row) for row in rows}
        except (TypeError, KeyError, ValueError, OverflowError) as problem:
            raise RerankerError(f"{self._poster.place} did not answer in the /rerank form") from problem
        if sorted(found) != list(range(expected)) or len(rows) != expected:
            raise RerankerError(f"{self._poster.place} gave {len(rows)} scores for {expected} offers")
        return np.asarray([found[index] for index in range(expected)], dtype=np.float64)


def _score_of(row: Mapping[str, Any]) -> float:
    """The score of a row; KeyError without one, another of those caught above when it is no number."""
    value = float(row["relevance_score"] if "relevance_score" in row else row["score"])
    if not math.isfinite(value):
        raise ValueError("a score is not finite")
    return value
