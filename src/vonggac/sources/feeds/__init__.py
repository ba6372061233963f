"""Threat feeds in the formats that CERTs exchange, into events, indicators, sightings and lists of false positives."""

from vonggac.sources.feeds.ceilings import FEED
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
from vonggac.sources.feeds.recognising import FORMATS, read_feed, reader_of, readers, recognise

__all__ = [
    "FEED",
    "FORMATS",
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
    "read_feed",
    "reader_of",
    "readers",
    "recognise",
]
