"""SIGKILL while 50,000 rows are matched, or their cases are opened, leaves nothing half-written; repeated, each case is there once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ROWS, SYSTEMS = 50_000, 400
PREPARE = f"""
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from django.utils import timezone
from django.utils.timezone import localdate
from registry_cast import system
from threats_cast import Field, held
from vonggac.apps.threats.services.confirming import confirm_shape
from vonggac.apps.threats.services.intake import NewList, receive_list
field, at = Field.lay_out(), timezone.now()
for n in range({SYSTEMS}):
    held(field.cast.department, f"14.161.{{n // 200}}.{{n % 200}}", system(f"Hệ thống {{n}}", field.cast.department, code=f"ht-{{n}}"))
day = localdate(at) - timedelta(days=1)
hour = f"{{day:%d/%m/%Y}} 08"
where = [f"14.161.{{n // 200}}.{{n % 200}}" for n in range({SYSTEMS})]
lines = "".join(f"{{where[n % {SYSTEMS}]}},{{1024 + n}},{{hour}}:{{n % 60:02d}}:00,Mirai\\n" for n in range({ROWS}))
content = ("Địa chỉ IP,Cổng,Thời gian,Loại mã độc\\n" + lines).encode()
told = dict(source="Cục A05", list_day=day, file_name="a.csv", holds_no_secret=True)
row = receive_list(NewList(content=content, **told), by=field.cast.coordinator, at=at)
confirm_shape(row, meanings={{}}, zone="+07:00", by=field.cast.coordinator, at=at)
print(row.pk)
"""
COUNT = """
import django; django.setup()
from vonggac.apps.accounts.models import User
from vonggac.apps.audit.models import Entry
from vonggac.apps.threats.models import Case, Hit, Listing, MatchReason, ThreatList
from vonggac.apps.threats.queries.visibility import hits_visible_to
from vonggac.apps.work.models import Assignment, Notice, Task
row, by = ThreatList.objects.get(), User.objects.get(username="dieuphoi")
opened = Entry.objects.filter(act__in=["threats.list.applied", "threats.cases.given"]).count()
work = Task.objects.count() + Assignment.objects.count() + Notice.objects.count()
tied = MatchReason.objects.exclude(case=None).count()
seen = hits_visible_to(by).count()
print(row.state, row.counts.get("matched", 0), seen, Case.objects.count(), Listing.objects.count(), tied, opened, work, Hit.objects.count())
"""


def runner(data: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs Python on one data folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
        "DJANGO_SETTINGS_MODULE": "vonggac.web.settings",
        "VONGGAC_DATA": str(data),
        "VONGGAC_SECRET_KEY": "only-for-tests",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=300)

    return run


@pytest.mark.long
def test_a_list_killed_while_it_is_matched_or_applied_gives_each_case_once(tmp_path: Path) -> None:
    run = runner(tmp_path)

    def counted() -> list[str]:
        return told("-c", COUNT)[:8]

    def told(*arguments: str) -> list[str]:
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    number = told("-c", PREPARE)[-1]
    killed = str(HERE / "killed_list.py")
    nothing = ["matching", *["0"] * 7]
    assert counted() == nothing
    assert run(killed, number, "match", "rows").returncode == -9
    assert told("-c", COUNT)[8] == "22000"
    assert counted() == nothing, "rows that were written are nobody's yet"
    for _twice in range(2):
        told(killed, number, "match")
        assert counted() == ["matched", str(ROWS), str(ROWS), *["0"] * 5], "no row stands twice"
    for place in ("open_case_tasks", "escalate_cases"):
        assert run(killed, number, "apply", place).returncode == -9
        assert counted() == ["matched", str(ROWS), str(ROWS), *["0"] * 5], place
    told(killed, number, "apply")
    after = counted()
    assert after[:7] == ["applied", str(ROWS), str(ROWS), *[str(SYSTEMS)] * 3, "2"]
    assert run(killed, number, "apply").returncode == 1, "a list opens its cases once"
    assert counted() == after
