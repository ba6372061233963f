"""Logs of alerting products into values: the format is found in the content, what cannot be read is kept. No network, no decisions."""

from .model import DEEPEST, LONGEST_LINE, VIETNAM, Count, Reading, Record, Unparsed

__all__ = ["DEEPEST", "LONGEST_LINE", "VIETNAM", "Count", "Reading", "Record", "Unparsed"]
