"""Sigma rules from files into what the hunt runs: an own reader of Sigma 2.1, measured against pySigma in the tests (decision 0009).

The reader itself is loaded when a rule must be read: rules from the cache need none of it.
"""

from typing import TYPE_CHECKING, Any

from .model import DEFAULT, STARTER, Fault, LogSource, Read, Remark, SigmaLimits
from .reading import read_rules

if TYPE_CHECKING:
    from .linting import check_rules
    from .placeholders import read_placeholders

__all__ = ["DEFAULT", "STARTER", "Fault", "LogSource", "Read", "Remark", "SigmaLimits", "check_rules", "read_placeholders", "read_rules"]
_LATER = {"check_rules": "linting", "read_placeholders": "placeholders"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
