"""When a failed job is tried again."""

from __future__ import annotations

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job
from sqlalchemy.exc import OperationalError

from marketplace.errors import EngineUnavailable, JingqiaoError

FIRST_WAIT_S = 2
LONGEST_WAIT_S = 300
MOST_TRIES = 4


class BackOff(BaseRetryStrategy):
    """What is merely down comes back, so wait for it as long as it takes; a bug gets a few tries."""

    def __init__(self, most_tries: int = MOST_TRIES) -> None:
        """`most_tries` for what does not come back by itself."""
        self._most_tries = most_tries

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Try again after 2, 4, 8 … at most 300 seconds, at once after a stop, or not at all."""
        if isinstance(exception, JobAborted):  # the worker is being stopped: the next one goes on
            return RetryDecision()
        comes_back = isinstance(exception, EngineUnavailable | OperationalError)
        refused = isinstance(exception, JingqiaoError) and not comes_back
        if refused or (not comes_back and job.attempts >= self._most_tries):
            return None
        wait = min(FIRST_WAIT_S * 2 ** min(job.attempts, 16), LONGEST_WAIT_S)
        return RetryDecision(retry_in={"seconds": wait})
