"""What the engine's gunicorn worker serves."""

from __future__ import annotations

import logging
import os

from flask import Flask

from marketplace.engine.load import Loader
from marketplace.engine.server import create_engine_app
from marketplace.settings import Settings
from matching.allocation import return_large_blocks

# gunicorn gives up, instead of starting the worker again and again, when it ends with this code.
WORKER_CANNOT_BOOT = 3


def create_app() -> Flask:
    """The engine, loading behind its door."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "faiss", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return_large_blocks()
    loader = Loader(Settings(), on_failure=lambda: os._exit(WORKER_CANNOT_BOOT))
    loader.start()
    return create_engine_app(loader)
