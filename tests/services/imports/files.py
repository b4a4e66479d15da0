"""Files for tests, made as their senders would make them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl

from marketplace.services.imports.fields import FIELDS
from marketplace.services.organizations.credit_code import check_character

DATA = Path(__file__).parents[3] / "marketplace" / "demo" / "data"
WORKBOOK = DATA / "机会清单.xlsx"
JSON_LINES = DATA / "listings.jsonl"
HEADERS = [field.header for field in FIELDS]
Item = dict[str, Any]


def credit_code(number: int) -> str:
    """A well-formed unified social credit code."""
    body = f"91510199{number:09d}"
    return body + check_character(body)


def supply(number: int, **fields: Any) -> Item:
    """A supply as JSON lines have it."""
    return {
        "code": f"G{number:04d}",
        "kind": "supply",
        "title": f"巡检机器人{number}",
        "organization": f"测试公司{number}",
        "organization_type": "企业",
        "unified_social_credit_code": credit_code(number),
        "industry": "智能制造",
        "region": "武侯区",
        "summary": f"第{number}种巡检机器人，替人走完每天的路。",
        "description": "激光导航，自动回充。",
        "technologies": ["机器视觉", "自主导航"],
        "maturity": "试点应用",
        "budget_wan": None,
        "deadline": None,
        "cooperation": "采购服务",
        "cases": "已在两家工厂运行",
        "contact_name": "赵工",
        "contact_phone": "028-8000-0901",
        "contact_email": "robot@example.com",
    } | fields


def demand(number: int, **fields: Any) -> Item:
    """A demand as JSON lines have it."""
    return (
        supply(number)
        | {
            "code": f"X{number:04d}",
            "kind": "demand",
            "title": f"夜间巡检缺人手{number}",
            "maturity": None,
            "cases": None,
            "budget_wan": 120,
            "deadline": "2027-03-31",
        }
        | fields
    )


def cell(item: Item, key: str) -> Any:
    """A value as the workbook writes it."""
    value = item.get(key)
    return "、".join(value) if isinstance(value, list) else value


def workbook(items: Sequence[Item], sheet: str = "", headers: Sequence[str] = HEADERS) -> openpyxl.Workbook:
    """A workbook of one sheet with these headers (as FIELDS names them), and no title rows."""
    keys = {field.header: field.key for field in FIELDS}
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet or "清单"
    page.append(list(headers))
    for item in items:
        page.append([cell(item, keys[header]) if header in keys else None for header in headers])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx(items: Sequence[Item], **options: Any) -> bytes:
    """The bytes of `workbook`."""
    return saved(workbook(items, **options))


def json_lines(items: Sequence[Item]) -> bytes:
    """JSON lines in UTF-8."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def comma_separated(items: Sequence[Item], *, english: bool = False, encoding: str = "utf-8") -> bytes:
    """CSV with Chinese headers or English keys."""
    target = StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([field.key if english else field.header for field in FIELDS])
    writer.writerows([cell(item, field.key) for field in FIELDS] for item in items)
    return target.getvalue().encode(encoding)


def demo_items() -> list[Item]:
    """The 165 items of the demonstration list."""
    return [json.loads(line) for line in JSON_LINES.read_text("utf-8").splitlines()]
