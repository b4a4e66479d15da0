"""Words about registering, being verified, and bringing in colleagues."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.CONFIRM_ADDRESS: Words(
        TopicGroup.ACCOUNT,
        N_("Confirm your work mail"),
        N_(
            "Somebody, probably you, wants to register an organization on %(site)s with this address. "
            "Open the link to go on; it works once, within %(hours)s hours. If it was not you, do "
            "nothing: nothing was opened in your name."
        ),
        Page.ACCOUNT,
        N_("Go on with the registration"),
        secret=True,
    ),
    Topic.ADDRESS_KNOWN: Words(
        TopicGroup.ACCOUNT,
        N_("You have an account already"),
        N_(
            "Somebody, probably you, wanted to register on %(site)s with this address, which has an "
            "account already. Please sign in with it. If it was not you, do nothing: nothing was "
            "changed."
        ),
        Page.ACCOUNT,
        N_("Sign in"),
        secret=True,
    ),
    Topic.INVITED: Words(
        TopicGroup.ACCOUNT,
        N_("You are invited to join %(organization)s"),
        N_(
            "A colleague at %(organization)s invites you to work with them on %(site)s. Open the link "
            "to choose a password; it works once, within %(days)s days. If you do not know the "
            "organization, do nothing."
        ),
        Page.ACCOUNT,
        N_("Accept the invitation"),
        secret=True,
    ),
    Topic.ACCOUNT_OFFERED: Words(
        TopicGroup.ACCOUNT,
        N_("An account for you"),
        N_(
            "An administrator of %(site)s has prepared an account for you. Open the link to choose a "
            "password; it works once, within %(days)s days."
        ),
        Page.ACCOUNT,
        N_("Open the account"),
        secret=True,
    ),
    Topic.COLLEAGUE_JOINED: Words(
        TopicGroup.ACCOUNT,
        N_("%(person)s has joined your organization"),
        N_("%(person)s has accepted your organization's invitation and can sign in from now on."),
        Page.ORGANIZATION,
        N_("See your people"),
    ),
    Topic.ORGANIZATION_SUBMITTED: Words(
        TopicGroup.DUTIES,
        N_("To verify: %(organization)s"),
        N_(
            "%(organization)s has handed in its evidence and waits to be verified. Until then it can "
            "publish nothing and answer nobody."
        ),
        Page.VERIFICATIONS,
        N_("Verify the organization"),
    ),
    Topic.ORGANIZATION_VERIFIED: Words(
        TopicGroup.ACCOUNT,
        N_("Verified: %(organization)s"),
        N_(
            "Our staff have verified %(organization)s. Everything is open to you now: hand in listings, "
            "answer pairs, invite colleagues."
        ),
        Page.ORGANIZATION,
        N_("Go on"),
    ),
    Topic.ORGANIZATION_MORE_ASKED: Words(
        TopicGroup.ACCOUNT,
        N_("We need something more to verify your organization"),
        N_("Our staff have read your evidence and ask: %(note)s"),
        Page.ORGANIZATION,
        N_("Add what is missing"),
    ),
    Topic.ORGANIZATION_REFUSED: Words(
        TopicGroup.ACCOUNT,
        N_("%(organization)s could not be verified"),
        N_(
            "Our staff could not verify %(organization)s. The reason is on your organization's page; "
            "once it is mended you can hand it in again."
        ),
        Page.ORGANIZATION,
        N_("Read the reason"),
    ),
    Topic.ORGANIZATION_SUSPENDED: Words(
        TopicGroup.ACCOUNT,
        N_("Your organization is suspended"),
        N_(
            "An administrator has suspended your organization: %(note)s Until this is lifted you can "
            "sign in and read this page, and nothing else."
        ),
        Page.ORGANIZATION,
        N_("See how it stands"),
    ),
}
