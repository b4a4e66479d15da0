"""Files that are broken, forged or too much: each is met with its own message, and none with a crash."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from marketplace.errors import InvalidInput, NotAllowed
from marketplace.models import Role
from marketplace.services.imports.problems import UnreadableFile
from marketplace.services.imports.sources import archive, table
from marketplace.services.imports.sources.archive import inspect_archive
from marketplace.services.imports.upload import receive_upload
from tests.factories import make_account
from tests.services.imports.conftest import Codes, Importer
from tests.services.imports.files import comma_separated, json_lines, saved, supply, workbook, xlsx

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: bytes) -> bytes:
    """A zip of these parts (double underscores are slashes, single ones dots)."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one more part."""
    target = BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" \n ", "empty_file"),
        (b"%PDF-1.7 ...", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n", "unknown_type"),
        (COMPOUND + bytes(600), "old_excel"),
        (COMPOUND + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped(**{"content.xml": b"<a/>", "mimetype": b"x"}), "other_spreadsheet"),
        (zipped(**{"word__document.xml": b"<a/>"}), "other_spreadsheet"),
        (zipped(**{"notes.txt": b"hello"}), "unknown_type"),
        (b"PK\x03\x04 and then nothing of the kind", "damaged"),
        (b"<html><table><tr><td>code</td></tr></table></html>", "other_spreadsheet"),
        (b'[{"code": "G001"}]', "json_array"),
        (b"code,title\n", "no_header"),
        (b"hello world", "no_header"),
        ("编号,名称,单位名称".encode() + b"\n\0\0", "binary_text"),
        (b"\xff\xfe\x00", "binary_text"),
        (b"code,title\n\xff\xff\xff", "wrong_encoding"),
        ("編號,名稱,單位名稱,統一社會信用代碼\n甲,乙,丙,丁\n".encode("big5"), "wrong_encoding"),
    ],
)
def test_what_is_no_list_is_named(codes: Codes, content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_an_empty_upload_and_one_over_the_limit_are_not_kept(importer: Importer) -> None:
    with pytest.raises(InvalidInput):
        receive_upload(importer.session, importer.staff, "a.xlsx", b"", most_mib=1)
    with pytest.raises(InvalidInput) as refusal:
        receive_upload(importer.session, importer.staff, "a.xlsx", bytes(1024 * 1024 + 1), most_mib=1)
    assert refusal.value.values == {"size": 2, "limit": 1}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_only_staff_may_upload(importer: Importer, role: Role) -> None:
    other = make_account(importer.session, role)
    with pytest.raises(NotAllowed):
        receive_upload(importer.session, other, "a.xlsx", b"x", most_mib=1)


def test_a_formula_names_its_cell(importer: Importer) -> None:
    book = workbook([supply(1), supply(2)], sheet="供给类")
    book.worksheets[0]["C3"] = '=CONCATENATE("巡检","机器人")'
    [problem] = importer.problems(saved(book))
    assert (problem.code, problem.sheet, problem.row, problem.cell, problem.column) == (
        "formula", "供给类", 3, "C3", "名称",
    )  # fmt: skip


def test_an_error_cell_is_refused_and_a_formula_that_numbers_the_rows_is_not(importer: Importer) -> None:
    book = workbook([supply(1)], headers=["序号", "编号", "名称"])
    book.worksheets[0]["A2"] = "=ROW()-1"
    assert "formula" not in [problem.code for problem in importer.problems(saved(book))]
    book = workbook([supply(1)])
    book.worksheets[0]["C2"] = "#N/A"
    assert [problem.code for problem in importer.problems(saved(book))] == ["error_cell"]


def test_a_csv_formula_is_refused_and_a_phone_with_plus_is_not(codes: Codes) -> None:
    assert codes(comma_separated([supply(1, title='=HYPERLINK("http://x.invalid")')])) == ["formula"]
    assert (
        codes(comma_separated([supply(1, contact_phone="+86 28 8000 0901", summary="-- 省一半人手")])) == []
    )


def test_merged_cells_among_the_rows_are_refused_and_a_merged_title_is_not(importer: Importer) -> None:
    book = workbook([supply(1), supply(2)], sheet="供给类")
    book.worksheets[0].insert_rows(1, 2)
    book.worksheets[0]["A1"] = "人工智能机会清单"
    book.worksheets[0].merge_cells("A1:S1")
    assert importer.problems(saved(book)) == []
    book.worksheets[0].merge_cells("D4:D5")
    [problem] = importer.problems(saved(book))
    assert (problem.code, problem.row, problem.values["range"]) == ("merged_cells", 4, "D4:D5")


def test_a_bomb_is_refused_by_what_it_declares(codes: Codes) -> None:
    huge = bytes(archive.MOST_UNPACKED + 1)
    assert codes(with_part(xlsx([supply(1)]), "xl/media/a.bin", huge)) == ["zip_bomb"]


def test_a_bomb_that_lies_about_its_size_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 2_000_000)
    content = bytearray(with_part(xlsx([supply(1)]), "xl/media/a.bin", bytes(9_000_000)))
    real, lie = struct.pack("<I", 9_000_000), struct.pack("<I", 1_000)
    while (place := content.find(real)) >= 0:
        content[place : place + 4] = lie
    with pytest.raises(UnreadableFile) as refusal:
        inspect_archive(bytes(content))
    assert refusal.value.problem.code in ("zip_bomb", "damaged")


def test_a_workbook_of_too_many_parts_is_refused(codes: Codes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ENTRIES", 5)
    assert codes(xlsx([supply(1)])) == ["zip_entries"]


def test_an_entity_bomb_is_not_expanded(codes: Codes) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    source, target = BytesIO(xlsx([supply(1)])), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            new.writestr(part, bomb if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    assert codes(target.getvalue()) == ["damaged"]


def test_a_workbook_cut_short_at_any_byte_is_damaged_and_nothing_worse(codes: Codes) -> None:
    whole = xlsx([supply(1)])
    for length in range(10, len(whole), 397):
        assert codes(whole[:length]) == ["damaged"], length


def test_a_sheet_that_claims_a_million_columns_is_read_all_the_same(codes: Codes) -> None:
    book = workbook([supply(1)])
    book.worksheets[0]["XFD2"] = "far away"
    assert codes(saved(book)) == []


def test_too_many_rows_are_refused(codes: Codes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    items = [supply(number) for number in range(5)]
    assert codes(xlsx(items)) == ["too_many_rows"]
    assert codes(comma_separated(items)) == ["too_many_rows"]


def test_a_row_far_below_the_others_does_not_cost_a_minute(codes: Codes) -> None:
    book = workbook([supply(1)])
    book.worksheets[0]["A1048576"] = "G9999"
    assert codes(saved(book)) == ["too_many_rows"]


def test_hidden_sheets_and_sheets_without_headers_are_left_out_with_a_word(importer: Importer) -> None:
    book = workbook([supply(1)], sheet="供给类")
    book.create_sheet("填报说明").append(["请如实填写"])
    hidden = book.create_sheet("草稿")
    hidden.append(["编号", "名称", "单位名称"])
    hidden.sheet_state = "hidden"
    found = {problem.code: problem.sheet for problem in importer.all_problems(saved(book))}
    assert found == {"sheet_without_header": "填报说明", "hidden_sheet": "草稿"}


def test_control_characters_and_lost_characters_are_named(importer: Importer) -> None:
    [problem] = importer.problems(json_lines([supply(1, title="看\u0000诊")]))
    assert (problem.code, problem.values["number"]) == ("control_character", "U+0000")
    assert [p.code for p in importer.problems(json_lines([supply(1, title="看\ufffd诊")]))] == ["broken_text"]
    assert [
        p.code for p in importer.problems(json_lines([supply(1)]).replace("巡检".encode(), b"\\ud800", 1))
    ] == ["control_character"]


def test_a_csv_row_with_an_unquoted_comma_is_refused(importer: Importer) -> None:
    content = comma_separated([supply(1)]) + b"G2,supply,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t\r\n"
    assert "extra_cells" in [problem.code for problem in importer.problems(content)]


@pytest.mark.parametrize("line", [b"{", b"nonsense", b'{"code": NaN}', b"3", b"[" * 100_000, b'"x"'])
def test_a_json_line_that_is_no_object_is_named_by_its_line(importer: Importer, line: bytes) -> None:
    problems = importer.problems(json_lines([supply(1)]) + line + b"\n")
    assert [(problem.code, problem.row) for problem in problems] == [("bad_json", 2)]
