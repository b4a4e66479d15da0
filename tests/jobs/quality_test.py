"""An evaluation runs in a process of its own, and what becomes of it is kept."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
from procrastinate.exceptions import JobAborted
from sqlalchemy.orm import Session

from marketplace.database import transaction
from marketplace.engine.quality import measure_on_verdicts
from marketplace.jobs.quality import MeasuringFailed, measure_quality, measuring_command, run_process
from marketplace.models import Kind, QualityReport
from marketplace.services.quality.ask import ask_measurement
from marketplace.services.quality.read import list_reports, read_quality_report
from marketplace.services.reviews.recommend import recommend_match
from marketplace.settings import Settings
from tests.doubles import MovableClock
from tests.engine.conftest import publish
from tests.factories import make_account, make_match
from tests.jobs.conftest import Workplace
from tests.matching.reranking.services import Answer, serving
from tests.services.reviews.judging import seen


def asked(session: Session, workplace: Workplace, clock: MovableClock) -> int:
    demand = publish(session, Kind.DEMAND, "压铸壳体外观检测")
    match = make_match(session, demand, publish(session, Kind.SUPPLY, "壳体外观机器视觉检测"))
    publish(session, Kind.SUPPLY, "井盖姿态传感")
    staff = make_account(session)
    recommend_match(session, staff, match.id, seen(match), note="", clock=clock)
    session.flush()  # the count of verdicts must find it
    return ask_measurement(session, staff, jobs=workplace.jobs)


@pytest.fixture
def report_id(workplace: Workplace, clock: MovableClock) -> int:
    with transaction(workplace.sessions) as session:
        return asked(session, workplace, clock)


def standing(workplace: Workplace, report_id: int) -> QualityReport:
    with workplace.sessions() as session:
        return session.get_one(QualityReport, report_id)


def test_it_measures_and_keeps_the_report(workplace: Workplace, report_id: int, clock: MovableClock) -> None:
    measure_on_verdicts(Settings(encoder="hashing"), workplace.sessions, report_id, clock=clock)
    with workplace.sessions() as session:
        staff = make_account(session)
        assert list_reports(session, staff)[0].key == str(report_id)
        report = read_quality_report(session, staff, str(report_id))
    assert report["list"] == report["list"] | {"demands": 1, "supplies": 2, "judged": 1, "judged_only": True}
    assert report["systems"]["fused"]["mean"]["ndcg_at_10"]["mean"] == 1.0
    kept = standing(workplace, report_id)
    assert (kept.stage, kept.done, kept.total, kept.finished_at) == ("done", 6, 6, clock.now())
    assert kept.encoder.startswith("hashing")


@pytest.mark.parametrize("status", [200, 500])
def test_a_reranker_is_measured_beside_the_ranking_unless_it_fails(
    workplace: Workplace, report_id: int, clock: MovableClock, status: int
) -> None:
    def respond(path: str, body: Any) -> Answer:
        rows = [{"index": place, "relevance_score": 0.5} for place, _ in enumerate(body["documents"])]
        return status, {"results": rows}

    with serving(respond) as service:
        settings = Settings(encoder="hashing", reranker_url=service.url)
        measure_on_verdicts(settings, workplace.sessions, report_id, clock=clock)
    with workplace.sessions() as session:
        report = read_quality_report(session, make_account(session), str(report_id))
    assert ("reranked" in report["systems"]) == (status == 200)
    assert ("reranker" in report["ranker"]) == (status == 200)
    assert report["systems"]["fused"]["mean"]["ndcg_at_10"]["mean"] == 1.0


@pytest.mark.slow
def test_the_process_of_its_own_does_it(
    workplace: Workplace, report_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", workplace.url)
    monkeypatch.setenv("JINGQIAO_ENCODER", "hashing")
    measure_quality(workplace, report_id)
    assert standing(workplace, report_id).stage == "done"
    assert "measure-quality" in measuring_command(report_id)


def test_a_process_that_fails_is_told(workplace: Workplace, report_id: int) -> None:
    def failing(_: int) -> list[str]:
        return [sys.executable, "-c", "raise SystemExit('no such model')"]

    with pytest.raises(MeasuringFailed, match="no such model"):
        measure_quality(workplace, report_id, command=failing)
    kept = standing(workplace, report_id)
    assert (kept.stage, kept.error) == ("failed", "no such model")


def test_told_to_stop_it_takes_the_process_along() -> None:
    started = time.monotonic()
    with pytest.raises(JobAborted):
        run_process([sys.executable, "-c", "import time; time.sleep(600)"], lambda: True)
    assert time.monotonic() - started < 60
