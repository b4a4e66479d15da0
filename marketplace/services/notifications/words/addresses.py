"""Words about another e-mail address, and about who manages an organization."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

ACCOUNT = TopicGroup.ACCOUNT

WORDS: Mapping[Topic, Words] = {
    Topic.NEW_ADDRESS_LINK: Words(
        ACCOUNT,
        N_("Confirm your new e-mail address"),
        N_(
            "Somebody, probably you, wants to sign in on %(site)s with this address from now on. Open the "
            "link and confirm it, signed in with your present address; it works once, within %(hours)s "
            "hours. If it was not you, do nothing: nothing was changed."
        ),
        Page.ACCOUNT,
        N_("Confirm this address"),
        secret=True,
    ),
    Topic.NEW_ADDRESS_ASKED: Words(
        ACCOUNT,
        N_("Another e-mail address for your account"),
        N_(
            "Your account on %(site)s is to have another e-mail address: %(masked)s. It changes once the "
            "link sent there is opened. If it was not you, change your password at once and tell the "
            "administrator."
        ),
        Page.ACCOUNT,
        N_("Sign in"),
    ),
    Topic.ADDRESS_WANTED: Words(
        ACCOUNT,
        N_("Your e-mail address was asked for"),
        N_(
            "Somebody wanted to use your address for another account on %(site)s. It belongs to yours, so "
            "nothing was changed. If you have two accounts, ask the administrator to close one."
        ),
        Page.ACCOUNT,
        N_("Sign in"),
    ),
    Topic.ADDRESS_CHANGED: Words(
        ACCOUNT,
        N_("Your account has another e-mail address now"),
        N_(
            "Your account on %(site)s no longer uses this address: its new one was confirmed. If it was not "
            "you, tell the administrator at once."
        ),
        Page.ACCOUNT,
        N_("Go to the site"),
    ),
    Topic.MANAGER_NOW: Words(
        ACCOUNT,
        N_("You manage your organization now"),
        N_(
            "You manage your organization on %(site)s from now on: you invite colleagues, decide who of them "
            "may sign in, and confirm once a year that they still belong to you."
        ),
        Page.ORGANIZATION,
        N_("See your people"),
    ),
    Topic.ORGANIZATION_WITHOUT_MANAGER: Words(
        TopicGroup.DUTIES,
        N_("Nobody manages %(organization)s any more"),
        N_(
            "The last who managed %(organization)s has gone. Its listings stay public, but nobody there can "
            "invite colleagues or confirm them. Make one of its people manager, or prepare an account for it."
        ),
        Page.ACCOUNTS,
        N_("See the accounts"),
    ),
}
