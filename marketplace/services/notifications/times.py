"""The site's days and hours: those of Shanghai, whatever the server's."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def in_shanghai(moment: datetime) -> datetime:
    """The same moment by Shanghai's clocks."""
    return moment.astimezone(SHANGHAI)
