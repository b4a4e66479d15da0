"""Words about the yearly confirmation of accounts, and about those that nobody uses."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

ACCOUNT = TopicGroup.ACCOUNT
GO = N_("Go to the site")

WORDS: Mapping[Topic, Words] = {
    Topic.CONFIRM_ACCOUNTS: Words(
        ACCOUNT,
        N_("Accounts to confirm: %(count)s"),
        N_(
            "Once a year somebody says of every account whether its person still belongs here. %(count)s "
            "wait for your word; whoever is not confirmed within %(days)s days is suspended."
        ),
        Page.CONFIRMATIONS,
        N_("Keep or suspend"),
    ),
    Topic.ACCOUNT_TO_BE_CONFIRMED: Words(
        ACCOUNT,
        N_("Your account must be confirmed"),
        N_(
            "Once a year every account on %(site)s is confirmed by somebody who knows its person. Yours has "
            "not been yet and is suspended in %(days)s days. Please ask whoever manages your organization "
            "here, or an administrator."
        ),
        Page.ORGANIZATION,
        N_("See your people"),
    ),
    Topic.ACCOUNT_IDLE: Words(
        ACCOUNT,
        N_("Sign in to keep your account"),
        N_(
            "You have not signed in to your account on %(site)s for a long time. Sign in once within "
            "%(days)s days and everything stays as it is; otherwise the account is suspended, and nothing in "
            "it is lost."
        ),
        Page.ACCOUNT,
        GO,
    ),
    Topic.ACCOUNT_SUSPENDED_IDLE: Words(
        ACCOUNT,
        N_("Your account is suspended"),
        N_(
            "Nobody has signed in to your account on %(site)s for a long time, so it is suspended. Nothing "
            "in it is lost. To come back, ask whoever manages your organization here, or an administrator of "
            "the site, to let you in again; a new password does not do it."
        ),
        Page.ACCOUNT,
        GO,
    ),
    Topic.ACCOUNT_SUSPENDED_UNCONFIRMED: Words(
        ACCOUNT,
        N_("Your account is suspended"),
        N_(
            "Your account on %(site)s was not confirmed in the yearly round, so it is suspended. Nothing in "
            "it is lost. To come back, ask whoever manages your organization here, or an administrator of "
            "the site, to let you in again; a new password does not do it."
        ),
        Page.ACCOUNT,
        GO,
    ),
}
