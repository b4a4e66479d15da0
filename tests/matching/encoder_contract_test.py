"""One contract for every encoder."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from matching.encoders.base import Encoder, EncoderSettings
from matching.encoders.factory import load_encoder
from matching.encoders.hashing import HashingEncoder
from matching.encoders.openai_endpoint import OpenAIEndpointEncoder
from matching.errors import EncoderError

ODD = [
    "",
    " ",
    "刀",
    "AI 质检",
    "👩\u200d👩\u200d👧🚀",
    "ＡＩ　全角～１２３",
    "长" * 3000,
    "a\x00b",
    "\ud800",
    "换行\n\t制表",
]


def service(request: httpx.Request) -> httpx.Response:
    """An embeddings service over the hashing encoder that answers out of order, as the form allows."""
    texts = json.loads(request.content)["input"]
    rows = HashingEncoder(64).encode_passages(texts).tolist()
    data = [{"index": i, "embedding": row} for i, row in enumerate(rows)]
    return httpx.Response(200, json={"data": data[::-1]})


@pytest.fixture(params=["hashing", "endpoint", pytest.param("e5", marks=pytest.mark.model)])
def encoder(request: pytest.FixtureRequest) -> Iterator[Encoder]:
    if request.param == "hashing":
        yield HashingEncoder()
    elif request.param == "endpoint":
        settings = EncoderSettings(name="http://service", query_prefix="query: ", passage_prefix="passage: ")
        yield OpenAIEndpointEncoder(settings, transport=httpx.MockTransport(service))
    else:
        yield request.getfixturevalue("e5")


@pytest.mark.parametrize("side", ["encode_queries", "encode_passages"])
def test_vectors_are_finite_unit_float32_rows_in_the_callers_order(encoder: Encoder, side: str) -> None:
    encode = getattr(encoder, side)
    vectors = encode([*ODD, ODD[3]])
    assert vectors.shape == (len(ODD) + 1, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert np.array_equal(vectors[3], vectors[-1])
    assert float(vectors[3] @ encode([ODD[3]])[0]) > 0.999
    assert encode([]).shape == (0, encoder.dimension)


def test_the_same_text_gives_the_same_vector(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode_passages(["刀具磨损"]), encoder.encode_passages(["刀具磨损"]))


def test_texts_about_one_thing_are_nearer_than_others(encoder: Encoder) -> None:
    query, same, other = "刀具磨损监测", "铣刀磨损在线监测", "公交车排班优化"
    near, far = encoder.encode_passages([same, other]) @ encoder.encode_queries([query])[0]
    assert near > far


def test_every_encoder_is_an_encoder_and_has_a_name(encoder: Encoder) -> None:
    assert isinstance(encoder, Encoder)
    assert encoder.name


def test_the_factory_knows_hashing_and_its_width() -> None:
    assert load_encoder(EncoderSettings(name="hashing", dimension=32)).dimension == 32


@pytest.mark.model  # the library that looks for it takes four seconds to load
def test_a_model_that_is_not_there_is_refused_in_words(tmp_path: object) -> None:
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder(EncoderSettings(name=f"{tmp_path}/nothing/here"))
