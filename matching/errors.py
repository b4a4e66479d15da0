"""What the library refuses, in words a person can act on."""

from __future__ import annotations


class MatchingError(Exception):
    """Base of every refusal; its text is fit to be shown to the caller."""


class InputError(MatchingError):
    """A file given by the caller cannot be read: says where, which field, and how to mend it."""

    def __init__(self, source: str, line: int | None, field: str | None, problem: str, mend: str) -> None:
        """Keep the place apart from the words, so that a page can show a table of problems."""
        self.source, self.line, self.field, self.problem, self.mend = source, line, field, problem, mend
        where = source if line is None else f"{source}, line {line}"
        which = "" if field is None else f", field {field!r}"
        super().__init__(f"{where}{which}: {problem}. {mend}")


class EncoderError(MatchingError):
    """The encoder cannot be loaded or did not answer as it should."""


class RerankerError(MatchingError):
    """The reranker cannot be had, or did not answer in time or as it should."""


class RerankerRefusal(RerankerError):
    """The reranker answers, but not to this very question."""


class UnknownDocument(MatchingError):
    """No document of that id (and kind) is in the matcher."""

    def __init__(self, document_id: str, kind: str | None = None) -> None:
        """Name the id and the kind that was asked for."""
        self.document_id, self.kind = document_id, kind
        super().__init__(f"no {kind or 'document'} {document_id!r} is loaded")


class SnapshotMismatch(MatchingError):
    """A stored snapshot was made by another model, dimension, format or data version."""


class FloorsNotHeld(MatchingError):
    """Figures fell below the floors that were set for them."""

    def __init__(self, shortfalls: list[str]) -> None:
        """Name every one."""
        super().__init__("floors not held: " + "; ".join(shortfalls))


class TrainedFileError(MatchingError):
    """A file that training made is missing or damaged."""

    def __init__(self, path: object, problem: object) -> None:
        """Say which, and how to have it again."""
        super().__init__(f"{path} cannot be read: {problem}. `python -m matching.training` makes it anew")
