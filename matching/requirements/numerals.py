"""Numbers as Chinese texts write them: 12.5, 1,200, 三百二十, 零点八, 半, 十几, with 万 and 亿."""

from __future__ import annotations

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_HAN = "零〇一二两三四五六七八九"

# One number without its unit. 几 and 余 leave the last place open; see `value_of`.
NUMBER = (
    r"-?(?:\d+(?:,\d{3})+|\d+)(?:\.\d+)?(?:[万亿])?"
    rf"|[{_HAN}十百千万亿]+(?:点[{_HAN}]+|几)?"
    r"|半|数[十百千万]+"
)
# Two neighbours, or 三五, say that it is the one or the other: 两三个小时, 二三十张, 三五天.
_EITHER = re.compile("一二|一两|二三|两三|三四|三五|四五|五六|六七|七八|八九")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def fold(text: str) -> str:
    """Full-width letters, digits and signs as plain ones, in lower case; offsets stay what they were."""
    folded = text.translate(_FULL_WIDTH)
    return "".join(c.lower() if c.isascii() else c for c in folded)


def value_of(written: str) -> float | None:
    """The value of a text that NUMBER matched; None for one that is no number after all (百, 千万)."""
    if written == "半":
        return 0.5
    if re.match(r"-?\d", written):
        scale = _LARGE.get(written[-1], 1)
        return float(written.rstrip("万亿").replace(",", "")) * scale
    whole, _, decimals = written.partition("点")
    if whole.startswith("数"):
        whole = "几" + whole[1:]
    value = _han_value(whole)
    if value is None or not decimals:
        return value
    return value + float("0." + "".join(str(_DIGITS[c]) for c in decimals))


def _han_value(text: str) -> float | None:
    """三百二十 -> 320, 十几 -> 15 and 两三 -> 2.5 (the middle of what they may mean), 二〇二六 -> 2026."""
    if not any(c in _DIGITS or c in "十几" for c in text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text) and not _EITHER.fullmatch(text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0.0
    for place, c in enumerate(text):
        if c in _DIGITS:
            either = _EITHER.fullmatch(text[max(place - 1, 0) : place + 1])
            digit = (digit + _DIGITS[c]) / 2 if either else _DIGITS[c]
        elif c == "几":
            digit = 5.0 if place else 3.0
        elif c in _SMALL:
            section += (digit or 1) * _SMALL[c]
            digit = 0.0
        else:
            total = (total + section + digit) * _LARGE[c] or _LARGE[c]
            section = digit = 0.0
    return total + section + digit
