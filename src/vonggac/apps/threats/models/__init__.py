"""Lists of infected addresses, whose they are, and the cases that clean the machines (founding letter, item 1)."""

from vonggac.apps.threats.models.cases import Case, Hit, Listing
from vonggac.apps.threats.models.inquiries import ProviderInquiry
from vonggac.apps.threats.models.lists import KnownShape, ListRemark, ListSource, MatchReason, ThreatList

__all__ = [
    "Case",
    "Hit",
    "KnownShape",
    "ListRemark",
    "ListSource",
    "Listing",
    "MatchReason",
    "ProviderInquiry",
    "ThreatList",
]
