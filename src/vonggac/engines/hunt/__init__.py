"""Hunting: rules over events by columns. Values in, detections out; no files, no clock, no database."""

from .columns import RESERVED, Batch, Column, Event, Kind
from .conditions import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    Condition,
    IsNull,
    Joker,
    Moment,
    Network,
    Not,
    Number,
    Order,
    Place,
    Regex,
    SameAs,
    Stands,
    Test,
    Text,
    TimePart,
    Wildcard,
    fold_name,
)  # fmt: skip
from .results import Coverage, Detection, NotLoaded, Sighted
from .rules import LEVELS, Correlation, Counting, Heading, Rule, RuleSet

__all__ = [
    "ALWAYS", "LEVELS", "NEVER", "RESERVED", "AllOf", "AnyOf", "Batch", "Column", "Condition", "Correlation", "Counting", "Coverage",
    "Detection", "Event", "Heading", "IsNull", "Joker", "Kind", "Moment", "Network", "Not", "NotLoaded", "Number", "Order", "Place",
    "Regex", "Rule", "RuleSet", "SameAs", "Sighted", "Stands", "Test", "Text", "TimePart", "Wildcard", "fold_name",
]  # fmt: skip
