"""Where the engine listens: one reading of its address for the server and its clients."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

SCHEME = "unix:"
# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class Address:
    """`socket` is the path of a Unix socket, or None when the engine is at the HTTP address `base_url`."""

    socket: Path | None
    base_url: str

    @property
    def bind(self) -> str:
        """The address in the form gunicorn binds to."""
        return f"{SCHEME}{self.socket}" if self.socket else self.base_url.removeprefix("http://").rstrip("/")


def parse_address(url: str) -> Address:
    """Read `unix:/path/to/socket` or `http://host:port`.

    A socket path too long for the system is replaced by a short one in the temporary folder, the same for
    everyone who reads the same address. Raises ValueError for any other form.
    """
    if url.startswith(("http://", "https://")):
        return Address(None, url)
    if not url.startswith(SCHEME) or len(url) == len(SCHEME):
        raise ValueError("The engine's address must be unix:/path/to/socket or http://host:port.")
    path = Path(url.removeprefix(SCHEME))
    if len(str(path).encode()) > LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
        path = Path(tempfile.gettempdir()) / f"jingqiao-{digest}.sock"
    return Address(path, "http://engine")
