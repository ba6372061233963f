"""A sheet to be filled in away from the system: what it is stands above, only the answers are open, choices come from a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from vonggac.sources.tables.model import Column, Value, letter
from vonggac.sources.tables.write import GUIDE, _heading, _saved, _text_cell, _titles, sheet_title, shown

_WIDTHS = {True: 60, False: 16}
_LONG = 30
"""From so many letters on, a column is wide and its words are wrapped."""


def write_questionnaire(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Value]],
    *,
    answers: Collection[str],
    about: Iterable[tuple[str, str]],
    guide: Iterable[str],
    sheet: str,
) -> bytes:
    """Return a workbook whose first sheet asks: `about` stands above the headings, the columns in `answers` can be filled in.

    The rest is locked against slips, without a password: whoever changes it anyway is found out when the sheet comes back.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Protection

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_title(sheet))
    told = list(about)
    head = len(told) + 2
    _prepare(page, columns, rows, answers, head)
    for label, words in told:
        page.append([_text_cell(page, label), _text_cell(page, words)])
    page.append([])
    page.append([_heading(page, column) for column in columns])
    opened, wrapped = Protection(locked=False), Alignment(wrap_text=True, vertical="top")
    for row in rows:
        cells = [_text_cell(page, shown(column, row.get(column.key)), column.kind) for column in columns]
        for column, cell in zip(columns, cells, strict=True):
            cell.alignment = wrapped
            if column.key in answers:
                cell.protection = opened
        page.append(cells)
    leaf = book.create_sheet(GUIDE)
    leaf.column_dimensions["A"].width = 110
    for line in guide:
        leaf.append([_text_cell(leaf, line)])
    return _saved(book)


def _prepare(page: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, Value]], answers: Collection[str], head: int) -> None:
    """Freeze, lock, size and give the choices; a sheet that is written row by row wants this before its first row."""
    from openpyxl.worksheet.datavalidation import DataValidation

    page.freeze_panes = f"A{head + 1}"
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.autoFilter = False
    for index, column in enumerate(columns):
        longest = max((len(shown(column, row.get(column.key))) for row in rows), default=0)
        page.column_dimensions[letter(index)].width = _WIDTHS[longest >= _LONG or (column.key in answers and not _titles(column))]
        if column.key in answers and _titles(column):
            rule = DataValidation(type="list", formula1='"{}"'.format(",".join(_titles(column))), allow_blank=True)
            rule.errorTitle, rule.error = "Giá trị không có trong danh sách", "Chọn một giá trị trong danh sách."
            rule.add(f"{letter(index)}{head + 1}:{letter(index)}{head + max(1, len(rows))}")
            page.data_validations.append(rule)
