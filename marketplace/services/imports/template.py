"""The empty workbook to fill in: the official layout, headers in row 3, lists to choose from."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from marketplace.models import Kind, Maturity
from marketplace.models.vocabulary import INDUSTRIES, ORGANIZATION_TYPES, REGIONS
from marketplace.services.imports.fields import FIELDS

SHEETS = {Kind.SUPPLY: "供给类", Kind.DEMAND: "需求类"}
NOTE = "说明：带*的必填；技术方向之间用“、”分隔；预算单位为万元，可填“面议”；截止日期按2027-03-31的格式填写。"
HEADER_ROW = 3
FILLED_ROWS = 2_000
"""How far down the lists to choose from and the text format reach."""
WIDTHS = {"title": 26, "organization": 26, "unified_social_credit_code": 22, "summary": 48, "description": 60}
CHOICES = {
    "organization_type": ORGANIZATION_TYPES,
    "industry": INDUSTRIES,
    "region": REGIONS,
    "maturity": tuple(Maturity),
}
AS_TEXT = ("code", "unified_social_credit_code", "contact_phone", "deadline")
"""Columns that Excel would otherwise turn into numbers."""


def make_template() -> bytes:
    """An .xlsx file with the sheets 供给类 and 需求类 and no rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for kind, name in SHEETS.items():
        fill_sheet(book.create_sheet(name), kind, name)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def fill_sheet(sheet: Worksheet, kind: Kind, name: str) -> None:
    """Title, note and headers of one kind."""
    fields = [field for field in FIELDS if field.key != "kind" and kind in field.kinds]
    headers = ["序号", *(f"{field.header}*" if field.required else field.header for field in fields)]
    sheet.append([f"人工智能机会清单（{name}）"])
    sheet.append([NOTE])
    sheet.append(headers)
    for row, size in ((1, 16), (2, 10)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(headers))
        sheet[f"A{row}"].font = Font(size=size, bold=row == 1)
    for column, header in enumerate(headers, 1):
        top = sheet.cell(HEADER_ROW, column)
        top.font = Font(bold=True)
        top.fill = PatternFill("solid", fgColor="E0EFEA")
        top.alignment = Alignment(horizontal="center")
        key = fields[column - 2].key if column > 1 else ""
        dress_column(sheet, column, key, WIDTHS.get(key, max(8, len(header) * 2 + 2)))
    sheet.freeze_panes = f"D{HEADER_ROW + 1}"


def dress_column(sheet: Worksheet, column: int, key: str, width: int) -> None:
    """Width, text format and the list to choose from."""
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = width
    if key in AS_TEXT:
        sheet.column_dimensions[letter].number_format = "@"
    if key in CHOICES:
        choice = DataValidation("list", formula1=f'"{",".join(CHOICES[key])}"', allow_blank=True)
        choice.add(f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + FILLED_ROWS}")
        sheet.add_data_validation(choice)
