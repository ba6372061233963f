"""Hunting: rules over events by columns. Values in, detections out; no files, no clock, no database."""

from .columns import EVERY, RESERVED, Batch, Column, Event, Kind, payload_name
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
    fold_text,
)  # fmt: skip
from .results import Coverage, Detection, NotLoaded, Sighted
from .rules import LEVELS, Correlation, Counting, Heading, Rule, RuleSet

__all__ = [
    "ALWAYS", "AllOf", "AnyOf", "Batch", "Column", "Condition", "Correlation", "Counting", "Coverage", "Detection", "EVERY",
    "Event", "Heading", "IsNull", "Joker", "Kind", "LEVELS", "Moment", "NEVER", "Network", "Not", "NotLoaded", "Number", "Order",
    "Place", "RESERVED", "Regex", "Rule", "RuleSet", "SameAs", "Sighted", "Stands", "Test", "Text", "TimePart", "Wildcard",
    "fold_name", "fold_text", "payload_name",
]  # fmt: skip
