"""Words about the safety of an account."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.NEW_PASSWORD_LINK: Words(
        TopicGroup.ACCOUNT,
        N_("Choose a new password"),
        N_(
            "Somebody, probably you, asked for a new password for your account on %(site)s. Open the link "
            "and choose one; it works once, within %(minutes)s minutes. If it was not you, do nothing: your "
            "password stays as it is."
        ),
        Page.ACCOUNT,
        N_("Choose a new password"),
        secret=True,
    ),
    Topic.NEW_PASSWORD_SET: Words(
        TopicGroup.ACCOUNT,
        N_("Your password was changed"),
        N_(
            "The password of your account on %(site)s was changed by a mailed link, and every session has "
            "ended. If it was not you, ask for a new password at once and tell the administrator: somebody "
            "else can read your mail."
        ),
        Page.ACCOUNT,
        N_("Sign in"),
    ),
    Topic.FACTOR_ON: Words(
        TopicGroup.ACCOUNT,
        N_("Two-step sign-in is on"),
        N_(
            "From now on your account on %(site)s asks for a code of your authenticator besides the "
            "password. Keep the recovery codes where you find them without your phone. If it was not you, "
            "tell the administrator at once."
        ),
        Page.FACTOR,
        N_("See your two-step sign-in"),
    ),
    Topic.FACTOR_OFF: Words(
        TopicGroup.ACCOUNT,
        N_("Two-step sign-in is off"),
        N_(
            "From now on the password alone opens your account on %(site)s. If it was not you, change your "
            "password and tell the administrator at once."
        ),
        Page.FACTOR,
        N_("Set it up again"),
    ),
    Topic.FACTOR_RESET: Words(
        TopicGroup.ACCOUNT,
        N_("An administrator has reset your two-step sign-in"),
        N_(
            "The second step of your account on %(site)s was taken away, and every session has ended: the "
            "password alone opens it now. Set the second step up again. If you did not ask for it, tell the "
            "administrator at once."
        ),
        Page.FACTOR,
        N_("Set it up again"),
    ),
    Topic.RECOVERY_CODE_USED: Words(
        TopicGroup.ACCOUNT,
        N_("A recovery code was used"),
        N_(
            "A recovery code of your account on %(site)s was used; %(left)s are left. Have new ones made "
            "when few are left. If it was not you, change your password and tell the administrator at once."
        ),
        Page.FACTOR,
        N_("See your two-step sign-in"),
    ),
}
