"""Lists out: XLSX and CSV that read back the same, and that no spreadsheet takes for formulas.

A text that begins with = + - @ or a tab would be computed when someone opens the file (CSV injection). In XLSX such a cell is written as
text and marked so that editing it keeps it text; in CSV it gets an apostrophe, which our own reader takes away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.tables.model import Column, Kind, Value, letter

_DANGEROUS = tuple("=+-@\t\r'＝＋－＠")
_EXACT = 15
"""Digits a spreadsheet keeps of a number."""
_LARGEST = 1_000_000_000_000_000
_INLINE_LIST = 250
_TEMPLATE_ROWS = 5_000
GUIDE = "Hướng dẫn"
LISTS = "Danh mục"
_KINDS = {
    Kind.TEXT: "Chữ",
    Kind.CODE: "Mã hoặc số điện thoại, giữ nguyên số 0 ở đầu",
    Kind.INTEGER: "Số nguyên",
    Kind.DECIMAL: "Số, dấu phẩy thập phân",
    Kind.DATE: "Ngày/tháng/năm",
    Kind.BOOL: "Có hoặc Không",
    Kind.CHOICE: "Chọn trong danh sách",
    Kind.LIST: "Nhiều mục, cách nhau bằng dấu chấm phẩy",
}


def write_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, separator: str = ",") -> bytes:
    """Return a CSV file in UTF-8 with its mark, which Excel needs to read Vietnamese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([protected(column.title) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column, row.get(column.key)) for column in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def write_xlsx(columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, sheet: str = "Danh sách") -> bytes:
    """Return a workbook of one sheet, headed and frozen."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_title(sheet))
    _dress(page, columns)
    page.append([_heading(page, column) for column in columns])
    for row in rows:
        page.append([_xlsx_cell(page, column, row.get(column.key)) for column in columns])
    return _saved(book)


def template_xlsx(columns: Sequence[Column], *, sheet: str = "Danh sách", about: str = "") -> bytes:
    """Return an empty list to fill in: headings, choices to pick from, and a sheet that says what each column wants."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_title(sheet))
    _dress(page, columns)
    page.append([_heading(page, column) for column in columns])
    guide = book.create_sheet(GUIDE)
    _write_guide(guide, columns, about)
    lists = book.create_sheet(LISTS)
    _add_choices(page, lists, columns)
    return _saved(book)


def protected(text: str) -> str:
    """Return a text that a spreadsheet will not compute when it opens a CSV file."""
    return "'" + text if text.startswith(_DANGEROUS) else text


def shown(column: Column, value: Value) -> str:
    """Return a value as text, such that the reader of this package makes the same value of it."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, tuple):
        return "; ".join(nfc(item).replace("\\", "\\\\").replace(";", "\\;") for item in value)
    if column.kind is Kind.CHOICE:
        return next((choice.title for choice in column.choices if choice.value == value), str(value))
    return nfc(str(value))


def sheet_title(title: str) -> str:
    """Return a title that Excel accepts: at most 31 characters, none of []:*?/\\ in it."""
    kept = "".join(" " if each in "[]:*?/\\" else each for each in nfc(title)).strip(" '")
    return kept[:31] or "Danh sách"


def _csv_cell(column: Column, value: Value) -> str:
    text = shown(column, value)
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return text if is_number else protected(text)


def _xlsx_cell(page: Any, column: Column, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == ():
        return None
    if isinstance(value, date):
        cell: Any = WriteOnlyCell(page, value=value)  # type: ignore[arg-type]
        cell.number_format = "dd/mm/yyyy"
        return cell
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and _is_exact(value):
        return value if isinstance(value, int) else float(value)
    return _text_cell(page, shown(column, value), column.kind)


def _is_exact(value: int | Decimal) -> bool:
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return value.is_finite() and len(value.as_tuple().digits) <= _EXACT and value.copy_abs() < _LARGEST


def _text_cell(page: Any, text: str, kind: Kind = Kind.TEXT) -> Any:
    """A cell that is text whatever it begins with, and stays text when someone edits it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell: Any = WriteOnlyCell(page)
    cell._value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    if kind in {Kind.TEXT, Kind.CODE, Kind.LIST}:
        cell.number_format = "@"
    if text.startswith(_DANGEROUS):
        cell.quotePrefix = True
    return cell


def _heading(page: Any, column: Column) -> Any:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = _text_cell(page, column.title + (" *" if column.required else ""))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="FFE7EEF7")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _dress(page: Any, columns: Sequence[Column]) -> None:
    page.freeze_panes = "A2"
    for index, column in enumerate(columns):
        page.column_dimensions[letter(index)].width = max(12, min(40, len(column.title) + 4))
        if column.kind in {Kind.TEXT, Kind.CODE, Kind.LIST}:
            page.column_dimensions[letter(index)].number_format = "@"


def _write_guide(guide: Any, columns: Sequence[Column], about: str) -> None:
    guide.column_dimensions["A"].width = 30
    guide.column_dimensions["C"].width = 45
    guide.column_dimensions["D"].width = 60
    if about:
        guide.append([_text_cell(guide, about)])
    guide.append([_text_cell(guide, "Điền vào trang tính đầu tiên; không đổi tên cột. Ô ở cột bắt buộc không được để trống.")])
    guide.append([])
    guide.append([_text_cell(guide, text) for text in ("Tên cột trong danh sách", "Bắt buộc?", "Kiểu giá trị", "Ghi chú")])
    for column in columns:
        choices = "; ".join(choice.title for choice in column.choices)
        texts = (
            column.title,
            "Có" if column.required else "Không",
            _KINDS[column.kind],
            " ".join(each for each in (column.note, choices) if each),
        )
        guide.append([_text_cell(guide, text) for text in texts])


def _add_choices(page: Any, lists: Any, columns: Sequence[Column]) -> None:
    """Pick lists below the headings; the words stand in a sheet of their own, because a list inside the rule may not be long."""
    from openpyxl.worksheet.datavalidation import DataValidation

    picked = [(index, _titles(column)) for index, column in enumerate(columns) if _titles(column)]
    for place, (index, titles) in enumerate(picked):
        source = f"'{LISTS}'!${letter(place)}$1:${letter(place)}${len(titles)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=not columns[index].required)
        rule.errorTitle, rule.error = "Giá trị không có trong danh sách", "Chọn một giá trị trong danh sách."
        rule.add(f"{letter(index)}2:{letter(index)}{_TEMPLATE_ROWS}")
        page.data_validations.append(rule)
    for line in range(max((len(titles) for _, titles in picked), default=0)):
        lists.append([_text_cell(lists, titles[line]) if line < len(titles) else None for _, titles in picked])
    lists.sheet_state = "hidden"


def _titles(column: Column) -> list[str]:
    if column.kind is Kind.BOOL:
        return ["Có", "Không"]
    return [choice.title for choice in column.choices] if column.kind is Kind.CHOICE else []


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
