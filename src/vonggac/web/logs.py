"""What is written to the log: warnings and errors, on standard error, without anything that opens a door.

One-time links, signed answers and feeds are addresses, and Django names the address in its warnings. So every long piece of a
path and every query string is blotted out before the line is written.
"""

from __future__ import annotations

import logging
import re
from typing import Any

_LONG_PIECE = re.compile(r"(?<=/)(?=[\w:=~.-]{16,})(?![\w.-]*\.py\b)[\w:=~.-]+")
_QUERY = re.compile(r"(?<=[\w/])\?[\w.%-]+=[^\s'\"]*")


def blot(text: str) -> str:
    """Return the text without long pieces of paths and without query strings."""
    return _QUERY.sub("?…", _LONG_PIECE.sub("…", text))


class Blotted(logging.Formatter):
    """A log line, with its traceback, blotted."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return blot(super().format(record))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "vonggac.web.logs.Blotted", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "vonggac": {"level": "INFO"},
        # Pages that are not there and forms sent twice are daily life and say nothing that the audit log does not.
        "django.request": {"level": "ERROR"},
    },
}
