"""What a browser calls itself, as a name that its owner knows it by."""

from __future__ import annotations

# The first that is found counts: most browsers also claim to be Chrome and Safari.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQ Browser"),
    ("QIHU", "360"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """The browser's name; empty for one that is not known."""
    return next((name for mark, name in BROWSERS if mark in agent), "")


def system_name(agent: str) -> str:
    """The name of the system it runs on; empty for one that is not known."""
    return next((name for mark, name in SYSTEMS if mark in agent), "")
