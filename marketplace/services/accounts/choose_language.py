"""Remember the language somebody reads in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.permissions import Permission, require

LANGUAGES = frozenset({"zh_Hans_CN", "en"})


def choose_language(session: Session, account: Account, language: str) -> None:
    """Keep the choice with the account, for its next sign-in. Raises InvalidInput."""
    require(account, Permission.OWN_ACCOUNT)
    if language not in LANGUAGES:
        raise InvalidInput("The site does not speak this language.", field="language")
    account.language = language
