"""Staff keep the site's own kinds of problem."""

from __future__ import annotations

from typing import Any

import pytest
from justhtml import JustHTML
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Kind, KindSource, KindState, ProblemKind
from tests.doubles import FakeEngine, RecordingQueue
from tests.factories import make_kind, make_listing, make_match
from tests.web.visitor import Visitor

LANGUAGES = ["zh_Hans_CN", "en"]
FORM: dict[str, Any] = {
    "sector": "智慧社区",
    "name": "电梯里推进电动车",
    "problem": "居民把电动车推进电梯上楼充电，物业劝不住也发现不了。",
    "demands-0-title": "电动车又进电梯了",
    "demands-0-summary": "夜里推上楼充电。",
    "supplies-0-title": "梯内识别阻梯终端",
    "supplies-1-summary": "",
    "technologies": "目标检测，边缘计算",
    "devices": "轿厢摄像头",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_lists_filters_and_is_honest_when_empty(
    clerk: Visitor, session: Session, language: str
) -> None:
    clerk.post("/language", {"language": language, "next": "/"}, expect=303)
    empty = clerk.get("/staff/kinds")
    assert empty.query(".empty") and not empty.query(".tabs, form[role=search]")
    make_kind(session, name="电梯困人")
    make_kind(session, KindState.DRAFT, name="楼道堆物", source=KindSource.VERDICT)
    session.commit()
    page = clerk.get("/staff/kinds?state=draft")

    assert "楼道堆物" in page.to_text() and "电梯困人" not in page.to_text()
    nothing = clerk.get("/staff/kinds?q=没有的")
    assert nothing.query(".empty") and nothing.query("form[role=search]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_is_kept_as_a_draft_and_opened_again(clerk: Visitor, session: Session, language: str) -> None:
    clerk.post("/language", {"language": language, "next": "/"}, expect=303)
    assert clerk.get("/staff/kinds/new").query('[name="demands-2-title"]')
    response = clerk.post("/staff/kinds/new", {**FORM, "step": "save"}, expect=303)

    kind = session.scalars(select(ProblemKind)).one()
    assert (kind.state, kind.technologies, kind.requires) == (
        KindState.DRAFT,
        ["目标检测", "边缘计算"],
        {"devices": "轿厢摄像头"},
    )
    assert len(kind.supplies) == 1
    page = clerk.get(response.headers["Location"])
    assert (page.query('[name="name"]')[0].attrs or {})["value"] == "电梯里推进电动车"


def test_saving_and_activating_is_one_step(clerk: Visitor, session: Session, jobs: RecordingQueue) -> None:
    clerk.post("/staff/kinds/new", {**FORM, "step": "activate"}, expect=303)

    kind = session.scalars(select(ProblemKind)).one()
    assert kind.state is KindState.ACTIVE
    assert jobs.refreshed == [((), "kinds")]
    assert clerk.get(f"/kinds/{kind.key}").query("h1")[0].to_text() == "电梯里推进电动车"


@pytest.mark.parametrize(
    ("change", "anchor"),
    [
        ({"name": ""}, "#name"),
        ({"name": "长" * 40}, "#name"),
        ({"problem": ""}, "#problem"),
        ({"sector": "x"}, "#sector"),
        ({"demands-0-title": "", "demands-0-summary": ""}, "#demands"),
        ({"supplies-0-title": "", "supplies-0-summary": "只有简介"}, "#supplies"),
    ],
)
def test_what_is_wrong_is_shown_at_its_field(
    clerk: Visitor, session: Session, change: dict[str, str], anchor: str
) -> None:
    page = clerk.post("/staff/kinds/new", {**FORM, **change, "step": "save"}, expect=400).get_data(
        as_text=True
    )
    assert f'href="{anchor}"' in page
    assert session.scalars(select(ProblemKind)).all() == []


def refused(clerk: Visitor, fields: dict[str, Any]) -> JustHTML:
    """The page that a refused form brings."""
    return JustHTML(clerk.post("/staff/kinds/new", fields, expect=400).get_data(as_text=True), sanitize=False)


def test_an_empty_form_says_at_once_everything_that_is_missing(clerk: Visitor) -> None:
    page = refused(clerk, {"sector": "智慧社区", "step": "save"})
    missing = [(link.attrs or {})["href"] for link in page.query(".error-summary a")]
    assert missing == ["#name", "#problem", "#demands", "#supplies"]
    assert "请至少写一条" in page.query("#demands .field-error")[0].to_text()
    assert "选填" not in page.query('label[for="problem"]')[0].to_text()


def test_trying_again_offers_no_more_empty_places(clerk: Visitor) -> None:
    offered = len(clerk.get("/staff/kinds/new").query(".kind-text"))
    empty = {
        f"{sort}-{place}-{part}": ""
        for sort in ("demands", "supplies", "lookalikes")
        for place in range(4)
        for part in ("title", "summary")
    }
    assert len(refused(clerk, empty).query(".kind-text")) == offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_shows_what_would_change_and_stores_nothing(
    clerk: Visitor, session: Session, engine: FakeEngine, language: str
) -> None:
    clerk.post("/language", {"language": language, "next": "/"}, expect=303)
    demand = make_listing(session, Kind.DEMAND, title="电梯电动车治理")
    before, after = make_listing(session, title="访客登记机"), make_listing(session, title="阻梯终端")
    session.commit()
    engine.effect |= {
        "counts": {"demand": 1, "supply": 1},
        "recalled": [{"listing_id": demand.id, "similarity": 0.71, "share": 0.6, "is_about": True}],
        "nearest": [{"kind": "community-001", "similarity": 0.66}],
        "changes": [
            {
                "demand_id": demand.id,
                "before": [{"supply_id": before.id, "score": 0.5}],
                "after": [{"supply_id": after.id, "score": 0.6}],
            }
        ],
        "examined": 4,
    }
    response = clerk.post("/staff/kinds/new", {**FORM, "step": "preview"}, expect=200)
    page = response.get_data(as_text=True)

    assert all(word in page for word in ("电梯电动车治理", "访客登记机", "阻梯终端", "0.71", "0.66"))
    found = JustHTML(page, sanitize=False).query("#effect")[0]
    assert found.query('button[form="kind-form"][value="activate"]'), "one may go on from what one sees"
    assert session.scalars(select(ProblemKind)).all() == []


def test_a_stored_kind_shows_its_effect_and_lives_without_the_engine(
    clerk: Visitor, session: Session, engine: FakeEngine
) -> None:
    kind = make_kind(session)
    session.commit()
    assert clerk.get(f"/staff/kinds/{kind.id}").query("#effect")
    assert engine.previewed[0]["id"] == kind.key
    engine.down = True
    assert "引擎" in clerk.get(f"/staff/kinds/{kind.id}").query("#effect")[0].to_text()
    clerk.post(f"/staff/kinds/{kind.id}", {**FORM, "version": kind.version, "step": "preview"}, expect=503)


def test_a_stale_form_is_refused(clerk: Visitor, session: Session) -> None:
    kind = make_kind(session)
    name, version = kind.name, kind.version
    session.commit()
    clerk.post(f"/staff/kinds/{kind.id}", {**FORM, "version": 99, "step": "save"}, expect=409)
    session.refresh(kind)
    assert (kind.name, kind.version) == (name, version) and name != FORM["name"]


def test_a_kind_is_retired_and_activated_again(clerk: Visitor, session: Session) -> None:
    kind = make_kind(session)
    session.commit()
    clerk.post(f"/staff/kinds/{kind.id}/retire", {"version": kind.version}, expect=303)
    session.refresh(kind)
    assert kind.state is KindState.RETIRED
    assert not clerk.get(f"/staff/kinds/{kind.id}").query("#effect")
    clerk.post(f"/staff/kinds/{kind.id}/activate", {"version": kind.version}, expect=303)
    session.refresh(kind)
    assert kind.state is KindState.ACTIVE
    clerk.post(f"/staff/kinds/{kind.id}/retire", {}, expect=400)


def test_a_draft_of_a_verdict_leads_back_to_its_pair(clerk: Visitor, session: Session) -> None:
    match = make_match(session)
    kind = make_kind(session, KindState.DRAFT, source=KindSource.VERDICT, match_id=match.id)
    session.commit()
    assert clerk.get(f"/staff/kinds/{kind.id}").query(f'a[href="/staff/matches/{match.id}"]')
