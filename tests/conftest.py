"""What every test may use."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

# Before Django reads its settings: tests have a data folder of their own and send mail to memory.
os.environ.setdefault("VONGGAC_DATA", tempfile.mkdtemp(prefix="vonggac-tests-"))
os.environ.setdefault("VONGGAC_MAIL", "memory")
os.environ.setdefault("VONGGAC_SECRET_KEY", "only-for-tests")


@pytest.fixture(autouse=True)
def _fast_hashing(settings: pytest.FixtureRequest) -> None:
    """Real password hashing costs seconds a test and proves nothing here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    # The pages are tested with people who are past the second factor; tests/apps/accounts switches it on where it is the subject.
    settings.SECOND_FACTOR_ASKED = False  # type: ignore[attr-defined]


@pytest.fixture
def reference() -> Path:
    """The folder of reference data; the test is skipped, saying so, without it."""
    folder = os.environ.get("VONGGAC_REFERENCE")
    if not folder:
        pytest.skip("VONGGAC_REFERENCE is not set: the reference data is not here")
    return Path(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With VONGGAC_LONG_TENTH=SEED keep a tenth of the long tests, chosen by the seed, and at least one."""
    seed = os.environ.get("VONGGAC_LONG_TENTH")
    if not seed:
        return
    ranked = sorted(
        (item for item in items if "long" in item.keywords), key=lambda item: hashlib.sha256(f"{seed} {item.nodeid}".encode()).hexdigest()
    )
    left_out = set(ranked[-(-len(ranked) // 10) :])
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]
