"""Registering, joining, signing in and out, and what people may change about their own account."""

from marketplace.web.accounts import (
    acceptance,
    devices,
    factor,
    forgotten,
    joining,
    new_address,
    own_account,
    own_data,
    registering,
    second_step,
    signing_in,
)
from marketplace.web.accounts.blueprint import blueprint

__all__ = [
    "acceptance",
    "blueprint",
    "devices",
    "factor",
    "forgotten",
    "joining",
    "new_address",
    "own_account",
    "own_data",
    "registering",
    "second_step",
    "signing_in",
]
