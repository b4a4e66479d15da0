"""The knowledge base is whole: every kind complete, nothing twice, nothing of the demonstration list."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path

from marketplace.models.vocabulary import INDUSTRIES
from matching.documents import read_listings
from matching.knowledge.kinds import KindOfProblem, ShortText, read_kinds

LISTINGS = Path(__file__).parents[2] / "marketplace" / "demo" / "data" / "listings.jsonl"


def texts(kind: KindOfProblem) -> list[ShortText]:
    return [*kind.demands, *kind.supplies, *kind.lookalikes]


def test_every_kind_is_complete() -> None:
    for kind in read_kinds():
        assert kind.sector in INDUSTRIES, kind.id
        assert kind.name
        assert kind.problem
        assert len(kind.demands) >= 2, kind.id
        assert len(kind.supplies) >= 3, kind.id
        assert kind.lookalikes, kind.id
        assert kind.technologies, kind.id
        assert set(kind.requires) == {"data", "devices", "environment"}, kind.id
        assert all(text.title.strip() and text.summary.strip() for text in texts(kind)), kind.id


def test_ids_and_names_are_there_once() -> None:
    kinds = read_kinds()
    for values in ([kind.id for kind in kinds], [kind.name for kind in kinds]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_no_title_is_there_twice() -> None:
    titles = Counter(text.title for text in chain.from_iterable(map(texts, read_kinds())))
    assert [title for title, count in titles.items() if count > 1] == []


def test_nothing_of_the_demonstration_list_is_in_it() -> None:
    listed = {text for listing in read_listings(LISTINGS) for text in (listing.title, listing.summary)}
    told = {text for kind in read_kinds() for part in texts(kind) for text in (part.title, part.summary)}
    assert listed & told == set()
