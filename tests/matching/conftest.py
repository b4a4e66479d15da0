"""The open list, a fast matcher over it, and the real model for the tests that ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.documents import Document, read_listings
from matching.encoders.base import Encoder, EncoderSettings
from matching.encoders.factory import load_encoder
from matching.encoders.hashing import HashingEncoder
from matching.evaluation import read_judgements
from matching.matcher import Matcher

ROOT = Path(__file__).parents[2]
DATA = ROOT / "marketplace" / "demo" / "data"


@pytest.fixture(scope="session")
def listings_file() -> Path:
    return DATA / "listings.jsonl"


@pytest.fixture(scope="session")
def judgements_file() -> Path:
    return DATA / "qrels.tsv"


@pytest.fixture(scope="session")
def open_list(listings_file: Path) -> list[Document]:
    return read_listings(listings_file)


@pytest.fixture(scope="session")
def judgements(judgements_file: Path) -> dict[str, dict[str, int]]:
    return read_judgements(judgements_file)


@pytest.fixture
def empty_matcher() -> Matcher:
    return Matcher(HashingEncoder())


@pytest.fixture(scope="session")
def full_matcher(open_list: list[Document]) -> Matcher:
    """The open list under the hashing encoder; shared, so no test may change it."""
    matcher = Matcher(HashingEncoder())
    matcher.put(open_list)
    return matcher


@pytest.fixture(scope="session")
def model_settings() -> EncoderSettings:
    """The default model where the site keeps it, unpacked by the first test that needs it."""
    return EncoderSettings(model_dir=ROOT / "var" / "models")


@pytest.fixture(scope="session")
def e5(model_settings: EncoderSettings) -> Encoder:
    return load_encoder(model_settings)
