"""An evaluation of the matcher, in a process of its own: the worker carries no model, the engine has work."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence

from procrastinate.exceptions import JobAborted

from marketplace.database import transaction
from marketplace.jobs.outside import Outside
from marketplace.services.quality.measurement import begin_measurement, fail_measurement
from marketplace.settings import ROOT

LOOK_EVERY_S = 1.0
STOPS_WITHIN_S = 5.0
LAST_WORDS = 2_000  # characters of what a failed process said


class MeasuringFailed(Exception):
    """The process ended with an error; its last words."""


def measuring_command(report_id: int) -> list[str]:
    """The command line of one evaluation, with the worker's own settings."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "measure-quality", str(report_id)]


def measure_quality(
    outside: Outside,
    report_id: int,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    command: Callable[[int], Sequence[str]] = measuring_command,
) -> None:
    """Run it and wait. A failure is kept in the report and raised; told to stop, it raises JobAborted."""
    with transaction(outside.sessions) as session:
        begin_measurement(session, report_id)
    try:
        run_process(command(report_id), should_stop)
    except MeasuringFailed as failure:
        with transaction(outside.sessions) as session:
            fail_measurement(session, report_id, str(failure), clock=outside.clock)
        raise


def run_process(command: Sequence[str], should_stop: Callable[[], bool]) -> None:
    """Raises MeasuringFailed when the process fails, and JobAborted after stopping it when told to."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        try:
            while (code := _wait(process)) is None:
                if should_stop():
                    raise JobAborted
        finally:
            _stop(process)
        if code:
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip()
            raise MeasuringFailed(words[-LAST_WORDS:] or f"exit status {code}")


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    """The exit status, or None when it is still running after a while."""
    try:
        return process.wait(LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Nothing when it has ended."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
