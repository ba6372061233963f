"""The doctor sees what is wrong and says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from installation import Installation
from intake_house import SOURCES, publish, standing
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.cli import examination
from vonggac.cli.examination import BROKEN, LOOK, OK

TWICE = """
import json
from click.testing import CliRunner
from django.conf import settings
from vonggac.cli import main
sound = CliRunner().invoke(main, ["doctor", "--json"])
(settings.DATA / "secret-key").chmod(0o644)
settings.DATA.chmod(0o755)
faulty = CliRunner().invoke(main, ["doctor"])
print(json.dumps([(done.exit_code, done.stdout, done.stderr) for done in (sound, faulty)]))
"""
"""A sound installation, and the same with two faults."""


@pytest.fixture(scope="module")
def examined(template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[tuple[int, str, str]]]]:
    """An installation of this file's own, and what the doctor said of it before and after two faults."""
    with template.copied(tmp_path_factory.mktemp("doctor") / "data") as house:
        yield house.data, json.loads(house.python(TWICE))


def test_a_sound_installation_has_nothing_broken(examined: tuple[Path, list[tuple[int, str, str]]]) -> None:
    code, words, errors = examined[1][0]
    findings = {finding["name"]: finding for finding in json.loads(words)}
    assert (code, errors) == (0, "")
    assert {"Cơ sở dữ liệu", "Nâng cấp", "Việc nền", "Thư mục dữ liệu", "Khóa bí mật", "Dung lượng đĩa", "Đồng hồ", "Thư điện tử"} < set(
        findings
    )
    assert [name for name, finding in findings.items() if finding["verdict"] == BROKEN] == []
    assert findings["Việc nền"]["verdict"] == LOOK
    assert "Múi giờ" in findings


def test_every_fault_comes_with_what_to_do(examined: tuple[Path, list[tuple[int, str, str]]]) -> None:
    data, (_sound, (code, words, _errors)) = examined
    assert code == 1
    assert f"chmod 600 {data / 'secret-key'}" in words
    assert f"chmod 700 {data}" in words


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    done = Installation(tmp_path / "khong-co").run("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert "chưa có" in done.stdout
    assert not (tmp_path / "khong-co").exists()


@pytest.mark.django_db
def test_migrations_that_have_not_run_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert examination.migrations().verdict == OK
    monkeypatch.setattr("vonggac.cli.migrate.waiting_migrations", lambda: ["work.0009_x"])
    assert (examination.migrations().verdict, "vonggac migrate" in examination.migrations().advice) == (BROKEN, True)


@pytest.mark.django_db
def test_a_living_worker_is_seen_and_a_silent_one_is_not() -> None:
    from vonggac.apps.jobs.models import Pulse

    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    Pulse.objects.create(worker="w", started_at=at, seen_at=at)
    assert examination.worker(at.replace(second=30)).verdict == OK
    assert examination.worker(at.replace(minute=2)).verdict == LOOK


@pytest.mark.parametrize(("free", "verdict"), [(3 * 1024**3, OK), (1024**3, LOOK), (1024**2, BROKEN)])
def test_a_full_disk_is_seen_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, verdict: str) -> None:
    monkeypatch.setattr(examination.shutil, "disk_usage", lambda place: type("Usage", (), {"free": free}))
    assert examination.disk(tmp_path / "not" / "yet").verdict == verdict


def test_a_clock_that_differs_from_the_disks_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examination.clock(tmp_path).verdict == OK
    now = examination.time.time()
    monkeypatch.setattr(examination.time, "time", lambda: now + 3600)
    assert examination.clock(tmp_path).verdict == LOOK


def test_the_packaged_faces_are_whole() -> None:
    assert examination.fonts().verdict == OK


def test_mail_that_does_not_leave_the_house_is_told(settings: pytest.FixtureRequest) -> None:
    assert examination.mail().verdict == LOOK
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    assert examination.mail().verdict == OK


def test_the_intake_of_alerts_is_asked_how_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "intake", SOURCES)
    with standing(tmp_path / "intake", Limits(disk_floor=0, outstanding=1_000)) as intake:
        monkeypatch.setenv("VONGGAC_INTAKE_HTTP", f"127.0.0.1:{intake.port('http')}")
        assert [finding.verdict for finding in examination.intake()] == [OK, OK]
        intake.post(b"x", token="sai")
        alive, refused = examination.intake()
        assert (alive.verdict, refused.verdict, refused.seen) == (OK, LOOK, "1 trong một giờ qua (wrong-token 1)")
        intake.post(b"x" * 1_500)
        intake.do(intake.intake.desk.look)
        (waiting,) = examination.intake()
        assert waiting.verdict == LOOK
        assert "bảo người gửi chờ" in waiting.seen
    (gone,) = examination.intake()
    assert (gone.verdict, gone.seen[:16]) == (LOOK, "không trả lời ([")
    monkeypatch.setenv("VONGGAC_INTAKE_HTTP", "off")
    assert [finding.verdict for finding in examination.intake()] == [OK]
