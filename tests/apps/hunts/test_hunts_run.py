"""A hunt from files to findings, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from cast import Cast
from registry_cast import system
from vonggac.apps.hunts.models import Finding, Hunt
from vonggac.apps.hunts.process import Process
from vonggac.apps.hunts.services.running import take_turn
from vonggac.apps.hunts.storing import results_of
from vonggac.apps.jobs.progress import NextTurn
from vonggac.apps.registry.models import Component

pytestmark = pytest.mark.django_db

Asks = Callable[..., Hunt]
ROOT_CAME_IN = "".join(
    f"2026-11-2{day}T08:00:0{n}+07:00 MAY-0{day} sshd[7]: Accepted password for root from 198.51.100.{n} port 4022 ssh2\n"
    for day in (1, 2)
    for n in range(8)
).encode()
NOTHING = b"2026-11-21T08:00:00+07:00 MAY-03 sshd[7]: Server listening on 0.0.0.0 port 22.\n"


def run(hunt: Hunt, **more: Any) -> Hunt:
    """Give turns until it is over."""
    for _turn in range(50):
        with suppress(NextTurn):
            take_turn(hunt.pk, **more)
        hunt.refresh_from_db()
        if hunt.is_over:
            return hunt
    raise AssertionError("it never ends")


def test_files_become_findings_by_rule_and_host_on_the_systems_of_the_body(asks: Asks, cast: Cast) -> None:
    portal = system("Cổng dịch vụ công", cast.department, level=3)
    Component.objects.create(system=portal, what="server", name="may-01")
    hunt = run(asks({"auth máy 1 và 2.log": ROOT_CAME_IN, "auth máy 3.log": NOTHING}))
    assert (hunt.state, hunt.why, hunt.events, hunt.files_read) == ("done", "", 17, 2)
    found = {row.host: row for row in Finding.objects.filter(hunt=hunt, title="SSH: root đăng nhập bằng mật khẩu")}
    assert {host: (row.count, row.system, row.level) for host, row in found.items()} == {
        "may-01": (8, portal, 3),
        "may-02": (8, None, None),
    }
    one = found["may-01"]
    assert one.matched_by.startswith("may-01 là tên của một thành phần")
    assert one.author
    events = list(one.events.all())
    assert len(events) == 8
    assert (events[0].source, events[0].record) == ("auth máy 1 và 2.log", 1)
    assert "198.51.100.0" in str(events[0].fields)
    assert [told["host"] for told in hunt.hosts] == ["may-01", "may-02", "may-03"], "those without a finding too"
    assert hunt.coverage["kinds"] == {"linux/sshd": 17}
    assert results_of(hunt.pk).exists()
    assert not Process(hunt.pk).run.exists(), "what it worked with is gone"
