"""The administration: the trail, the ledger, accounts and organizations, for administrators and auditors."""

from marketplace.web.admin import accounts, trail
from marketplace.web.admin.blueprint import blueprint

__all__ = ["accounts", "blueprint", "trail"]
