"""The command that serves the engine; light, because the web processes import it too."""

from __future__ import annotations

import sys

from marketplace.engine.address import parse_address
from marketplace.settings import ROOT, Settings

# To answer what was asked and to store a snapshot; who stops the site waits longer before it kills.
STOP_WITHIN_S = 7


def engine_command(settings: Settings) -> list[str]:
    """gunicorn over the engine, where the settings say: one worker, because the model is carried once.

    Threads serve its readers. No preload: PyTorch hangs after a fork.
    """
    address = parse_address(settings.engine_url)
    if address.socket:
        address.socket.parent.mkdir(parents=True, exist_ok=True)
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", address.bind, "--umask", "0o077"),
        *("--workers", "1", "--worker-class", "gthread", "--threads", str(settings.engine_threads)),
        *("--timeout", "120", "--graceful-timeout", str(STOP_WITHIN_S), "--no-control-socket"),
        *("--chdir", str(ROOT), "marketplace.engine.process:create_app()"),
    ]
