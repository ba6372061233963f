"""One cell into a typed value, or a sentence that says what to write instead."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from vonggac.kernel.reading import date_from_spreadsheet, format_date, parse_date, parse_number, parse_whole_number
from vonggac.kernel.vietnamese import fold, nfc
from vonggac.sources.documents.cleaning import tidy
from vonggac.sources.tables.model import Choice, Column, Kind, Value

_YES = frozenset({"co", "x", "dung", "yes", "y", "true", "1", "v", "✓", "✔", "☑", "ok"})
_NO = frozenset({"khong", "k", "sai", "no", "n", "false", "0", "☐"})
_ITEM_END = re.compile(r"\\([\\;])|([;\n])")


class Unreadable(Exception):  # noqa: N818  a cell that cannot be read; the row around it is reported
    """Carries the sentence for the sender."""


def read_value(column: Column, cell: object) -> Value:
    """Return the typed value of one cell; blank is None."""
    if is_blank(cell):
        if column.required:
            raise Unreadable(f"Thiếu “{column.title}”. Điền ô này.")
        return () if column.kind is Kind.LIST else None
    return _READERS[column.kind](column, cell)


def is_blank(cell: object) -> bool:
    """Say whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u00a0 \t\r\n\u200b\ufeff"))


def as_text(cell: object) -> str:
    """Return a cell as a person would have typed it: no ".0" behind whole numbers, dates day first."""
    if isinstance(cell, str):
        return tidy(cell).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number_as_text(cell)
    if isinstance(cell, datetime):
        return format_date(cell.date()) if cell.time() == time() else f"{format_date(cell.date())} {cell:%H:%M}"
    if isinstance(cell, date):
        return format_date(cell)
    return f"{cell:%H:%M}" if isinstance(cell, time) else nfc(str(cell)).strip()


def _number_as_text(cell: float) -> str:
    if cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return f"{Decimal(repr(cell)):f}" if cell == cell and abs(cell) != float("inf") else str(cell)


def _text(column: Column, cell: object) -> Value:
    text = as_text(cell)
    if column.at_most is not None and len(text) > column.at_most:
        raise Unreadable(f"“{column.title}” dài {len(text)} ký tự, nhiều hơn {column.at_most}. Rút gọn ô này.")
    return text


def _code(column: Column, cell: object) -> Value:
    if isinstance(cell, float) and not cell.is_integer():
        raise Unreadable(f"“{column.title}” là mã, không phải số thập phân. Định dạng cột thành Văn bản (Text) rồi nhập lại.")
    text = _text(column, cell)
    return " ".join(text.split()) if isinstance(text, str) else text


def _integer(column: Column, cell: object) -> Value:
    found = None if isinstance(cell, bool | date | time) else parse_whole_number(as_text(cell))
    if found is None:
        raise Unreadable(f"“{column.title}” phải là số nguyên. Nhập số, ví dụ 12.")
    return found


def _decimal(column: Column, cell: object) -> Value:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell)) if cell == cell else None
    found = None if isinstance(cell, bool | date | time) else parse_number(as_text(cell))
    if found is None:
        raise Unreadable(f"“{column.title}” phải là số. Nhập số, ví dụ 1.234,5.")
    return found


def _date(column: Column, cell: object) -> Value:
    found: date | None
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        found = date_from_spreadsheet(cell) or parse_date(as_text(cell))
    else:
        found = parse_date(as_text(cell))
    if found is None:
        raise Unreadable(f"“{column.title}” phải là ngày. Nhập theo ngày/tháng/năm, ví dụ 31/12/2026.")
    return found


def _bool(column: Column, cell: object) -> Value:
    if isinstance(cell, bool):
        return cell
    said = fold(as_text(cell))
    if said in _YES or said in _NO:
        return said in _YES
    raise Unreadable(f"“{column.title}” phải là Có hoặc Không.")


def _choice(column: Column, cell: object) -> Value:
    found = _spellings(column.choices).get(fold(as_text(cell)))
    if found is not None:
        return found
    allowed = "; ".join(choice.title for choice in column.choices)
    raise Unreadable(f"“{column.title}” không có giá trị này. Chọn một trong: {allowed}.")


@lru_cache(maxsize=256)
def _spellings(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {fold(each): choice.value for choice in reversed(choices) for each in (*choice.synonyms, choice.title, choice.value)}


def _list(column: Column, cell: object) -> Value:
    items: list[str] = []
    current = ""
    text, end = as_text(cell), 0
    for match in _ITEM_END.finditer(text):
        current += text[end : match.start()] + (match.group(1) or "")
        end = match.end()
        if match.group(2):
            items.append(current)
            current = ""
    items.append(current + text[end:])
    kept = tuple(item.strip() for item in items if item.strip())
    longest = max((len(item) for item in kept), default=0)
    if column.at_most is not None and longest > column.at_most:
        raise Unreadable(f"“{column.title}” có một mục dài {longest} ký tự, nhiều hơn {column.at_most}. Rút gọn ô này.")
    return kept


_READERS = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
}
