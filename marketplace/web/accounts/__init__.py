"""Signing in and out, and what people may change about their own account."""

from marketplace.web.accounts import own_account, signing_in
from marketplace.web.accounts.blueprint import blueprint

__all__ = ["blueprint", "own_account", "signing_in"]
