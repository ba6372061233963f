"""SIGKILL in the middle of an import leaves nothing half-written, and it can be repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from cast import NOW, TODAY, Cast
from vonggac.apps.lists import services
from vonggac.apps.lists.kinds import kind_of
cast = Cast.assemble()
lines = "".join(f"Hệ thống số {n},x-duc-hoa\\n" for n in range(2500))
text = "Tên hệ thống,Chủ quản\\n" + lines
from django.utils import timezone
run = services.preview_list(kind_of("he-thong"), text.encode(), "a.csv", user=cast.coordinator, at=timezone.now(), on=TODAY)
print(services.confirm_import(run, by=cast.coordinator, at=timezone.now()).pk)
"""
COUNT = """
import django; django.setup()
from vonggac.apps.audit.models import Entry
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.registry.models import InformationSystem
print(InformationSystem.objects.count(), Entry.objects.filter(act="registry.systems.imported").count(), ImportRun.objects.get().state)
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
        return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=180)

    return run


@pytest.mark.long
def test_a_killed_import_leaves_nothing_and_is_repeated_whole(tmp_path: Path) -> None:
    run = runner(tmp_path)
    prepared = run("-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    number = prepared.stdout.split()[-1]
    assert run("-c", COUNT).stdout.split() == ["0", "0", "waiting"]
    killed = run(str(HERE / "killed_import.py"), number, "dies")
    assert killed.returncode == -9, killed.stderr
    assert run("-c", COUNT).stdout.split() == ["0", "0", "waiting"]
    for _twice in range(2):
        again = run(str(HERE / "killed_import.py"), number)
        assert again.returncode == 0, again.stderr
        assert run("-c", COUNT).stdout.split() == ["2500", "1", "applied"]


INVENTORY = PREPARE.replace(
    'lines = "".join(f"Hệ thống số {n},x-duc-hoa\\n" for n in range(2500))\ntext = "Tên hệ thống,Chủ quản\\n" + lines\n',
    """head = "Hệ thống,Chủ quản,Loại cơ quan chủ quản,Loại thành phần,Tên thành phần,Chạy trên,Vùng mạng,IP trong,Ghi địa chỉ vào dải\\n"
lines = "".join(
    f"Hệ thống số {n % 50},Trung tâm Mới,Đơn vị sự nghiệp,Ứng dụng,Ứng dụng {n},Máy chủ {n % 7},Biên,10.9.{n // 250}.{n % 250},Có\\n"
    for n in range(2500)
)
text = head + lines
""",
).replace('kind_of("he-thong")', 'kind_of("kiem-ke")')
EVERYTHING = """
import django; django.setup()
from vonggac.apps.audit.models import Entry
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import AddressRange, Component, InformationSystem, NetworkZone
counts = [row.objects.count() for row in (InformationSystem, NetworkZone, Component, AddressRange)]
acts = ["organisations.body.added", "registry.ranges.imported", "registry.parts.imported"]
bodies, lines = Organisation.objects.filter(name="Trung tâm Mới").count(), Entry.objects.filter(act__in=acts).count()
print(bodies, *counts, lines, ImportRun.objects.get().state)
"""


@pytest.mark.long
def test_an_inventory_killed_after_its_last_row_leaves_no_body_system_machine_or_range(tmp_path: Path) -> None:
    run = runner(tmp_path)
    prepared = run("-c", INVENTORY)
    assert prepared.returncode == 0, prepared.stderr
    number = prepared.stdout.split()[-1]
    nothing = ["0", "0", "0", "0", "0", "0", "waiting"]
    assert run("-c", EVERYTHING).stdout.split() == nothing
    killed = run(str(HERE / "killed_import.py"), number, "dies")
    assert killed.returncode == -9, killed.stderr
    assert run("-c", EVERYTHING).stdout.split() == nothing
    for _twice in range(2):
        again = run(str(HERE / "killed_import.py"), number)
        assert again.returncode == 0, again.stderr
        # 50 systems with a zone each; 2,500 applications and 7 machines in every system; a range for every address.
        assert run("-c", EVERYTHING).stdout.split() == ["1", "50", "50", "2850", "2500", "3", "applied"]
