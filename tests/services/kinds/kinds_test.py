"""Kinds of problem of the site: written, put into use, retired, and by whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import AuditEvent, KindState, ProblemKind, Role
from marketplace.services.kinds.known import active_kinds, find_kind, kind_name, known_kinds, shipped_kinds
from marketplace.services.kinds.preview import preview_kind
from marketplace.services.kinds.register import list_kinds, read_kind
from marketplace.services.kinds.settle import activate_kind, retire_kind
from marketplace.services.kinds.text import KindText
from marketplace.services.kinds.write import add_kind, edit_kind
from matching.knowledge.kinds import ShortText
from tests.doubles import FakeEngine, RecordingQueue
from tests.factories import make_account, make_kind, make_listing

TEXT = KindText(
    sector="智慧社区",
    name=" 电梯里推进电动车 ",
    problem="居民把电动车推进电梯上楼充电，物业劝不住也发现不了。",
    demands=(ShortText("电动车又进电梯了", "夜里推上楼充电。"), ShortText(" ", "")),
    supplies=(ShortText("梯内识别阻梯终端", "识别到电动车即不关门。"),),
    technologies=("目标检测", " ", "目标检测"),
    requires={"devices": "轿厢摄像头"},
)


def actions(session: Session, kind: ProblemKind) -> list[str]:
    query = select(AuditEvent.action).where(
        AuditEvent.entity_type == "problem_kinds", AuditEvent.entity_id == kind.id
    )
    return list(session.scalars(query.order_by(AuditEvent.id)))


def test_a_new_kind_is_a_draft_without_effect(session: Session, jobs: RecordingQueue) -> None:
    kind = add_kind(session, make_account(session), TEXT)
    session.flush()

    assert (kind.state, kind.name, kind.technologies) == (KindState.DRAFT, "电梯里推进电动车", ["目标检测"])
    assert kind.demands == [{"title": "电动车又进电梯了", "summary": "夜里推上楼充电。"}]
    assert active_kinds(session) == []
    with pytest.raises(NotFound):
        find_kind(session, kind.key)
    assert actions(session, kind) == ["kind.added"]


@pytest.mark.parametrize("role", [Role.COMPANY, Role.DEMAND_OWNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_staff_keep_kinds(
    session: Session, engine: FakeEngine, jobs: RecordingQueue, role: Role
) -> None:
    somebody, kind = make_account(session, role), make_kind(session)
    for attempt in (
        lambda: add_kind(session, somebody, TEXT),
        lambda: edit_kind(session, somebody, kind.id, TEXT, seen_version=1, jobs=jobs),
        lambda: activate_kind(session, somebody, kind.id, seen_version=1, jobs=jobs),
        lambda: retire_kind(session, somebody, kind.id, seen_version=1, jobs=jobs),
        lambda: list_kinds(session, somebody),
        lambda: read_kind(session, somebody, kind.id),
        lambda: preview_kind(session, somebody, TEXT, engine=engine),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sector": "元宇宙"}, "sector"),
        ({"name": "短"}, "name"),
        ({"name": "长" * 31}, "name"),
        ({"problem": " "}, "problem"),
        ({"problem": "长" * 201}, "problem"),
        ({"problem": "有\x00字符"}, "problem"),
        ({"demands": ()}, "demands"),
        ({"demands": (ShortText("", "没有标题"),)}, "demands"),
        ({"supplies": (ShortText(" ", " "),)}, "supplies"),
        ({"supplies": (ShortText("长" * 81, ""),)}, "supplies"),
        ({"lookalikes": (ShortText("甲", "长" * 301),)}, "lookalikes"),
        ({"demands": tuple(ShortText(f"第{n}条", "") for n in range(9))}, "demands"),
        ({"technologies": tuple(f"技术{n}" for n in range(13))}, "technologies"),
        ({"requires": {"data": "长" * 121}}, "data"),
    ],
)
def test_what_is_wrong_names_its_field(session: Session, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_kind(session, make_account(session), replace(TEXT, **wrong))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_name_is_unique_within_its_industry(session: Session) -> None:
    staff = make_account(session)
    shipped = next(iter(shipped_kinds().values()))
    add_kind(session, staff, TEXT)
    for taken in (TEXT, replace(TEXT, sector=shipped.sector, name=shipped.name)):
        with pytest.raises(InvalidInput, match="already a kind"):
            add_kind(session, staff, taken)
    add_kind(session, staff, replace(TEXT, sector="智慧交通"))


def test_an_active_kind_is_known_and_matching_runs_anew(session: Session, jobs: RecordingQueue) -> None:
    staff = make_account(session)
    kind = add_kind(session, staff, TEXT)
    session.flush()

    activate_kind(session, staff, kind.id, seen_version=kind.version, jobs=jobs)

    assert jobs.refreshed == [((), "kinds")]
    assert find_kind(session, kind.key).name == "电梯里推进电动车"
    assert len(known_kinds(session)) == len(shipped_kinds()) + 1
    assert actions(session, kind) == ["kind.added", "kind.activated"]


def test_a_retired_kind_is_forgotten_but_keeps_its_name(session: Session, jobs: RecordingQueue) -> None:
    staff, kind = make_account(session), make_kind(session, name="楼道堆物")
    retire_kind(session, staff, kind.id, seen_version=kind.version, jobs=jobs)
    session.flush()

    assert active_kinds(session) == []
    assert kind_name(session, kind.key) == "楼道堆物"
    assert jobs.refreshed == [((), "kinds")]
    with pytest.raises(WrongState):
        edit_kind(session, staff, kind.id, TEXT, seen_version=kind.version, jobs=jobs)
    activate_kind(session, staff, kind.id, seen_version=kind.version, jobs=jobs)
    assert [known.id for known in active_kinds(session)] == [kind.key]


def test_an_edit_records_what_changed_and_a_stale_page_is_refused(
    session: Session, jobs: RecordingQueue
) -> None:
    staff, kind = make_account(session), make_kind(session)
    seen = kind.version
    edit_kind(session, staff, kind.id, TEXT, seen_version=seen, jobs=jobs)
    session.flush()

    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "kind.changed")).one()
    assert "name" in event.details["fields"] and "sector" not in event.details["fields"]
    with pytest.raises(Conflict):
        edit_kind(session, staff, kind.id, TEXT, seen_version=seen, jobs=jobs)


def test_an_edit_that_changes_nothing_leaves_no_trace(session: Session, jobs: RecordingQueue) -> None:
    staff = make_account(session)
    kind = add_kind(session, staff, TEXT)
    session.flush()
    edit_kind(session, staff, kind.id, TEXT, seen_version=kind.version, jobs=jobs)

    assert actions(session, kind) == ["kind.added"]


def test_an_incomplete_draft_is_not_activated(session: Session, jobs: RecordingQueue) -> None:
    kind = make_kind(session, KindState.DRAFT, supplies=[])
    with pytest.raises(InvalidInput, match="vendor"):
        activate_kind(session, make_account(session), kind.id, seen_version=kind.version, jobs=jobs)


@pytest.mark.parametrize("key", ["site-", "site-x", "site-99999999999999999999", "nothing", "site-²"])
def test_an_odd_id_names_no_kind(session: Session, key: str) -> None:
    assert kind_name(session, key) is None
    with pytest.raises(NotFound):
        find_kind(session, key)


def test_the_register_is_filtered(session: Session) -> None:
    staff = make_account(session)
    lift = make_kind(session, name="电梯困人")
    make_kind(session, KindState.DRAFT, name="楼道堆物", sector="应急安全")

    assert [row.kind.id for row in list_kinds(session, staff, text="电梯").rows] == [lift.id]
    assert [row.kind.name for row in list_kinds(session, staff, state=KindState.DRAFT).rows] == ["楼道堆物"]
    assert list_kinds(session, staff, sector="应急安全").total == 1
    assert list_kinds(session, staff, text="没有").total == 0
    assert list_kinds(session, staff).counts[KindState.ACTIVE] == 1


def test_a_preview_stores_nothing_and_names_listings(session: Session, engine: FakeEngine) -> None:
    listing = make_listing(session)
    engine.effect |= {
        "counts": {"demand": 0, "supply": 1},
        "recalled": [
            {"listing_id": listing.id, "similarity": 0.7, "share": 0.5, "is_about": True},
            {"listing_id": 10**9, "similarity": 0.6, "share": 0.5, "is_about": True},
        ],
    }
    effect = preview_kind(session, make_account(session), TEXT, engine=engine)

    assert [row.card.code for row in effect.recalled[listing.kind]] == [listing.code]
    assert engine.previewed[0]["id"] == "draft" and engine.previewed[0]["name"] == "电梯里推进电动车"
    assert session.scalars(select(ProblemKind)).all() == []
