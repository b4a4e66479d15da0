"""Chooses the encoder from settings, loading nothing that the choice does not need."""

from __future__ import annotations

from collections.abc import Callable

from matching.encoders.base import Encoder, EncoderSettings

# The default encoder is the plain one with what training on the scenario knowledge base added.
DEFAULT_FOLDER, PLAIN_FOLDER = "jingqiao-e5-small", "multilingual-e5-small"


def is_address(name: str) -> bool:
    """Whether an encoder's name is the address of an embeddings service."""
    return name.startswith(("http://", "https://", "unix:"))


def load_encoder(settings: EncoderSettings, progress: Callable[[str, float], None] | None = None) -> Encoder:
    """The encoder that `settings.name` means, ready to encode; EncoderError when it cannot be had.

    `default` and `e5-small` unpack the model, fine-tuned or as it came, on first use, telling `progress` the
    step and how much of it (0..1) is done.
    """
    if settings.name == "hashing":
        from matching.encoders.hashing import HashingEncoder

        return HashingEncoder(
            settings.dimension or 256, settings.query_prefix or "", settings.passage_prefix or ""
        )
    if is_address(settings.name):
        from matching.encoders.openai_endpoint import OpenAIEndpointEncoder

        return OpenAIEndpointEncoder(settings)
    from matching.encoders.sentence_transformer import SentenceTransformerEncoder

    if settings.name in ("default", "e5-small"):
        from matching.encoders.packed_e5 import unpack_model
        from matching.trained import ENCODER_DIFFERENCES

        is_tuned = settings.name == "default"
        folder = settings.model_dir / (DEFAULT_FOLDER if is_tuned else PLAIN_FOLDER)
        unpack_model(folder, ENCODER_DIFFERENCES if is_tuned else None, progress)
        return SentenceTransformerEncoder(str(folder), settings)
    return SentenceTransformerEncoder(settings.name, settings)
