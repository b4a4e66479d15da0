"""The nightly learning from verdicts: it makes a candidate and puts nothing into service."""

from __future__ import annotations

from marketplace.database import transaction
from marketplace.errors import WrongState
from marketplace.jobs.outside import Outside
from marketplace.services.learning.retrain import retrain_matcher


def learn_from_verdicts(outside: Outside) -> str:
    """What came of it, for the log."""
    try:
        with transaction(outside.sessions) as session:
            version = retrain_matcher(session, None, clock=outside.clock)
            better = "better" if version.better else "not better"
            return f"version {version.id} from {version.verdict_count} verdicts is {better}"
    except WrongState as early:  # a young site: the next night has more
        return str(early)
