"""Secrecy marks that must never enter, and handling marks that everything carries."""

from __future__ import annotations

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
