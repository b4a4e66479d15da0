"""Notification 通知: what an account is told of, on its page and by mail; and at which pace it wants mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, Id, Moment, choice
from marketplace.models.listing import Listing
from marketplace.models.mail import Mail
from marketplace.models.match import Match


class Topic(StrEnum):
    """What a notification is about. Its words stand in services/notifications/words, a file a slice."""

    PAIR_RECOMMENDED = "pair_recommended"
    PAIR_INTRODUCED = "pair_introduced"
    PAIR_YOUR_TURN = "pair_your_turn"
    PAIR_ASKED_AGAIN = "pair_asked_again"
    PAIR_DECLINED = "pair_declined"
    PAIR_CLOSED = "pair_closed"
    PAIR_BACK_IN_REVIEW = "pair_back_in_review"
    INTRODUCED_WITHOUT_ACCOUNTS = "introduced_without_accounts"
    LISTING_STILL_CURRENT = "listing_still_current"
    QUESTION_TO_RELAY = "question_to_relay"
    REPLY_TO_RELAY = "reply_to_relay"
    QUESTION_FOR_YOU = "question_for_you"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_RETURNED = "question_returned"
    APPROACH_MADE = "approach_made"
    APPROACH_TURNED_DOWN = "approach_turned_down"
    PAIR_TAKEN_BACK = "pair_taken_back"
    LINK_TAKEN_BACK = "link_taken_back"
    LINK_RECOMMENDED = "link_recommended"
    LINK_YOUR_TURN = "link_your_turn"
    LINK_ASKED_AGAIN = "link_asked_again"
    LINK_QUESTION = "link_question"
    LINK_REPLY = "link_reply"
    LINK_RETURNED = "link_returned"
    CONTACT_INTRODUCED = "contact_introduced"
    CONTACT_CLOSED = "contact_closed"
    CONTACT_BACK_IN_REVIEW = "contact_back_in_review"
    CONTACT_ENDED = "contact_ended"
    CONTACT_PARKED = "contact_parked"
    LINK_REMINDER = "link_reminder"
    CONTACT_NEWS = "contact_news"
    CONTACT_MEETING_OFFERED = "contact_meeting_offered"
    CONTACT_MEETING_MOVED = "contact_meeting_moved"
    CONTACT_MEETING_AGREED = "contact_meeting_agreed"
    CONTACT_MEETING_CANCELLED = "contact_meeting_cancelled"
    CONTACT_OUTCOME_CLAIMED = "contact_outcome_claimed"
    CONTACT_STEP_WAITS = "contact_step_waits"
    CONTACT_CONSENT_WITHDRAWN = "contact_consent_withdrawn"
    CONTACT_CONSENT_RENEWED = "contact_consent_renewed"
    QUESTION_WAITS = "question_waits"
    LINK_QUESTION_WAITS = "link_question_waits"
    QUESTIONS_STALLED = "questions_stalled"
    LISTING_PUBLISHED = "listing_published"
    LISTING_MEND_ASKED = "listing_mend_asked"
    MEETING_OFFERED = "meeting_offered"
    MEETING_MOVED = "meeting_moved"
    MEETING_AGREED = "meeting_agreed"
    MEETING_CANCELLED = "meeting_cancelled"
    OUTCOME_CLAIMED = "outcome_claimed"
    OUTCOME_CONFIRMED = "outcome_confirmed"
    OUTCOME_DISPUTED = "outcome_disputed"
    PAIR_NEWS = "pair_news"
    PAIR_SET_ASIDE = "pair_set_aside"
    STEP_WAITS = "step_waits"
    PAIRS_STALLED = "pairs_stalled"
    LISTING_HANDED_IN = "listing_handed_in"
    LISTING_CHANGES_REQUESTED = "listing_changes_requested"
    LISTING_EXPIRING = "listing_expiring"
    LISTING_EXPIRED = "listing_expired"
    SAVED_SEARCH_NEWS = "saved_search_news"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_WITHDRAWN_STAFF = "consent_withdrawn_staff"
    CONSENT_RENEWED = "consent_renewed"
    CONTACT_CHANGED = "contact_changed"
    CONTACT_GONE = "contact_gone"
    MAIL_UNDELIVERED = "mail_undelivered"
    CONFIRM_ADDRESS = "confirm_address"
    ADDRESS_KNOWN = "address_known"
    NEW_PASSWORD_LINK = "new_password_link"  # noqa: S105 -- a topic
    NEW_PASSWORD_SET = "new_password_set"  # noqa: S105 -- a topic
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    FACTOR_RESET = "factor_reset"
    RECOVERY_CODE_USED = "recovery_code_used"
    NEW_ADDRESS_LINK = "new_address_link"
    NEW_ADDRESS_ASKED = "new_address_asked"
    ADDRESS_WANTED = "address_wanted"
    ADDRESS_CHANGED = "address_changed"
    MANAGER_NOW = "manager_now"
    ORGANIZATION_WITHOUT_MANAGER = "organization_without_manager"
    CONFIRM_ACCOUNTS = "confirm_accounts"
    ACCOUNT_TO_BE_CONFIRMED = "account_to_be_confirmed"
    ACCOUNT_IDLE = "account_idle"
    ACCOUNT_SUSPENDED_IDLE = "account_suspended_idle"
    ACCOUNT_SUSPENDED_UNCONFIRMED = "account_suspended_unconfirmed"
    INVITED = "invited"
    ACCOUNT_OFFERED = "account_offered"
    COLLEAGUE_JOINED = "colleague_joined"
    ORGANIZATION_SUBMITTED = "organization_submitted"
    ORGANIZATION_VERIFIED = "organization_verified"
    ORGANIZATION_MORE_ASKED = "organization_more_asked"
    ORGANIZATION_REFUSED = "organization_refused"
    ORGANIZATION_SUSPENDED = "organization_suspended"


class TopicGroup(StrEnum):
    """Topics that people choose a pace for together; the preferences page shows them in this order."""

    PAIRS = "pairs"
    REMINDERS = "reminders"
    LISTINGS = "listings"
    SAVED_SEARCHES = "saved_searches"
    DUTIES = "duties"
    ACCOUNT = "account"


class Pace(StrEnum):
    """When the mail about a group of topics goes out. Urgent ones do not wait for the day's mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class Notification(Base):
    """One thing told to one account. `topic` is a Topic's value; `details` fill its words, without contacts.

    `pace`: when it is to be mailed, settled when it was made. `mail_id`: the mail that carried it.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_account", "account_id", "id"),
        Index("ix_notifications_unread", "account_id", postgresql_where=text("read_at IS NULL")),
        Index(
            "ix_notifications_to_mail",
            "pace",
            "account_id",
            postgresql_where=text("mail_id IS NULL AND pace <> 'never'"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    account: Mapped[Account] = relationship()
    topic: Mapped[str]
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    match: Mapped[Match | None] = relationship()
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    listing: Mapped[Listing | None] = relationship()
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    pace: Mapped[Pace] = mapped_column(choice(Pace, "pace"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"), index=True)
    mail: Mapped[Mail | None] = relationship()
    read_at: Mapped[datetime | None]
    created_at: Mapped[Moment]


class NotificationPreference(Base):
    """The pace an account chose for a group; without a row the group's usual one holds."""

    __tablename__ = "notification_preferences"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    topic_group: Mapped[TopicGroup] = mapped_column(choice(TopicGroup, "topic_group"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(choice(Pace, "pace"))
    changed_at: Mapped[Moment]
