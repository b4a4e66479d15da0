"""What the import's tests share: one call that takes a file all the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Account, ImportBatch
from marketplace.services.imports.import_file import import_file
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.read import read_upload
from marketplace.services.imports.upload import receive_upload
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account


@dataclass
class Importer:
    """A member of staff with a file."""

    session: Session
    clock: MovableClock
    jobs: RecordingQueue
    staff: Account
    steps: list[tuple[int, int]] = field(default_factory=list)

    def preview(self, content: bytes, filename: str = "list.xlsx") -> ImportBatch:
        """Upload and read."""
        batch = receive_upload(self.session, self.staff, filename, content, most_mib=20)
        return read_upload(self.session, batch.id, clock=self.clock, progress=self._note)

    def apply(self, content: bytes, filename: str = "list.xlsx") -> ImportBatch:
        """Upload, read and apply."""
        return import_file(
            self.session, self.staff, filename, content, most_mib=20, clock=self.clock, jobs=self.jobs,
            progress=self._note,
        )  # fmt: skip

    def problems(self, content: bytes) -> list[Problem]:
        """What stops the import of this file."""
        return [problem for problem in self.all_problems(content) if not problem.notice]

    def all_problems(self, content: bytes) -> list[Problem]:
        """What stops the import, and what is worth knowing."""
        return [Problem.from_stored(stored) for stored in self.preview(content).problems]

    def _note(self, done: int, total: int) -> None:
        self.steps.append((done, total))


@pytest.fixture
def importer(session: Session, clock: MovableClock, jobs: RecordingQueue) -> Importer:
    """Staff with the rolled-back database."""
    return Importer(session, clock, jobs, make_account(session))


Codes = Callable[[bytes], list[str]]


@pytest.fixture
def codes(importer: Importer) -> Codes:
    """The codes of the problems that stop the import of a file."""
    return lambda content: [problem.code for problem in importer.problems(content)]
