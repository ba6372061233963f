"""Tables inside letters: some only hold the letterhead or the signature in place, others are data."""

from __future__ import annotations

from vonggac.kernel.vietnamese import fold

_LAYOUT_SIGNS = ("cong hoa xa hoi chu nghia", "doc lap - tu do", "noi nhan", "kinh gui", "dang cong san viet nam")
_LAYOUT_COLUMNS = 3


def table_text(rows: list[list[str]]) -> str:
    """Return a data table as rows of cells parted by tabs, and a table that only places blocks as those blocks, one below the other.

    The letterhead and the signature block of most letters are such tables without lines (Decree 30/2020, Annex I, boxes 1-4, 7, 9).
    """
    if is_layout(rows):
        return "\n\n".join(cell.strip("\n") for row in rows for cell in row if cell.strip())
    flat = ["\t".join(" ".join(cell.split()) for cell in row).rstrip("\t") for row in rows]
    return "\n".join(line for line in flat if line.strip())


def is_layout(rows: list[list[str]]) -> bool:
    """Say whether a table only places blocks on the page."""
    widest = max((len(row) for row in rows), default=0)
    if widest > _LAYOUT_COLUMNS:
        return False
    if widest <= 1:
        return True
    folded = fold(" ".join(cell for row in rows for cell in row))
    return any(sign in folded for sign in _LAYOUT_SIGNS)
