"""Sigma rules from files into what the hunt runs: an own reader of Sigma 2.1, measured against pySigma in the tests (decision 0009)."""

from .linting import check_rules
from .model import DEFAULT, STARTER, Fault, LogSource, Read, Remark, SigmaLimits
from .placeholders import read_placeholders
from .reading import read_rules

__all__ = ["DEFAULT", "STARTER", "Fault", "LogSource", "Read", "Remark", "SigmaLimits", "check_rules", "read_placeholders", "read_rules"]
