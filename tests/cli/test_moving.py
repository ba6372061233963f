"""From SQLite to PostgreSQL: a backup of one is restored into the other, every row as it was, or nothing at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from installation import Installation, own_database

pytestmark = pytest.mark.skipif(not os.environ.get("VONGGAC_TEST_DATABASE_URL"), reason="moving to PostgreSQL runs in the PostgreSQL run")

FILL = """
from datetime import UTC, datetime
from django.conf import settings
from django.db import transaction
from vonggac.apps.accounts.models import User
from vonggac.apps.audit import services as audit
from vonggac.apps.organisations.models import Organisation
at = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
with transaction.atomic():
    for number in range(1203):
        Organisation.objects.create(code=f"xa-{number}", name=f"Xã Đức Hòa {number}", kind="commune", province_code="51")
    user = User.objects.create(username="canbo", full_name="Lê Thị Đường", last_login=at)
    audit.record("test.person.added", by=user, at=at, subject=user, count=3, sha256="ab" * 32)
(settings.DATA / "evidence" / "ab").mkdir()
(settings.DATA / "evidence" / "ab" / "abcd").write_bytes(b"minh chung")
"""
EVERY_VALUE = """
import json
from django.apps import apps
from django.db import connection
kept = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.can_migrate(connection):
        names = [field.attname for field in model._meta.local_concrete_fields]
        rows = model._base_manager.order_by("pk").values_list(*names)
        kept[model._meta.db_table] = [json.dumps(row, default=str, sort_keys=True, ensure_ascii=False) for row in rows]
print(json.dumps(kept, ensure_ascii=False))
"""
ONE_MORE = """
from vonggac.apps.organisations.models import Organisation
print(Organisation.objects.create(code="moi", name="Xã Mới", kind="commune", province_code="51").pk)
"""
SPOIL = """
from vonggac.apps.organisations.models import Organisation
Organisation.objects.filter(code="xa-700").update(name="Xã\\0hỏng")
print(Organisation.objects.get(code="xa-700").pk)
"""
TABLES = "from django.db import connection; print(connection.introspection.table_names())"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An SQLite installation with people, bodies, log and files."""
    house = Installation(tmp_path_factory.mktemp("cu") / "data")
    assert house.run("migrate").returncode == 0
    house.python(FILL)
    return house


def saved(house: Installation, folder: Path) -> Path:
    file = folder / "sao.tar.gz"
    assert house.run("backup", str(file)).returncode == 0
    return file


@pytest.mark.journey
def test_every_row_goes_over_as_it_was_and_the_chain_holds(old: Installation, tmp_path: Path) -> None:
    file = saved(old, tmp_path)
    with own_database() as url:
        new = Installation(tmp_path / "moi", url)
        brought = new.run("restore", str(file), "--data", str(new.data))
        assert brought.returncode == 0, brought.stderr
        before, after = json.loads(old.python(EVERY_VALUE)), json.loads(new.python(EVERY_VALUE))
        assert after == before
        assert (len(after["organisations_organisation"]), len(after["audit_entry"])) == (1203, 1)
        assert f"Đã chuyển {sum(map(len, before.values()))} dòng" in brought.stdout
        assert new.run("audit", "verify").returncode == 0
        assert int(new.python(ONE_MORE)) > 1203
        assert (new.data / "evidence" / "ab" / "abcd").read_bytes() == b"minh chung"
        assert not list(new.data.glob("*.sqlite3*"))
        again = new.run("restore", str(file), "--data", str(tmp_path / "nua"))
        assert (again.returncode, (tmp_path / "nua").exists()) == (2, False)
        assert "không trống" in again.stderr


@pytest.mark.journey
def test_a_row_that_postgresql_cannot_hold_is_named_and_nothing_goes_over(old: Installation, tmp_path: Path) -> None:
    spoilt = Installation(Path(shutil.copytree(old.data, tmp_path / "ban-sao")))
    key, file = spoilt.python(SPOIL), saved(spoilt, tmp_path)
    with own_database() as url:
        new = Installation(tmp_path / "moi", url)
        done = new.run("restore", str(file), "--data", str(new.data))
        assert (done.returncode, new.data.exists()) == (2, False)
        assert f"Bảng organisations_organisation, dòng có khóa {key}:" in done.stderr
        assert "Traceback" not in done.stderr
        assert new.python(TABLES) == "[]"
