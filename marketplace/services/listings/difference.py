"""What differs between two texts, word by word. Chinese has no spaces, so the words are cut first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from marketplace.models import Kind, ListingVersion, StoredFile
from marketplace.services.drafts.form import keys_of
from marketplace.services.imports.difference import as_text
from marketplace.services.imports.fields import CONTENT_KEYS
from matching.segmentation import pieces

SHORTEST_ISLAND = 2
"""Characters that a shared run between two changes must have: a lone 的 among new words only distracts."""


class Mark(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """Some words and what became of them."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field that differs, with its runs in reading order."""

    key: str
    runs: Sequence[Run]

    @property
    def before(self) -> list[Run]:
        """What stood there, with what was removed marked."""
        return [run for run in self.runs if run.mark is not Mark.ADDED]

    @property
    def after(self) -> list[Run]:
        """What stands there now, with what was added marked."""
        return [run for run in self.runs if run.mark is not Mark.REMOVED]


def compare_versions(
    kind: Kind,
    old: ListingVersion,
    new: ListingVersion,
    old_files: Sequence[StoredFile] = (),
    new_files: Sequence[StoredFile] = (),
) -> list[FieldChange]:
    """The fields that differ, in the form's order, the files last."""
    changes = []
    for key in keys_of(kind):
        if key in CONTENT_KEYS:
            before, after = as_text(getattr(old, key)), as_text(getattr(new, key))
            if before != after:
                changes.append(FieldChange(key, list(compare_texts(before, after))))
    if [file.id for file in old_files] != [file.id for file in new_files]:
        changes.append(FieldChange("attachments", compare_files(old_files, new_files)))
    return changes


def compare_texts(before: str, after: str) -> Iterator[Run]:
    """The runs of words that turn one text into the other."""
    old, new = pieces(before), pieces(after)
    removed = added = ""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal" and not ((removed or added) and len(gone) < SHORTEST_ISLAND and b < len(old)):
            yield from _changed(removed, added)
            removed = added = ""
            yield Run(Mark.SAME, gone)
        else:
            removed, added = removed + gone, added + come
    yield from _changed(removed, added)


def compare_files(old: Sequence[StoredFile], new: Sequence[StoredFile]) -> list[Run]:
    """Each file by name: kept, taken away, added."""
    kept = {file.id for file in old} & {file.id for file in new}
    return [
        *(Run(Mark.SAME if file.id in kept else Mark.REMOVED, file.name) for file in old),
        *(Run(Mark.ADDED, file.name) for file in new if file.id not in kept),
    ]


def _changed(removed: str, added: str) -> Iterator[Run]:
    if removed:
        yield Run(Mark.REMOVED, removed)
    if added:
        yield Run(Mark.ADDED, added)
