"""The `/rerank` form: what is asked, the answers of several servers, and every way to fail."""

from __future__ import annotations

import time
from typing import Any

import pytest

from matching.errors import RerankerError, RerankerRefusal
from matching.reranking.base import RerankerSettings
from matching.reranking.posting import resolve
from matching.reranking.rerank_endpoint import RerankEndpoint
from tests.matching.reranking.services import scores, serving

OFFERS = ["听音定位", "作文批改"]


def settings(url: str, **values: Any) -> RerankerSettings:
    return RerankerSettings(url, **{"seconds": 5.0, **values})


@pytest.mark.parametrize(
    ("url", "path", "expected"),
    [
        ("http://host:1", "/rerank", ("http://host:1/rerank", "host:1/rerank")),
        ("https://host/v1/", "/rerank", ("https://host/v1/rerank", "host/v1/rerank")),
        ("https://host/v2/rerank", "/rerank", ("https://host/v2/rerank", "host/v2/rerank")),
        ("http://h", "/v1/chat/completions", ("http://h/v1/chat/completions", "h/v1/chat/completions")),
        ("http://h/v1", "/v1/chat/completions", ("http://h/v1/chat/completions", "h/v1/chat/completions")),
        ("http://me:word@h", "/rerank", ("http://me:word@h/rerank", "h/rerank")),
    ],
)
def test_addresses(url: str, path: str, expected: tuple[str, str]) -> None:
    assert resolve(url, path) == expected


@pytest.mark.parametrize("url", ["", "host:80", "ftp://host", "http://", "http://[::1", "http://h:port"])
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(RerankerError, match="address"):
        RerankEndpoint(settings(url))


def test_the_request_and_the_scores_in_the_order_of_the_offers() -> None:
    with serving(scores(0.25, 0.75)) as service:
        reranker = RerankEndpoint(settings(service.url, model="bge", api_key="secret"))
        assert reranker.rerank("供水管网漏点", OFFERS).tolist() == [0.25, 0.75]
        assert service.paths == ["/rerank"]
        assert service.bodies == [{"model": "bge", "query": "供水管网漏点", "documents": OFFERS}]
        assert service.headers[0]["Authorization"] == "Bearer secret"
        assert "secret" not in reranker.name + repr(settings(service.url, api_key="secret"))


def test_a_server_that_knows_texts_only_is_asked_so_from_then_on() -> None:
    def respond(path: str, body: Any) -> tuple[int, Any]:
        if "texts" not in body:
            return 422, {"error": "missing field `texts`"}
        return 200, [{"index": 1, "score": 0.9}, {"index": 0, "score": 0.1}]

    with serving(respond) as service:
        reranker = RerankEndpoint(settings(service.url))
        for _ in range(2):
            assert reranker.rerank("漏点", OFFERS).tolist() == [0.1, 0.9]
        assert [("texts" in body, body.get("truncate")) for body in service.bodies] == [
            (False, None),
            (True, True),
            (True, True),
        ]


def test_a_list_called_data() -> None:
    rows = [{"index": 0, "relevance_score": 0.5}]
    with serving(lambda path, body: (200, {"object": "list", "data": rows})) as service:
        assert RerankEndpoint(settings(service.url)).rerank("漏点", ["a"]).tolist() == [0.5]


def test_log_odds_are_recognised_and_stay_so() -> None:
    answers = iter([scores(-11.0, 7.7), scores(0.0, 0.5)])
    with serving(lambda path, body: next(answers)(path, body)) as service:
        reranker = RerankEndpoint(settings(service.url))
        assert reranker.rerank("漏点", OFFERS) == pytest.approx([1.67e-5, 0.99955], rel=0.01)
        assert reranker.rerank("漏点", OFFERS) == pytest.approx([0.5, 0.6225], rel=0.01)


def test_no_offers_are_no_question() -> None:
    with serving(scores()) as service:
        assert RerankEndpoint(settings(service.url)).rerank("漏点", []).shape == (0,)
        assert not service.bodies


def test_texts_are_cut_and_fit_for_json() -> None:
    with serving(scores(0.5, 0.5)) as service:
        RerankEndpoint(settings(service.url, characters=100)).rerank("长" * 9000, ["", "a\ud800b"])
        assert service.bodies[0]["query"] == "长" * 100
        assert service.bodies[0]["documents"] == [" ", "a?b"]


GARBAGE = [
    (200, "<html>"),
    (200, "[" * 100_000),
    (200, "\ufffd\x00"),
    (200, {"answer": 42}),
    (200, "null"),
    (200, '"text"'),
    (200, {"results": [{"index": 0}, {"index": 1}]}),
    (200, {"results": [{"index": 0, "score": "high"}, {"index": 1, "score": 1}]}),
    (200, '{"results": [{"index": 0, "score": NaN}, {"index": 1, "score": 1}]}'),
    (200, '{"results": [{"index": Infinity, "score": 1}, {"index": 1, "score": 1}]}'),
    (200, {"results": [{"index": 0, "score": 0.5}]}),
    (200, {"results": [{"index": i, "score": 0.5} for i in range(3)]}),
    (200, {"results": [{"index": 0, "score": 0.5}, {"index": 0, "score": 0.5}]}),
    (200, {"results": [{"index": 1, "score": 0.5}, {"index": 2, "score": 0.5}]}),
    (500, "broken"),
    (503, {"error": "loading"}),
    (401, "who are you?"),
    (302, ""),
]


@pytest.mark.parametrize("answer", GARBAGE, ids=[str(answer)[:40] for answer in GARBAGE])
def test_an_answer_that_cannot_be_used_is_told_in_words(answer: tuple[int, Any]) -> None:
    with serving(lambda path, body: answer) as service:
        with pytest.raises(RerankerError) as told:
            RerankEndpoint(settings(service.url)).rerank("漏点", OFFERS)
        assert str(told.value).startswith("127.0.0.1:")
        assert not isinstance(told.value, RerankerRefusal)


def test_a_refusal_names_the_status_and_repeats_nothing_that_was_said() -> None:
    with serving(lambda path, body: (422, {"detail": body["query"]})) as service:
        with pytest.raises(RerankerRefusal, match="answered 422") as told:
            RerankEndpoint(settings(service.url)).rerank("漏点", OFFERS)
        assert "漏点" not in str(told.value)
        assert len(service.bodies) == 2  # either name was tried


def test_nobody_there() -> None:
    with serving(scores()) as service:
        url = service.url
    with pytest.raises(RerankerError, match="does not answer"):
        RerankEndpoint(settings(url)).rerank("漏点", OFFERS)


@pytest.mark.parametrize("behaviour", [{"delay": 1.5}, {"drip": 0.1}], ids=["silent", "dripping"])
def test_slowness_has_an_end(behaviour: dict[str, float]) -> None:
    with serving(scores(0.5, 0.5), **behaviour) as service:
        begin = time.monotonic()
        with pytest.raises(RerankerError, match=r"within 0\.3 s"):
            RerankEndpoint(settings(service.url, seconds=0.3)).rerank("漏点", OFFERS)
        assert time.monotonic() - begin < 1.0


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with (
        serving(lambda path, body: (200, " " * (5 * 1024 * 1024))) as service,
        pytest.raises(RerankerError, match="more than"),
    ):
        RerankEndpoint(settings(service.url)).rerank("漏点", OFFERS)


def test_a_key_that_no_header_can_carry() -> None:
    with pytest.raises(RerankerError, match="API key"):
        RerankEndpoint(settings("http://host", api_key="密钥"))


@pytest.mark.parametrize(
    "values", [{"weight": 0.0}, {"weight": 1.0}, {"depth": 0}, {"seconds": 0.0}, {"characters": 0}]
)
def test_numbers_that_mean_nothing(values: dict[str, Any]) -> None:
    with pytest.raises(RerankerError, match=next(iter(values))):
        settings("http://host", **values)
