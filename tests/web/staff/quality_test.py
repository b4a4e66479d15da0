"""The pages on the matching's quality: a report drawn, its demands, two reports compared."""

from __future__ import annotations

from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Kind, QualityReport
from marketplace.services.quality import read as reading
from marketplace.services.quality.measurement import DONE, MEASURING
from marketplace.services.reviews.recommend import recommend_match
from matching.evaluation.report import Report
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.factories import make_account, make_listing, make_match
from tests.matching.measured import report
from tests.services.reviews.judging import seen
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]
MEAN = "mean"


def stored(session: Session, content: Report | None = None) -> QualityReport:
    """A finished report."""
    row = QualityReport(stage=DONE, encoder="hashing", content=cast(dict[str, Any], content or report()))
    session.add(row)
    session.flush()
    return row


def calibrated() -> Report:
    """As an encoder with probabilities leaves it."""
    found = report()
    bins = [
        {"count": 10, "promised": 0.1, "observed": 0.0, "low": 0.0, "high": 0.28},
        {"count": 10, "promised": 0.8, "observed": 0.9, "low": 0.6, "high": 0.98},
    ]
    for view in [*found["views"], MEAN]:
        found["calibration"][view] = {"error": 0.1, "pairs": 20, "bins": cast(Any, bins)}
    return found


@pytest.fixture
def nothing_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "open_list_report", lambda: None)
    monkeypatch.setattr(reading, "ablation_table", list)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("nothing_shipped")
def test_nothing_measured_yet(clerk: Visitor, language: str) -> None:
    page = clerk.get(f"/staff/quality?lang={language}")
    assert len(page.query(".empty")) == 2  # no report, no ablation
    assert not page.query(".run form")  # no verdict to measure with
    assert not page.query(".figure-bars")
    assert clerk.get(f"/staff/quality/compare?lang={language}").query(".empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_views_and_their_mean_are_drawn_against_the_baselines(
    clerk: Visitor, session: Session, language: str
) -> None:
    row = stored(session)
    page = clerk.get(f"/staff/quality/{row.id}?lang={language}")
    assert len(page.query(".view-chart")) == 7
    assert len(page.query(".view-chart .is-own")) == 7
    assert len(page.query(".view-chart li")) == 7 * 7  # this site's, five baselines, the best blend
    assert len(page.query(".lead-sentence")) == 7
    mean = report()["systems"]["fused"][MEAN]["ndcg_at_10"]["mean"]
    assert f"{mean:.3f}" in page.query(".view-chart-mean .is-own")[0].to_text()
    assert page.query(f'a[href="/staff/quality/{row.id}/demands?view=title/title"]')
    assert not page.query(".reliability")  # the hashing encoder gives no probabilities


def test_thirds_and_sectors_lead_to_their_demands(clerk: Visitor, session: Session) -> None:
    row = stored(session)
    page = clerk.get(f"/staff/quality/{row.id}")
    assert len(page.query(".third-charts section")) == 3
    address = (page.query(".third-charts a")[0].attrs or {})["href"]
    assert address == f"/staff/quality/{row.id}/demands?third=thin"
    assert len(clerk.get(str(address)).query("tbody tr")) == 2
    sectors = clerk.get(f"/staff/quality/{row.id}/demands?sector=智慧医疗").query("tbody tr")
    assert ["X3" in sector.to_text() for sector in sectors] == [True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_demands_stand_worst_first_with_what_was_judged(
    clerk: Visitor, session: Session, language: str
) -> None:
    listing = make_listing(session, Kind.DEMAND, code="X1")
    found = report()
    found["demands"][0]["views"]["title/title"]["measures"]["ndcg_at_10"] = 0.01
    row = stored(session, found)
    page = clerk.get(f"/staff/quality/{row.id}/demands?view=title/title&lang={language}")
    first = page.query("tbody tr")[0]
    assert first.query(f'a[href="/staff/demands/{listing.code}"]')
    assert "0.010" in first.to_text()
    assert page.query(".first-suggestions .grade-3")
    assert "X4" in page.query("tbody tr")[-1].to_text()  # nothing fits it, so it has no figure
    # A view that does not exist shows the first one.
    assert clerk.get(f"/staff/quality/{row.id}/demands?view=no/view").query('.tabs a[aria-current="page"]')


@pytest.mark.parametrize("language", LANGUAGES)
def test_probabilities_are_drawn_against_what_came_true(
    clerk: Visitor, session: Session, language: str
) -> None:
    row = stored(session, calibrated())
    page = clerk.get(f"/staff/quality/{row.id}?lang={language}")
    points = [(p.attrs or {})["cx"] for p in page.query(".reliability circle")]
    assert points == ["10.0", "80.0"]
    assert "0.100" in page.query(".big-number")[0].to_text()


def test_what_the_parts_are_worth(clerk: Visitor, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"without": "lexical", "ndcg": {"full/full": 0.9}, "mean": 0.8, "difference": -0.02}
    monkeypatch.setattr(reading, "ablation_table", lambda: [row | {"low": -0.03, "high": -0.01}])
    page = clerk.get(f"/staff/quality/{stored(session).id}")
    table = next(t for t in page.query("table") if "-0.020" in t.to_text())
    assert "共有的词" in table.to_text() or "词" in table.to_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_reports_are_compared(clerk: Visitor, session: Session, language: str) -> None:
    later = report()
    for view in later["demands"][0]["views"].values():
        view["measures"]["ndcg_at_10"] = 0.0
    rows = stored(session), stored(session, later)
    address = f"/staff/quality/compare?earlier={rows[0].id}&later={rows[1].id}&lang={language}"
    page = clerk.get(address)
    assert len(page.query("table")[0].query("tbody tr")) == 7
    changed = page.query("table")[1].query("tbody tr")
    assert ["X1" in row.to_text() for row in changed] == [True]
    chosen = [(option.attrs or {})["value"] for option in page.query("option[selected]")]
    assert chosen == [str(rows[0].id), str(rows[1].id)]


def test_reports_with_nothing_in_common_are_refused_in_words(clerk: Visitor, session: Session) -> None:
    other = report()
    for row in other["demands"]:
        row["id"] = f"other-{row['id']}"
    first, second = stored(session), stored(session, other)
    page = clerk.get(f"/staff/quality/compare?earlier={first.id}&later={second.id}", expect=400)
    assert page.query('.notice-bad[role="alert"]')


@pytest.mark.parametrize("key", ["0", "999999", "no-such", "9" * 30, "²"])
def test_a_report_that_is_not_there(clerk: Visitor, key: str) -> None:
    for path in (key, f"{key}/demands", f"compare?earlier={key}&later={key}"):
        page = clerk.get(f"/staff/quality/{path}", expect=404)
        assert page.query(".error-page") and page.query('.work-menu a[href="/staff/quality"]'), path


def test_an_unfinished_report_is_not_shown(clerk: Visitor, session: Session) -> None:
    row = QualityReport(stage=MEASURING, done=2, total=6)
    session.add(row)
    session.flush()  # the page asks for its id
    clerk.get(f"/staff/quality/{row.id}", expect=404)
    page = clerk.get("/staff/quality/progress")
    assert (page.query("progress")[0].attrs or {})["value"] == "2"
    assert page.query("#measuring[hx-get]")


def test_an_evaluation_is_asked_for_on_the_page(
    clerk: Visitor, session: Session, clock: MovableClock, jobs: RecordingQueue
) -> None:
    match = make_match(session)
    recommend_match(session, make_account(session), match.id, seen(match), note="", clock=clock)
    session.flush()  # the page counts it
    assert clerk.get("/staff/quality").query('.run form[action="/staff/quality/measure"]')
    clerk.post("/staff/quality/measure", expect=303)
    assert len(jobs.measured) == 1
    clerk.post("/staff/quality/measure", expect=303)  # under way: told, not done twice
    assert len(jobs.measured) == 1
    assert clerk.get("/staff/quality").query("#measuring progress")


def test_the_shipped_report_is_there(clerk: Visitor) -> None:
    page = clerk.get("/staff/quality")
    assert page.query(".view-chart") and page.query('.report-list [aria-current="page"]')
    clerk.get("/staff/quality/open-list/demands")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_a_reranker_fares(
    clerk: Visitor, session: Session, engine: FakeEngine, language: str
) -> None:
    address = f"/staff/quality/{stored(session).id}?lang={language}"
    assert not clerk.get(address).query("#reranker-title")
    engine.reranker = {
        "name": "bge@reranker:8080/rerank",
        "asked": 120,
        "failed": 7,
        "spared": 31,
        "resting_s": 12.5,
        "last_error": "reranker:8080/rerank answered 503",
        "failed_at": "2026-11-02T08:59:00+00:00",
    }
    page = clerk.get(address)
    text = next(part for part in page.query("section") if part.query("#reranker-title")).to_text()
    assert all(word in text for word in ("bge@reranker", "113", "7", "31", "answered 503"))
    assert page.query(".notice-warn")
    engine.reranker |= {"failed": 0, "resting_s": 0.0, "last_error": None, "failed_at": None}
    page = clerk.get(address)
    assert page.query("#reranker-title") and not page.query(".notice-warn")
    engine.down = True
    page = clerk.get(address)
    assert not page.query("#reranker-title")
    assert page.query(".view-chart")  # the report needs no engine


def test_a_report_shows_the_reranked_order_beside_the_sites(clerk: Visitor, session: Session) -> None:
    found = report()
    found["systems"]["reranked"] = found["systems"]["fused"]
    found["differences"]["reranked"] = found["differences"]["bm25"]
    found["ranker"]["reranker"] = "bge@reranker:8080/rerank"
    page = clerk.get(f"/staff/quality/{stored(session, found).id}?lang=en")
    assert len(page.query(".view-chart li")) == 8 * 7
    assert "reranked" in page.query(".view-chart-mean li")[1].to_text()
    assert "bge@reranker" in page.query(".quality-facts")[0].to_text()
