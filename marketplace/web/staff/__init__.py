"""What matchmaking staff work with: the review queue, the pairs, the register of listings."""

from marketplace.web.staff import labels, pairs, queue, register, runs, settling, verdicts
from marketplace.web.staff.blueprint import blueprint

__all__ = ["blueprint", "labels", "pairs", "queue", "register", "runs", "settling", "verdicts"]
