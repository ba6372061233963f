"""Lists of infected addresses, whose they are, and the cases that clean the machines (founding letter, item 1); feeds of indicators."""

from vonggac.apps.threats.models.cases import Case, Hit, Listing
from vonggac.apps.threats.models.feeds import TLP, Feed, FeedRemark, FeedRun
from vonggac.apps.threats.models.indicators import (
    LONGEST_VALUE,
    FalsePositiveEntry,
    FalsePositiveList,
    Indicator,
    Sighting,
)
from vonggac.apps.threats.models.inquiries import ProviderInquiry
from vonggac.apps.threats.models.lists import KnownShape, ListRemark, ListSource, MatchReason, ThreatList

__all__ = [
    "LONGEST_VALUE",
    "TLP",
    "Case",
    "FalsePositiveEntry",
    "FalsePositiveList",
    "Feed",
    "FeedRemark",
    "FeedRun",
    "Hit",
    "Indicator",
    "KnownShape",
    "ListRemark",
    "ListSource",
    "Listing",
    "MatchReason",
    "ProviderInquiry",
    "Sighting",
    "ThreatList",
]
