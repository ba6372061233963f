"""All rules over a batch of columns at once."""

from .kept import Kept, written
from .matcher import Matcher
from .regexes import cannot_run

__all__ = ["Kept", "Matcher", "cannot_run", "written"]
