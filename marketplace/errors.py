"""The errors services raise. The web edge turns each into a page, a job into a logged failure.

Messages are English message ids with named arguments, translated by whoever shows them.
"""

from __future__ import annotations


class JingqiaoError(Exception):
    """Base of every error a service raises; `message` is a message id, `values` fill its placeholders."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotAllowed(JingqiaoError):
    """The actor's role or organization does not permit the action."""


class NotVerified(NotAllowed):
    """The actor's organization has not been verified, or no longer counts as verified."""


class NotFound(JingqiaoError):
    """No such thing, or none that the actor may know of."""


class Gone(NotFound):
    """The thing was public once and has been withdrawn."""


class WrongState(JingqiaoError):
    """The change is not in the transition table from the present state."""


class Conflict(JingqiaoError):
    """Somebody else changed the thing since the actor last saw it."""


class InvalidInput(JingqiaoError):
    """The input breaks a rule; `field` names the field that must be mended."""

    def __init__(self, message: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class UnreadableContact(JingqiaoError):
    """A stored contact opens with none of the keys this process has; the message names the setting."""


class EngineUnavailable(JingqiaoError):
    """The matching engine does not answer; callers fall back or say so."""
