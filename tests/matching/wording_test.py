"""The words of the trade: where needs and offers point, and that they meet there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.describing import Describer, Profile
from matching.documents import KINDS as KINDS_OF_LISTING
from matching.encoders.hashing import HashingEncoder
from matching.errors import TrainedFileError
from matching.kind_effect import moves_of, recall_of
from matching.kind_vectors import learn_kinds, remember
from matching.knowledge.kinds import read_kinds
from matching.lexical_terms import weighted_cut
from matching.matcher import Matcher
from matching.trained import WORDING
from matching.wording import DIMENSIONS, Bytes, Counts, Wording, likeness
from matching.wording_file import learn_wording, read_wording, write_wording
from tests.matching.builders import demand, supply

KINDS = read_kinds()[:240]
LEARNED = learn_wording(KINDS)
NOTHING = np.zeros((1, DIMENSIONS), dtype=np.float32)


def counts(text: str) -> Counts:
    return weighted_cut([(text, 1.0)])[0]


def need(text: str, wording: Wording = LEARNED) -> Bytes:
    return wording.of_needs([counts(text)], NOTHING)


def offer(text: str, wording: Wording = LEARNED) -> Bytes:
    return wording.of_offers([counts(text)], NOTHING)


def test_needs_point_to_their_own_vendors_rather_than_to_what_looks_alike() -> None:
    """Texts that nothing was learned from: each kind keeps a demand, a supply and a lookalike back."""
    wording = learn_wording(
        [
            replace(
                kind, demands=kind.demands[1:], supplies=kind.supplies[1:], lookalikes=kind.lookalikes[:-1]
            )
            for kind in KINDS
        ]
    )
    asked = np.concatenate([need(f"{k.demands[0].title}\n{k.demands[0].summary}", wording) for k in KINDS])
    said = np.concatenate([offer(f"{k.supplies[0].title}\n{k.supplies[0].summary}", wording) for k in KINDS])
    found = likeness(asked, said)
    own = np.diagonal(found)
    # Chance would put it in the middle, and before every second lookalike.
    assert np.median((found < own[:, None]).mean(axis=1)) > 0.65
    alike = [offer(f"{k.lookalikes[-1].title}\n{k.lookalikes[-1].summary}", wording) for k in KINDS]
    assert (own > np.diagonal(likeness(asked, np.concatenate(alike)))).mean() > 0.6


def test_what_needs_recall_by_meaning_points_too() -> None:
    recalled = LEARNED.places[3:4]
    silent = LEARNED.of_needs([{}], recalled)
    mine, other = (f"{KINDS[row].supplies[0].title}{KINDS[row].supplies[0].summary}" for row in (3, 200))
    assert likeness(silent, offer(mine))[0, 0] > likeness(silent, offer(other))[0, 0]


def test_repeating_a_word_changes_nothing() -> None:
    once = counts("井盖倾角传感器")
    assert (LEARNED.of_offers([once], NOTHING) == offer("井盖倾角传感器")).all()
    often = dict.fromkeys(once, 50.0)
    whole = dict.fromkeys(once, 1.0)
    assert (LEARNED.of_offers([often], NOTHING) == LEARNED.of_offers([whole], NOTHING)).all()


@pytest.mark.parametrize("text", ["", "zzz", "。！？", "🙂🙂"])
def test_a_text_without_known_words_points_nowhere(text: str) -> None:
    assert not need(text).any() and not offer(text).any()
    assert likeness(need(text), offer(KINDS[0].supplies[0].title)) == 0.0


@settings(max_examples=40)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 10_000))
def test_likeness_is_a_cosine_and_the_same_in_any_company(needs: int, offers: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    asked, said = (chance.integers(-127, 128, (n, DIMENSIONS)).astype(np.int8) for n in (needs, offers))
    found = likeness(asked, said)
    assert found.shape == (needs, offers) and (found >= 0.0).all() and (found <= 1.0).all()
    whole = asked.astype(float) @ said.astype(float).T
    whole /= np.linalg.norm(asked.astype(float), axis=1)[:, None] * np.linalg.norm(said.astype(float), axis=1)
    np.testing.assert_allclose(found, np.maximum(whole, 0.0), atol=1e-6)
    for row in range(needs):
        assert (likeness(asked[row : row + 1], said) == found[row]).all()


def test_a_kind_that_nothing_was_learned_of_lies_nowhere() -> None:
    places = LEARNED.places_of([KINDS[1].id, "own-1"])
    assert (places[0] == LEARNED.places[1]).all()
    assert not places[1:].any() and len(places) == 2


def test_a_kind_of_the_site_s_own_lies_where_its_vendors_words_point() -> None:
    encoder, own = HashingEncoder(), read_kinds()[300]
    learned = replace(learn_kinds(KINDS[:20], encoder), wording=LEARNED)
    memory = remember([own, KINDS[0]], encoder, learned)
    assert memory.names[-1] == own.id
    assert not memory.places[:-1].any(), "those that the wording was learned from have places there"
    asked = LEARNED.of_needs([{}], memory.places[-1:])
    mine, other = (f"{kind.supplies[1].title}{kind.supplies[1].summary}" for kind in (own, KINDS[100]))
    assert likeness(asked, offer(mine))[0, 0] > likeness(asked, offer(other))[0, 0]


def test_a_preview_foretells_what_a_kind_does_by_words_alone() -> None:
    encoder, own = HashingEncoder(), read_kinds()[300]
    learned = replace(learn_kinds(KINDS[:20], encoder), wording=LEARNED)
    plain = Matcher(encoder).trained
    weights = (0.1, 0.05, 0.0, 0.0, 0.85, 0.0)
    fusion = replace(plain.fusion, bare=weights, ample=weights)
    now = replace(plain, reference=learned.reference, memory=learned.memory, wording=LEARNED, fusion=fusion)
    matcher = Matcher(encoder, trained=now)
    kinds = [own, *KINDS[100:140]]
    matcher.put([demand("X1", own.demands[0].title, summary=own.demands[0].summary)])
    matcher.put(
        [supply(f"G{n}", k.supplies[0].title, summary=k.supplies[0].summary) for n, k in enumerate(kinds)]
    )
    with_kind = remember([own], encoder, learned)
    demands, supplies = (
        recall_of(with_kind, own.id, *matcher.placed(side), side) for side in KINDS_OF_LISTING
    )
    moves = moves_of(matcher, learned.memory, learned.memory, with_kind, demands, supplies)
    assert moves.ranks_by_kinds
    matcher.remember(with_kind)
    after = [
        (pair.supply_id, pytest.approx(pair.score, abs=1e-6)) for pair in matcher.rank("X1", 3).suggestions
    ]
    (moved,) = moves.moved
    assert list(moved.after) == after


def test_many_listings_point_where_each_does() -> None:
    memory = learn_kinds(KINDS[:20], HashingEncoder()).memory
    describer = Describer(memory, LEARNED)
    chance = np.random.default_rng(1)
    numbers = chance.integers(-1, 20, (1500, 16)).astype(np.int16)
    profile = Profile(numbers, np.where(numbers >= 0, 0.25, 0.0).astype(np.float16))
    words = [counts(KINDS[row % 240].supplies[0].title) for row in range(1500)]
    found = describer.pointing(profile, words, "supply")
    for row in (0, 1023, 1024, 1499):
        alone = Profile(profile.kinds[row : row + 1], profile.roots[row : row + 1])
        beside = describer.pointing(alone, words[row : row + 1], "supply")[0].astype(int)
        assert np.abs(beside - found[row]).max() <= 1, "a sum's last bits may turn one rounding"
    assert describer.pointing(Profile(numbers[:0], profile.roots[:0]), [], "demand").shape == (0, DIMENSIONS)


def test_described_anew_is_as_if_put_now() -> None:
    encoder = HashingEncoder()
    learned = learn_kinds(KINDS[:20], encoder)
    plain = Matcher(encoder).trained
    first, second = (
        Matcher(encoder, trained=replace(plain, memory=memory, wording=LEARNED))
        for memory in (learned.memory.only([KINDS[0].id]), learned.memory)
    )
    listings = [demand("X1", KINDS[3].demands[0].title), supply("G1", KINDS[3].supplies[0].title)]
    for matcher in (first, second):
        matcher.put(listings)
    first.remember(learned.memory)
    one, other = (matcher.rank("X1", 1).suggestions[0] for matcher in (first, second))
    assert [part.name for part in one.parts] == [part.name for part in other.parts]
    assert [part.value for part in one.parts] == pytest.approx([part.value for part in other.parts], abs=0.01)


def test_a_pair_names_the_words_of_the_trade_that_only_the_supply_says() -> None:
    encoder = HashingEncoder()
    learned = learn_kinds(KINDS, encoder)
    plain = Matcher(encoder).trained
    weights = (0.2, 0.1, 0.1, 0.1, 0.5, 0.0)
    fusion = replace(plain.fusion, bare=weights, ample=weights)
    trained = replace(
        plain, memory=learned.memory, reference=learned.reference, wording=LEARNED, fusion=fusion
    )
    matcher = Matcher(encoder, trained=trained)
    kind = next(one for one in KINDS if one.id == "agriculture-001")
    asked, said = kind.demands[1], kind.supplies[2]
    matcher.put(
        [demand("X1", asked.title, summary=asked.summary), supply("G1", said.title, summary=said.summary)]
    )
    (reason,) = [one for one in matcher.explain("X1", "G1").reasons if one.code == "trade_words"]
    words = str(reason.values["words"]).split("、")
    assert 1 <= len(words) <= 4
    assert all(word in said.title + said.summary for word in words)
    assert not any(word in asked.title + asked.summary for word in words)


def test_what_is_learned_comes_back_and_a_damaged_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "wording.safetensors"
    write_wording(LEARNED, file)
    read = read_wording(file)
    assert (read.names, dict(read.terms)) == (LEARNED.names, dict(LEARNED.terms))
    asked, said = KINDS[7].demands[0].title, f"{KINDS[7].supplies[0].title}{KINDS[7].supplies[0].summary}"
    before, after = likeness(need(asked), offer(said)), likeness(need(asked, read), offer(said, read))
    assert after[0, 0] == pytest.approx(before[0, 0], abs=0.02) and before[0, 0] > 0.1
    np.testing.assert_allclose(read.places, LEARNED.places, atol=1e-3)
    assert read.version == read_wording(file).version
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(TrainedFileError, match="makes it anew"):
        read_wording(file)


def test_learning_again_gives_the_same() -> None:
    assert learn_wording(KINDS).version == LEARNED.version


def test_the_shipped_wording_is_of_the_knowledge_base() -> None:
    assert list(read_wording(WORDING).names) == [kind.id for kind in read_kinds()]
