"""What many tests find in the database without making it each for itself: rows of a whole file or class, taken back at its end.

Every test still runs in a transaction of its own inside: whatever it changes in these rows is gone before the next one starts.
Not for a file with tests that commit (`transaction=True`): those would find no transaction of their own here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def standing(django_db_blocker: Any) -> Iterator[None]:
    """Keep what is written inside until the end of the fixture that uses this; for fixtures of a module or a class."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
