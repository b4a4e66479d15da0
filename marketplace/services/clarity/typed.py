"""What stands in the fields of a form while somebody types: half a number is no number yet."""

from __future__ import annotations

import math
from datetime import date


def amount_of(text: str) -> float | None:
    """An amount of more than 0; None for anything else."""
    try:
        amount = float(text.replace(",", "").replace("，", "").strip())
    except ValueError:
        return None
    return amount if math.isfinite(amount) and amount > 0 else None


def day_of(text: str) -> date | None:
    """An ISO day; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def plain_lines(text: str) -> str:
    """Line ends as the browser counts them in the field, so that offsets found here hold there."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
