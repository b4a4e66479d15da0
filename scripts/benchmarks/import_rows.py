"""How fast a workbook is imported, as ratios to reading it with openpyxl and doing nothing else.

    python -m scripts.benchmarks.import_rows [--rows 10000]

Needs nothing running: the embedded database is started in a temporary folder. Ratios, because rows a second
depend on the machine; the reading by openpyxl alone is the floor below which no importer can come.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
from sqlalchemy.orm import Session

from marketplace.database import connect, database_url, migrate, session_factory
from marketplace.models import MatchRun
from marketplace.services.imports.apply import apply_import, request_apply
from marketplace.services.imports.fields import FIELDS
from marketplace.services.imports.read import read_upload
from marketplace.services.imports.upload import receive_upload
from marketplace.services.organizations.credit_code import check_character
from marketplace.services.ports import SystemClock
from marketplace.settings import Settings

VALUES = {
    "kind": "供给",
    "organization_type": "企业",
    "industry": "智能制造",
    "region": "武侯区",
    "summary": "面向机加工与压铸零件的在线外观检测系统，多角度分区打光，可识别孔洞、划伤、压痕和毛刺。",
    "description": "采用穹顶光与条形光分时曝光抑制金属反光，同一工位采集十二张图后联合判断。" * 3,
    "technologies": "机器视觉、深度学习、多光源成像",
    "maturity": "规模化应用",
    "cooperation": "采购服务",
    "contact_name": "测试",
    "contact_phone": "02800000000",
}


class NoMatching:
    """A queue that writes the run's row and no job."""

    def refresh_matches(self, session: Session, listing_ids: object, reason: str) -> int:
        """The run's id."""
        run = MatchRun(reason=reason)
        session.add(run)
        session.flush()  # the caller gets the run's id
        return run.id

    def prepare_assignment(self, session: Session, assignment_id: int) -> None:
        """None is asked for."""

    def read_import(self, session: Session, batch_id: int) -> None:
        """Done at once by the benchmark itself."""

    def apply_import(self, session: Session, batch_id: int) -> None:
        """Done at once by the benchmark itself."""

    def measure_quality(self, session: Session, report_id: int) -> None:
        """None is asked for."""


def make_workbook(rows: int, mark: str = "") -> bytes:
    """A workbook of `rows` supplies by a third as many organizations; `mark` changes every summary."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("供给类")
    sheet.append([field.header for field in FIELDS])
    for number in range(rows):
        owner = number // 3
        body = f"91510199{owner:09d}"
        own = {
            "code": f"G{number:06d}",
            "title": f"在线外观检测系统{number}",
            "organization": f"测试公司{owner}",
            "unified_social_credit_code": body + check_character(body),
            "summary": VALUES["summary"] + mark,
        }
        sheet.append([(VALUES | own).get(field.key) for field in FIELDS])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def read_bare(content: bytes) -> None:
    """Every cell, by openpyxl alone."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        len(row)
    book.close()


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock, and of this process's own work: the second is steadier on a busy machine."""

    clock: float
    work: float


def measure(work: Callable[[], object]) -> Taken:
    """How long the work takes."""
    clock, own = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - clock, time.process_time() - own)


def import_file(session: Session, content: bytes, label: str, rows: int, floor: Taken) -> None:
    """Read and apply a file, printing both times."""
    clock, jobs = SystemClock(), NoMatching()
    batch = receive_upload(session, None, "benchmark.xlsx", content, most_mib=1_000)
    session.commit()

    def read() -> None:
        read_upload(session, batch.id, clock=clock)
        session.commit()

    def apply() -> None:
        apply_import(session, batch.id, clock=clock, jobs=jobs)
        session.commit()

    show(f"{label}: read, check, preview", rows, measure(read), floor)
    if batch.summary["add"] or batch.summary["change"]:
        request_apply(session, None, batch.id, fingerprint=batch.summary["fingerprint"])
        session.commit()
        show(f"{label}: apply in one transaction", rows, measure(apply), floor)


def show(label: str, rows: int, taken: Taken, floor: Taken) -> None:
    """One line of the result."""
    speed = f"{rows / taken.clock:>8,.0f} rows/s"
    print(f"{label:<42}{speed}{taken.clock / floor.clock:>8.2f}{taken.work / floor.work:>12.2f}")


def main() -> None:
    """Measure adding, changing and repeating the same list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    content = make_workbook(rows)
    floor = min((measure(lambda: read_bare(content)) for _ in range(3)), key=lambda taken: taken.clock)
    print(f"{'':<42}{'':>15}  x openpyxl, clock  x openpyxl, own work")
    show("openpyxl alone, read-only", rows, floor, floor)
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(Settings(var_dir=Path(folder)))
        migrate(url)
        engine = connect(url)
        for label, file in (
            ("all new", content),
            ("all the same", content),
            ("all changed", make_workbook(rows, "修订")),
        ):
            with session_factory(engine)() as session:
                import_file(session, file, label, rows, floor)
        engine.dispose()


if __name__ == "__main__":
    main()
