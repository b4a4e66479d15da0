"""A small published world, and a counter of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from justhtml import QueryMatch
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, Maturity, OpportunityList
from tests.factories import make_list, make_listing, make_organization


def attribute(node: QueryMatch, name: str) -> str:
    """The node's attribute, which the test says is there."""
    value = (node.attrs or {})[name]
    assert value is not None
    return value


@dataclass
class World:
    """Three needs and three offers on one released list; two of the offers come from one organization."""

    camera: Listing
    clinic: Listing
    bus: Listing
    video: Listing
    mask: Listing
    scribe: Listing
    released: OpportunityList


@pytest.fixture
def world(session: Session) -> World:
    """The published world."""
    demand, supply = Kind.DEMAND, Kind.SUPPLY
    vendor = make_organization(session, name="云图视觉公司")
    camera = make_listing(
        session,
        demand,
        code="X01",
        title="沿街占道早发现",
        industry="城市治理",
        region="锦江区",
        budget_wan=95,
        technologies=["视频应用"],
    )
    clinic = make_listing(
        session, demand, code="X02", title="病历当场成稿", industry="智慧医疗", budget_wan=160
    )
    bus = make_listing(
        session, demand, code="X03", title="班次跟着人流走", industry="智慧交通", budget_wan=None
    )
    video = make_listing(
        session,
        supply,
        vendor,
        code="G01",
        title="视频融合平台",
        industry="城市治理",
        technologies=["视频应用"],
    )
    mask = make_listing(
        session,
        supply,
        vendor,
        code="G02",
        title="人脸遮蔽网关",
        industry="城市治理",
        maturity=Maturity.AT_SCALE,
    )
    scribe = make_listing(session, supply, code="G03", title="门诊病历助手", industry="智慧医疗")
    released = make_list(session, [camera, clinic, bus, video, mask, scribe], title="十一月机会清单")
    return World(camera, clinic, bus, video, mask, scribe, released)


@pytest.fixture
def queries(database: Engine) -> Iterator[list[str]]:
    """Every statement sent while the test runs."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    event.listen(database, "before_cursor_execute", note)
    yield sent
    event.remove(database, "before_cursor_execute", note)
