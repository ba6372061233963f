"""A hunt: rules and indicators over files, results one by one, and what could be seen at all."""

from .hunting import Seeker, hunt
from .model import Options, Watched

__all__ = ["Options", "Seeker", "Watched", "hunt"]
