"""A chat model behind the OpenAI form of `/v1/chat/completions`, asked for a graded verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.errors import RerankerRefusal
from matching.reranking.base import Chances, RerankerSettings
from matching.reranking.chat_prompt import ask_for_grade, read_grade
from matching.reranking.posting import JsonPoster
from matching.reranking.texts import sendable

# What a grade says of the chance that staff would recommend the pair, from 2 on they would.
CHANCE_OF_GRADE = (0.02, 0.18, 0.73, 0.95)
# Room for a model that thinks aloud first.
_MOST_TOKENS = 1024
# With fewer verdicts than this share of a list the model does not understand what it is asked.
_LEAST_READABLE = 0.5


class ChatEndpoint:
    """Asks about each pair alone, several at once."""

    def __init__(self, settings: RerankerSettings) -> None:
        """Asks nothing yet. RerankerError when the address is none."""
        self._settings = settings
        self._poster = JsonPoster(settings.url, "/v1/chat/completions", settings.api_key, settings.seconds)

    @property
    def name(self) -> str:
        """The model asked for, and where."""
        return f"{self._settings.model or 'default'}@{self._poster.place}"

    def rerank(self, need: str, offers: Sequence[str]) -> Chances:
        """See Reranker; NaN where an answer holds no grade. RerankerError when most hold none."""
        if not offers:
            return np.zeros(0)
        answers = self._poster.post_all([self._body(need, offer) for offer in offers])
        grades = [read_grade(_said(answer)) for answer in answers]
        missing = grades.count(None)
        if missing > len(offers) * (1 - _LEAST_READABLE):
            raise RerankerRefusal(f"{self._poster.place} gave no grade for {missing} of {len(offers)} offers")
        return np.asarray(
            [np.nan if grade is None else CHANCE_OF_GRADE[grade] for grade in grades], dtype=np.float64
        )

    def _body(self, need: str, offer: str) -> dict[str, Any]:
        most = self._settings.characters
        return {
            "model": self._settings.model or "default",
            "messages": ask_for_grade(sendable(need, most), sendable(offer, most)),
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
        }


def _said(answer: Any) -> object:
    """What the model said; None when the answer is not in the form of OpenAI's."""
    try:
        return answer["choices"][0]["message"]["content"]
    except (TypeError, KeyError, IndexError):
        return None
