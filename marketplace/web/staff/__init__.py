"""What matchmaking staff work with: the review queue, the pairs, the register of listings."""

# ruff: noqa: F401 - importing these modules registers their routes
import marketplace.web.staff.agreement
import marketplace.web.staff.assignments
import marketplace.web.staff.blocks
import marketplace.web.staff.by_hand
import marketplace.web.staff.chasing
import marketplace.web.staff.claims
import marketplace.web.staff.dashboard
import marketplace.web.staff.kinds
import marketplace.web.staff.labels
import marketplace.web.staff.learning
import marketplace.web.staff.moderation
import marketplace.web.staff.pairs
import marketplace.web.staff.pins
import marketplace.web.staff.quality
import marketplace.web.staff.quality_words
import marketplace.web.staff.queue
import marketplace.web.staff.register
import marketplace.web.staff.requests
import marketplace.web.staff.runs
import marketplace.web.staff.second
import marketplace.web.staff.settling
import marketplace.web.staff.verdicts
import marketplace.web.staff.verifications
from marketplace.web.staff.blueprint import blueprint

__all__ = ["blueprint"]
