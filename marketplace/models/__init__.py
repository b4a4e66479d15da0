"""The tables, one concept a file. Importing this package registers them all."""

from marketplace.models.account import Account, Role, SuspendedFor
from marketplace.models.account_session import AccountSession
from marketplace.models.answer import Answer
from marketplace.models.answer_link import AnswerLink
from marketplace.models.approach import Approach, ApproachState
from marketplace.models.assignment import Assignment, AssignmentState
from marketplace.models.audit_event import AuditEvent
from marketplace.models.audit_link import AuditLink
from marketplace.models.base import Base
from marketplace.models.blind_review import BlindReview
from marketplace.models.contact_link import ContactLink
from marketplace.models.email_change import EmailChange
from marketplace.models.embedding import Embedding
from marketplace.models.finding_set_aside import FindingSetAside
from marketplace.models.follow_up import FollowUp, FollowUpKind, Visibility
from marketplace.models.import_batch import ImportBatch, ImportState
from marketplace.models.introduction import ConsentWithdrawal, Disclosure, Introduction
from marketplace.models.invitation import Invitation, InvitationState
from marketplace.models.listing import Kind, Listing, ListingContact, ListingState, ListingVersion, Maturity
from marketplace.models.listing_draft import ListingDraft
from marketplace.models.mail import ContactStop, Mail, MailKind, MailState
from marketplace.models.mail_confirmation import MailConfirmation
from marketplace.models.match import Match, MatchState, Party
from marketplace.models.match_run import MatchRun, Serving, Suggestion
from marketplace.models.matcher_version import MatcherVersion, MatcherVersionState
from marketplace.models.meeting import Meeting, MeetingSlot, MeetingState
from marketplace.models.mend_request import MendRequest
from marketplace.models.notification import Notification, NotificationPreference, Pace, Topic, TopicGroup
from marketplace.models.opportunity_list import OpportunityList, OpportunityListItem
from marketplace.models.organization import Organization, OrganizationState
from marketplace.models.organization_block import OrganizationBlock
from marketplace.models.outcome import Outcome, OutcomeConsent, OutcomeStage, OutcomeState
from marketplace.models.password_reset import PasswordReset
from marketplace.models.pilot import Pilot
from marketplace.models.problem_kind import KindSource, KindState, ProblemKind, RecalledKind
from marketplace.models.quality_report import QualityReport
from marketplace.models.question import Question, QuestionState
from marketplace.models.review import Review, Verdict
from marketplace.models.review_claim import ClaimPurpose, ReviewClaim
from marketplace.models.saved_search import SavedSearch, SavedSearchFind
from marketplace.models.second_factor import Proof, RecoveryCode, SecondFactor
from marketplace.models.sign_in_guard import SignInGuard
from marketplace.models.stored_file import FilePurpose, StoredFile
from marketplace.models.submission import ListingAttachment, ListingComment, Submission, SubmissionState
from marketplace.models.verification import Verification, VerificationDecision

__all__ = [
    "Account",
    "AccountSession",
    "Answer",
    "AnswerLink",
    "Approach",
    "ApproachState",
    "Assignment",
    "AssignmentState",
    "AuditEvent",
    "AuditLink",
    "Base",
    "BlindReview",
    "ClaimPurpose",
    "ConsentWithdrawal",
    "ContactLink",
    "ContactStop",
    "Disclosure",
    "EmailChange",
    "Embedding",
    "FilePurpose",
    "FindingSetAside",
    "FollowUp",
    "FollowUpKind",
    "ImportBatch",
    "ImportState",
    "Introduction",
    "Invitation",
    "InvitationState",
    "Kind",
    "KindSource",
    "KindState",
    "Listing",
    "ListingAttachment",
    "ListingComment",
    "ListingContact",
    "ListingDraft",
    "ListingState",
    "ListingVersion",
    "Mail",
    "MailConfirmation",
    "MailKind",
    "MailState",
    "Match",
    "MatchRun",
    "MatchState",
    "MatcherVersion",
    "MatcherVersionState",
    "Maturity",
    "Meeting",
    "MeetingSlot",
    "MeetingState",
    "MendRequest",
    "Notification",
    "NotificationPreference",
    "OpportunityList",
    "OpportunityListItem",
    "Organization",
    "OrganizationBlock",
    "OrganizationState",
    "Outcome",
    "OutcomeConsent",
    "OutcomeStage",
    "OutcomeState",
    "Pace",
    "Party",
    "PasswordReset",
    "Pilot",
    "ProblemKind",
    "Proof",
    "QualityReport",
    "Question",
    "QuestionState",
    "RecalledKind",
    "RecoveryCode",
    "Review",
    "ReviewClaim",
    "Role",
    "SavedSearch",
    "SavedSearchFind",
    "SecondFactor",
    "Serving",
    "SignInGuard",
    "StoredFile",
    "Submission",
    "SubmissionState",
    "Suggestion",
    "SuspendedFor",
    "Topic",
    "TopicGroup",
    "Verdict",
    "Verification",
    "VerificationDecision",
    "Visibility",
]
