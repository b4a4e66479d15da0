"""Problems in words: for each code what is wrong and how to mend it, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.services.imports.problems import Problem

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name for "extract this, translate it later"
    """Mark a message id for extraction."""
    return text


MESSAGES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "empty_file": (N_("The file is empty."), N_("Save the list again and upload the new file.")),
    "unknown_type": (
        N_("This is not a workbook, a JSON-lines file or a CSV."),
        N_("Save the list as an Excel workbook (.xlsx) and upload that."),
    ),
    "old_excel": (
        N_("This is an Excel file of the old kind (.xls)."),
        N_("Open it, choose “Save as”, take “Excel workbook (.xlsx)” and upload that."),
    ),
    "other_spreadsheet": (
        N_("This is a spreadsheet of another kind (%(kind)s)."),
        N_("Open it, choose “Save as”, take “Excel workbook (.xlsx)” and upload that."),
    ),
    "password": (
        N_("The workbook is protected by a password."),
        N_("Remove the password in Excel (File, Info, Protect workbook), save and upload it again."),
    ),
    "damaged": (
        N_("The workbook is damaged and cannot be opened."),
        N_("Open it in Excel, save it under a new name and upload that."),
    ),
    "zip_bomb": (
        N_("Unpacked, the file would be %(unpacked)s MiB; at most %(limit)s MiB are read."),
        N_("Copy the rows alone into an empty template and upload that."),
    ),
    "zip_entries": (
        N_("The workbook consists of %(count)s parts; at most %(limit)s are read."),
        N_("Copy the rows alone into an empty template and upload that."),
    ),
    "too_many_rows": (
        N_("There are more than %(limit)s rows."),
        N_("Divide the list into several files. Empty rows at the end count too: delete them."),
    ),
    "wrong_encoding": (
        N_("The characters cannot be read: the file is neither UTF-8 nor GB18030."),
        N_(
            "In Excel choose “Save as” and take “CSV UTF-8 (comma delimited)”, or upload the workbook itself."
        ),
    ),
    "binary_text": (
        N_("The file contains NUL characters, so it is not a text file."),
        N_("Save the list as an Excel workbook (.xlsx) or as CSV UTF-8 and upload that."),
    ),
    "broken_csv": (
        N_("The CSV cannot be taken apart: a quotation mark may be missing, or a field is too long."),
        N_("Save the list from Excel as CSV UTF-8 again, or upload the workbook itself."),
    ),
    "json_array": (
        N_("The file is one JSON array."),
        N_("Write JSON lines: one object a line, with no brackets around and no commas between them."),
    ),
    "no_header": (
        N_("No header row was found; it must have at least %(wanted)s."),
        N_(
            "Take the headers from the template. If they are there, the encoding is wrong: save as CSV UTF-8."
        ),
    ),
    "no_rows": (
        N_("There are headers, but no rows below them."),
        N_("Fill in the rows and upload the file again."),
    ),
    "many_problems": (
        N_("There are %(count)s more problems, not listed here."),
        N_("Correct those that are listed, then upload the file again."),
    ),
    # one sheet
    "missing_column": (
        N_("The column “%(header)s” is missing."),
        N_("Add the column with this header and fill it in."),
    ),
    "duplicate_column": (
        N_("The column “%(header)s” is there twice (%(columns)s)."),
        N_("Delete one of the two, or give it another header."),
    ),
    "merged_cells": (
        N_("The cells %(range)s are merged."),
        N_("Unmerge them and write the value into every one of the cells."),
    ),
    "unknown_column": (
        N_("The column “%(header)s” is unknown and will not be read."),
        N_("Nothing needs to be done."),
    ),
    "absent_column": (
        N_("The column “%(header)s” is not there; listings already on the site keep what they have."),
        N_("Nothing needs to be done, unless you want to change it."),
    ),
    "hidden_sheet": (
        N_("The sheet is hidden and will not be read."),
        N_("Unhide it in Excel if its rows belong to the list."),
    ),
    "sheet_without_header": (
        N_("The sheet has no header row and will not be read."),
        N_("Add the headers of the template if its rows belong to the list."),
    ),
    # one row
    "kind_unknown": (
        N_("Whether this is a demand or a supply cannot be told."),
        N_("Add a column 类型 with 需求 or 供给, or name the sheet 需求类 or 供给类."),
    ),
    "kind_disagrees": (
        N_("The row says “%(value)s”, its sheet the other kind."),
        N_("Move the row to the right sheet or correct the cell."),
    ),
    "extra_cells": (
        N_("The row has more cells (%(count)s) than there are headers (%(headers)s)."),
        N_("A text that contains a comma must stand in quotation marks. Save from Excel as CSV UTF-8 again."),
    ),
    "bad_json": (
        N_("The line is not a JSON object."),
        N_("Write one object {…} on one line, with keys in double quotes."),
    ),
    "duplicate_key": (N_("The key “%(header)s” is there twice."), N_("Delete one of the two.")),
    "duplicate_code": (
        N_("The code “%(value)s” is also used in %(other)s."),
        N_("Give each listing its own code, or delete one of the two rows."),
    ),
    "organization_disagrees": (
        N_("For this credit code the row says “%(value)s”, but %(other)s says “%(otherwise)s”."),
        N_(
            "Write the organization's name and type in the same way in every row, or correct the credit code."
        ),
    ),
    "other_kind_exists": (
        N_("The code “%(value)s” already belongs to a listing of the other kind on the site."),
        N_("Give this listing a new code."),
    ),
    "code_left_alone": (
        N_("The listing “%(value)s” is withdrawn, fulfilled or under revision by its owner; it stays as is."),
        N_("Publish it again on its own page if you want the import to change it."),
    ),
    "own_organization": (
        N_("The listing “%(value)s” is of the organization of whoever imports it; it stays as is."),
        N_(
            "Imported texts are published unread, so a colleague of another organization must upload and "
            "apply it."
        ),
    ),
    "merged_organization": (
        N_("The organization of “%(value)s” has been merged; the row counts as one of %(organization)s."),
        N_("Nothing needs to be done. To spare this notice, write %(code)s into the list."),
    ),
    "changes_hands": (
        N_("The listing “%(value)s” has pairs of another organization than the row names."),
        N_("Correct the credit code, or give the listing of the other organization a new code."),
    ),
    "joins_its_pair": (
        N_("The listing “%(value)s” stands in an open pair with the organization that the row names."),
        N_("Reject or close that pair first, or correct the credit code."),
    ),
    # one cell
    "required": (N_("The cell is empty."), N_("Fill it in; every listing needs it.")),
    "formula": (
        N_("The cell holds a formula."),
        N_("Copy the cell and paste it as a value (Paste special, Values)."),
    ),
    "error_cell": (
        N_("The cell shows an Excel error: %(value)s."),
        N_("Write the value itself into the cell."),
    ),
    "wrong_type": (
        N_("The value is a list or an object where a text belongs."),
        N_("Write a text in double quotes."),
    ),
    "control_character": (
        N_("The text contains the invisible character %(number)s."),
        N_("Type the text anew, or paste it without formatting."),
    ),
    "broken_text": (
        N_("The text contains characters that were lost when the file was saved."),
        N_("Open the original, type the text anew and save as .xlsx or CSV UTF-8."),
    ),
    "too_long": (
        N_("The text has %(length)s characters; at most %(limit)s are allowed."),
        N_("Shorten it; details belong into 详细内容."),
    ),
    "not_in_list": (
        N_("“%(value)s” is not one of the values allowed here."),
        N_("Choose one of: %(choices)s."),
    ),
    "bad_code": (
        N_("“%(value)s” cannot be a code."),
        N_("Use up to 32 letters, digits, hyphens and underscores, such as G001."),
    ),
    "credit_code_number": (
        N_("The credit code is stored as a number, so Excel has lost its last digits."),
        N_("Format the cell as text and type the 18 characters again."),
    ),
    "credit_code_length": (
        N_("The credit code “%(value)s” has %(length)s characters; it must have 18."),
        N_("Copy it from the business licence or the registration certificate."),
    ),
    "credit_code_character": (
        N_("The credit code “%(value)s” contains a character that credit codes never have."),
        N_("Use digits and capital letters other than I, O, S, V and Z; 0 and 1 are digits."),
    ),
    "credit_code_check": (
        N_("The credit code “%(value)s” is mistyped: its last character does not fit the others."),
        N_("Compare it with the business licence or the registration certificate, character by character."),
    ),
    "too_many_technologies": (
        N_("There are %(count)s technologies; at most %(limit)s are allowed."),
        N_("Keep the most important ones."),
    ),
    "technology_too_long": (
        N_("One technology has %(length)s characters; at most %(limit)s are allowed."),
        N_("Separate the technologies by 、 and keep each of them short."),
    ),
    "bad_budget": (
        N_("“%(value)s” is not an amount."),
        N_("Write one number in units of 10,000 yuan, such as 120, or 面议 if it is to be agreed."),
    ),
    "budget_decimals": (
        N_("“%(value)s” has more than two decimals."),
        N_("The unit is 10,000 yuan: round it to two decimals."),
    ),
    "bad_date": (N_("“%(value)s” is not a date."), N_("Write it as 2027-03-31.")),
    "date_serial": (
        N_("“%(value)s” is the number behind an Excel date."),
        N_("Format the cell as a date, or write it as 2027-03-31."),
    ),
    "no_such_date": (
        N_("“%(value)s” is not a day in the calendar between 2000 and 2100."),
        N_("Write the right day as 2027-03-31."),
    ),
    "past_deadline": (
        N_("The deadline %(value)s has already passed."),
        N_("Check the date; the listing would be published all the same."),
    ),
    "bad_phone": (
        N_("The cell holds no telephone number."),
        N_("Write one number, with its area code, in digits and hyphens; leave out the second."),
    ),
    "bad_email": (
        N_("The cell holds no e-mail address."),
        N_("Write one address, with one @ and no spaces."),
    ),
    "not_for_demand": (N_("A demand has no such field."), N_("Empty the cell.")),
    "not_for_supply": (N_("A supply has no such field."), N_("Empty the cell.")),
}


@dataclass(frozen=True)
class Said:
    """A problem in the reader's language: where it is, what is wrong, how to mend it."""

    where: str
    what: str
    mend: str


def say_place(problem: Problem, translate: Translate) -> str:
    """Sheet, row and column of a problem, as far as it has them."""
    row = say_row(problem.sheet, problem.row, translate)
    column = f"{problem.column} ({problem.cell})" if problem.cell and problem.column else problem.column
    if not column:
        return row
    return translate(N_("%(row)s, column %(column)s")) % {"row": row, "column": column}


def say_row(sheet: str, row: int, translate: Translate) -> str:
    """ "sheet 供给类, row 12"; a file without sheets has lines."""
    if not sheet:
        return translate(N_("line %(row)s")) % {"row": row} if row else ""
    if not row:
        return translate(N_("sheet %(sheet)s")) % {"sheet": sheet}
    return translate(N_("sheet %(sheet)s, row %(row)s")) % {"sheet": sheet, "row": row}


def put_into_words(problem: Problem, translate: Translate) -> Said:
    """The problem in the language of `translate` (gettext of that language)."""
    what, mend = MESSAGES[problem.code]
    values = {"value": problem.value or translate(N_("(not shown)")), **problem.values}
    if "other_row" in values:
        values["other"] = say_row(str(values["other_sheet"]), int(values["other_row"]), translate)
    return Said(say_place(problem, translate), translate(what) % values, translate(mend) % values)
