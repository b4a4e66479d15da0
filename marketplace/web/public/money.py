"""Amounts of money as readers write them."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import format_decimal, get_locale, gettext

YUAN_A_WAN = 10_000


def write_budget(budget_wan: Decimal) -> str:
    """An amount given in 万元: “180 万元” in Chinese, “CNY 1,800,000” in English."""
    if str(get_locale()) == "en":
        return str(gettext("CNY %(amount)s", amount=format_decimal(budget_wan * YUAN_A_WAN)))
    return str(gettext("%(amount)s ten thousand yuan", amount=format_decimal(budget_wan)))
