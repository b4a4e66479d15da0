"""The matcher holds what is published, no more and no less."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.engine import level
from marketplace.engine.core import LocalEngine
from marketplace.engine.level import ENCODED_WHEN_FOLLOWING
from marketplace.models import Embedding, Kind, ListingState, ListingVersion
from marketplace.services.matching.documents import content_hash_of
from tests.engine.conftest import publish
from tests.factories import make_listing


def held(core: LocalEngine) -> set[int]:
    return {int(document.id) for document in core.matcher.documents()}


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Embedding)) or 0


def test_refresh_takes_what_is_published_and_stores_the_vectors(core: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, "管网漏点定位")
    supply = publish(session, Kind.SUPPLY, "听漏仪")
    make_listing(session, Kind.SUPPLY, state=ListingState.DRAFT)
    session.commit()

    core.refresh()

    assert held(core) == {demand.id, supply.id}
    assert sorted(session.scalars(select(Embedding.role))) == ["passage", "query"]


def test_a_second_engine_finds_the_vectors_and_the_same_data_version(
    core: LocalEngine, session: Session
) -> None:
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    first = core.refresh()
    stored = rows(session)

    other = LocalEngine(core.encoder, core.level._sessions)

    assert other.refresh() == first
    assert rows(session) == stored == 1


def test_withdrawing_removes_and_editing_replaces(core: LocalEngine, session: Session) -> None:
    gone = publish(session, Kind.SUPPLY, "听漏仪")
    edited = publish(session, Kind.SUPPLY, "老标题")
    session.commit()
    before = core.refresh()

    gone.state = ListingState.WITHDRAWN
    version = ListingVersion(
        listing_id=edited.id, number=2, title="新标题", industry="智慧水务", region="武侯区", summary="新。"
    )
    version.content_hash = content_hash_of(Kind.SUPPLY, version)
    session.add(version)
    session.flush()
    edited.published_version = version
    session.commit()
    after = core.level.follow({gone.id, edited.id})

    assert after != before
    assert [document.title for document in core.matcher.documents()] == ["新标题"]


def test_following_leaves_many_unencoded_listings_to_the_job(core: LocalEngine, session: Session) -> None:
    listings = [publish(session, Kind.SUPPLY, f"供给{i}") for i in range(ENCODED_WHEN_FOLLOWING + 1)]
    session.commit()

    core.level.follow({listing.id for listing in listings})
    assert held(core) == set()
    assert rows(session) == 0

    core.refresh()
    assert held(core) == {listing.id for listing in listings}


def test_many_are_put_in_pieces_and_progress_is_told(
    core: LocalEngine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(level, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(level, "CHUNK", 3)
    listings = [publish(session, Kind.SUPPLY, f"供给{i}") for i in range(6)]
    session.commit()
    told: list[tuple[int, int]] = []

    core.refresh(lambda done, total: told.append((done, total)))

    assert held(core) == {listing.id for listing in listings}
    assert rows(session) == 6
    assert told == [(3, 6), (4, 6), (4, 6), (6, 6), (6, 6)]


def test_a_renamed_organization_is_taken_over_by_a_refresh(core: LocalEngine, session: Session) -> None:
    listing = publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    core.refresh()

    listing.organization.name = "改名后的公司"
    session.commit()
    core.refresh()

    assert [document.organization for document in core.matcher.documents()] == ["改名后的公司"]


def test_vectors_of_another_model_are_not_used(core: LocalEngine, session: Session) -> None:
    listing = publish(session, Kind.SUPPLY, "听漏仪")
    assert listing.published_version is not None
    session.add(
        Embedding(
            model="another",
            content_hash=listing.published_version.content_hash,
            role="passage",
            vector=[1.0, 0.0],
        )
    )
    session.commit()

    core.refresh()

    assert set(session.scalars(select(Embedding.model))) == {"another", "hashing-256"}
