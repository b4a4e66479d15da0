"""Any sentence-transformers model, by name or folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from matching.encoders.base import EncoderSettings, Precision, Vectors, encode_distinct, normalized
from matching.encoders.windows import join_windows, split_windows
from matching.errors import EncoderError


class SentenceTransformerEncoder:
    """Runs the model in this process. Texts longer than it can read are read window by window."""

    def __init__(self, name_or_folder: str, settings: EncoderSettings) -> None:
        """Load now; EncoderError when it cannot be had or its dimension is not that of the settings."""
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        quiet: Any = logging.disable_progress_bar  # untyped in the library
        quiet()  # a server's log and a redirected run are no place for a bar
        if settings.threads is not None:
            torch.set_num_threads(settings.threads)
        precision = chosen_precision(settings.precision)
        try:
            self._model: Any = SentenceTransformer(
                name_or_folder, model_kwargs={"dtype": getattr(torch, precision)}, prompts=None
            )
        except (OSError, ValueError, ImportError) as problem:
            raise EncoderError(f"the model {name_or_folder!r} cannot be loaded: {problem}") from problem
        prompts: dict[str, str | None] = self._model.prompts
        self._query_prefix = _first(settings.query_prefix, prompts.get("query"))
        self._passage_prefix = _first(
            settings.passage_prefix, prompts.get("document"), prompts.get("passage")
        )
        self._dimension = int(self._model.get_embedding_dimension() or 0)
        if settings.dimension not in (None, self._dimension):
            raise EncoderError(
                f"the model {name_or_folder!r} gives {self._dimension} dimensions, "
                f"the settings say {settings.dimension}"
            )
        self._name = model_name(name_or_folder, precision)
        self._batch_size = settings.batch_size
        # Fast tokenizers keep their truncation in shared state, so two threads must not tokenise at once;
        # PyTorch uses all its threads for one batch anyway.
        self._one_at_a_time = Lock()

    @property
    def name(self) -> str:
        """The model and its precision: vectors of two precisions are not bit-equal."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension), float32, unit length."""
        return self._encode(texts, self._query_prefix)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension), float32, unit length."""
        return self._encode(texts, self._passage_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        with self._one_at_a_time:
            return encode_distinct(
                texts, self._dimension, lambda distinct: self._encode_windows(distinct, prefix)
            )

    def _encode_windows(self, texts: list[str], prefix: str) -> Vectors:
        windows = split_windows(texts, prefix, self._model.tokenizer, int(self._model.max_seq_length or 512))
        vectors = self._model.encode(
            [prefix + window.text for window in windows],
            prompt="",
            batch_size=self._batch_size,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return join_windows(normalized(np.asarray(vectors, dtype=np.float32)), windows, len(texts))


def chosen_precision(wanted: Precision) -> Precision:
    """`auto` is bfloat16 where the processor computes in it natively, and float32 elsewhere."""
    if wanted != "auto":
        return wanted
    import torch

    if torch.cuda.is_available():
        return "bfloat16" if torch.cuda.is_bf16_supported() else "float32"
    # PyTorch has no public question for this; an older release without these answers means float32.
    asks = (
        getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    )
    return "bfloat16" if any(ask is not None and ask() for ask in asks) else "float32"


def model_name(name_or_folder: str, precision: Precision) -> str:
    """The name in the folder's own manifest, else the folder's or hub's name, with the precision."""
    manifest = Path(name_or_folder) / "config_sentence_transformers.json"
    stated = (
        json.loads(manifest.read_text(encoding="utf-8")).get("model_name") if manifest.is_file() else None
    )
    own = stated or (Path(name_or_folder).resolve().name if Path(name_or_folder).is_dir() else name_or_folder)
    return f"{own}-{precision}"


def _first(*choices: str | None) -> str:
    return next((choice for choice in choices if choice is not None), "")
