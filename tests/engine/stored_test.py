"""An engine starts from what the one before it left, and takes only what changed from the database."""

from __future__ import annotations

import json
import logging
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.engine.core import LocalEngine
from marketplace.engine.keep import SnapshotKeeper
from marketplace.engine.stored import read_start
from marketplace.models import Kind, KindState, Listing, ListingState, ListingVersion, RecalledKind
from marketplace.services.matching.documents import content_hash_of
from matching.documents import Document
from matching.encoders.base import Encoder
from matching.encoders.hashing import HashingEncoder
from matching.matcher import Matcher
from tests.engine.conftest import LEAK, LIFT, own_kind, publish

MODEL = "hashing-256"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshot"


def stopped(core: LocalEngine, folder: Path) -> None:
    """What an orderly stop leaves."""
    core.refresh()
    assert SnapshotKeeper(folder, core).save()


def started(sessions: sessionmaker[Session], folder: Path, encoder: Encoder | None = None) -> LocalEngine:
    encoder = encoder or HashingEncoder()
    start = read_start(folder, encoder, MODEL)
    assert start is not None
    return LocalEngine(encoder, sessions, MODEL, start=start)


def edit(session: Session, listing: Listing, title: str) -> None:
    version = ListingVersion(
        listing_id=listing.id, number=2, title=title, industry="智慧水务", region="武侯区", summary=title
    )
    version.content_hash = content_hash_of(listing.kind, version)
    session.add(version)
    session.flush()
    listing.published_version = version


@contextmanager
def noted_puts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The titles that matchers are given."""
    titles: list[str] = []
    put = Matcher.put

    def noting(self: Matcher, documents: Sequence[Document], vectors: object = None) -> None:
        titles.extend(document.title for document in documents)
        put(self, documents, vectors)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Matcher, "put", noting)
        yield titles


def test_only_what_changed_between_stop_and_start_is_taken_from_the_database(
    core: LocalEngine,
    session: Session,
    sessions: sessionmaker[Session],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    demand = publish(session, Kind.DEMAND, "供水管网漏点定位")
    gone, edited = publish(session, Kind.SUPPLY, "听漏仪"), publish(session, Kind.SUPPLY, "作文批改")
    renamed = publish(session, Kind.SUPPLY, "管网巡检机器人")
    kept = publish(session, Kind.SUPPLY, "电梯阻车识别")
    session.commit()
    stopped(core, folder)
    gone.state = ListingState.WITHDRAWN
    edit(session, edited, "管网漏点相关仪")
    renamed.organization.name = "改名后的公司"
    added = publish(session, Kind.SUPPLY, "供水管网漏点听音定位")
    session.commit()

    with noted_puts(monkeypatch) as titles:
        again = started(sessions, folder)
        again.refresh()
        assert sorted(titles) == ["供水管网漏点听音定位", "管网巡检机器人", "管网漏点相关仪"]
    fresh = LocalEngine(HashingEncoder(), sessions, MODEL)
    fresh.refresh()
    assert again.matcher.documents() == fresh.matcher.documents()
    assert {int(key) for key in again.matcher.ids("supply")} == {edited.id, renamed.id, kept.id, added.id}
    assert again.level.data_version == fresh.level.data_version
    ours, theirs = again.rank([demand.id], 10)[0], fresh.rank([demand.id], 10)[0]
    assert [pair.supply_id for pair in ours.suggestions] == [pair.supply_id for pair in theirs.suggestions]
    assert [p.score for p in ours.suggestions] == pytest.approx([p.score for p in theirs.suggestions])


def test_nothing_is_taken_or_stored_where_nothing_changed(
    core: LocalEngine,
    session: Session,
    sessions: sessionmaker[Session],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listing = publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    stopped(core, folder)
    stored_at = (folder / "manifest.json").stat().st_mtime_ns

    with noted_puts(monkeypatch) as titles:
        again = started(sessions, folder)
        assert again.refresh() == core.level.data_version
        assert titles == []
    keeper = SnapshotKeeper(folder, again)
    assert keeper.save()
    assert (folder / "manifest.json").stat().st_mtime_ns == stored_at

    edit(session, listing, "相关仪")
    session.commit()
    again.follow([listing.id])
    assert keeper.save()
    assert [document.title for document in started(sessions, folder).matcher.documents()] == ["相关仪"]


def test_another_model_is_refused(
    core: LocalEngine, session: Session, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    stopped(core, folder)

    assert read_start(folder, HashingEncoder(64), "hashing-64") is None
    assert "the snapshot is not used" in caplog.text and "model 'hashing-256'" in caplog.text
    # The same encoder with other prefixes gives other vectors, which go by another name.
    assert read_start(folder, HashingEncoder(), f"{MODEL}+0a1b2c3d") is None


def test_no_snapshot_is_no_fault(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert read_start(folder, HashingEncoder(), MODEL) is None
    assert "everything is read from the database" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("name", ["manifest.json", "notes.json", "tables.json", "supply.vectors.npy"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b'{"model": "hashing-256"}'])
def test_a_damaged_snapshot_is_refused_and_the_engine_starts_all_the_same(
    core: LocalEngine,
    session: Session,
    sessions: sessionmaker[Session],
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    content: bytes | None,
) -> None:
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    stopped(core, folder)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)

    start = read_start(folder, HashingEncoder(), MODEL)
    assert start is None
    assert "the snapshot is not used" in caplog.text
    again = LocalEngine(HashingEncoder(), sessions, MODEL, start=start)
    again.refresh()
    assert len(again.matcher) == 1
    assert SnapshotKeeper(folder, again).save()
    assert read_start(folder, HashingEncoder(), MODEL) is not None


def test_notes_of_somebody_else_are_refused(core: LocalEngine, session: Session, folder: Path) -> None:
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    stopped(core, folder)
    notes = json.loads((folder / "notes.json").read_text())
    # Readable, but not what was written: the digests in the manifest tell.
    (folder / "notes.json").write_text(json.dumps({**notes, "held": []}))
    assert read_start(folder, HashingEncoder(), MODEL) is None


def test_a_folder_that_cannot_be_written_is_told_and_survived(
    core: LocalEngine, session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    core.refresh()
    keeper = SnapshotKeeper(tmp_path / "file" / "snapshot", core)
    assert not keeper.save()
    assert "no snapshot could be stored" in caplog.text
    keeper.stop()
    assert len(core.search("听漏仪", 5)) == 1


def test_a_full_disk_leaves_the_snapshot_as_it_was(
    core: LocalEngine,
    session: Session,
    sessions: sessionmaker[Session],
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    listing = publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    stopped(core, folder)
    edit(session, listing, "相关仪")
    session.commit()
    core.refresh()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))  # writing more fails as on a full disk
    try:
        assert not SnapshotKeeper(folder, core).save()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "no snapshot could be stored" in caplog.text
    assert [path.name for path in folder.parent.iterdir()] == ["snapshot"]
    assert [document.title for document in started(sessions, folder).matcher.documents()] == ["听漏仪"]


def test_what_a_killed_engine_left_half_written_is_cleared(
    core: LocalEngine, session: Session, folder: Path
) -> None:
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()
    (folder.parent / ".snapshot.killed").mkdir()
    (folder.parent / ".snapshot.killed" / "supply.vectors.npy").write_bytes(b"half")
    stopped(core, folder)
    assert [path.name for path in folder.parent.iterdir()] == ["snapshot"]


def test_a_database_filled_anew_has_written_down_what_its_listings_recall(
    taught: LocalEngine, session: Session, sessions: sessionmaker[Session], folder: Path
) -> None:
    demand = publish(session, Kind.DEMAND, LEAK)
    session.commit()
    stopped(taught, folder)
    session.execute(delete(RecalledKind))
    session.commit()

    started(sessions, folder, taught.encoder).refresh()

    session.expire_all()
    assert (
        "leak" in session.scalars(select(RecalledKind.kind).where(RecalledKind.listing_id == demand.id)).all()
    )


@pytest.mark.parametrize("is_retired", [False, True])
def test_the_sites_own_kinds_are_known_from_the_start(
    taught: LocalEngine, session: Session, sessions: sessionmaker[Session], folder: Path, is_retired: bool
) -> None:
    demand = publish(session, Kind.DEMAND, LIFT)
    kind = own_kind(session, LIFT)
    session.commit()
    stopped(taught, folder)
    if is_retired:
        kind.state = KindState.RETIRED
        session.commit()

    again = started(sessions, folder, taught.encoder)
    memory = again.matcher.trained.memory
    assert memory is not None and memory.names == ("leak", "essay", kind.key)
    again.refresh()

    memory = again.matcher.trained.memory
    assert memory is not None and (kind.key in memory.names) is not is_retired
    session.expire_all()
    recalled = session.scalars(select(RecalledKind.kind).where(RecalledKind.listing_id == demand.id)).all()
    assert (kind.key in recalled) is not is_retired
