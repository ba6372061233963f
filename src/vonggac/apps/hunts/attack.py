"""Tactics and techniques of MITRE ATT&CK in the reader's language; which there are is data of `sources.hunting.outputs`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from vonggac.sources.hunting.outputs.techniques import TACTICS, own_name, tactics_of, technique_name, techniques_of


def tactic_words(key: str) -> str:
    """Return the name of a tactic: in Vietnamese, else as ATT&CK writes it; the key itself when it is none."""
    if key not in TACTICS:
        return key
    return TACTICS[key][1] if (get_language() or "vi").startswith("vi") else key.replace("-", " ").capitalize()


def tactics(tags: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return key, code and name of each tactic among tags."""
    return [(key, TACTICS[key][0], tactic_words(key)) for key in tactics_of(tags)]


def techniques(tags: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return code, name and short name of each technique among tags; the names are ATT&CK's own: no official others exist."""
    return [(code, technique_name(code), own_name(code)) for code in techniques_of(tags)]


def choices() -> list[tuple[str, str]]:
    """Return every tactic in the order of an attack, for a list to choose from."""
    return [(key, tactic_words(key)) for key in TACTICS]


__all__ = ["choices", "tactic_words", "tactics", "techniques"]
