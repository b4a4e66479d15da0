"""Every setting of the site, read from the environment once. The only reader of the environment."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


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
    secure_cookies: bool = False
    trusted_proxies: int = Field(default=0, ge=0)
    session_hours: int = Field(default=12, ge=1)
    rate_limits: bool = True
    max_upload_mib: int = Field(default=20, ge=1)

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

    # What the global assignment of a list starts from; staff may choose other numbers on its page.
    assignment_supplier_cap: int | None = Field(default=2, ge=1, le=1000)
    assignment_organization_cap: int | None = Field(default=3, ge=1, le=1000)
    assignment_per_demand: int = Field(default=5, ge=1, le=1000)
    assignment_floor: int = Field(default=3, ge=0, le=1000)

    @field_validator("reranker_url", mode="before")
    @classmethod
    def _none_when_empty(cls, value: str | None) -> str | None:
        return value or None

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
    def engine_url(self) -> str:
        """Address of the matching engine: `unix:/path` or `http://host:port`."""
        return self.engine_address or f"unix:{self.var_dir / 'run' / 'engine.sock'}"

    def signing_key(self) -> str:
        """The key that signs sessions: the setting, or one made once and kept in `var_dir`."""
        if self.secret_key:
            return self.secret_key
        path = self.var_dir / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            keep_first(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()


def keep_first(path: Path, text: str) -> None:
    """Write a private file unless there is one; processes that start together all read the same, whole."""
    with NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as written:
        written.write(text)
        written.flush()
        with suppress(FileExistsError):  # another process was first, and its text counts
            os.link(written.name, path)
