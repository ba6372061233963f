"""The cast of the tests, made once for a file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from cast import Cast
from standing import standing

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sessions of the tests"}


@pytest.fixture(scope="module", autouse=True)
def _sessions_in_memory(request: pytest.FixtureRequest) -> Iterator[None]:
    """Who is signed in is written for every request; only tests/apps/accounts asks what the database says of it."""
    if request.path.parent.name == "accounts":
        yield
        return
    kept = {"SESSION_ENGINE": "django.contrib.sessions.backends.cache", "SESSION_CACHE_ALIAS": "sessions"}
    with override_settings(**kept, CACHES={**settings.CACHES, "sessions": MEMORY}):
        yield


@pytest.fixture(scope="module")
def standing_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast of this file."""
    with standing(django_db_blocker):
        yield Cast.assemble()


@pytest.fixture
def cast(standing_cast: Cast) -> Cast:
    """The cast, for this test to change as it likes."""
    return deepcopy(standing_cast)
