"""What an engine leaves in a snapshot, and how the next one begins with it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from marketplace.engine.kinds import Known, with_own
from marketplace.engine.level import Fingerprint, version_of
from matching.encoders.base import Encoder
from matching.errors import SnapshotMismatch
from matching.matcher import Matcher, MatcherSettings
from matching.matcher_settings import Stored
from matching.memory import KindMemory
from matching.snapshot import NOWHERE, load_snapshot, read_notes, write_snapshot
from matching.trained import trained_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """What a snapshot holds beside the matcher.

    `model` names the vectors' rows of the database, `fingerprints` say which text is held of each listing,
    `changed` are those whose recalled kinds were not written down yet, and `own` are the site's own kinds.
    """

    model: str
    fingerprints: Mapping[int, Fingerprint]
    changed: Collection[int]
    own: Mapping[str, Known]


@dataclass(frozen=True)
class Start:
    """A matcher to begin with; `shipped` is its memory without the site's own kinds."""

    matcher: Matcher
    shipped: KindMemory | None
    held: Held


NOTHING_HELD = Held("", {}, (), {})


def write_start(folder: Path, matcher: Matcher, stored: Stored, held: Held) -> None:
    """Leave it for the next start; OSError when the disk does not take it."""
    write_snapshot(folder, matcher, stored, version_of(held.fingerprints), _notes(held))


def read_start(
    folder: Path, encoder: Encoder, model: str, settings: MatcherSettings | None = None
) -> Start | None:
    """What was left for this encoder and model; None, and the log says why, when there is nothing to use."""
    if not folder.exists():
        logger.info("no snapshot in %s: everything is read from the database", folder)
        return None
    try:
        held = _held(read_notes(folder))
        if held.model != model:
            raise SnapshotMismatch(f"{folder} has model {held.model!r}, wanted {model!r}")
        trained = trained_for(encoder, NOWHERE)
        shipped = trained.memory
        if shipped is not None:
            trained = replace(trained, memory=with_own(shipped, held.own))
        matcher = load_snapshot(folder, encoder, settings, trained=trained)
    except SnapshotMismatch as problem:
        logger.warning("the snapshot is not used, everything is read from the database: %s", problem)
        return None
    logger.info("%d listings taken from the snapshot in %s", len(matcher), folder)
    return Start(matcher, shipped, held)


def _notes(held: Held) -> dict[str, Any]:
    return {
        "model": held.model,
        "held": [[key, *fingerprint] for key, fingerprint in held.fingerprints.items()],
        "changed": sorted(held.changed),
        "own": {
            key: [
                digest,
                memory.temperature,
                *(side[0].tolist() for side in (memory.needs, memory.offers, memory.places)),
            ]
            for key, (digest, memory) in held.own.items()
        },
    }


def _held(notes: Any) -> Held:
    """As `_notes` gave it; SnapshotMismatch for anything else."""
    try:
        own = {
            str(key): (
                str(digest),
                KindMemory([key], _row(needs), _row(offers), float(temperature), _row(places)),
            )
            for key, (digest, temperature, needs, offers, places) in notes["own"].items()
        }
        fingerprints = {int(key): (str(text), str(owner)) for key, text, owner in notes["held"]}
        return Held(str(notes["model"]), fingerprints, {int(key) for key in notes["changed"]}, own)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise SnapshotMismatch(f"the snapshot's notes are not an engine's: {problem!r}") from problem


def _row(values: Any) -> Any:
    return np.asarray(values, dtype=np.float32)[None]
