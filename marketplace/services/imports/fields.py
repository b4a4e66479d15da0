"""The one table of what a file may say of a listing: key, header, whether it must be there, parser, limit."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from marketplace.models import Kind, Maturity
from marketplace.models.vocabulary import INDUSTRIES, ORGANIZATION_TYPES, REGIONS
from marketplace.services.imports.values import (
    parse_budget,
    parse_choice,
    parse_code,
    parse_credit_code,
    parse_deadline,
    parse_email,
    parse_phone,
    parse_technologies,
    parse_text,
)

BOTH = frozenset(Kind)
SUPPLY = frozenset({Kind.SUPPLY})
DEMAND = frozenset({Kind.DEMAND})
KIND_WORDS = {
    "供给": Kind.SUPPLY,
    "供给类": Kind.SUPPLY,
    "supply": Kind.SUPPLY,
    "需求": Kind.DEMAND,
    "需求类": Kind.DEMAND,
    "demand": Kind.DEMAND,
}


def parse_kind(value: object) -> str:
    """ "supply", "demand" or "" from 供给, 供给类, supply, 需求, 需求类, demand."""
    text = parse_text(value)
    word = text.lower()
    return KIND_WORDS[word].value if word in KIND_WORDS else parse_choice(text, tuple(KIND_WORDS))


@dataclass(frozen=True)
class Field:
    """One column. `limit` is the most characters; `kinds` are the kinds of listing that have it."""

    key: str
    header: str
    parse: Callable[[object], Any]
    required: bool = False
    limit: int | None = None
    kinds: frozenset[Kind] = BOTH
    synonyms: tuple[str, ...] = ()
    personal: bool = False


FIELDS: tuple[Field, ...] = (
    Field("code", "编号", parse_code, required=True, synonyms=("条目编号", "项目编号")),
    Field("kind", "类型", parse_kind, synonyms=("类别", "供需类型")),
    Field("title", "名称", parse_text, required=True, limit=80, synonyms=("条目名称", "项目名称", "标题")),
    Field(
        "organization",
        "单位名称",
        parse_text,
        required=True,
        limit=80,
        synonyms=("单位", "企业名称", "报送单位"),
    ),
    Field(
        "organization_type",
        "单位性质",
        partial(parse_choice, choices=ORGANIZATION_TYPES),
        required=True,
        synonyms=("单位类型",),
    ),
    Field(
        "unified_social_credit_code",
        "统一社会信用代码",
        parse_credit_code,
        required=True,
        synonyms=("社会信用代码", "信用代码"),
    ),
    Field(
        "industry",
        "应用领域",
        partial(parse_choice, choices=INDUSTRIES),
        required=True,
        synonyms=("领域", "所属领域", "行业领域"),
    ),
    Field(
        "region",
        "所在区域",
        partial(parse_choice, choices=REGIONS),
        required=True,
        synonyms=("区域", "所在区县", "所属区域"),
    ),
    Field("summary", "简介", parse_text, required=True, limit=300, synonyms=("摘要", "简要介绍")),
    Field("description", "详细内容", parse_text, limit=4000, synonyms=("详细介绍", "详细描述")),
    Field("technologies", "技术方向", parse_technologies, synonyms=("技术", "关键技术")),
    Field(
        "maturity",
        "成熟度",
        partial(parse_choice, choices=tuple(Maturity)),
        kinds=SUPPLY,
        synonyms=("技术成熟度",),
    ),
    Field("cases", "应用案例", parse_text, limit=1000, kinds=SUPPLY, synonyms=("案例", "典型案例")),
    Field("budget_wan", "预算(万元)", parse_budget, kinds=DEMAND, synonyms=("预算", "预算金额(万元)")),
    Field("deadline", "截止日期", parse_deadline, kinds=DEMAND, synonyms=("截止时间", "有效期至")),
    Field("cooperation", "合作方式", parse_text, limit=200, synonyms=("合作模式",)),
    Field(
        "contact_name", "联系人", parse_text, required=True, limit=50, synonyms=("联系人姓名",), personal=True
    ),
    Field(
        "contact_phone",
        "联系电话",
        parse_phone,
        required=True,
        limit=40,
        synonyms=("电话", "手机", "联系方式"),
        personal=True,
    ),
    Field(
        "contact_email",
        "电子邮箱",
        parse_email,
        synonyms=("邮箱", "电子邮件", "e-mail", "email"),
        personal=True,
    ),
)
BY_KEY = {field.key: field for field in FIELDS}
ORGANIZATION_KEYS = ("organization", "organization_type", "unified_social_credit_code")
CONTENT_KEYS = (
    "title", "industry", "region", "summary", "description", "technologies", "maturity", "cases",
    "budget_wan", "deadline", "cooperation",
)  # fmt: skip
CONTACT_KEYS = ("contact_name", "contact_phone", "contact_email")
NUMBERING = frozenset({"序号", "no", "no.", "#"})
"""Headers of the column that merely numbers the rows: known, and not read."""


def plain_header(text: object) -> str:
    """A header as it is compared: no spaces, line ends or stars, half-width signs, small letters."""
    plain = unicodedata.normalize("NFKC", str(text if text is not None else "")).lower()
    return "".join(c for c in plain if not c.isspace() and c not in "*★")


def _headers() -> dict[str, Field]:
    return {
        plain_header(name): field for field in FIELDS for name in (field.key, field.header, *field.synonyms)
    }


HEADERS = _headers()
"""Every accepted header in its plain form."""
