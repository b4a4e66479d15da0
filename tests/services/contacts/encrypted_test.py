"""What is encrypted at rest: unreadable in the database, readable here, and never a blank for a lost key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.errors import UnreadableContact
from marketplace.models import ImportBatch, Kind, ListingContact
from marketplace.models.encrypted import KEYRING
from marketplace.services.contacts.rotate import encrypted_columns, rotate_batch
from marketplace.services.imports.upload import receive_upload
from marketplace.settings import Settings
from tests.factories import make_listing

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def keys(settings_of_tests: Settings) -> Iterator[None]:
    """The old key alone; the tests' own come back afterwards."""
    KEYRING.use(lambda: (OLD,))
    yield
    KEYRING.use(settings_of_tests.encryption_keys)


@pytest.fixture
def settings_of_tests(var_dir: object) -> Settings:
    """Those under which the other tests run."""
    return Settings(var_dir=var_dir)


@pytest.fixture
def contact(keys: None, session: Session) -> ListingContact:
    """A contact written under the old key."""
    listing = make_listing(session, Kind.SUPPLY)
    session.flush()
    return session.get_one(ListingContact, listing.id)


def stored(session: Session) -> list[tuple[str, str, str]]:
    """The contacts as they lie in the database."""
    rows = session.execute(text("SELECT name, phone, email FROM listing_contacts ORDER BY listing_id"))
    return [tuple(row) for row in rows]


def test_the_database_holds_no_contact(session: Session, contact: ListingContact) -> None:
    values = (contact.name, contact.phone, contact.email)
    assert all(value and value not in str(stored(session)) for value in values)
    session.expire_all()
    assert (contact.name, contact.phone, contact.email) == values


def test_a_lost_key_is_named_and_gives_no_blank(session: Session, contact: ListingContact) -> None:
    KEYRING.use(lambda: (NEW,))
    session.expire_all()
    with pytest.raises(UnreadableContact, match="JINGQIAO_CONTACT_KEYS"):
        session.scalars(select(ListingContact)).all()


def test_rotation_lets_the_old_key_go(session: Session, contact: ListingContact) -> None:
    before, values, version = stored(session), (contact.name, contact.phone, contact.email), contact.version
    batch = receive_upload(session, None, "list.csv", b"a file", most_mib=1)
    session.flush()
    KEYRING.use(lambda: (NEW, OLD))
    for table, _ in encrypted_columns():
        last = rotate_batch(session, table, None)
        assert last is None or rotate_batch(session, table, last) is None
    assert stored(session) != before
    KEYRING.use(lambda: (NEW,))
    session.expire_all()
    assert (contact.name, contact.phone, contact.email) == values
    assert contact.version == version, "nobody's contact has changed"
    assert session.get_one(ImportBatch, batch.id).content == b"a file"


def test_rotation_stops_at_what_it_cannot_read(session: Session, contact: ListingContact) -> None:
    KEYRING.use(lambda: (NEW,))
    with pytest.raises(UnreadableContact):
        rotate_batch(session, ListingContact.__table__, None)


def test_no_query_compares_what_is_encrypted() -> None:
    with pytest.raises(TypeError, match="cannot be compared"):
        _ = ListingContact.email == "somebody@example.org"


def test_an_uploaded_file_is_encrypted_until_it_is_dropped(session: Session) -> None:
    batch = receive_upload(session, None, "list.csv", b"contact_name\nplain", most_mib=1)
    lies = session.scalar(text("SELECT content FROM import_batches"))
    assert b"contact_name" not in bytes(lies)
    batch.content = b""
    session.flush()
    assert bytes(session.scalar(text("SELECT content FROM import_batches"))) == b""


def test_keys_that_are_none_are_refused_by_the_setting(var_dir: object) -> None:
    with pytest.raises(ValueError, match="JINGQIAO_CONTACT_KEYS"):
        Settings(var_dir=var_dir, contact_keys="secret")
    assert Settings(var_dir=var_dir, contact_keys=f"{NEW}, {OLD}").encryption_keys() == (NEW, OLD)
