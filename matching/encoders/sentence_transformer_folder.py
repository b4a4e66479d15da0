"""Writes a packed E5 model as sentence-transformers loads it: weights, tokenizer, pooling, prompts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.differences import Differences
from matching.encoders.q4_file import Header, PackedModel

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SPECIAL_TOKENS = {"bos": "<s>", "eos": "</s>", "pad": "<pad>", "unk": "<unk>"}
# SentencePiece's nmt_nfkc keeps the full-width tilde, which plain NFKC would fold; a private character
# carries it.
_TILDE, _TILDE_ASIDE = "\uff5e", "\ue5e5"
_DROPPED = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = "[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


def write_folder(
    model: PackedModel,
    differences: Differences | None,
    folder: Path,
    tell: Callable[[str, float], None],
) -> None:
    """Fill an empty folder, differences merged into the weights; `tell` hears the step and the share done."""
    from safetensors.numpy import save_file

    tensors: dict[str, NDArray[np.floating]] = {}
    names = tensor_names(model.header)
    for done, (name, (source, shape)) in enumerate(names.items()):
        weights = model.tensor(source).reshape(shape)
        tensors[name] = weights if differences is None else differences.merged(name, weights)
        tell("weights", 0.05 + 0.5 * done / len(names))
    hidden = model.header.hidden
    # E5 pools by the mean and never uses BERT's pooler; zeros spare the loader a warning about missing
    # weights.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), dtype=np.float16)
    tensors["pooler.dense.bias"] = np.zeros(hidden, dtype=np.float32)
    tell("write", 0.55)
    file = folder / "model.safetensors"
    save_file(tensors, file, metadata={"format": "pt"})
    file.chmod(0o644)  # the writer makes it private
    tell("tokenizer", 0.8)
    _write_tokenizer(model, folder)
    _write_configuration(model.header, folder, "" if differences is None else f"-tuned-{differences.version}")


def tensor_names(header: Header) -> dict[str, tuple[str, tuple[int, ...]]]:
    """BertModel's parameter names to (name in the packed file, shape)."""
    h, wide = header.hidden, header.feed_forward
    names: dict[str, tuple[str, tuple[int, ...]]] = {
        "embeddings.word_embeddings.weight": ("emb.word", (header.vocabulary, h)),
        "embeddings.position_embeddings.weight": ("emb.pos", (header.positions, h)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (header.token_types, h)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (h,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (h,)),
    }
    shapes: dict[str, tuple[int, ...]] = {"fi": (wide, h), "fo": (h, wide), "aln": (h,), "oln": (h,)}
    for layer in range(header.layers):
        for short, long in _LAYER_NAMES.items():
            shape = shapes.get(short, (h, h))
            names[f"encoder.layer.{layer}.{long}.weight"] = (f"l{layer}.{short}.w", shape)
            names[f"encoder.layer.{layer}.{long}.bias"] = (f"l{layer}.{short}.b", shape[:1])
    return names


def _write_tokenizer(model: PackedModel, folder: Path) -> None:
    """XLM-RoBERTa's Unigram tokenizer, its normalisation stated as NFKC and white-space rules."""
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )
    from transformers import PreTrainedTokenizerFast

    ids = model.special_ids
    tokenizer = Tokenizer(models.Unigram(list(model.pieces), unk_id=ids["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(_TILDE, _TILDE_ASIDE),
            normalizers.NFKC(),
            normalizers.Replace(_TILDE_ASIDE, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", ids["bos"]), ("</s>", ids["eos"])],
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in _SPECIAL_TOKENS.values()])
    special: dict[str, Any] = {f"{name}_token": token for name, token in _SPECIAL_TOKENS.items()}
    build: Any = PreTrainedTokenizerFast  # untyped in the library
    build(
        tokenizer_object=tokenizer,
        model_max_length=model.header.positions,
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
        model_input_names=["input_ids", "attention_mask"],
        **special,
    ).save_pretrained(folder)


def _write_configuration(header: Header, folder: Path, suffix: str) -> None:
    """The small files: network sizes, module list, pooling, and the prefixes E5 was trained with."""
    modules = "sentence_transformers.sentence_transformer.modules"
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": header.hidden,
            "num_hidden_layers": header.layers,
            "num_attention_heads": header.heads,
            "intermediate_size": header.feed_forward,
            "vocab_size": header.vocabulary,
            "max_position_embeddings": header.positions,
            "type_vocab_size": header.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 0,
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "dtype": "float32",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{modules}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{modules}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{modules}.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": header.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": header.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
            "model_name": f"multilingual-e5-small-q4{suffix}",
        },
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    (folder / "2_Normalize").mkdir(exist_ok=True)
