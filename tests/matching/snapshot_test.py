"""A snapshot is read back as it was, or not at all."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching import segmentation
from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.errors import SnapshotMismatch
from matching.matcher import Matcher
from matching.memory import KindMemory
from matching.snapshot import data_version, load_snapshot, read_notes, save_snapshot, write_snapshot
from matching.trained import trained_for
from tests.matching.builders import demand, supply

ENCODER = HashingEncoder()


@pytest.fixture
def folder(tmp_path: Path, full_matcher: Matcher) -> Path:
    save_snapshot(tmp_path / "snapshot", full_matcher, notes={"seen": ["X01"]})
    return tmp_path / "snapshot"


def test_a_loaded_matcher_answers_as_the_stored_one(
    folder: Path, open_list: list[Document], full_matcher: Matcher
) -> None:
    loaded = load_snapshot(folder, ENCODER, expected_version=data_version(open_list))
    assert loaded.documents() == full_matcher.documents()
    assert loaded.rank("X01") == full_matcher.rank("X01")
    assert loaded.search("铝压铸") == full_matcher.search("铝压铸")
    assert read_notes(folder) == {"seen": ["X01"]}


def test_loading_cuts_no_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> list[str]:
        raise AssertionError(f"cut {text!r}")

    monkeypatch.setattr(segmentation, "words", refuse)
    assert len(load_snapshot(folder, ENCODER)) == 165


def test_a_loaded_matcher_goes_on_changing(folder: Path, open_list: list[Document]) -> None:
    loaded, fresh = load_snapshot(folder, ENCODER), Matcher(ENCODER)
    fresh.put(open_list)
    for matcher in (loaded, fresh):
        matcher.put([supply("G001", "压铸壳体外观检测"), supply("new", "刀具磨损监测"), demand("new one")])
        matcher.remove(["G002", "X02"])
    assert loaded.documents() == fresh.documents()
    for key in ("X01", "new one"):
        ours, theirs = loaded.rank(key, top=20).suggestions, fresh.rank(key, top=20).suggestions
        assert [s.supply_id for s in ours] == [s.supply_id for s in theirs]
        assert [s.score for s in ours] == pytest.approx([s.score for s in theirs], abs=1e-5)


def test_gaps_left_by_what_was_removed_are_kept_and_filled(tmp_path: Path) -> None:
    made = Matcher(ENCODER)
    made.put([demand(), *(supply(f"G{i}", f"外观检测{i}") for i in range(50))])
    made.remove([f"G{i}" for i in range(20, 30)])
    save_snapshot(tmp_path / "snapshot", made)
    loaded = load_snapshot(tmp_path / "snapshot", ENCODER)
    loaded.put([supply("late", "压铸壳体外观检测")])
    assert len(loaded) == 42
    assert loaded.rank("X1").suggestions[0].supply_id == "late"


def test_what_is_stored_beside_a_writer_is_of_one_moment(tmp_path: Path, open_list: list[Document]) -> None:
    matcher = Matcher(ENCODER)
    matcher.put(open_list)
    supplies = [document for document in open_list if document.kind == "supply"]
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            matcher.remove([document.id for document in supplies[:40]])
            matcher.put(supplies[:40])

    writer = threading.Thread(target=write)
    writer.start()
    stored = [matcher.stored() for _ in range(5)]
    stop.set()
    writer.join()
    for number, one in enumerate(stored):
        write_snapshot(tmp_path / str(number), matcher, one, "some version", None)
        loaded, fresh = load_snapshot(tmp_path / str(number), ENCODER), Matcher(ENCODER)
        fresh.put(loaded.documents())
        assert len(loaded) in (len(open_list) - 40, len(open_list))
        ours, theirs = loaded.rank("X01"), fresh.rank("X01")
        assert [pair.supply_id for pair in ours.suggestions] == [
            pair.supply_id for pair in theirs.suggestions
        ]


def test_an_empty_matcher_is_stored_too(tmp_path: Path) -> None:
    save_snapshot(tmp_path / "snapshot", Matcher(ENCODER))
    assert load_snapshot(tmp_path / "snapshot", ENCODER).documents() == []


def test_saving_again_replaces_it_whole(folder: Path, open_list: list[Document]) -> None:
    few = Matcher(ENCODER)
    few.put(open_list[:5])
    save_snapshot(folder, few)
    assert len(load_snapshot(folder, ENCODER)) == 5
    assert [path.name for path in folder.parent.iterdir()] == ["snapshot"]


def test_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(SnapshotMismatch, match=r"model 'hashing-256', wanted 'hashing-64'"):
        load_snapshot(folder, HashingEncoder(64))


def test_other_profiles_are_refused(folder: Path) -> None:
    vectors = np.eye(2, ENCODER.dimension, dtype=np.float32)
    memory = KindMemory(["water-001", "water-002"], vectors, vectors, 0.05)
    with pytest.raises(SnapshotMismatch, match="described_by"):
        load_snapshot(folder, ENCODER, trained=replace(trained_for(ENCODER), memory=memory))


def test_another_data_version_is_refused(folder: Path, open_list: list[Document]) -> None:
    edited = [replace(open_list[0], title="改过的标题"), *open_list[1:]]
    with pytest.raises(SnapshotMismatch, match="data_version"):
        load_snapshot(folder, ENCODER, expected_version=data_version(edited))


@pytest.mark.parametrize("key", ["form", "dimension", "rules", "files"])
def test_a_changed_manifest_is_refused(folder: Path, key: str) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, key: "other"}))
    with pytest.raises(SnapshotMismatch):
        load_snapshot(folder, ENCODER)


@pytest.mark.parametrize(
    "name", ["manifest.json", "tables.json", "supply.vectors.npy", "demand.word-slots.npy"]
)
@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}"])
def test_a_damaged_snapshot_is_refused(folder: Path, name: str, content: bytes | None) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(SnapshotMismatch):
        load_snapshot(folder, ENCODER)


def test_one_changed_number_is_noticed(folder: Path) -> None:
    path = folder / "supply.vectors.npy"
    vectors = np.load(path)
    vectors[3, 5] += 1e-3
    np.save(path, vectors)
    with pytest.raises(SnapshotMismatch, match="not what was written"):
        load_snapshot(folder, ENCODER)
