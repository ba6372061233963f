"""A brake for doors that need no account; the count lies in the cache that all processes share."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

MOST = 60
WITHIN_SECONDS = 600


def too_often(request: HttpRequest, door: str, *, most: int | None = None) -> bool:
    """Count this visit and say whether the address knocked too often in the last ten minutes."""
    key = f"work.{door}.{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, WITHIN_SECONDS)
    try:
        return cache.incr(key) > (MOST if most is None else most)
    except ValueError:  # the count ran out between the two lines
        return False
