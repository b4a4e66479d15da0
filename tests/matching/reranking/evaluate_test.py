"""Measuring what a reranker would make of the ranking, before a site turns it on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from matching.__main__ import main
from matching.encoders.hashing import HashingEncoder
from matching.evaluation.build_report import build_report
from matching.evaluation.measuring import measure_views
from matching.reranking.base import RerankerSettings
from matching.reranking.reordering import Reordering
from tests.matching.measured import JUDGED, NEEDS, OFFERS, documents, measured
from tests.matching.reranking.services import Answer, serving

FAST = ["--encoder", "hashing"]
TITLES = {title: key for key, (title, _, _) in (NEEDS | OFFERS).items()}


def oracle(path: str, body: Any) -> Answer:
    """Knows the judgements."""
    grades = JUDGED.get(TITLES[body["query"].split("\n")[0]], {})
    rows = [
        {
            "index": place,
            "relevance_score": (0.02, 0.3, 0.8, 0.98)[grades.get(TITLES[text.split("\n")[0]], 0)],
        }
        for place, text in enumerate(body["documents"])
    ]
    return 200, {"results": rows}


def test_the_views_show_both_orders_and_their_difference() -> None:
    with serving(oracle) as service:
        again = Reordering(RerankerSettings(service.url, weight=0.5))
        views = measure_views(documents(), JUDGED, HashingEncoder(), reordering=again)
    found = build_report(
        views,
        documents(),
        JUDGED,
        name="small",
        made_at=datetime(2027, 1, 2, tzinfo=UTC),
        ranker={"encoder": "hashing"},
    )
    before, after = (found["systems"][name]["mean"]["ndcg_at_10"]["mean"] for name in ("fused", "reranked"))
    assert before is not None and after is not None
    assert after == pytest.approx(1.0) and after >= before
    assert found["differences"]["reranked"]["mean"]["difference"] == pytest.approx(before - after, abs=1e-5)
    # The site's own ranking, its probabilities and floors are measured as ever.
    assert [view.fused for view in views] == [view.fused for view in measured()]


def test_the_command_compares_the_order_with_and_without(
    listings_file: Path, judgements_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key"
    key.write_text("secret\n")

    def backwards(path: str, body: Any) -> Answer:
        count = len(body["documents"])
        return 200, [{"index": place, "score": place / count} for place in range(count)]

    base = ["evaluate", str(listings_file), str(judgements_file), *FAST, "--reranker-key-file", str(key)]
    with serving(backwards) as service:
        asked = ["--reranker", service.url, "--reranker-depth", "10", "--reranker-weight", "0.9"]
        assert main([*base, *asked, "--json"]) == 0
        compared = json.loads(capsys.readouterr().out)
        assert compared["demands"] == 19
        assert compared["views"]["reranked"]["change"]["difference"] < -0.1
        assert len(service.bodies) == 19
        assert {sent["Authorization"] for sent in service.headers} == {"Bearer secret"}
        assert main([*base, *asked]) == 0
        assert f"that of rerank@{service.url.removeprefix('http://')}/rerank" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--reranker", "no-address"], "http://"),
        (["--reranker", "http://127.0.0.1:9"], "does not answer"),
        (["--reranker", "http://h", "--reranker-weight", "2"], "weight"),
        (["--reranker", "http://h", "--reranker-key-file", "/no/such/file"], "/no/such/file"),
    ],
)
def test_a_reranker_that_cannot_be_measured_is_refused_with_code_two(
    listings_file: Path,
    judgements_file: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    assert main(["evaluate", str(listings_file), str(judgements_file), *FAST, *options]) == 2
    assert words in capsys.readouterr().err
