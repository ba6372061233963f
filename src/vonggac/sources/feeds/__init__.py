"""Threat feeds in the formats that CERTs exchange, into events, indicators, sightings and lists of false positives; pure bytes to values."""

from vonggac.sources.feeds.model import (
    FalsePositiveList,
    FeedEvent,
    FeedIndicator,
    Found,
    Kind,
    Letterhead,
    Matching,
    Part,
    Reader,
    Remark,
    Saw,
    Sighting,
)

__all__ = [
    "FalsePositiveList",
    "FeedEvent",
    "FeedIndicator",
    "Found",
    "Kind",
    "Letterhead",
    "Matching",
    "Part",
    "Reader",
    "Remark",
    "Saw",
    "Sighting",
]
