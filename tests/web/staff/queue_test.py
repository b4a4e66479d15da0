"""The queue, its tabs, the run of the matcher, and the pages of one listing's pairs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Answer, Kind, MatchRun, MatchState, Role, Serving
from marketplace.services.blocks.place import place_block
from marketplace.services.reviews.list_pairs import PairGroup
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.factories import make_account, make_listing, make_match
from tests.web.staff.conftest import CountQueries
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]
TABS = ["review", "unserved", *(group.value for group in PairGroup)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", TABS)
def test_an_empty_queue_says_so(clerk: Visitor, tab: str, language: str) -> None:
    page = clerk.get(f"/staff?tab={tab}&lang={language}")
    assert page.query(".empty")
    assert not page.query("[data-row]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_by_demand(clerk: Visitor, session: Session, clock: MovableClock, language: str) -> None:
    demand = make_listing(session, Kind.DEMAND, title="车间质检")
    for rank in (1, 2):
        match = make_match(session, demand, rank=rank, score=1 - rank / 10)
        match.created_at = clock.now() - timedelta(days=3)
    session.flush()  # the page reads the database
    page = clerk.get(f"/staff?lang={language}")
    row = page.query("tbody tr")[0].to_text()
    for shown in (demand.code, "车间质检", demand.organization.name, "2", "0.90"):
        assert shown in row
    assert ("3 天" if language == "zh" else "3 days") in row.replace("3天", "3 天")
    assert page.query('a[data-key="s"]')


def test_unserved_demands_stand_apart(clerk: Visitor, session: Session) -> None:
    demand, run = make_listing(session, Kind.DEMAND), MatchRun(reason="test", stage="done")
    session.add(run)
    session.flush()  # its id
    session.add(Serving(demand_id=demand.id, run_id=run.id, served=False, best_score=0.1, pool_size=5))
    session.flush()  # the page reads the database
    page = clerk.get("/staff")
    (link,) = page.query(".unserved a")
    assert "1 条需求暂无匹配供给" in link.to_text() and link.attrs["href"] == "/staff?tab=unserved"
    assert demand.code in clerk.get("/staff?tab=unserved").query("tbody")[0].to_text()


def test_what_an_unserved_demand_may_be_helped_by(clerk: Visitor, session: Session) -> None:
    demand, run = make_listing(session, Kind.DEMAND), MatchRun(reason="test", stage="done")
    session.add(run)
    session.flush()  # its id
    session.add(Serving(demand_id=demand.id, run_id=run.id, served=False, best_score=0.1, pool_size=5))
    nearest, served = make_match(session, demand, score=0.1), make_match(session)
    session.flush()  # the pages read the database
    lacking = f'a[href="/staff/demands/{demand.code}/why?supply={nearest.supply.code}"]'
    row = clerk.get("/staff?tab=unserved").query("tbody tr")[0]
    assert nearest.supply.code in row.to_text() and row.query(lacking)
    assert row.query('a[href^="/items?kind=supply&industry="]')
    page = clerk.get(f"/staff/demands/{demand.code}")
    assert page.query(f".notice-warn {lacking}") and "没有为该需求找到足够合适的供给" in page.to_text()
    assert not clerk.get(f"/staff/demands/{served.demand.code}").query(".notice-warn")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [state for state in MatchState if state is not MatchState.SUGGESTED])
def test_every_state_has_a_tab_and_a_page(
    clerk: Visitor, session: Session, state: MatchState, language: str
) -> None:
    match = make_match(session, state=state)
    found = [
        tab
        for tab in TABS
        if clerk.get(f"/staff?tab={tab}&lang={language}").query(
            f'a[href="/staff/matches/{match.id}"][data-row]'
        )
    ]
    assert len(found) == 1
    clerk.get(f"/staff/matches/{match.id}?lang={language}")


def test_a_declined_pair_says_why(clerk: Visitor, session: Session) -> None:
    match = make_match(session, state=MatchState.DECLINED)
    side = make_account(session, Role.COMPANY)
    session.add(
        Answer(
            match_id=match.id,
            side=Kind.SUPPLY,
            accepted=False,
            reason="no_capacity",
            note="排期已满",
            account_id=side.id,
        )
    )
    session.flush()  # the page reads the database
    row = clerk.get("/staff?tab=declined&lang=en").query("tbody tr")[0].to_text()
    assert "Supply: declined" in row and "We have no people free" in row
    page = clerk.get(f"/staff/matches/{match.id}?lang=en").to_text()
    assert "排期已满" in page and "Override" in page
    assert side.display_name not in page


@pytest.mark.parametrize("query", ["?tab=nothing", "?page=x", "?page=-1", "?after=abc", "?after=" + "9" * 30])
def test_addresses_that_make_no_sense(clerk: Visitor, query: str) -> None:
    assert "待审核" in clerk.get("/staff" + query).query('.tabs [aria-current="page"]')[0].to_text()
    assert clerk.get("/staff/listings" + query).query("form[role=search]")


def test_the_first_pair_is_one_click_away(clerk: Visitor, session: Session) -> None:
    assert clerk.client.get("/staff/next").headers["Location"] == "/staff"
    make_match(session, score=0.5)
    best = make_match(session, score=0.9)
    assert clerk.client.get("/staff/next").headers["Location"] == f"/staff/matches/{best.id}"


@pytest.mark.parametrize(
    "path", ["/staff", "/staff?tab=rejected", "/staff?tab=waiting", "/staff/demands/X1", "/staff/matches/1"]
)
def test_pages_take_as_many_queries_for_many_pairs_as_for_one(
    clerk: Visitor, session: Session, count_queries: CountQueries, path: str
) -> None:
    demand = make_listing(session, Kind.DEMAND, code="X1")

    def add(rank: int) -> int:
        for state in (MatchState.SUGGESTED, MatchState.REJECTED, MatchState.RECOMMENDED):
            make_match(session, demand if state is MatchState.SUGGESTED else None, state=state, rank=rank)
        return make_match(session, demand, rank=rank + 50).id

    path = path.replace("/matches/1", f"/matches/{add(1)}")
    session.expunge_all()
    few = count_queries(lambda: clerk.get(path))
    for rank in range(2, 9):
        add(rank)
        demand = session.merge(demand)
    session.expunge_all()
    assert count_queries(lambda: clerk.get(path)) == few <= 22


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_is_asked_for_and_watched(
    clerk: Visitor, session: Session, jobs: RecordingQueue, language: str
) -> None:
    assert clerk.post("/staff/run", expect=303).headers["Location"] == "/staff"
    assert jobs.refreshed == [((), "asked_for")]
    page = clerk.get(f"/staff?lang={language}")
    assert page.query('#run[hx-trigger="every 2s"]') and not page.query("#run form")
    clerk.post("/staff/run", expect=303)
    assert len(jobs.refreshed) == 1, "one run at a time"
    run = session.query(MatchRun).one()
    run.stage, run.total, run.done = "ranking", 20, 5
    session.commit()
    fragment = clerk.get(f"/staff/run?lang={language}")
    assert fragment.query('progress[max="20"][value="5"]') and "5 / 20" in fragment.to_text()
    run.stage, run.error = "failed", "secret trace"
    session.commit()
    fragment = clerk.get(f"/staff/run?lang={language}")
    assert not fragment.query("[hx-get]") and fragment.query("form") and fragment.query('a[href="/staff"]')
    assert "secret trace" not in fragment.to_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pairs_of_a_demand_and_of_a_supply(clerk: Visitor, session: Session, language: str) -> None:
    match = make_match(session, rank=4)
    demand = clerk.get(f"/staff/demands/{match.demand.code}?lang={language}")
    assert "0.80" in demand.to_text() and "机器视觉" in demand.to_text()
    assert demand.query("tbody .score-bar rect.part-2")
    supply = clerk.get(f"/staff/supplies/{match.supply.code}?lang={language}")
    assert match.demand.code in supply.query("tbody tr")[0].to_text()
    assert supply.query("td.number")[0].to_text().strip() == "4"
    clerk.get(f"/staff/demands/{match.supply.code}", expect=404)
    lonely = make_listing(session, Kind.DEMAND)
    assert clerk.get(f"/staff/demands/{lonely.code}?lang={language}").query(".empty")


EXPLANATION = {
    "rank": 83,
    "pool_size": 146,
    "score": 0.03,
    "parts": [{"name": "dense", "value": 0.05, "weight": 0.6}, {"name": "new", "value": 0, "weight": 0.4}],
    "shared_terms": ["视觉"],
    "reasons": [{"code": "maturity", "values": {"maturity": "样机"}}],
    "why_not": [{"code": "below_shortlist", "values": {"rank": 83.0, "shortlist": 10.0}}, {"code": "moon"}],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_supply_was_not_matched(
    clerk: Visitor, session: Session, engine: FakeEngine, language: str
) -> None:
    demand, supply = make_listing(session, Kind.DEMAND), make_listing(session)
    address = f"/staff/demands/{demand.code}/why?lang={language}"
    assert not clerk.get(address).query(".why-answer")
    engine.explanation = EXPLANATION
    page = clerk.get(f"{address}&supply={supply.code.lower()}").to_text()
    assert "83" in page and "146" in page and "moon" in page
    assert ("样机" if language == "zh" else "Prototype") in page
    engine.explanation = EXPLANATION | {"rank": None}
    clerk.get(f"{address}&supply={supply.code}")
    clerk.get(f"{address}&supply=G0000", expect=404)
    clerk.get(f"{address}&supply={demand.code}", expect=404)
    clerk.get(f"{address}&supply=%27%1b", expect=404)


@pytest.mark.parametrize("down", [False, True])
def test_a_pair_that_people_keep_off_the_list_is_never_said_to_be_on_it(
    clerk: Visitor, session: Session, engine: FakeEngine, clock: MovableClock, down: bool
) -> None:
    match, rejected = make_match(session), make_match(session, state=MatchState.REJECTED)
    place_block(session, make_account(session), match, reason="open_dispute", note="", clock=clock)
    session.flush()  # the page reads the database
    engine.explanation, engine.down = EXPLANATION | {"rank": 1.0, "why_not": []}, down
    for pair in (match, rejected):
        address = f"/staff/demands/{pair.demand.code}/why?supply={pair.supply.code}&lang=en"
        page = clerk.get(address)
        assert "What keeps it off the list" in page.to_text() and "It is on the list" not in page.to_text()
        assert page.query(f'a[href="/staff/matches/{pair.id}"]')
    open_pair = make_match(session)
    session.flush()
    address = f"/staff/demands/{open_pair.demand.code}/why?supply={open_pair.supply.code}&lang=en"
    assert ("It is on the list" in clerk.get(address).to_text()) is not down


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_the_engine_is_slow_the_page_shows_what_is_known_and_asks_again(
    clerk: Visitor, session: Session, engine: FakeEngine, language: str
) -> None:
    never, suggested = make_listing(session), make_match(session)
    demand = suggested.demand
    session.flush()  # the page reads the database
    engine.down = True
    address = f"/staff/demands/{demand.code}/why?lang={language}"
    page = clerk.get(f"{address}&supply={suggested.supply.code}")
    assert page.query(f'.why-answer a[href="/staff/matches/{suggested.id}"]') and not engine.patient
    assert page.query("#parts-title"), "what the matcher said when it suggested the pair"
    waiting = page.query("#why-answer[hx-get]")[0]
    assert clerk.get(f"{address}&supply={never.code}").query(".why-answer .notice-warn a.button")
    engine.down, engine.explanation = False, EXPLANATION
    page = clerk.get(f"{waiting.attrs['hx-get']}&lang={language}")
    assert engine.patient and not page.query("#why-answer[hx-get]") and page.query("#points-title")
    engine.down = True
    page = clerk.get(f"/staff/matches/{suggested.id}?lang={language}")
    assert page.query(f'#points a[href="/staff/matches/{suggested.id}#points"]')
