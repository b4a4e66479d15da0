"""Rest after failures, and memory of verdicts."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import pytest

from matching.errors import RerankerError, RerankerRefusal
from matching.reranking.base import Chances
from matching.reranking.guard import FIRST_PAUSE_S, LONGEST_PAUSE_S, GuardedReranker
from matching.reranking.remembering import RememberingReranker


class Scripted:
    """Fails as told, otherwise gives each offer its length in hundredths; an empty one gets no verdict."""

    name = "scripted"

    def __init__(self) -> None:
        self.problem: RerankerError | None = None
        self.asked: list[list[str]] = []

    def rerank(self, need: str, offers: Sequence[str]) -> Chances:
        self.asked.append(list(offers))
        if self.problem:
            raise self.problem
        return np.array([len(offer) / 100 if offer else np.nan for offer in offers])


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def fail(guard: GuardedReranker) -> None:
    with pytest.raises(RerankerError):
        guard.rerank("漏点", ["a"])


def test_a_dead_service_costs_one_question_a_pause_and_one_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="matching.reranking")
    inner, clock = Scripted(), Clock()
    guard = GuardedReranker(inner, clock)
    inner.problem = RerankerError("host does not answer: ConnectError")
    for _ in range(20):
        fail(guard)
    assert len(inner.asked) == 1
    assert len(caplog.records) == 1 and "ConnectError" in caplog.text
    state = guard.state()
    assert (state.asked, state.failed, state.spared, state.resting_s) == (1, 1, 19, FIRST_PAUSE_S)
    assert state.last_error == "host does not answer: ConnectError" and state.failed_at is not None

    clock.seconds += FIRST_PAUSE_S
    fail(guard)
    assert guard.state().resting_s == 2 * FIRST_PAUSE_S
    for _ in range(9):
        clock.seconds += LONGEST_PAUSE_S
        fail(guard)
    assert guard.state().resting_s == LONGEST_PAUSE_S
    assert len(caplog.records) == 1

    inner.problem = None
    clock.seconds += LONGEST_PAUSE_S
    assert guard.rerank("漏点", ["a"]).tolist() == [0.01]
    assert guard.state().resting_s == 0.0 and guard.state().failed == 11
    assert "answers again" in caplog.records[-1].getMessage()


def test_while_one_tries_again_the_others_do_not_wait() -> None:
    clock = Clock()
    others: list[int] = []

    class Trying(Scripted):
        def rerank(self, need: str, offers: Sequence[str]) -> Chances:
            if len(self.asked) == 1:
                with pytest.raises(RerankerError, match="rests"):
                    guard.rerank(need, offers)
                others.append(guard.state().spared)
            return super().rerank(need, offers)

    inner = Trying()
    guard = GuardedReranker(inner, clock)
    inner.problem = RerankerError("away")
    fail(guard)
    clock.seconds += FIRST_PAUSE_S
    fail(guard)
    assert others == [1]


def test_one_text_that_cannot_be_judged_rests_nobody() -> None:
    inner, clock = Scripted(), Clock()
    guard = GuardedReranker(inner, clock)
    for _ in range(5):
        inner.problem = RerankerRefusal("host answered 422")
        fail(guard)
        inner.problem = None
        assert guard.rerank("漏点", ["a"]).tolist() == [0.01]
    inner.problem = RerankerRefusal("host answered 422")
    for _ in range(3):
        assert guard.state().resting_s == 0.0
        fail(guard)
    assert guard.state().resting_s == FIRST_PAUSE_S  # three in a row are no accident


def test_what_is_known_is_not_asked_about_again() -> None:
    inner = Scripted()
    memory = RememberingReranker(inner)
    assert memory.remembered("漏点", ["a"]) is None
    first = memory.rerank("漏点", ["a", "bb", ""])
    assert first[:2].tolist() == [0.01, 0.02] and np.isnan(first[2])
    assert memory.rerank("漏点", ["bb", "ccc", ""])[:2].tolist() == [0.02, 0.03]
    assert memory.rerank("其他", ["a"]).tolist() == [0.01]
    assert inner.asked == [["a", "bb", ""], ["ccc"], ["a"]]
    known = memory.remembered("漏点", ["ccc", "a"])
    assert known is not None and known.tolist() == [0.03, 0.01]
    assert memory.name == "scripted"


def test_a_failure_is_not_remembered_and_the_oldest_are_forgotten() -> None:
    inner = Scripted()
    memory = RememberingReranker(inner, most=2)
    inner.problem = RerankerError("away")
    with pytest.raises(RerankerError):
        memory.rerank("漏点", ["a"])
    inner.problem = None
    memory.rerank("漏点", ["a", "bb"])
    memory.rerank("漏点", ["a"])
    memory.rerank("漏点", ["ccc"])
    assert memory.remembered("漏点", ["a", "ccc"]) is not None
    assert memory.remembered("漏点", ["bb"]) is None
