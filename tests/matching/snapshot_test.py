"""A snapshot is read back as it was, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.errors import SnapshotMismatch
from matching.matcher import Matcher
from matching.snapshot import data_version, load_snapshot, save_snapshot

ENCODER = HashingEncoder()


@pytest.fixture
def folder(tmp_path: Path, open_list: list[Document], full_matcher: Matcher) -> Path:
    save_snapshot(tmp_path / "snapshot", open_list, full_matcher.encode(open_list), ENCODER)
    return tmp_path / "snapshot"


def test_a_loaded_matcher_answers_as_the_stored_one(
    folder: Path, open_list: list[Document], full_matcher: Matcher
) -> None:
    loaded = load_snapshot(folder, ENCODER, expected_version=data_version(open_list))
    assert loaded.documents() == full_matcher.documents()
    assert loaded.rank("X01") == full_matcher.rank("X01")


def test_saving_again_replaces_it_whole(
    folder: Path, open_list: list[Document], full_matcher: Matcher
) -> None:
    save_snapshot(folder, open_list[:5], full_matcher.encode(open_list[:5]), ENCODER)
    assert len(load_snapshot(folder, ENCODER)) == 5
    assert [path.name for path in folder.parent.iterdir()] == ["snapshot"]


def test_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(SnapshotMismatch, match=r"model 'hashing-256', wanted 'hashing-64'"):
        load_snapshot(folder, HashingEncoder(64))


def test_another_data_version_is_refused(folder: Path, open_list: list[Document]) -> None:
    edited = [replace(open_list[0], title="改过的标题"), *open_list[1:]]
    with pytest.raises(SnapshotMismatch, match="data_version"):
        load_snapshot(folder, ENCODER, expected_version=data_version(edited))


@pytest.mark.parametrize("key", ["form", "dimension", "data_version"])
def test_a_changed_manifest_is_refused(folder: Path, key: str) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, key: "other"}))
    with pytest.raises(SnapshotMismatch):
        load_snapshot(folder, ENCODER)


@pytest.mark.parametrize("name", ["manifest.json", "documents.jsonl", "vectors.npy"])
@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}"])
def test_a_damaged_snapshot_is_refused(folder: Path, name: str, content: bytes | None) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(SnapshotMismatch):
        load_snapshot(folder, ENCODER)
