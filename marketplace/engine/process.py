"""Runs the engine: one gunicorn worker, because the model is carried once, with threads for its readers."""

from __future__ import annotations

import logging
import os
import sys

from flask import Flask

from marketplace.engine.address import parse_address
from marketplace.engine.load import Loader
from marketplace.engine.server import create_engine_app
from marketplace.settings import ROOT, Settings

# gunicorn gives up, instead of starting the worker again and again, when it ends with this code.
WORKER_CANNOT_BOOT = 3


def engine_command(settings: Settings) -> list[str]:
    """The command that serves the engine where the settings say. No preload: PyTorch hangs after it."""
    address = parse_address(settings.engine_url)
    if address.socket:
        address.socket.parent.mkdir(parents=True, exist_ok=True)
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", address.bind, "--umask", "0o077"),
        *("--workers", "1", "--worker-class", "gthread", "--threads", str(settings.engine_threads)),
        *("--timeout", "120", "--graceful-timeout", "3", "--no-control-socket"),
        *("--chdir", str(ROOT), "marketplace.engine.process:create_app()"),
    ]


def create_app() -> Flask:
    """What the gunicorn worker serves: the engine, loading behind its door."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "faiss", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    loader = Loader(Settings(), on_failure=lambda: os._exit(WORKER_CANNOT_BOOT))
    loader.start()
    return create_engine_app(loader)
