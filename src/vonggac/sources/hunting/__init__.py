"""A hunt: rules and indicators over files, results one by one, and what could be seen at all."""

from typing import TYPE_CHECKING, Any

from .hunting import hunt
from .model import Options, Watched
from .seeking import Seeker, Told

if TYPE_CHECKING:
    from .packages import Package, read_package

__all__ = ["Options", "Package", "Seeker", "Told", "Watched", "hunt", "read_package"]


def __getattr__(name: str) -> Any:
    """Load what has to do with packages when somebody asks for it."""
    if name not in ("Package", "read_package"):
        raise AttributeError(name)
    from . import packages

    return getattr(packages, name)
