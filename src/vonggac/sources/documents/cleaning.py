"""One spelling for all formats: Unicode NFC, plain blanks and line ends, no invisible characters."""

from __future__ import annotations

import re

from vonggac.kernel.vietnamese import nfc
from vonggac.sources import legacy

# Direction overrides and isolates can make a text read differently from what it says (Unicode TR 36, "Trojan source").
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_BULLETS = str.maketrans({"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•", "\u2010": "-", "\u2011": "-"})
_LINE_ENDS = re.compile("\r\n?|\u0085|\u2028|\u2029")
_LOOSE_ENDS = re.compile(r"[ \t]+(?=\n)")
_MANY_EMPTY = re.compile(r"\n{4,}")


def clean(text: str) -> str:
    """Return the text of a document as it is stored; form feeds stay, because they part pages."""
    return tidy(legacy.repaired(text)[0])  # first: one old letter is a soft hyphen in Unicode


def tidy(text: str) -> str:
    """Return a short text, such as a cell, as it is stored; too short to judge its encoding."""
    if text.isprintable():
        return nfc(text)
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", _DIRECTIONS.sub("", text))
    text = _BLANKS.sub(" ", text).translate(_BULLETS)
    return nfc(_MANY_EMPTY.sub("\n\n\n", _LOOSE_ENDS.sub("", text)))


def join_pages(pages: list[str], between: str = "\n\n") -> tuple[str, tuple[int, ...]]:
    """Return the clean text of all pages and where each begins."""
    starts: list[int] = []
    parts: list[str] = []
    length = 0
    for page in pages:
        text = clean(page).strip("\n\f")
        if parts:
            parts.append(between)
            length += len(between)
        starts.append(length)
        parts.append(text)
        length += len(text)
    return "".join(parts), tuple(starts) or (0,)
