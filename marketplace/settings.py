"""Every setting of the site, read from the environment once. The only reader of the environment."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.fernet import Fernet
from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class MailServer:
    """An SMTP server. `tls`: "implicit" (from the first byte), "starttls" or "none"."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> MailServer:
        """Read smtps://user:password@host:465, smtp://…@host:587 (STARTTLS) or smtp://host:25?tls=none."""
        parts = urlsplit(url)
        asked = parse_qs(parts.query).get("tls", ["starttls"])[0]
        tls = {"smtps": "implicit", "smtp": asked}.get(parts.scheme)
        if tls not in ("implicit", "starttls", "none") or not parts.hostname:
            raise ValueError(
                "JINGQIAO_SMTP_URL must be like smtps://user:password@host:465 or smtp://host:587"
            )
        if tls == "none" and parts.username:
            raise ValueError("JINGQIAO_SMTP_URL: a password is not sent without TLS")
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls == "implicit" else 587),
            tls=tls,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


class Settings(BaseSettings):
    """Frozen settings. Variables carry the prefix JINGQIAO_, but for DATABASE_URL, PORT and VAR_DIR."""

    model_config = SettingsConfigDict(env_prefix="JINGQIAO_", frozen=True, extra="forbid")

    var_dir: Path = Field(default=ROOT / "var", validation_alias=AliasChoices("JINGQIAO_VAR_DIR", "VAR_DIR"))
    database_url: str | None = Field(
        default=None, validation_alias=AliasChoices("JINGQIAO_DATABASE_URL", "DATABASE_URL")
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535, validation_alias=AliasChoices("JINGQIAO_PORT", "PORT"))
    web_workers: int = Field(default=2, ge=1)
    web_threads: int = Field(default=4, ge=1)
    secret_key: str | None = None
    contact_keys: str | None = None
    secure_cookies: bool = False
    trusted_proxies: int = Field(default=0, ge=0)
    # A session ends when it was idle for so long, and at the latest so many hours after signing in.
    session_idle_minutes: int = Field(default=120, ge=5)
    session_hours: int = Field(default=12, ge=1)
    # Staff, administrators and auditors without a second factor are led to set one up before anything else.
    staff_require_totp: bool = False
    # None: nobody is suspended for not signing in. Two weeks before, the person is warned by mail.
    idle_suspend_days: int | None = Field(default=180, ge=30)
    rate_limits: bool = True
    max_upload_mib: int = Field(default=20, ge=1)

    # None: the trail is kept for ever. The database itself refuses to let anything younger than 180 days go.
    audit_days: int | None = Field(default=None, ge=180)

    engine_address: str | None = None
    engine_timeout_s: float = Field(default=3.0, gt=0)
    engine_threads: int = Field(default=4, ge=1)

    encoder: str = "default"
    encoder_query_prefix: str | None = None
    encoder_passage_prefix: str | None = None
    encoder_dimension: int | None = Field(default=None, ge=1)
    encoder_precision: str = "auto"
    encoder_api_key: str | None = None
    encoder_endpoint_model: str | None = None

    # None: there is no reranker.
    reranker_url: str | None = Field(default=None, pattern=r"^https?://")
    reranker_kind: Literal["rerank", "chat"] = "rerank"
    reranker_model: str | None = None
    reranker_api_key: str | None = None
    reranker_seconds: float = Field(default=10.0, gt=0, le=60)
    reranker_depth: int = Field(default=20, ge=2, le=32)
    reranker_weight: float = Field(default=0.1, gt=0, lt=1)
    reranker_characters: int = Field(default=1200, ge=100)

    suggestions_per_demand: int = Field(default=10, ge=1, le=100)

    # Of a hundred verdicts, so many are given a second time by somebody who does not know the first.
    second_review_percent: float = Field(default=10.0, ge=0, le=100)

    # What the global assignment of a list starts from; staff may choose other numbers on its page.
    assignment_supplier_cap: int | None = Field(default=2, ge=1, le=1000)
    assignment_organization_cap: int | None = Field(default=3, ge=1, le=1000)
    assignment_per_demand: int = Field(default=5, ge=1, le=1000)
    assignment_floor: int = Field(default=3, ge=0, le=1000)

    # None: no mail leaves the site; what would have been sent is kept for staff to see.
    smtp_url: str | None = None
    smtp_password: str | None = None
    mail_sender: str = "景桥 Jingqiao <no-reply@localhost.localdomain>"
    digest_hour: int = Field(default=8, ge=0, le=23)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/]+(/.*)?$")

    @field_validator("reranker_url", "smtp_url", "public_url", "idle_suspend_days", mode="before")
    @classmethod
    def _none_when_empty(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str | None) -> str | None:
        if value is not None:
            MailServer.parse(value)
        return value

    @field_validator("mail_sender")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        if "@" not in parseaddr(value)[1]:
            raise ValueError("JINGQIAO_MAIL_SENDER must be an address: Name <name@example.org>")
        return value

    @field_validator("contact_keys")
    @classmethod
    def _fernet_keys(cls, value: str | None) -> str | None:
        for key in (value or "").split(","):
            try:
                _ = Fernet(key.strip()) if key.strip() else None
            except ValueError:
                raise ValueError(
                    "JINGQIAO_CONTACT_KEYS must hold keys of `flask contacts new-key`, commas between them"
                ) from None
        return value

    @field_validator("var_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def model_dir(self) -> Path:
        """Where unpacked models live."""
        return self.var_dir / "models"

    @property
    def snapshot_dir(self) -> Path:
        """Where the engine keeps what it holds, for a quick start; it may be deleted at any time."""
        return self.var_dir / "snapshot"

    @property
    def postgres_dir(self) -> Path:
        """Data folder of the embedded PostgreSQL."""
        return self.var_dir / "postgres"

    @property
    def audit_heads(self) -> Path:
        """Where the worker keeps heads of the audit trail's chain."""
        return self.var_dir / "audit_heads"

    @property
    def engine_url(self) -> str:
        """Address of the matching engine: `unix:/path` or `http://host:port`."""
        return self.engine_address or f"unix:{self.var_dir / 'run' / 'engine.sock'}"

    @property
    def site_url(self) -> str:
        """What the addresses in mails begin with, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def mail_server(self) -> MailServer | None:
        """Where mail is handed over, if anywhere."""
        if self.smtp_url is None:
            return None
        server = MailServer.parse(self.smtp_url)
        return replace(server, password=self.smtp_password) if self.smtp_password else server

    def encryption_keys(self) -> tuple[str, ...]:
        """The keys of contacts at rest, newest first: the setting, or one made once and kept in `var_dir`."""
        given = tuple(key.strip() for key in (self.contact_keys or "").split(",") if key.strip())
        return given or (self._made_once("contact_key", Fernet.generate_key().decode("ascii")),)

    def signing_key(self) -> str:
        """The key that signs sessions: the setting, or one made once and kept in `var_dir`."""
        if self.secret_key:
            return self.secret_key
        return self._made_once("secret_key", secrets.token_urlsafe(48))

    def _made_once(self, name: str, candidate: str) -> str:
        """The key kept in `var_dir` under this name; the candidate, where there is none yet."""
        path = self.var_dir / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            keep_first(path, candidate)
        return path.read_text(encoding="ascii").strip()


def keep_first(path: Path, text: str) -> None:
    """Write a private file unless there is one; processes that start together all read the same, whole."""
    with NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as written:
        written.write(text)
        written.flush()
        with suppress(FileExistsError):  # another process was first, and its text counts
            os.link(written.name, path)
