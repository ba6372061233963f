"""Correlations: what several events mean together, within a span of time, for one user or one machine."""

from .correlator import Correlator, microseconds
from .hits import Hit, Memory, Store

__all__ = ["Correlator", "Hit", "Memory", "Store", "microseconds"]
