"""A data folder of an earlier state comes up to this version, and keeps what it held."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from installation import Installation, own_database

pytestmark = pytest.mark.journey

EARLIER = {"organisations": "0001", "accounts": "0002", "audit": "0001", "registry": "0001", "work": "0001"}
"""The first state that held bodies, people, systems and work."""

BUILD = """
from django.apps import apps as now
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
wanted = {earlier!r}
first = lambda app, number: next(n for a, n in executor.loader.graph.nodes if a == app and n.startswith(number))
targets = [(app, first(app, number)) for app, number in wanted.items()]
executor.migrate(targets)
old = MigrationExecutor(connection).loader.project_state(targets).apps
Organisation = old.get_model("organisations", "Organisation")
body = Organisation(code="x-duc-hoa", name="Xã Đức Hòa", kind="commune", province_code="thu")
body.save()
User = old.get_model("accounts", "User")
User.objects.create(username="canbo", full_name="Phạm Thị Xã", email="canbo@example.vn")
print(sorted(connection.introspection.table_names()) != [])
"""
UPGRADE = """
import json
from click.testing import CliRunner
from vonggac.cli import main
from vonggac.apps.accounts.models import User
from vonggac.apps.organisations.models import Organisation
from django.db import connections

def tables_of(connection):
    seen, tables = connection.introspection, {{}}
    with connection.cursor() as cursor:
        for table in seen.table_names(cursor):
            columns = {{column.name: column[1:] for column in seen.get_table_description(cursor, table)}}
            # SQLite numbers what has no name in the order of the columns, which differs and means nothing.
            nameless = ("fk_", "__unnamed_constraint_", "sqlite_autoindex_")
            named = [["" if name.startswith(nameless) else name, facts] for name, facts in seen.get_constraints(cursor, table).items()]
            tables[table] = [columns, sorted(named, key=str), seen.get_sequences(cursor, table)]
            tables[table] += cursor.execute(f'SELECT COUNT(*) FROM "{{table}}"').fetchone()
    return tables

said = [CliRunner().invoke(main, ["migrate", *more]) for more in (["--check"], [], ["--check"], [])]
names = [list(User.objects.values_list("full_name", flat=True)), Organisation.objects.get(code="x-duc-hoa").name]
connections.settings["fresh"] = {{**connections.settings["default"], "NAME": {fresh!r}}}
facts = {{"said": [(done.exit_code, done.output) for done in said], "names": names}}
facts |= {{"walked": tables_of(connections["default"]), "fresh": tables_of(connections["fresh"])}}
print(json.dumps(facts, sort_keys=True, default=str))
"""
"""All in one process, whose start takes longer than what it says: the verb before, the upgrade, the verb after, and how both ways ended."""


def test_an_earlier_data_folder_is_copied_upgraded_keeps_its_rows_and_is_then_like_a_new_one(
    tmp_path: Path, template: Installation
) -> None:
    from vonggac.apps.jobs import datafolder

    datafolder.prepare(tmp_path / "data")
    # On PostgreSQL nobody may look into the template itself: while somebody does, it cannot be copied.
    with own_database() as url, own_database(template=template.database_url) as fresh:
        house = Installation(tmp_path / "data", url)
        house.python(BUILD.format(earlier=EARLIER))
        made_at_once = urlsplit(fresh).path.strip("/") or str(template.data / "vonggac.sqlite3")
        seen = json.loads(house.python(UPGRADE.format(fresh=made_at_once)))
    before, upgraded, *after = seen["said"]
    assert before[0] == 1, before
    assert upgraded[0] == 0, upgraded
    assert after == [[0, "Không còn bước nào.\n"], [0, ""]]
    assert seen["names"] == [["Phạm Thị Xã"], "Xã Đức Hòa"]
    copies = list((house.data / "backups").iterdir())
    assert len(copies) == (0 if url else 1)
    assert bool(re.search("Đã sao lưu", upgraded[1])) == (not url)
    for table in ("organisations_organisation", "accounts_user"):
        seen["walked"][table][-1] -= 1
    assert seen["walked"] == seen["fresh"]
