"""Vietnamese text: one spelling on the way in, one folded form to search, one key to order by.

Databases cannot be relied on here: SQLite neither folds case outside ASCII nor orders Vietnamese, and đ is a letter of its own that
no Unicode decomposition takes apart. So the three forms are computed once, here, and stored beside the text.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_D = str.maketrans({"đ": "d", "Đ": "D"})


def nfc(text: str) -> str:
    """Return text in Unicode normal form C, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return text without marks, in lower case, with single blanks: what a search compares.

    `fold("ĐỨC HOÀ") == fold("Đức Hòa") == "duc hoa"`.
    """
    bare = unicodedata.normalize("NFD", text).translate(_D)
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _SPACES.sub(" ", bare.casefold()).strip()
