"""Alerts of every product in the house's words: normalised, grouped, ordered, each with its reason. No files, no clock, no guesses."""

from .model import (
    Alert,
    AttackKind,
    Fields,
    Format,
    GroupKey,
    Judged,
    Moment,
    Note,
    RawAlert,
    TimeTrouble,
    Value,
)

__all__ = [
    "Alert", "AttackKind", "Fields", "Format", "GroupKey", "Judged", "Moment", "Note", "RawAlert", "TimeTrouble", "Value",
]  # fmt: skip
