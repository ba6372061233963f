"""The database is told when tables have grown, so that the first pages after a giving-out do not take minutes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vonggac.apps.jobs.planner import MANY, count_anew
from vonggac.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def statements(rows: int) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        count_anew(Organisation, rows=rows)
    return [one["sql"] for one in seen.captured_queries]


def test_few_rows_are_not_worth_counting() -> None:
    assert statements(MANY - 1) == []


def test_many_rows_are_counted_where_the_planner_reads_figures() -> None:
    counted = [one for one in statements(MANY) if one.startswith("ANALYZE")]
    assert len(counted) == (1 if connection.vendor == "postgresql" else 0)
