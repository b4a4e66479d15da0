"""Files are told by their content, and read by those entitled."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, FilePurpose, Role, StoredFile
from marketplace.services.files.store import LONGEST_NAME, MIB, MOST_MIB, read_file, store_file
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.services.files.samples import (
    JPEG,
    PAGE,
    PDF,
    PNG,
    PROGRAM,
    SHEET,
    SLIDES,
    WORD,
    document,
)

GOOD = [
    ("说明.pdf", PDF, "application/pdf"),
    ("现场.PNG", PNG, "image/png"),
    ("现场.jpeg", JPEG, "image/jpeg"),
    ("方案.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("清单.xlsx", SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("汇报.pptx", SLIDES, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("说明.txt", "接口说明\r\n一、总则".encode(), "text/plain"),
    ("旧说明.txt", "接口说明".encode("gb18030"), "text/plain"),
]
BAD = [
    ("病毒.pdf", PROGRAM, "not what its name says"),
    ("网页.png", PAGE, "not what its name says"),
    ("网页.pdf", PAGE, "not what its name says"),
    ("方案.docx", SHEET, "not what its name says"),
    ("方案.docx", WORD[:40], "not what its name says"),
    ("方案.docx", document("word/document.xml", "word/vbaProject.bin"), "macros"),
    ("说明.txt", PROGRAM, "not what its name says"),
    ("程序.exe", PROGRAM, "not accepted"),
    ("网页.html", PAGE, "not accepted"),
    ("矢量图.svg", b"<svg/>", "not accepted"),
    ("没有后缀", PDF, "not accepted"),
    (".pdf", PDF, "not accepted"),
    ("旧方案.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older format"),
    ("空.pdf", b"", "empty"),
    ("大.pdf", PDF + bytes(MOST_MIB * MIB), "at most 10 MiB"),
]


@pytest.fixture
def owner(session: Session) -> Account:
    """Somebody with an organization."""
    return make_account(session, Role.COMPANY)


def keep(
    session: Session,
    actor: Account,
    clock: MovableClock,
    name: str = "说明.pdf",
    content: bytes = PDF,
    purpose: FilePurpose = FilePurpose.LISTING_ATTACHMENT,
) -> StoredFile:
    """Store a file for the actor's organization."""
    return store_file(
        session,
        actor,
        name=name,
        content=content,
        purpose=purpose,
        organization_id=actor.organization_id,
        clock=clock,
    )


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD, ids=range(len(GOOD)))
def test_a_file_is_kept_as_it_came(
    session: Session, owner: Account, clock: MovableClock, name: str, content: bytes, media_type: str
) -> None:
    file = keep(session, owner, clock, name, content)
    session.expire_all()
    read = read_file(session, owner, file.id)
    assert (read.name, read.media_type, read.size, read.content) == (name, media_type, len(content), content)


@pytest.mark.parametrize(("name", "content", "said"), BAD, ids=range(len(BAD)))
def test_what_is_not_accepted_is_refused_by_name(
    session: Session, owner: Account, clock: MovableClock, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        keep(session, owner, clock, name, content)
    assert name in str(refused.value)


def test_a_name_is_only_a_name(session: Session, owner: Account, clock: MovableClock) -> None:
    assert keep(session, owner, clock, "C:\\temp\\..\\说明\x00.pdf").name == "说明.pdf"
    long = keep(session, owner, clock, "长" * 300 + ".pdf").name
    assert len(long) <= LONGEST_NAME and long.endswith(".pdf")


@pytest.mark.parametrize(
    ("purpose", "roles"),
    [
        (FilePurpose.LISTING_ATTACHMENT, {Role.STAFF}),
        (FilePurpose.ORGANIZATION_EVIDENCE, {Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR}),
    ],
)
def test_who_may_read(
    session: Session, owner: Account, clock: MovableClock, purpose: FilePurpose, roles: set[Role]
) -> None:
    file = keep(session, owner, clock, purpose=purpose)
    assert read_file(session, make_account(session, Role.COMPANY, owner.organization), file.id) is file
    for role in Role:
        stranger = make_account(session, role)
        if role in roles:
            assert read_file(session, stranger, file.id) is file
        else:
            with pytest.raises(NotFound):
                read_file(session, stranger, file.id)
    with pytest.raises(NotFound):
        read_file(session, None, file.id)


def test_a_missing_file_is_not_found(session: Session, owner: Account) -> None:
    with pytest.raises(NotFound):
        read_file(session, owner, 999_999)
