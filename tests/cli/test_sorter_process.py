"""The sorter as a real process: small while nothing comes, killed again and again, and nothing is lost or stands twice."""

from __future__ import annotations

import json
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from installation import Installation, wait_for
from vonggac.apps.alerts.intake.journal import Entry, Journal, Kind, Way, outstanding, published

MAKE = """
from datetime import UTC, datetime
from vonggac.apps.accounts.models import User
from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.organisations.models import Organisation
body = Organisation.objects.create(code="anm", name="Phòng thử nghiệm", kind="police", province_code="thu")
who = User.objects.create(username="x", full_name="x")
print(AlertSource.objects.create(code="s", name="S", organisation=body, way="http", made_by=who, made_at=datetime.now(UTC)).pk)
"""
COUNT = """
import json
from django.db.models import Sum
from vonggac.apps.alerts.models import Alert, AlertEvent, IntakeBatch, IntakeHour
hours = IntakeHour.objects.aggregate(received=Sum("received"), stored=Sum("stored"))
seen = AlertEvent.objects.values_list("sequence", "place")
print(json.dumps({
    **hours, "events": seen.count(), "distinct": len(set(seen)), "counted": Alert.objects.aggregate(n=Sum("count"))["n"],
    "keys": IntakeBatch.objects.count(), "open": Alert.objects.exclude(state="closed").count(),
}))
"""
LINE = (
    b'{"timestamp":"%s","event_type":"alert","src_ip":"203.0.113.%d","dest_ip":"14.160.10.3","proto":"TCP",'
    b'"alert":{"signature":"S%d","signature_id":%d,"severity":2,"action":"allowed"}}'
)
DIFFERENT = 200
"""Alerts in one record; every record repeats them."""


def write(journal: Journal, source: int, records: int, each: int) -> None:
    now = datetime.now(UTC)
    told = now.strftime("%Y-%m-%dT%H:%M:%S.%f+0000").encode()
    for number in range(records):
        items = tuple(LINE % (told, place, place % 40, place % 40) for place in range(each))
        key = f"lo-{journal.sequence}-{number}"
        journal.append(Entry(Kind.BATCH, source, Way.HTTP, int(now.timestamp() * 1e6), key=key, digest=key, items=items))
    journal.sync()


def size_of(pid: int) -> float:
    """Return what a process takes, in MiB."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")) / 1024


def is_sorted(journal: Journal) -> bool:
    return outstanding(journal.folder, published(journal.folder)) == 0


@pytest.mark.journey
def test_the_sorter_stays_small_until_something_comes_and_ends_when_told(house: Installation) -> None:
    source = int(house.python(MAKE))
    process = house.start("sorter")
    journal = Journal(house.data / "intake" / "journal")
    time.sleep(1.5)
    assert size_of(process.pid) < 40, "no Django while nothing has come"
    write(journal, source, 1, 10)
    wait_for(lambda: is_sorted(journal), "ten alerts are taken in", seconds=60)
    process.terminate()
    assert process.wait(20) == 0
    assert json.loads(house.python(COUNT))["events"] == 10


@pytest.mark.long
def test_a_sorter_killed_again_and_again_loses_nothing_and_stores_nothing_twice(house: Installation) -> None:
    source, chance = int(house.python(MAKE)), random.Random(4)
    journal = Journal(house.data / "intake" / "journal", segment_size=256 * 1024)
    records = 0
    for _kill in range(15):
        write(journal, source, 30, DIFFERENT)
        records += 30
        before = published(journal.folder)
        process = house.start("sorter")
        wait_for(lambda before=before: published(journal.folder) != before, "the sorter has begun", seconds=60)
        time.sleep(chance.random() * 0.4)
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = house.start("sorter")
    wait_for(lambda: is_sorted(journal), "the rest is taken in", seconds=240)
    last.terminate()
    last.wait(20)
    found = json.loads(house.python(COUNT))
    items = records * DIFFERENT
    counts = {"received": items, "stored": items, "events": items, "distinct": items, "counted": items}
    assert found == {**counts, "keys": records, "open": DIFFERENT}
