"""What the reading of a need says: per aspect a state, why, and the words that made it think so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from matching.results import Passage

ClarityAspect = Literal["problem", "users", "present", "data", "constraints", "acceptance", "budget"]
State = Literal["clear", "vague", "missing"]
# In the order in which a reader of a need asks for them.
ASPECTS: tuple[ClarityAspect, ...] = get_args(ClarityAspect)


@dataclass(frozen=True)
class Finding:
    """One aspect of a need.

    `reason` is a code, empty when the aspect is clear; `sentence` is the sentence that decided and `words`
    the stretch of it that did, both None where nothing in the text speaks of the aspect.
    """

    aspect: ClarityAspect
    state: State
    reason: str = ""
    sentence: Passage | None = None
    words: Passage | None = None

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to say."""
        return self.state == "clear"
