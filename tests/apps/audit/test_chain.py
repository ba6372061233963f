"""The chain: what verify sees, and what it says it cannot see."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection, connections, transaction

from cast import NOW, Cast
from vonggac.apps.audit.models import ChainHead, Entry, NeverChanged
from vonggac.apps.audit.services import link_digest, make_anchor, read_anchor, record, verify
from vonggac.apps.audit.services.anchors import BadAnchor
from vonggac.cli.audit import audit

pytestmark = pytest.mark.django_db


def behind_the_back(sql: str, *values: object) -> None:
    """Change the table as somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def ten() -> Cast:
    cast = Cast.assemble()
    with transaction.atomic():
        for number in range(10):
            record("work.tasks.opened", by=cast.coordinator, at=NOW, count=number + 1, touched=[number], note=f"đợt {number}")
    return cast


def test_a_chain_nobody_touched_is_whole(ten: Cast) -> None:
    verdict = verify()
    assert verdict.is_whole
    assert verdict.links == 10


def test_an_empty_log_is_whole() -> None:
    assert verify().is_whole


@pytest.mark.parametrize(
    ("change", "kind", "number"),
    [
        ("UPDATE audit_entry SET actor = 'Người khác' WHERE number = 4", "digest", 4),
        ("UPDATE audit_entry SET count = 99 WHERE number = 7", "digest", 7),
        ('UPDATE audit_entry SET detail = \'{"note": "khác"}\' WHERE number = 2', "digest", 2),
        ("UPDATE audit_entry SET at = '2026-01-01 00:00:00+00:00' WHERE number = 10", "digest", 10),
        ("DELETE FROM audit_entry WHERE number = 5", "gap", 5),
        ("DELETE FROM audit_entry WHERE number = 1", "gap", 1),
        ("DELETE FROM audit_entry WHERE number = 10", "head", 10),
        ("UPDATE audit_entry SET previous = digest WHERE number = 3", "previous", 3),
        ("UPDATE audit_chainhead SET number = 9", "head", 11),
    ],
)
def test_the_first_broken_line_is_named(ten: Cast, change: str, kind: str, number: int) -> None:
    behind_the_back(change)
    fault = verify().fault
    assert fault is not None
    assert (fault.kind, fault.number) == (kind, number)


def rewrite_from(number: int) -> None:
    """Forge line `number` and mend every digest after it, and the head: what a careful forger does."""
    previous = Entry.objects.get(number=number).previous
    for entry in Entry.objects.filter(number__gte=number).order_by("number"):
        entry.actor = "Người khác"
        entry.previous = previous
        entry.digest = previous = link_digest(entry)
        behind_the_back(
            "UPDATE audit_entry SET actor = %s, previous = %s, digest = %s WHERE number = %s",
            entry.actor,
            entry.previous,
            entry.digest,
            entry.number,
        )
    ChainHead.objects.update(digest=previous)


def test_a_rewritten_chain_looks_whole_but_not_beside_an_anchor(ten: Cast) -> None:
    anchor = make_anchor(at=NOW)
    rewrite_from(6)
    assert verify().is_whole
    fault = verify([anchor]).fault
    assert fault is not None
    assert (fault.kind, fault.number) == ("anchor", 10)


def test_a_cut_tail_looks_whole_but_not_beside_an_anchor(ten: Cast) -> None:
    anchor = make_anchor(at=NOW)
    behind_the_back("DELETE FROM audit_entry WHERE number > 8")
    ChainHead.objects.update(number=8, digest=Entry.objects.get(number=8).digest)
    assert verify().is_whole
    fault = verify([anchor]).fault
    assert fault is not None
    assert (fault.kind, fault.number) == ("anchor", 9)


def test_an_anchor_survives_being_written_and_read(ten: Cast) -> None:
    anchor = make_anchor(at=NOW)
    assert read_anchor(anchor.to_text()) == anchor
    assert verify([anchor]).is_whole


@pytest.mark.parametrize("text", ["", "không", "[]", "{}", '{"format": "vonggac-audit-anchor-1", "number": -1, "digest": "00"}'])
def test_a_file_that_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(BadAnchor):
        read_anchor(text)


def test_a_line_is_neither_changed_nor_deleted_through_the_application(ten: Cast) -> None:
    entry = Entry.objects.get(number=3)
    for attempt in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.filter(number=3).update(actor="x"),
        lambda: Entry.objects.filter(number=3).delete(),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_create([Entry()]),
    ):
        with pytest.raises(NeverChanged):
            attempt()
    assert verify().is_whole


def test_a_line_and_its_act_stand_or_fall_together(ten: Cast) -> None:
    def act_that_fails() -> None:
        record("work.tasks.opened", by=ten.coordinator, at=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        act_that_fails()
    assert verify().links == 10


def test_verify_reads_the_chain_in_a_constant_number_of_queries(ten: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        verify()


@pytest.fixture
def real_database(tmp_path: Path) -> dict[str, Any]:
    """Settings under which several threads really meet: tests on SQLite run in memory, where locks differ, so they get a file."""
    facts = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        import sqlite3

        facts["NAME"] = str(tmp_path / "log.sqlite3")
        connection.ensure_connection()
        with sqlite3.connect(facts["NAME"]) as copy:
            connection.connection.backup(copy)
    return facts


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain(real_database: dict[str, Any]) -> None:
    """Four writers; the head's row lets one after the other in."""

    def write(name: str) -> int:
        connections["default"].settings_dict = real_database
        try:
            for _line in range(10):
                with transaction.atomic():
                    record("work.tasks.opened", by=None, at=NOW, writer=name)
            return 10
        finally:
            connections.close_all()

    def check(_nothing: None) -> Any:
        connections["default"].settings_dict = real_database
        try:
            return verify()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as writers:
        assert sum(writers.map(write, "abcd")) == 40
    with ThreadPoolExecutor(1) as reader:
        verdict = reader.submit(check, None).result()
    assert verdict.is_whole
    assert verdict.links == 40


class TestCommand:
    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(audit, list(arguments))

    def test_whole_is_0_and_says_what_it_cannot_see(self, ten: Cast) -> None:
        done = self.run("verify")
        assert done.exit_code == 0
        assert done.stdout.startswith("10 dòng nguyên vẹn")
        assert "bản neo giữ bên ngoài" in done.stderr

    def test_broken_is_1_and_names_the_line(self, ten: Cast) -> None:
        behind_the_back("UPDATE audit_entry SET actor = 'x' WHERE number = 4")
        done = self.run("verify", "--json")
        assert done.exit_code == 1
        facts = json.loads(done.stdout)
        assert facts["fault"] == {"number": 4, "kind": "digest", "why": "nội dung dòng đã bị sửa: mã băm tính lại khác mã đã ghi"}
        assert facts["links"] == 3

    def test_a_bad_anchor_is_2_without_a_traceback(self, ten: Cast, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text("không")
        for name in ("a.json", "khong-co.json"):
            done = self.run("verify", "--anchor", str(tmp_path / name))
            assert done.exit_code == 2
            assert "Traceback" not in done.stderr

    def test_an_anchor_file_checks_out_and_its_export_is_in_the_log(self, ten: Cast, tmp_path: Path) -> None:
        path = tmp_path / "neo.json"
        assert self.run("anchor", str(path)).exit_code == 0
        assert Entry.objects.filter(act="audit.anchor.exported").exists()
        assert self.run("verify", "--anchor", str(path)).exit_code == 0
