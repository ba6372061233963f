"""What every test may use."""

from __future__ import annotations

import gc
import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from installation import Installation

# Before Django reads its settings: tests have a data folder of their own and send mail to memory.
os.environ.setdefault("VONGGAC_DATA", tempfile.mkdtemp(prefix="vonggac-tests-"))
os.environ.setdefault("VONGGAC_MAIL", "memory")
os.environ.setdefault("VONGGAC_SECRET_KEY", "only-for-tests")

# A deadline would only measure how busy the machine is. The long tier looks thirty times as hard (script/test --long).
hypothesis.settings.register_profile("fast", max_examples=10, deadline=None)
hypothesis.settings.register_profile("long", max_examples=300, deadline=None)
LONG = os.environ.get("VONGGAC_TEST_TIER") == "long"
hypothesis.settings.load_profile("long" if LONG else "fast")


def _folder_of_the_run(config: pytest.Config) -> Path:
    """Return the folder that all workers of this run share."""
    base: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    return base.parent if hasattr(config, "workerinput") else base


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> Installation:
    """An empty, migrated installation, made once a run; nobody runs it, everybody copies it."""
    from migrated import made_once

    return made_once(_folder_of_the_run(request.config))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None, template: Installation
) -> Iterator[None]:
    """Instead of running every migration in every worker: a copy of the template."""
    from migrated import copied_database

    with django_db_blocker.unblock():
        database = copied_database(template)
        database.__enter__()
    yield
    with django_db_blocker.unblock():
        database.__exit__(None, None, None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """When the last worker is done, nothing of the run stays on a database server."""
    if not hasattr(session.config, "workerinput") and os.environ.get("VONGGAC_TEST_DATABASE_URL"):
        from migrated import forget

        forget(_folder_of_the_run(session.config))


@pytest.fixture(scope="session", autouse=True)
def _fast_hashing() -> Iterator[None]:
    """Real password hashing costs seconds a test and proves nothing here."""
    from django.test import override_settings

    # The pages are tested with people who are past the second factor; tests/apps/accounts switches it on where it is the subject.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], SECOND_FACTOR_ASKED=False):
        yield


@pytest.fixture(scope="session", autouse=True)
def _only_whole_pages_are_noted(django_test_environment: None) -> Iterator[None]:
    """A test may ask a page for its context, never a component for its own: Django would keep a copy of each of hundreds a page."""
    from django.template.base import Template
    from django.test.signals import template_rendered

    def render(self: Any, context: Any) -> Any:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    noting = Template._render
    Template._render = render
    yield
    Template._render = noting


@pytest.fixture
def reference() -> Path:
    """The folder of reference data; the test is skipped, saying so, without it."""
    folder = os.environ.get("VONGGAC_REFERENCE")
    if not folder:
        pytest.skip("VONGGAC_REFERENCE is not set: the reference data is not here")
    return Path(folder)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """The long tier runs every property again, with more examples.

    With VONGGAC_LONG_TENTH=SEED keep a tenth of the long tests, chosen by the seed, and at least one.
    """
    for item in items:
        if LONG and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.long)
    if seed := os.environ.get("VONGGAC_LONG_TENTH"):
        _keep_a_tenth(config, items, seed)
    yield
    _long_files_first(items)


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays to the end: Python's search for garbage need not walk through it, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _keep_a_tenth(config: pytest.Config, items: list[pytest.Item], seed: str) -> None:
    ranked = sorted(
        (item for item in items if "long" in item.keywords), key=lambda item: hashlib.sha256(f"{seed} {item.nodeid}".encode()).hexdigest()
    )
    left_out = set(ranked[-(-len(ranked) // 10) :])
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


FEW_TESTS_THAT_TAKE_LONG = {"test_upgrade": 10_000, "test_shown_work": 90} | dict.fromkeys(
    ("test_long_pdf", "test_lazy_imports", "test_house_rooms", "test_long_lists", "test_dossier_papers", "test_scans"), 50
)
"""file → as how many tests it counts where the long files are put first."""


def _long_files_first(items: list[pytest.Item]) -> None:
    """Files that wait for processes, then those that take long: with two workers a long file at the end keeps one of them idle.

    VONGGAC_TEST_ORDER=SEED takes the files in an order of chance instead, which shows whether one leaves something to another.
    """
    tests_of, seed = Counter(item.path for item in items), os.environ.get("VONGGAC_TEST_ORDER")

    def place(item: pytest.Item) -> tuple[bool, int, str]:
        if seed:
            return False, 0, hashlib.sha256(f"{seed} {item.path.name}".encode()).hexdigest()
        few = FEW_TESTS_THAT_TAKE_LONG.get(item.path.stem, 0)
        return item.path.parent.name != "cli", -max(few, tests_of[item.path]), str(item.path)

    items.sort(key=place)
