"""Time patterns as people write them in settings: Java's (yyyy-MM-dd HH:mm:ss.SSS) and Python's (%Y-%m-%d). Bounded, without a locale."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

_JAVA = re.compile(r"'[^']*'|([A-Za-z])\1*|[^A-Za-z']+")
_WORDS = {
    "yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%m", "dd": "%d", "d": "%d", "HH": "%H", "H": "%H",
    "hh": "%I", "h": "%I", "mm": "%M", "m": "%M", "ss": "%S", "s": "%S", "a": "%p", "EEE": "%a", "EEEE": "%A", "z": "%z", "Z": "%z",
    "X": "%z", "XX": "%z", "XXX": "%z", "DDD": "%j",
}  # fmt: skip
_PYTHON = re.compile(r"%(.)")
_ALLOWED = frozenset("YymdHIMSfzpbBaAjZ%sT")
LONGEST_PATTERN = 80


class PatternError(ValueError):
    """A pattern that says no moment; the message says, in Vietnamese, what to write."""


@lru_cache(maxsize=256)
def from_java(pattern: str) -> str:
    """Turn yyyy-MM-dd HH:mm:ss.SSS into %Y-%m-%d %H:%M:%S.%f; raises PatternError for letters that mean nothing."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"Rút gọn mẫu thời gian còn tối đa {LONGEST_PATTERN} ký tự")
    out = []
    for piece in _JAVA.finditer(pattern):
        text = piece[0]
        if text.startswith("'"):
            out.append(text[1:-1].replace("%", "%%"))
        elif not piece[1]:
            out.append(text.replace("%", "%%"))
        elif set(text) == {"S"}:
            out.append("%f")
        elif text in _WORDS:
            out.append(_WORDS[text])
        else:
            raise PatternError(f"Sửa “{text}” trong mẫu thời gian; ví dụ yyyy-MM-dd HH:mm:ss")
    return "".join(out)


def checked(pattern: str) -> str:
    """Return a Python pattern for what a person wrote in either manner; raises PatternError."""
    if "%" not in pattern:
        return from_java(pattern)
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"Rút gọn mẫu thời gian còn tối đa {LONGEST_PATTERN} ký tự")
    strange = [found[1] for found in _PYTHON.finditer(pattern) if found[1] not in _ALLOWED]
    if strange:
        raise PatternError(f"Sửa “%{strange[0]}” trong mẫu thời gian; ví dụ %Y-%m-%d %H:%M:%S")
    return pattern


def by_java_pattern(text: str, pattern: str) -> datetime | None:
    """Read a moment written to a pattern; None when it is not, or when the pattern means nothing."""
    try:
        return datetime.strptime(text, checked(pattern))  # noqa: DTZ007  the reading's zone is added by the caller
    except (ValueError, OverflowError, re.error):
        return None
