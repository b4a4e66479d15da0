"""Marks the reader's words in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape


def highlight(text: str, words: Sequence[str]) -> Markup:
    """The text, escaped, every occurrence of a word inside <mark>; letter case does not matter."""
    if not words:
        return escape(text)
    longest_first = sorted(words, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text, flags=re.IGNORECASE)
    # With one capturing group, split puts the matches at the odd places.
    return Markup("").join(Markup("<mark>{}</mark>").format(p) if n % 2 else p for n, p in enumerate(pieces))
