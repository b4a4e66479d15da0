"""Opportunity lists with judgements, drawn from kinds of problem that nothing was fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from matching.documents import Document, Kind
from matching.evaluation import Judgements
from matching.knowledge.kinds import KindOfProblem, ShortText

SOLVES = 3  # the grade of a supply written for the demand's very kind of problem


@dataclass(frozen=True)
class ListShape:
    """How large a list is, and how hard.

    A served demand has one to `most_fitting` supplies that solve it, the share `unserved` of the demands has
    none; every demand has its lookalikes listed, and the rest of `supplies` belongs to other kinds of
    problem. All kinds come from `sectors` sectors: the fewer, the less a sector tells. The share `known` of
    the kinds is in the memory that goes with the list, by texts that the list does not show: a site's needs
    are partly of known kinds.
    """

    demands: int = 40
    supplies: int = 220
    sectors: int = 6
    unserved: float = 0.15
    most_fitting: int = 3
    known: float = 0.5


@dataclass(frozen=True)
class JudgedList:
    """Documents, grades of the pairs that fit, and the kinds its memory may hold beside those of training."""

    documents: tuple[Document, ...]
    judgements: Judgements
    known: tuple[KindOfProblem, ...]


def draw_list(
    kinds: Sequence[KindOfProblem],
    seed: int,
    shape: ListShape | None = None,
    others: Sequence[KindOfProblem] = (),
) -> JudgedList:
    """A list about some of `kinds`; `others` lend further supplies where `kinds` have too few to fill it.

    Half the listings have a description, which is another text of the same kind and side (for a demand the
    kind's problem): real descriptions say the same thing again at length. Raises ValueError when the chosen
    sectors have fewer kinds than there are demands.
    """
    shape = shape or ListShape()
    chance = Random(seed)
    sectors = sorted({kind.sector for kind in kinds})
    chosen = set(chance.sample(sectors, min(shape.sectors, len(sectors))))
    mine = [kind for kind in kinds if kind.sector in chosen]
    if len(mine) < shape.demands:
        raise ValueError(
            f"{shape.demands} demands need as many kinds, the sectors {sorted(chosen)} have {len(mine)}"
        )
    chance.shuffle(mine)
    asked, spare = mine[: shape.demands], [*mine[shape.demands :]]
    draft = _Draft(chance, shape)
    for kind in asked:
        draft.ask(kind)
    spare += [kind for kind in others if kind.sector in chosen]
    draft.fill([*spare, *(kind for kind in others if kind.sector not in chosen)])
    return draft.finished()


class _Draft:
    """A list being drawn."""

    def __init__(self, chance: Random, shape: ListShape) -> None:
        self._chance, self._shape = chance, shape
        self._documents: list[Document] = []
        self._judgements: dict[str, dict[str, int]] = {}
        self._known: list[KindOfProblem] = []
        self._supplies = 0

    def ask(self, kind: KindOfProblem) -> None:
        """A demand of this kind with its lookalikes and, unless it goes unserved, supplies that solve it."""
        chance, shape = self._chance, self._shape
        demand, *kept_demands = chance.sample(kind.demands, len(kind.demands))
        offers = chance.sample(kind.supplies, len(kind.supplies))
        fitting = (
            0 if chance.random() < shape.unserved else chance.randint(1, min(shape.most_fitting, len(offers)))
        )
        shown, kept = offers[:fitting], offers[fitting:]
        key = f"D{len(self._judgements):04d}"
        self._add(key, "demand", demand, ShortText("", kind.problem), kind)
        self._judgements[key] = {self._supply(text, kept, kind): SOLVES for text in shown}
        for text in kind.lookalikes:
            self._supply(text, kind.lookalikes, kind)
        if kept and chance.random() < shape.known:
            self._known.append(replace(kind, demands=tuple(kept_demands), supplies=tuple(kept)))

    def fill(self, kinds: list[KindOfProblem]) -> None:
        """Supplies and lookalikes of other kinds, in the order of the kinds, until the list is full."""
        for kind in kinds:
            for text in (*kind.supplies, *kind.lookalikes):
                if self._supplies >= self._shape.supplies:
                    return
                self._supply(text, kind.supplies, kind)

    def finished(self) -> JudgedList:
        """The list."""
        return JudgedList(tuple(self._documents), self._judgements, tuple(self._known))

    def _supply(self, text: ShortText, siblings: Sequence[ShortText], kind: KindOfProblem) -> str:
        key = f"S{self._supplies:05d}"
        self._supplies += 1
        others = [sibling for sibling in siblings if sibling is not text]
        self._add(key, "supply", text, self._chance.choice(others) if others else None, kind)
        return key

    def _add(
        self, key: str, side: Kind, text: ShortText, more: ShortText | None, kind: KindOfProblem
    ) -> None:
        is_full = more is not None and self._chance.random() < 0.5
        description = more.summary if more is not None and is_full else ""
        technologies = tuple(kind.technologies[:2]) if is_full and side == "supply" else ()
        self._documents.append(
            Document(key, side, text.title, text.summary, description, kind.sector, technologies=technologies)
        )
