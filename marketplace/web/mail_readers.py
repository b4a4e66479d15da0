"""Whom a mail is for, without the address: staff need to know who, not where."""

from __future__ import annotations

from flask_babel import gettext

from marketplace.models import Mail


def reader_of(mail: Mail) -> str:
    """The account's name, the listing whose contact it is, or that it is an address alone."""
    if mail.account is not None:
        return mail.account.display_name
    if mail.listing is not None:
        return str(gettext("The contact of %(code)s", code=mail.listing.code))
    return str(gettext("Somebody without an account"))


def what_to_correct(mail: Mail) -> str:
    """Who can correct the address of a mail that came back, and what to do then."""
    if mail.account is not None:
        return str(
            gettext(
                "Reach %(name)s in another way: who signs in with this account enters the right address "
                "under “Your data”. Then send the mail again: it goes to the address that stands there then.",
                name=mail.account.display_name,
            )
        )
    if mail.listing is not None:
        return str(
            gettext(
                "Have %(organization)s correct the contact of %(code)s by editing it, or import its row "
                "again with the right address. Then send the mail again: it goes to the contact that "
                "stands there then.",
                organization=mail.listing.organization.name,
                code=mail.listing.code,
            )
        )
    return str(
        gettext(
            "This address stands in the mail alone, so it cannot be corrected here: whoever gave it "
            "invites the person anew with the right one. Sending this mail again helps only if the "
            "mailbox was closed for a while."
        )
    )
