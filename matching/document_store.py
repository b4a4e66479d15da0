"""Documents by row, in a fifth of the memory that as many objects take."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document

_NAMES = tuple(field.name for field in fields(Document))
# A Chinese character takes two bytes in the one, three in the other. No JSON begins with the mark.
_SHORT, _LONG, _MARK = "gb18030", "utf-8", b"*"
# With more documents apart than this, and than this share of all, they are put into one piece.
_MOST_APART, _MOST_APART_SHARE = 4096, 1 / 16


class DocumentStore:
    """Documents as JSON by row. Those it was made from lie in one piece of memory, later ones apart.

    One writer at a time. A reader may find a row written or forgotten meanwhile, never half a document.
    """

    def __init__(self, piece: bytes = b"", ends: NDArray[np.int64] | None = None) -> None:
        """`piece` holds the documents of rows 0, 1, …, and `ends` where each ends."""
        self._piece = piece
        self._ends = np.zeros(0, dtype=np.int64) if ends is None else ends
        self._later: dict[int, bytes] = {}
        self._size = len(piece)

    def __getitem__(self, row: int) -> Document:
        """The document of a row in use."""
        return unpacked(self.packed(row))

    def packed(self, row: int) -> bytes:
        """The document of a row in use as it is kept."""
        later = self._later.get(row)
        if later is not None:
            return later
        return self._piece[int(self._ends[row - 1]) if row else 0 : int(self._ends[row])]

    def put(self, row: int, document: bytes) -> None:
        """Write a row, the document as `packed`."""
        self.remove(row)
        self._later[row] = document
        self._size += len(document)

    def remove(self, row: int) -> None:
        """Forget a row that was put later; one of the piece stays where it is until the next start."""
        self._size -= len(self._later.pop(row, b""))

    @property
    def is_scattered(self) -> bool:
        """Whether so many documents lie apart that it costs memory."""
        return len(self._later) > max(_MOST_APART, _MOST_APART_SHARE * len(self._ends))

    @property
    def size_in_bytes(self) -> int:
        """Memory of the documents; of one that lies alone, with its object and place in the table."""
        return self._size + self._ends.nbytes + 140 * len(self._later)


def packed(document: Document) -> bytes:
    """A document as compact JSON: the values of its fields in their order."""
    values = [getattr(document, name) for name in _NAMES]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_iso)
    try:
        return text.encode(_SHORT)
    except UnicodeEncodeError:
        # Lone surrogates are legal in JSON escapes and may come from a file.
        return _MARK + text.encode(_LONG, "surrogatepass")


def unpacked(document: bytes) -> Document:
    """What was packed. Raises ValueError or TypeError for anything else."""
    is_long = document.startswith(_MARK)
    text = document[1:].decode(_LONG, "surrogatepass") if is_long else document.decode(_SHORT)
    values = dict(zip(_NAMES, json.loads(text), strict=True))
    deadline = values["deadline"]
    return Document(
        **{
            **values,
            "technologies": tuple(values["technologies"]),
            "deadline": date.fromisoformat(deadline) if deadline else None,
        }
    )


def in_one_piece(documents: Sequence[bytes]) -> tuple[bytes, NDArray[np.int64]]:
    """What a store is made from."""
    return b"".join(documents), np.cumsum([len(one) for one in documents], dtype=np.int64)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be stored")
