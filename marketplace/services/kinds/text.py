"""What is written about a kind of problem, checked before it is stored or shown to the matcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from marketplace.errors import InvalidInput
from marketplace.models.vocabulary import INDUSTRIES
from matching.knowledge.kinds import KindOfProblem, ShortText

NAME_LENGTHS, LONGEST_PROBLEM = (2, 30), 200
LONGEST_TITLE, LONGEST_SUMMARY = 80, 300
MOST_TEXTS, MOST_TECHNOLOGIES, LONGEST_TECHNOLOGY, LONGEST_NEED = 8, 12, 30, 120
REQUIRES = ("data", "devices", "environment")
# A draft that nobody has stored is known to the engine by this id.
UNSAVED = "draft"


@dataclass(frozen=True)
class KindText:
    """Everything written about a kind. `requires` has the keys of REQUIRES."""

    sector: str
    name: str
    problem: str = ""
    demands: Sequence[ShortText] = ()
    supplies: Sequence[ShortText] = ()
    lookalikes: Sequence[ShortText] = ()
    technologies: Sequence[str] = ()
    requires: dict[str, str] = field(default_factory=dict)

    def checked(self) -> KindText:
        """The same without surrounding spaces and empty texts. Raises InvalidInput naming field and mend."""
        for value in self._everything():
            if "\x00" in value:
                raise InvalidInput("The text contains characters that cannot be stored.", field="problem")
        if self.sector not in INDUSTRIES:
            raise InvalidInput("Choose one of the industries.", field="sector")
        name, problem = self.name.strip(), self.problem.strip()
        least, most = NAME_LENGTHS
        if not least <= len(name) <= most:
            raise InvalidInput(
                "Give the kind a name of %(least)s to %(most)s characters.",
                field="name",
                least=least,
                most=most,
            )
        if not problem or len(problem) > LONGEST_PROBLEM:
            raise InvalidInput(
                "Say in at most %(most)s characters what the problem is.",
                field="problem",
                most=LONGEST_PROBLEM,
            )
        demands, supplies = _texts(self.demands, "demands"), _texts(self.supplies, "supplies")
        if not demands:
            raise InvalidInput("Write at least one text of somebody who has the problem.", field="demands")
        if not supplies:
            raise InvalidInput("Write at least one text of a vendor who solves it.", field="supplies")
        return replace(
            self,
            name=name,
            problem=problem,
            demands=demands,
            supplies=supplies,
            lookalikes=_texts(self.lookalikes, "lookalikes"),
            technologies=_technologies(self.technologies),
            requires=_requires(self.requires),
        )

    def stored(self) -> dict[str, Any]:
        """The columns of a ProblemKind."""
        return {
            "sector": self.sector,
            "name": self.name,
            "problem": self.problem,
            "demands": _rows(self.demands),
            "supplies": _rows(self.supplies),
            "lookalikes": _rows(self.lookalikes),
            "technologies": list(self.technologies),
            "requires": dict(self.requires),
        }

    def as_kind(self, key: str = UNSAVED) -> KindOfProblem:
        """As the matching library takes it."""
        return KindOfProblem(
            key,
            self.sector,
            self.name,
            self.problem,
            tuple(self.demands),
            tuple(self.supplies),
            tuple(self.lookalikes),
            tuple(self.technologies),
            dict(self.requires),
        )

    def _everything(self) -> list[str]:
        texts = [*self.demands, *self.supplies, *self.lookalikes]
        parts = [part for text in texts for part in (text.title, text.summary)]
        return [self.name, self.problem, *parts, *self.technologies, *self.requires.values()]


def text_of(kind: KindOfProblem) -> KindText:
    """What is written about a kind."""
    return KindText(
        kind.sector,
        kind.name,
        kind.problem,
        kind.demands,
        kind.supplies,
        kind.lookalikes,
        kind.technologies,
        dict(kind.requires),
    )


def _texts(texts: Sequence[ShortText], name: str) -> tuple[ShortText, ...]:
    kept = [ShortText(text.title.strip(), text.summary.strip()) for text in texts]
    kept = [text for text in kept if text.title or text.summary]
    if len(kept) > MOST_TEXTS:
        raise InvalidInput("Give at most %(most)s texts.", field=name, most=MOST_TEXTS)
    for text in kept:
        if not text.title:
            raise InvalidInput("Every text needs a title; its summary may be empty.", field=name)
        if len(text.title) > LONGEST_TITLE or len(text.summary) > LONGEST_SUMMARY:
            raise InvalidInput(
                "Shorten the text: a title has at most %(title)s characters, a summary %(summary)s.",
                field=name,
                title=LONGEST_TITLE,
                summary=LONGEST_SUMMARY,
            )
    return tuple(kept)


def _technologies(words: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(kept) > MOST_TECHNOLOGIES or any(len(word) > LONGEST_TECHNOLOGY for word in kept):
        raise InvalidInput(
            "Name at most %(most)s technologies of at most %(longest)s characters each.",
            field="technologies",
            most=MOST_TECHNOLOGIES,
            longest=LONGEST_TECHNOLOGY,
        )
    return kept


def _requires(needs: dict[str, str]) -> dict[str, str]:
    kept = {name: needs.get(name, "").strip() for name in REQUIRES}
    for name, need in kept.items():
        if len(need) > LONGEST_NEED:
            raise InvalidInput("Use at most %(most)s characters.", field=name, most=LONGEST_NEED)
    return {name: need for name, need in kept.items() if need}


def _rows(texts: Sequence[ShortText]) -> list[dict[str, Any]]:
    return [{"title": text.title, "summary": text.summary} for text in texts]
