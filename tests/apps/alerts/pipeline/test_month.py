"""The database counts a month as the engine does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cast import NOW
from vonggac.apps.alerts.models import Alert, Suppression
from vonggac.apps.alerts.queries.figures import counted, month_figures
from vonggac.engines.alerts import month_figures as by_the_engine
from watch_cast import Watch

START, END = NOW - timedelta(days=10), NOW + timedelta(days=10)
MOMENTS = st.integers(-15, 15).map(lambda days: NOW + timedelta(days=days))
NAMES = st.sampled_from(["", "10.20.0.7", "14.160.10.3", "8.8.8.8", "185.220.101.47", "may-1"])
ROWS = st.fixed_dictionaries(
    {
        "arrived_at": MOMENTS,
        "count": st.integers(1, 900),
        "severity": st.integers(0, 4),
        "verdict": st.sampled_from(["", "true", "false", "unsure"]),
        "product": st.sampled_from(["", "Suricata", "Wazuh"]),
        "classification": st.sampled_from(["", "malicious-code", "fraud", "no-such-class"]),
        "malware": st.sampled_from(["", "Mozi", "LockBit"]),
        "acting": NAMES,
        "target": NAMES,
        "cves": st.lists(st.sampled_from(["CVE-2021-44228", "CVE-2024-3400"]), unique=True, max_size=2),
        "level": st.sampled_from([None, 1, 2, 3, 4, 5]),
        "whose": st.booleans(),
        "is_hidden": st.booleans(),
        "is_closed": st.booleans(),
        "late": st.tuples(st.integers(-2, 2), st.integers(-2, 2)),
        "has_clocks": st.booleans(),
    }
)


def alert(watch: Watch, rule: Suppression, number: int, facts: dict[str, Any]) -> Alert:
    told = dict(facts)
    late, clocks, closed, at = told.pop("late"), told.pop("has_clocks"), told.pop("is_closed"), told["arrived_at"]
    told["organisation"] = watch.cast.department if told.pop("whose") else None
    told["hidden_by"] = rule if told.pop("is_hidden") else None
    moments: dict[str, datetime | None] = {
        "verified_at": at + timedelta(hours=late[0]) if told["verdict"] else None,
        "closed_at": at + timedelta(hours=late[1]) if closed else None,
        "verify_due_at": at if clocks else None,
        "handle_due_at": at if clocks else None,
    }
    return Alert(
        source=watch.sensor, group_key=f"{number:032x}", title="x", urgency=0, first_at=at, last_at=at, last_arrived_at=at,
        state="closed" if closed else "waiting", **told, **moments,
    )  # fmt: skip


class TestMonth(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.watch = Watch.stand()
        who = cls.watch.cast.coordinator
        cls.rule = Suppression.objects.create(name="x", because="y", starts_at=START, expires_at=END, made_by=who, made_at=START)

    @given(st.lists(ROWS, max_size=30))
    def test_both_count_alike(self, rows: list[dict[str, Any]]) -> None:
        Alert.objects.all().delete()
        Alert.objects.bulk_create(alert(self.watch, self.rule, number, row) for number, row in enumerate(rows))
        every = [counted(row) for row in Alert.objects.select_related("organisation")]
        found = month_figures(Alert.objects.all(), START, END)
        assert found == by_the_engine(every, START, END)
        assert list(found.by_class.items()) == list(by_the_engine(every, START, END).by_class.items())


@pytest.mark.django_db
def test_only_what_a_person_may_see_is_counted() -> None:
    assert month_figures(Alert.objects.none(), START, END).groups == 0
