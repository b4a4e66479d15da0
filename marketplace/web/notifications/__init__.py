"""What people are told of: their notifications, their choices about mail, and staff's view of mail."""

from marketplace.web.notifications import inbox, mails, preferences, stopping
from marketplace.web.notifications.blueprint import blueprint

__all__ = ["blueprint", "inbox", "mails", "preferences", "stopping"]
