"""Chooses the reranker from settings."""

from __future__ import annotations

from matching.reranking.base import Reranker, RerankerSettings
from matching.reranking.chat_endpoint import ChatEndpoint
from matching.reranking.rerank_endpoint import RerankEndpoint


def load_reranker(settings: RerankerSettings) -> Reranker:
    """The reranker that the settings mean; it is not asked yet. RerankerError when the address is none."""
    return ChatEndpoint(settings) if settings.kind == "chat" else RerankEndpoint(settings)
