"""`vonggac alert read` prints ECS that fits its published schema, says what it could not read, and answers with its exit code."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from vonggac.cli import main
from vonggac.engines.alerts.schema import schema

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples" / "logs"
SCHEMA = ROOT / "src" / "vonggac" / "engines" / "alerts" / "alert.schema.json"
AT = ["--at", "2026-11-23T08:00:00+07:00"]


def run(*words: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["alert", "read", *map(str, words), *AT], input=stdin)


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_published_schema_is_the_one_that_the_table_of_fields_makes() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.log")))
def test_every_object_fits_the_published_schema(name: str) -> None:
    result = run(SAMPLES / f"{name}.log", "--json")
    judge = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    found = objects(result)
    assert found
    for one in found:
        assert [str(error) for error in judge.iter_errors(one)] == []
    wanted = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    assert len(found) == len(wanted["records"])
    assert result.exit_code == (1 if wanted["count"]["unparsed"] else 0)


def test_an_alert_says_what_the_house_makes_of_it() -> None:
    first = objects(run(SAMPLES / "suricata.log", "--json"))[0]
    assert first["source"]["ip"] == "10.51.20.14"
    assert first["event"]["original"].startswith('{"timestamp":"2026-11-23T07:21:08')
    assert first["vonggac"]["severity"]["words"] == "Nghiêm trọng"
    assert first["vonggac"]["kind"]["class"] == "malicious-code"
    assert first["vonggac"]["group"]["because"].startswith("cùng Suricata, quy tắc 2034567")


def test_only_alerts_when_asked() -> None:
    assert {one["event"]["kind"] for one in objects(run(SAMPLES / "suricata.log", "--json", "--alerts"))} == {"alert"}


def test_a_person_reads_groups_and_the_sum() -> None:
    result = run(SAMPLES / "wazuh.log")
    assert result.exit_code == 0
    assert "wazuh.log: 4 dòng, 4 cảnh báo trong 4 nhóm" in result.stdout
    assert "sshd: brute force" in result.stdout


def test_what_cannot_be_read_is_said_with_its_place() -> None:
    result = run("-", stdin=b"gi do\nCEF:0|a|b|1|2|n|3|src=198.51.100.4\n")
    assert result.exit_code == 1
    assert "đầu vào, dòng 1: Không nhận ra định dạng" in result.stderr
    assert "1 không đọc được" in result.stdout


def test_a_packed_log_is_read_as_it_is_and_a_broken_one_is_answered(tmp_path: Path) -> None:
    packed = gzip.compress((SAMPLES / "wazuh.log").read_bytes())
    (tmp_path / "a.log").write_bytes(packed)
    (tmp_path / "b.gz").write_bytes(packed[:-20])
    assert len(objects(run(tmp_path / "a.log", "--json"))) == 4
    broken = run(tmp_path / "b.gz", "--json")
    assert broken.exit_code == 2
    assert "tệp nén hỏng" in broken.stderr


def test_a_mapping_of_ones_own_reads_the_rest(tmp_path: Path) -> None:
    mapping = tmp_path / "anh-xa.json"
    mapping.write_text(
        json.dumps({"name": "x", "kind": "pattern", "pattern": "tu (?P<a>\\S+)", "fields": {"source.ip": "a"}}), encoding="utf-8"
    )
    result = run("-", "--json", "--mapping", mapping, stdin=b"tu 198.51.100.4\n")
    assert result.exit_code == 0
    assert objects(result)[0]["source"]["ip"] == "198.51.100.4"


@pytest.mark.parametrize("content", ["{", '{"name": "x"}', "[" * 5000])
def test_a_wrong_mapping_stops_with_its_place(tmp_path: Path, content: str) -> None:
    mapping = tmp_path / "sai.json"
    mapping.write_text(content, encoding="utf-8")
    result = run(SAMPLES / "cef.log", "--mapping", mapping)
    assert result.exit_code == 2
    assert result.stderr.startswith("sai.json")
    assert result.stdout == ""


def test_a_missing_file_and_a_moment_without_zone_are_answered() -> None:
    assert run("khong-co.log").exit_code == 2
    assert CliRunner().invoke(main, ["alert", "read", "x", "--at", "2026-11-23"]).exit_code == 2
    assert CliRunner().invoke(main, ["alert", "read", "x", "--zone", "Sao/Hoa"]).exit_code == 2
