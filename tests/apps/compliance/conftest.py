"""The stage of dossiers and the bench of measures, made once for a file; each test changes its own copy."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from assessing_cast import Bench
from dossier_cast import Stage
from standing import standing


@pytest.fixture(scope="module")
def standing_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """A commune's system and who carries its dossier; not beside `cast`, which it holds."""
    with standing(django_db_blocker):
        yield Stage.build()


@pytest.fixture
def stage(standing_stage: Stage) -> Stage:
    """The stage, for this test to change as it likes."""
    return deepcopy(standing_stage)


@pytest.fixture(scope="module")
def standing_bench(django_db_setup: None, django_db_blocker: Any) -> Iterator[Bench]:
    """Two systems and who answers for them; not beside `cast`, which it holds."""
    with standing(django_db_blocker):
        yield Bench.set_up()


@pytest.fixture
def bench(standing_bench: Bench) -> Bench:
    """The bench, for this test to change as it likes."""
    return deepcopy(standing_bench)
