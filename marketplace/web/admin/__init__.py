"""The administration: the trail, the ledger, accounts and organizations, for administrators and auditors."""

from marketplace.web.admin import accounts, confirming, offers, organizations, records, trail, trail_export
from marketplace.web.admin.blueprint import blueprint

__all__ = [
    "accounts",
    "blueprint",
    "confirming",
    "offers",
    "organizations",
    "records",
    "trail",
    "trail_export",
]
