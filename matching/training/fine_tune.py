"""Contrastive fine-tuning of the default encoder with the kinds of problem.

A batch holds kinds of two sectors that lie near one another, so that most negatives are hard ones. Each
demand must find its kind's supplies among all supplies and lookalikes of the batch (InfoNCE with several
positives: van den Oord et al., 2018; Khosla et al., 2020), and texts of one side must find their own kind,
which the memory of kinds rests on. Only the matrices of the layers are trained; the embeddings of the quarter
million pieces stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.knowledge.kinds import KindOfProblem, ShortText

if TYPE_CHECKING:
    import torch

Report = Callable[[int, int, float], None]
Near = Callable[[KindOfProblem, Sequence[KindOfProblem]], list[KindOfProblem]]


@dataclass(frozen=True)
class FineTuning:
    """What was chosen on the tune kinds and the open list."""

    steps: int = 600
    kinds_per_batch: int = 16
    learning_rate: float = 5e-5
    warm_up: int = 30
    temperature: float = 0.03
    # Weight of telling kinds apart within one side, beside 1 for demand against supply.
    same_side: float = 0.3
    # Shares of the texts that are shown as their title alone, and with another text of their kind behind.
    title_only: float = 0.4
    long: float = 0.25
    # Of what the layers learned so much is kept: weights between the model's own and the tuned ones serve
    # texts that are unlike the training texts better than either (Wortsman et al., 2022).
    kept: float = 0.85
    rank: int = 64
    seed: int = 0


@dataclass(frozen=True)
class Batch:
    """Texts of both sides with the number of their kind in the batch; lookalikes have a number below 0."""

    demands: list[str]
    supplies: list[str]
    demand_kinds: list[int]
    supply_kinds: list[int]


class Batches:
    """Draws batches, always the same for one seed."""

    def __init__(
        self, kinds: Sequence[KindOfProblem], settings: FineTuning, near: Near | None = None
    ) -> None:
        """`near` puts kinds of one sector in order, nearest first; ValueError for fewer than two sectors."""
        self._settings, self._chance = settings, Random(settings.seed)
        self._near = near or (lambda kind, others: list(others))
        self._sectors: dict[str, list[KindOfProblem]] = {}
        for kind in kinds:
            self._sectors.setdefault(kind.sector, []).append(kind)
        if len(self._sectors) < 2:
            raise ValueError("training needs kinds of two sectors or more")

    def draw(self) -> Batch:
        """Half the kinds from each of two sectors; of each kind two demands, two supplies, a lookalike."""
        half = self._settings.kinds_per_batch // 2
        sectors = [self._sectors[name] for name in self._chance.sample(sorted(self._sectors), 2)]
        kinds = [kind for sector in sectors for kind in self._neighbours(sector, half)]
        batch = Batch([], [], [], [])
        for number, kind in enumerate(kinds):
            for demand in self._chance.sample(kind.demands, 2):
                behind = [kind.problem, *(d.summary for d in kind.demands if d is not demand)]
                batch.demands.append(self._shown(demand, behind))
                batch.demand_kinds.append(number)
            lookalike = self._chance.choice(kind.lookalikes)
            for supply in (*self._chance.sample(kind.supplies, 2), lookalike):
                side = kind.lookalikes if supply is lookalike else kind.supplies
                behind = [other.summary for other in side if other is not supply]
                batch.supplies.append(self._shown(supply, behind))
                batch.supply_kinds.append(-1 - number if supply is lookalike else number)
        return batch

    def _neighbours(self, sector: list[KindOfProblem], count: int) -> list[KindOfProblem]:
        """A kind by chance and `count` - 1 of the kinds nearest to it, out of twice as many."""
        first = self._chance.choice(sector)
        others = [kind for kind in sector if kind is not first]
        nearest = self._near(first, others)[: 2 * count]
        return [first, *self._chance.sample(nearest, min(count - 1, len(nearest)))]

    def _shown(self, text: ShortText, behind: list[str]) -> str:
        drawn = self._chance.random()
        if drawn < self._settings.title_only:
            return text.title
        whole = f"{text.title}\n{text.summary}"
        if drawn > 1.0 - self._settings.long and behind:
            return f"{whole}\n{self._chance.choice(behind)}"
        return whole


def fine_tune(
    folder: Path, kinds: Sequence[KindOfProblem], settings: FineTuning, report: Report | None = None
) -> dict[str, NDArray[np.float32]]:
    """What training adds to each matrix of the model in `folder`, by the name of the weight.

    `report` hears the step, the number of steps, and the loss. The network runs in bfloat16, the weights that
    are optimised are kept in float32 (Micikevicius et al., 2018).
    """
    import torch

    torch.manual_seed(settings.seed)
    # Gradients through a low temperature are full of denormals, which cost a processor hundredfold.
    torch.set_flush_denormal(True)
    model = _model(folder)
    live = {name: weight for name, weight in model.named_parameters() if _is_trained(name, weight)}
    for name, weight in model.named_parameters():
        weight.requires_grad_(name in live)
    start = {name: weight.detach().float().clone() for name, weight in live.items()}
    kept = {name: torch.nn.Parameter(weight.clone()) for name, weight in start.items()}
    optimizer = torch.optim.AdamW(kept.values(), lr=settings.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, settings))
    batches = Batches(kinds, settings, nearness(model, kinds))
    for step in range(settings.steps):
        loss = batch_loss(model, batches.draw(), settings)
        model.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for name, weight in live.items():
            kept[name].grad = None if weight.grad is None else weight.grad.float()
        torch.nn.utils.clip_grad_norm_(kept.values(), 1.0)
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            for name, weight in live.items():
                weight.copy_(kept[name])
        if report is not None:
            report(step + 1, settings.steps, float(loss.detach()))
    return {_plain(name): (kept[name].detach() - start[name]).numpy() for name in live}


def nearness(model: Any, kinds: Sequence[KindOfProblem]) -> Near:
    """Orders kinds by how near their first demands and first supplies are, as `model` sees them untrained."""
    texts = {
        "query": [f"{kind.demands[0].title}\n{kind.demands[0].summary}" for kind in kinds],
        "document": [f"{kind.supplies[0].title}\n{kind.supplies[0].summary}" for kind in kinds],
    }
    sides = []
    for prompt, side in texts.items():
        vectors = model.encode(side, prompt_name=prompt, show_progress_bar=False, convert_to_tensor=True)
        centred = vectors.float().numpy() - vectors.float().numpy().mean(axis=0)
        sides.append(centred / np.linalg.norm(centred, axis=1, keepdims=True))
    both = np.concatenate(sides, axis=1)
    row = {kind.id: number for number, kind in enumerate(kinds)}

    def near(kind: KindOfProblem, others: Sequence[KindOfProblem]) -> list[KindOfProblem]:
        closeness = both[[row[other.id] for other in others]] @ both[row[kind.id]]
        return [others[place] for place in np.argsort(-closeness, kind="stable")]

    return near


def batch_loss(model: Any, batch: Batch, settings: FineTuning) -> torch.Tensor:
    """Demands against supplies, and within each side; `model` is a SentenceTransformer."""
    import torch

    demands = _embedded(model, batch.demands, "query") / settings.temperature
    supplies = _embedded(model, batch.supplies, "document")
    demand_kinds, supply_kinds = torch.tensor(batch.demand_kinds), torch.tensor(batch.supply_kinds)
    across = several_positives(demands @ supplies.T, demand_kinds[:, None] == supply_kinds)
    both = [
        _within(demands, demands * settings.temperature, demand_kinds),
        _within(supplies / settings.temperature, supplies, supply_kinds),
    ]
    return across + settings.same_side * (both[0] + both[1])


def several_positives(
    similarities: torch.Tensor, positive: torch.Tensor, shut: torch.Tensor | None = None
) -> torch.Tensor:
    """Mean over positives p of -log(exp p / (exp p + sum of exp over negatives)); `shut` are neither."""
    import torch

    out = positive if shut is None else positive | shut
    negatives = torch.logsumexp(similarities.masked_fill(out, -1e4), dim=1, keepdim=True)
    losses = torch.nn.functional.softplus(negatives - similarities)
    return (losses * positive).sum() / positive.sum()


def _within(scaled: torch.Tensor, plain: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
    """One side against itself; a lookalike is a negative of everything and asks for nothing."""
    import torch

    same = torch.eye(len(kinds), dtype=torch.bool)
    positive = (kinds[:, None] == kinds) & ~same
    asking = positive.any(dim=1)
    return several_positives((scaled @ plain.T)[asking], positive[asking], same[asking])


def _embedded(model: Any, texts: list[str], prompt: str) -> torch.Tensor:
    """Unit vectors, shape (n, d), in two groups by length so that titles are not padded to summaries."""
    import torch

    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    cut = len(order) * 2 // 5
    parts = [
        model(model.preprocess([model.prompts[prompt] + texts[row] for row in rows]))["sentence_embedding"]
        for rows in (order[:cut], order[cut:])
    ]
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.nn.functional.normalize(torch.cat(parts).float()[back], dim=1)


def _model(folder: Path) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), model_kwargs={"dtype": torch.bfloat16}).train()


def _is_trained(name: str, weight: Any) -> bool:
    return "encoder.layer" in name and weight.ndim == 2


def _plain(name: str) -> str:
    """The weight's name in the model's own file, without the wrapper's prefix."""
    return name[name.index("encoder.layer") :]


def _rate(step: int, settings: FineTuning) -> float:
    """Linear up over `warm_up` steps and down to a twentieth."""
    return min(1.0, (step + 1) / settings.warm_up) * max(0.05, 1.0 - step / settings.steps)
