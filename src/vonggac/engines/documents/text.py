"""Text on its way to paper: one spelling, no control characters, dates and numbers that never break across lines."""

from __future__ import annotations

import re
from functools import lru_cache

from vonggac.engines.documents.model import PaperDate
from vonggac.kernel.vietnamese import nfc

NBSP = "\u00a0"
BLANK = NBSP * 6

_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_GLUE = (
    re.compile(r"\b(?:Ngày|ngày) \d{1,2} tháng \d{1,2} năm \d{4}"),
    re.compile(r"\b(?:Ngày|ngày) \d{1,2}/\d{1,2}(?:/\d{4})?"),
    re.compile(r"\b(?:Tháng|tháng) \d{1,2}(?: năm \d{4}|/\d{4})?"),
    re.compile(r"\b(?:Năm|năm) \d{4}"),
    re.compile(r"\b(?:Số|số) \d"),
    re.compile(r"\b(?:Điều|điều|Khoản|khoản|Mục|mục|Điểm|điểm|Phụ lục|phụ lục) (?:\d+|[IVX]+|[a-zđ])\b"),
    re.compile(r"\b\d+ (?:%|MB|GB|km|giờ|phút)"),
)
_MAY_GLUE = re.compile(r" \d| (?:[IVX]+|[a-zđ])\b|\d [%MGkgp]")
"""What every pattern of `_GLUE` needs: most cells of a long table have nothing to glue."""
# Marks that reorder or hide text have no place on paper; U+00AD is a soft hyphen, U+FEFF a byte order mark.
_HIDDEN = "\u00ad\u200b\u200e\u200f\ufeff\u202a-\u202e\u2066-\u2069"
_CONTROL = "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff"
_NO_LETTERS = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(f"[{_HIDDEN}{_CONTROL}{_NO_LETTERS}]")


@lru_cache(maxsize=16_384)
def clean(text: str) -> str:
    """Return text as it may be printed: NFC, single blanks, nothing hidden, nothing XML forbids, dates glued."""
    kept = _SPACES.sub(" ", _UNPRINTABLE.sub("", nfc(text))).strip(" ")
    for pattern in _GLUE if _MAY_GLUE.search(kept) else ():
        kept = pattern.sub(lambda found: found.group().replace(" ", NBSP), kept)
    return kept


def upper(text: str) -> str:
    """Return clean text in capitals."""
    return clean(text).upper()


def bare_end(text: str) -> str:
    """Return clean text without the mark at its end, so that the writer can set the right one."""
    return clean(text).removesuffix("./.").rstrip(" .;,")


def day_words(value: PaperDate) -> str:
    """Return "ngày 05 tháng 01 năm 2026": days below 10 and months 1 and 2 get a 0, unknown parts stay blank (box 4)."""
    day = BLANK if value.day is None else f"{NBSP}{value.day:02d}{NBSP}"
    month = BLANK if value.month is None else f"{NBSP}{month_digits(value.month)}{NBSP}"
    return f"ngày{day}tháng{month}năm{NBSP}{value.year}"


def month_digits(month: int) -> str:
    """Return the month as Annex I writes it: 01, 02, 3, … 12."""
    return f"{month:02d}" if month < 3 else str(month)


def number_words(number: int | None, symbol: str, label: str = "Số:") -> str:
    """Return "Số: 05/BC-SKHCN": numbers below 10 get a 0, a number not given yet stays blank (box 3)."""
    digits = BLANK if number is None else f"{NBSP}{number:02d}"
    return f"{label}{digits}/{clean(symbol)}"
