"""What the chain may know of words: a keyed digest and a length, never the words (decision 0004).

The chain cannot be erased, and what people type, or what a letter says, can repeat a state secret. The words stay in the rows of the
room that owns them, where a spill reaches them; the log page asks for them there (port `audit.words`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Container, Mapping
from typing import Any

from django.conf import settings
from django.db import models

SALT = b"vonggac.audit.words\0"
Said = dict[str, Any]
NAMES = ("code", "name", "short_name", "addressee_name", "domain")
"""Columns by which registers name what they hold; these may stand in the chain."""


def said(text: str) -> Said:
    """Return what a detail of the chain holds of free text. Keyed: a short sentence could be guessed from a plain digest."""
    key = hashlib.sha256(SALT + settings.SECRET_KEY.encode()).digest()
    return {"digest": hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), "length": len(text)} if text else {}


def is_said(value: object) -> bool:
    """Tell a detail that stands for words."""
    return isinstance(value, dict) and set(value) == {"digest", "length"}


def facts_of(model: type[models.Model], values: Mapping[str, Any], *, names: Container[str] = NAMES) -> Said:
    """Return values of a row for the chain: choices, numbers, days and the names a register goes by stay, other text is said by digest."""
    return {name: _fact(model, name, value, names) for name, value in values.items()}


def _fact(model: type[models.Model], name: str, value: Any, names: Container[str]) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if not isinstance(value, str) or name in names or model._meta.get_field(name).choices:  # type: ignore[union-attr]
        return value if value is None or isinstance(value, str | int | float | bool) else str(value)
    return said(value)
