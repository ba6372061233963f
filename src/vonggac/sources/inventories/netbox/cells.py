"""What cells of both lists have in common."""

from __future__ import annotations

import re

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import fold
from vonggac.sources.refusal import refuse, shortened
from vonggac.sources.tables import Row, Table

_BLANK = frozenset({"", "—", "–", "-", "None", "null"})
_BETWEEN_TAGS = re.compile(r"\s*[,;]\s*")


def said(row: Row, key: str) -> str:
    """Return a cell as text; NetBox shows a dash where there is nothing."""
    text = str(row.values.get(key) or "").strip()
    return "" if text in _BLANK else text


def tags(row: Row) -> tuple[str, ...]:
    """Return the tags of a row."""
    return tuple(filter(None, _BETWEEN_TAGS.split(said(row, "tags"))))


def status(row: Row) -> str:
    """Return a status as NetBox's own word: "Active" and "active" are one."""
    return fold(said(row, "status")).replace(" ", "-")


def located(table: Table, row: Row, key: str, why: str, seen: str) -> BadRow:
    """Return an error at one cell."""
    return BadRow(Place(table.source, row.sheet, row.line, table.found.get(key)), why, shortened(seen), "bad-value")


def demand(table: Table, *keys: str) -> None:
    """Refuse a list that has none of these columns."""
    if not any(key in table.found for key in keys):
        refuse(
            table.source, f"Không tìm thấy cột “{keys[0]}”. Xuất danh sách từ NetBox dạng CSV rồi gửi lại.", "missing-columns", seen=keys[0]
        )
