"""What a demonstration shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from cast import NOW, TODAY
from vonggac.apps.accounts.models import User
from vonggac.apps.accounts.services.demonstration import make_demonstration as make_accounts
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services.verifying import verify
from vonggac.apps.directives import queries as directives
from vonggac.apps.directives.models import Directive, SeasonDay
from vonggac.apps.directives.services.papers import reminder_paper, report_paper
from vonggac.apps.organisations.services import load_profile
from vonggac.apps.registry.models import AddressRange, Domain, InformationSystem
from vonggac.apps.situation.demonstration import letters, make_demonstration
from vonggac.apps.situation.queries import situation
from vonggac.apps.work import queries as work
from vonggac.apps.work.models import ExtensionRequest, Task
from vonggac.law import load as law

pytestmark = pytest.mark.django_db

FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DOCUMENTATION = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")


@pytest.fixture(scope="class")
def shown(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make it once for all tests; what they would write is taken back with it."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True, PASSWORD_HASHERS=FAST):
        load_profile(law.province("quang-ngai"), by=None, at=NOW)
        list(make_accounts(at=NOW))
        make_demonstration(at=NOW)
        yield
        transaction.set_rollback(True)


def test_outside_a_demonstration_no_letter_is_invented(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        make_demonstration(at=NOW)


@pytest.mark.usefixtures("shown")
class TestShown:
    def test_a_demonstration_shows_life_on_every_page(self) -> None:
        coordinator = User.objects.get(username="dieuphoi")
        assert {row.state for row in Directive.objects.all()} == {"review", "given", "closed"}
        assert all(letters.MARK in row.subject and letters.MARK in row.text for row in Directive.objects.all())
        assert {"new", "doing", "sent", "back", "done"} <= set(Task.objects.values_list("state", flat=True))
        assert Task.objects.filter(not_applicable=True).exists()
        assert ExtensionRequest.objects.filter(granted=None).exists()
        assert SeasonDay.objects.filter(quiet=True).exists()
        assert SeasonDay.objects.filter(quiet=False).count() == 1
        found = situation(coordinator, at=NOW, today=TODAY, since=NOW - timedelta(days=1))
        assert found.late_total > 20
        assert len(found.needs) >= 3
        assert found.changes
        waiting = Directive.objects.get(state="review")
        assert [kind for kind, _name in directives.open_points(waiting)] == ["line", "line"]
        main = Directive.objects.get(number="4102/CAT-PA05")
        assert report_paper(main, user=coordinator, today=TODAY)
        assert reminder_paper(main, user=coordinator, today=TODAY)
        # A shown chain of evidence must hold like a real one.
        assert verify().fault is None

    def test_the_ready_officers_have_late_soon_and_quiet_work(self) -> None:
        for name in ("canbo", "xa"):
            mine = work.own_tasks(User.objects.get(username=name))
            assert [task for task in mine if task.is_late(TODAY)], name
            assert [task for task in mine if task.is_open() and 0 <= -task.days_past(TODAY) <= 7], name
            assert [task for task in mine if task.state == "done"], name
        assert work.own_tasks(User.objects.get(username="nhamang")).waiting_for_answer().exists()

    def test_every_address_is_one_that_is_set_aside_for_documents(self) -> None:
        assert InformationSystem.objects.count() == 12
        assert all(row.written.startswith(DOCUMENTATION) for row in AddressRange.objects.all())
        assert all(row.name.endswith(".example") for row in Domain.objects.all())

    def test_a_second_start_changes_nothing(self) -> None:
        before = Entry.objects.count(), Task.objects.count(), User.objects.count()
        with override_settings(DEMO=True):
            make_demonstration(at=NOW + timedelta(days=3))
        assert (Entry.objects.count(), Task.objects.count(), User.objects.count()) == before
