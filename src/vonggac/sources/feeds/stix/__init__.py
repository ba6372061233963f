"""STIX 2.1 and 2.0: bundles, single objects and TAXII envelopes into indicators and sightings."""

from vonggac.sources.feeds.stix.reading import STIX
from vonggac.sources.feeds.stix.writing import bundle_of

__all__ = ["STIX", "bundle_of"]
