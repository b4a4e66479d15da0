"""Documents and the file they come from."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from matching.documents import Document, read_listings
from matching.errors import InputError
from tests.matching.builders import any_document, demand

GOOD = {"code": "X01", "kind": "demand", "title": "外观检测"}


def write(folder: Path, *lines: object) -> Path:
    path = folder / "list.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf-8")
    return path


def test_the_open_list_is_read_whole(open_list: list[Document]) -> None:
    assert [len([d for d in open_list if d.kind == kind]) for kind in ("demand", "supply")] == [19, 146]
    first = open_list[0]
    assert (first.id, first.budget_wan, first.deadline) == ("X01", 180.0, date(2027, 3, 31))
    assert first.technologies == ("外观检验", "产线改造")


def test_contacts_have_no_field_and_no_way_in(open_list: list[Document]) -> None:
    assert not [f.name for f in fields(Document) if "contact" in f.name]
    assert not any("028-8000" in d.passage_text() or "example." in d.passage_text() for d in open_list)


def test_a_hash_follows_the_content_and_not_the_name() -> None:
    original = demand(description="反光")
    assert replace(original, id="X9", organization="别家").content_hash == original.content_hash
    for change in ({"description": "不反光"}, {"deadline": date(2027, 1, 1)}, {"technologies": ("视觉",)}):
        assert replace(original, **change).content_hash != original.content_hash


@given(any_document)
def test_any_document_has_a_hash_and_a_text(document: Document) -> None:
    assert len(document.content_hash) == 64
    assert document.passage_text().count("\n") <= sum(map(len, document.passage_text().split(" "))) + 1


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("{not json", None, "not JSON"),
        ("[1]", None, "not an object"),
        ({**GOOD, "code": " "}, "code", "empty"),
        ({**GOOD, "code": "X\t1"}, "code", "tab"),
        ({**GOOD, "code": 7}, "code", "expected text"),
        ({**GOOD, "kind": "need"}, "kind", "'need'"),
        ({**GOOD, "kind": ["demand"]}, "kind", "demand"),
        ({**GOOD, "title": ""}, "title", "missing or empty"),
        ({**GOOD, "technologies": "视觉"}, "technologies", "expected a list"),
        ({**GOOD, "technologies": [1]}, "technologies", "expected a list"),
        ({**GOOD, "budget_wan": "面议"}, "budget_wan", "expected an amount"),
        ({**GOOD, "budget_wan": -1}, "budget_wan", "-1"),
        ('{"code":"X1","kind":"demand","title":"t","budget_wan":NaN}', "budget_wan", "nan"),
        ({**GOOD, "deadline": "2027/3/1"}, "deadline", "not a date"),
        ("[" * 100_000, None, "not JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_mend(
    tmp_path: Path, line: object, field: str | None, words: str
) -> None:
    with pytest.raises(InputError, match="line 3") as caught:
        read_listings(write(tmp_path, {**GOOD, "code": "X00"}, "", line))
    assert caught.value.field == field
    assert words in str(caught.value)
    assert caught.value.mend


def test_a_repeated_code_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 4.*line 1"):
        read_listings(write(tmp_path, GOOD, {**GOOD, "code": "X02"}, "", {**GOOD, "title": "另一条"}))


def test_bytes_that_are_not_utf8_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n" + "外观".encode("gbk"))
    with pytest.raises(InputError, match=r"line 2.*UTF-8"):
        read_listings(path)


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert [d.id for d in read_listings(path)] == ["X01"]
