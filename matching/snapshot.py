"""Stores what a matcher holds, with a manifest that keeps it from being read as anything else."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.documents import KINDS, Document, Kind
from matching.encoders.base import Encoder
from matching.errors import SnapshotMismatch
from matching.matcher import Matcher, MatcherSettings, Stored
from matching.reference import Reference
from matching.trained import Trained, trained_for

_FORM = 5
_HERE = Path(__file__).parent
# Stands for the encoder's zero until the stored one is read.
NOWHERE = Reference({}, np.zeros((0, 0), np.float32), 1.0, 0.0, 1.0)
# What is stored are these files' results: once one of them is changed, a snapshot is not what would be made.
_RULES = (
    *("documents.py", "document_store.py", "facts.py", "lexical.py", "lexical_terms.py", "memory.py"),
    *(
        "kind_vectors.py",
        "describing.py",
        "wording.py",
        "pool.py",
        "postings.py",
        "reference.py",
        "reference_texts.jsonl",
        "scoring.py",
    ),
    *("segmentation.py", "stop_words.txt"),
)


def data_version(documents: Iterable[Document]) -> str:
    """SHA-256 (hex) over the ids and content hashes: equal exactly when the same texts are held."""
    lines = sorted(json.dumps([document.id, document.content_hash]) for document in documents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def save_snapshot(folder: Path, matcher: Matcher, version_held: str | None = None, notes: Any = None) -> None:
    """Write all a matcher holds, its words cut and its fields read, into a new folder that takes the place of
    `folder`.

    `version_held` names the data, by default by `data_version`; `notes` are the caller's, anything JSON can
    hold. OSError when it cannot be written; `folder` is then as it was.
    """
    version_held = version_held or data_version(matcher.documents())
    write_snapshot(folder, matcher, matcher.stored(), version_held, notes)


def write_snapshot(folder: Path, matcher: Matcher, stored: Stored, version_held: str, notes: Any) -> None:
    """As `save_snapshot`, of what the matcher had `stored` before: it may go on changing meanwhile.

    One process at a time writes a folder: what an earlier one left half-written beside it is cleared away.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{folder.name}.*"):
        shutil.rmtree(left)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write(aside, matcher.reference, stored, notes)
        files = sorted(path.name for path in aside.iterdir())
        manifest = {
            **_expected(matcher.encoder, stored.described_by),
            "documents": sum(1 for ids in stored.ids.values() for key in ids if key),
            "data_version": version_held,
            "files": {name: _digest(aside / name) for name in files},
        }
        (aside / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        _exchange(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def load_snapshot(
    folder: Path,
    encoder: Encoder,
    settings: MatcherSettings | None = None,
    expected_version: str | None = None,
    trained: Trained | None = None,
) -> Matcher:
    """A matcher as it was stored, no word cut anew.

    SnapshotMismatch when form, model, dimension, rules, profiles or data version differ, or when a file is
    not the one that was written.
    """
    trained = trained or trained_for(encoder, NOWHERE)
    expected = _expected(encoder, trained.described_by)
    if expected_version is not None:
        expected["data_version"] = expected_version
    check_manifest(folder, expected)
    try:
        about = _read_json(folder / "tables.json")
        centres: dict[Kind, Any] = {kind: _load(folder, f"{kind}.centre") for kind in KINDS}
        columns = {
            kind: {name: _load(folder, f"{kind}.{name}") for name in about["columns"]} for kind in KINDS
        }
        reference = Reference(centres, _load(folder, "needs"), *about["zero_and_unit"])
        matcher = Matcher(encoder, settings, replace(trained, reference=reference))
        matcher.restore(Stored(about["names"], about["terms"], about["ids"], columns))
    except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError) as problem:
        raise SnapshotMismatch(f"{folder} is damaged: {problem}") from problem
    return matcher


def read_notes(folder: Path) -> Any:
    """The caller's notes; SnapshotMismatch when they cannot be read. Only `load_snapshot` checks them."""
    try:
        return _read_json(folder / "notes.json")
    except (OSError, ValueError) as problem:
        raise SnapshotMismatch(f"{folder} is damaged: {problem}") from problem


def check_manifest(folder: Path, expected: dict[str, object]) -> None:
    """SnapshotMismatch unless the manifest says what is expected and every file is as it was written."""
    manifest = _read_manifest(folder)
    for key, value in expected.items():
        if manifest.get(key) != value:
            raise SnapshotMismatch(f"{folder} has {key} {manifest.get(key)!r}, wanted {value!r}")
    files = manifest.get("files")
    if not isinstance(files, dict) or "tables.json" not in files:
        raise SnapshotMismatch(f"{folder} has no readable manifest: it names no files")
    for name, digest in files.items():
        try:
            found = _digest(folder / name)
        except OSError as problem:
            raise SnapshotMismatch(f"{folder} is damaged: {problem}") from problem
        if found != digest:
            raise SnapshotMismatch(f"{folder} is damaged: {name} is not what was written")


def _write(folder: Path, reference: Reference, stored: Stored, notes: Any) -> None:
    names: Sequence[str] = sorted(next(iter(stored.columns.values())))
    _save(folder, "needs", reference.needs)
    for kind, columns in stored.columns.items():
        _save(folder, f"{kind}.centre", reference.centres[kind])
        for name in names:
            _save(folder, f"{kind}.{name}", columns[name])
    tables = {
        "columns": names,
        "zero_and_unit": [reference.deviation, reference.middle, reference.spread],
        "names": stored.names,
        "terms": stored.terms,
        "ids": stored.ids,
    }
    (folder / "tables.json").write_text(json.dumps(tables), encoding="utf-8")
    (folder / "notes.json").write_text(json.dumps(notes), encoding="utf-8")


def _exchange(new: Path, folder: Path) -> None:
    """Two renames: whoever looks finds the old, the new or, for a moment, none, and never a part of one."""
    old = new.with_name(f"{new.name}.old")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _save(folder: Path, name: str, column: NDArray[Any]) -> None:
    np.save(folder / f"{name}.npy", column, allow_pickle=False)


def _load(folder: Path, name: str) -> NDArray[Any]:
    column: NDArray[Any] = np.load(folder / f"{name}.npy", allow_pickle=False)
    return column


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _expected(encoder: Encoder, described_by: str) -> dict[str, object]:
    return {
        "form": _FORM,
        "model": encoder.name,
        "dimension": encoder.dimension,
        "rules": _rules(),
        "described_by": described_by,
    }


@lru_cache(maxsize=1)
def _rules() -> str:
    """Names the code and data that cut texts and read fields."""
    digests = [_digest(_HERE / name) for name in _RULES]
    return hashlib.sha256("\n".join([*digests, version("rjieba")]).encode()).hexdigest()[:16]


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _read_manifest(folder: Path) -> dict[str, object]:
    try:
        manifest = _read_json(folder / "manifest.json")
    except (OSError, ValueError) as problem:
        raise SnapshotMismatch(f"{folder} has no readable manifest: {problem}") from problem
    if not isinstance(manifest, dict):
        raise SnapshotMismatch(f"{folder} has no readable manifest: it is not an object")
    return manifest
