"""Secrecy marks that must never enter, and handling marks that everything carries."""

from __future__ import annotations

import re
from enum import StrEnum


class Handling(StrEnum):
    """Who may see a thing, as its sender marked it (TLP 2.0 by FIRST; "Lưu hành nội bộ" by Decree 30/2020, Annex I)."""

    NONE = "none"
    INTERNAL = "internal"
    TLP_CLEAR = "tlp:clear"
    TLP_GREEN = "tlp:green"
    TLP_AMBER = "tlp:amber"
    TLP_AMBER_STRICT = "tlp:amber+strict"
    TLP_RED = "tlp:red"


class Secrecy(StrEnum):
    """Degrees of state secret; a file that shows one is stopped in memory (Law 117/2025, Article 5.2)."""

    TOP_SECRET = "tuyet-mat"  # noqa: S105  a degree of secrecy, not a password
    SECRET = "toi-mat"  # noqa: S105
    CONFIDENTIAL = "mat"


_PLAIN = (b"toi", b"tuyet", b"m a t", b"\\u1ea", b"\\u0323", b"&#7853", b"&#7852", b"&#x1ea", b"%e1%ba%a")
"""In small letters: degrees without marks, letter-spaced, and Vietnamese letters as JSON, XML and addresses write them."""
_MARKED = re.compile(
    rb"m\W{0,8}(?:\xe1\xba[\xac\xad]|a\xcc[\xa3\x82]|\xc3[\x82\xa2]\xcc\xa3|\xe1\xba[\xa0\xa1]\xcc\x82)(?:\xcc[\x82\xa3])?\W{0,8}t",
    re.IGNORECASE,
)
"""Mật in UTF-8, composed or not, also letter-spaced."""


def may_show_degree(data: bytes) -> bool:
    """Say whether octets may hold a degree of secrecy, by literals without which none can be written; True calls for a closer look.

    Meant for streams of records, where nearly none holds one: a look costs about a microsecond a kilobyte. What is no UTF-8 is looked at
    closely too. A lone "mat" without marks is a name far more often than a stamp, and no reason.
    """
    small = data.lower()
    if any(one in small for one in _PLAIN):
        return True
    if data.isascii():
        return False
    return _MARKED.search(data) is not None or not _is_utf8(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
