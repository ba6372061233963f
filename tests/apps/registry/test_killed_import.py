"""SIGKILL in the middle of an import leaves nothing half-written, and it can be repeated."""

from __future__ import annotations

import os
import subprocess
import sys
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


@pytest.mark.long
def test_a_killed_import_leaves_nothing_and_is_repeated_whole(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
        "DJANGO_SETTINGS_MODULE": "vonggac.web.settings",
        "VONGGAC_DATA": str(tmp_path),
        "VONGGAC_SECRET_KEY": "only-for-tests",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=180)

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
