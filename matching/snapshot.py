"""Stores what a matcher holds, with a manifest that keeps it from being read as anything else."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matching.documents import Document
from matching.encoders.base import Encoder, Vectors
from matching.errors import SnapshotMismatch
from matching.matcher import Matcher, MatcherSettings

_FORM = 1


def data_version(documents: Sequence[Document]) -> str:
    """SHA-256 (hex) over the ids and content hashes: equal exactly when the same texts are held."""
    lines = sorted(json.dumps([document.id, document.content_hash]) for document in documents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def save_snapshot(folder: Path, documents: Sequence[Document], vectors: Vectors, encoder: Encoder) -> None:
    """Write the documents and their raw encoder vectors, shape (len(documents), dimension), aside and rename.

    The lexical index is not stored: cutting the words again takes less time than checking a stored index
    would.
    """
    if vectors.shape != (len(documents), encoder.dimension):
        raise ValueError(
            f"expected vectors of shape {(len(documents), encoder.dimension)}, got {vectors.shape}"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        np.save(aside / "vectors.npy", np.asarray(vectors, dtype=np.float32))
        rows = (json.dumps(asdict(document), ensure_ascii=True, default=_iso) for document in documents)
        (aside / "documents.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        manifest = {
            **_expected(encoder),
            "documents": len(documents),
            "data_version": data_version(documents),
        }
        (aside / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def load_snapshot(
    folder: Path,
    encoder: Encoder,
    settings: MatcherSettings | None = None,
    expected_version: str | None = None,
) -> Matcher:
    """A matcher as it was stored; SnapshotMismatch when form, model, dimension or data version differ."""
    manifest = _read_manifest(folder)
    expected: dict[str, object] = _expected(encoder)
    if expected_version is not None:
        expected["data_version"] = expected_version
    for key, value in expected.items():
        if manifest.get(key) != value:
            raise SnapshotMismatch(f"{folder} has {key} {manifest.get(key)!r}, wanted {value!r}")
    try:
        lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        documents = [_document(json.loads(line)) for line in lines]
        vectors: Vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    except (OSError, EOFError, ValueError, TypeError, KeyError) as problem:
        raise SnapshotMismatch(f"{folder} is damaged: {problem}") from problem
    if data_version(documents) != manifest["data_version"] or len(vectors) != len(documents):
        raise SnapshotMismatch(f"{folder} does not hold the data its manifest names")
    matcher = Matcher(encoder, settings)
    matcher.put(documents, vectors)
    return matcher


def _expected(encoder: Encoder) -> dict[str, object]:
    return {"form": _FORM, "model": encoder.name, "dimension": encoder.dimension}


def _read_manifest(folder: Path) -> dict[str, object]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SnapshotMismatch(f"{folder} has no readable manifest: {problem}") from problem
    if not isinstance(manifest, dict):
        raise SnapshotMismatch(f"{folder} has no readable manifest: it is not an object")
    return manifest


def _document(record: dict[str, Any]) -> Document:
    deadline = record["deadline"]
    return Document(
        **{
            **record,
            "technologies": tuple(record["technologies"]),
            "deadline": date.fromisoformat(deadline) if deadline else None,
        }
    )


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored")
