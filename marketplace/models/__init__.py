"""The tables, one concept a file. Importing this package registers them all."""

from marketplace.models.account import Account, Role
from marketplace.models.answer import Answer
from marketplace.models.assignment import Assignment, AssignmentState
from marketplace.models.audit_event import AuditEvent
from marketplace.models.base import Base
from marketplace.models.embedding import Embedding
from marketplace.models.import_batch import ImportBatch, ImportState
from marketplace.models.introduction import Disclosure, Introduction
from marketplace.models.listing import Kind, Listing, ListingContact, ListingState, ListingVersion, Maturity
from marketplace.models.match import Match, MatchState
from marketplace.models.match_run import MatchRun, Serving, Suggestion
from marketplace.models.matcher_version import MatcherVersion, MatcherVersionState
from marketplace.models.opportunity_list import OpportunityList, OpportunityListItem
from marketplace.models.organization import Organization
from marketplace.models.problem_kind import KindSource, KindState, ProblemKind, RecalledKind
from marketplace.models.quality_report import QualityReport
from marketplace.models.review import Review, Verdict

__all__ = [
    "Account",
    "Answer",
    "Assignment",
    "AssignmentState",
    "AuditEvent",
    "Base",
    "Disclosure",
    "Embedding",
    "ImportBatch",
    "ImportState",
    "Introduction",
    "Kind",
    "KindSource",
    "KindState",
    "Listing",
    "ListingContact",
    "ListingState",
    "ListingVersion",
    "Match",
    "MatchRun",
    "MatchState",
    "MatcherVersion",
    "MatcherVersionState",
    "Maturity",
    "OpportunityList",
    "OpportunityListItem",
    "Organization",
    "ProblemKind",
    "QualityReport",
    "RecalledKind",
    "Review",
    "Role",
    "Serving",
    "Suggestion",
    "Verdict",
]
