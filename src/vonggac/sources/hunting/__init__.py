"""A hunt: rules and indicators over files, results one by one, and what could be seen at all."""

from .hunting import hunt
from .model import Options, Watched
from .packages import Package, read_package
from .seeking import Seeker, Told

__all__ = ["Options", "Package", "Seeker", "Told", "Watched", "hunt", "read_package"]
