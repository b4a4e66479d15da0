"""Find the Chrome or Chromium that the browser tests drive."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = (
    "No Chrome or Chromium was found. Install one (Debian, Ubuntu: apt install chromium; Fedora: dnf install "
    "chromium), or name one you have: CHROME_PATH=/path/to/chrome make test"
)


def find_browser() -> Path:
    """The browser named by CHROME_PATH, else the first one on this machine.

    Raises FileNotFoundError, saying what to do, when there is none or CHROME_PATH names no program.
    """
    named = os.environ.get("CHROME_PATH")
    if named:
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"CHROME_PATH is {named}, which is not a program that can be run.")
        return Path(found)
    for candidate in (*COMMANDS, *APPLICATIONS):
        if found := shutil.which(candidate):
            return Path(found)
    raise FileNotFoundError(ADVICE)


def main() -> None:
    """Print the browser's path, or say on standard error what is missing and exit with 1."""
    try:
        print(find_browser())
    except FileNotFoundError as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
