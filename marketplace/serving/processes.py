"""The commands of the site's processes, and whether they answer."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

from marketplace.errors import EngineUnavailable
from marketplace.services.ports import MatchingEngine
from marketplace.settings import ROOT, Settings


def flask_command(name: str) -> list[str]:
    """The command line of one of our flask commands."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", name]


def web_command(settings: Settings) -> list[str]:
    """gunicorn over the site. No preload: each worker connects for itself."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", bind_address(settings.host, settings.port)),
        *("--workers", str(settings.web_workers), "--worker-class", "gthread"),
        *("--threads", str(settings.web_threads), "--graceful-timeout", "3", "--timeout", "60"),
        *("--no-control-socket", "--chdir", str(ROOT), "wsgi:app"),
    ]


def bind_address(host: str, port: int) -> str:
    """host:port, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_port_free(host: str, port: int) -> bool:
    """Whether the site could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As gunicorn does: connections of an earlier run that linger do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def web_answers(settings: Settings) -> Callable[[], bool]:
    """Asks whether something accepts connections at the site's address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 (a comparison)

    def ask() -> bool:
        try:
            socket.create_connection((host, settings.port), timeout=1).close()
        except OSError:
            return False
        return True

    return ask


def engine_answers(engine: MatchingEngine) -> Callable[[], bool]:
    """Asks whether the engine is loaded."""

    def ask() -> bool:
        try:
            engine.health()
        except EngineUnavailable:
            return False
        return True

    return ask
