"""Names that came from outside, made safe to show."""

from __future__ import annotations

import unicodedata

UNSEEN = "\u2423"
"""Stands where a character was that a reader would not see."""


def safe_name(name: str) -> str:
    """Return a file's name with every unseen control or direction character shown as a mark.

    "báo cáo\\u202exslx.exe" would otherwise read as ending in xlsx (Unicode TR 36, section 3.1).
    """
    return "".join(UNSEEN if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter for letter in name)
