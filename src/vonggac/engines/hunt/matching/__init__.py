"""All rules over a batch of columns at once."""

from .matcher import Matcher
from .regexes import cannot_run

__all__ = ["Matcher", "cannot_run"]
