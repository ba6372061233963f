"""`vonggac catalogue …` from outside: what is shipped, in other formats, and what a foreign file holds; no database, nothing stored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from installation import bare
from vonggac.cli import main


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["catalogue", *words], input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_editions_are_listed_with_how_they_were_read() -> None:
    former, binding = lines(run("list", "--json"))
    assert (former["code"], binding["code"]) == ("TCVN 11930:2017", "TCVN 14423:2026")
    assert binding["by_level"] == {"1": 111, "2": 129, "3": 195, "4": 273, "5": 288}
    assert (binding["provenance"], binding["valid_from"], len(binding["digest"])) == ("second_hand_paraphrase", "2026-08-19", 64)
    assert "Tóm lược gián tiếp" in run("list").stdout


def test_controls_of_a_level_and_a_group_come_with_clause_cadence_and_marks() -> None:
    rows = lines(run("show", "--edition", "TCVN 14423:2026", "--level", "3", "--group", "RR", "--json"))
    assert len(rows) == 11
    assert all(row["group"] == "RR" and 3 in row["levels"] and "Tóm lược gián tiếp" in row["marks"] for row in rows)
    assert (rows[1]["clauses"]["3"], rows[1]["cadence"]["3"]) == ("5.1.2.1 b", "yearly")
    assert len(lines(run("show", "--edition", "TCVN 11930:2017", "--json"))) == 72


@pytest.mark.parametrize("form", ["ciso", "oscal-catalog"])
def test_what_is_exported_is_read_back_as_the_same(form: str, tmp_path: Path) -> None:
    file = tmp_path / "danh-muc"
    assert run("export", "--edition", "TCVN 11930:2017", "--format", form, "--out", str(file)).exit_code == 0
    result = run("read", str(file), "--json")
    (answer,) = lines(result)
    assert (result.exit_code, answer["requirements"], answer["bad"]) == (0, 72, [])
    assert (answer["comparison"]["edition"], answer["comparison"]["identical"]) == ("TCVN 11930:2017", True)


def test_a_profile_holds_the_controls_of_its_level_and_goes_to_standard_output() -> None:
    result = run("export", "--edition", "TCVN 14423:2026", "--format", "oscal-profile", "--level", "2", "--out", "-")
    profile = json.loads(result.stdout_bytes)["profile"]
    assert len(profile["imports"][0]["include-controls"][0]["with-ids"]) == 129


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "--format", "oscal-profile", "--out", "-"), "--level"),
        (("export", "--format", "ciso", "--level", "3", "--out", "-"), "oscal-profile"),
        (("export", "--edition", "TCVN 1", "--format", "ciso", "--out", "-"), "TCVN 14423:2026"),
        (("export", "--format", "ciso", "--out", "/khong-co-thu-muc/a"), "không ghi được tệp"),
        (("show", "--group", "XX"), "RR"),
        (("read", "/khong-co"), "không mở được tệp"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"a: [", b"a: &x [1]\nb: *x", b"{}", b"chi la chu", b"\x00\x01", b'{"profile": {}}'])
def test_a_file_that_is_no_catalogue_is_refused_with_its_name(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "la.yaml"
    file.write_bytes(content)
    result = run("read", str(file), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "la.yaml" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_calls_itself_ours_and_differs_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "sua.yaml"
    assert run("export", "--edition", "TCVN 14423:2026", "--format", "ciso", "--out", str(file)).exit_code == 0
    file.write_text(file.read_text(encoding="utf-8").replace("Quy trình quản lý rủi ro bốn bước", "Quy trình năm bước"), encoding="utf-8")
    result = run("read", str(file))
    assert result.exit_code == 1
    assert "RR-01: title.vi: có sẵn “Quy trình quản lý rủi ro bốn bước”, tệp ghi “Quy trình năm bước”" in result.stdout


def test_a_row_that_cannot_be_read_is_located_and_the_rest_is_read() -> None:
    library = b"""urn: urn:x:risk:library:x
locale: vi
ref_id: x
objects:
  framework:
    ref_id: x
    requirement_nodes:
    - {urn: 'urn:x:1', ref_id: RR-01, assessable: true, name: A}
    - {urn: 'urn:x:2', ref_id: RR-02, assessable: true, name: B, parent_urn: 'urn:x:khong-co'}
"""
    result = run("read", "-", "--json", given=library)
    (answer,) = lines(result)
    assert (result.exit_code, answer["requirements"]) == (1, 1)
    assert "requirement_nodes[1]" in answer["bad"][0]["place"]
    assert "requirement_nodes[1]" in result.stderr
    assert [(pair["ours"], pair["by"]) for pair in answer["comparison"]["pairs"]] == [("RR-01", "code")]


def test_the_verbs_need_no_django(tmp_path: Path) -> None:
    out = str(tmp_path / "a.yaml")
    code = (
        "import sys; from vonggac.cli.catalogue import catalogue; "
        f"catalogue(['export', '--format', 'ciso', '--out', {out!r}], standalone_mode=False); sys.exit('django' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], check=False, env=bare(PYTHONPATH="src"), cwd=root).returncode == 0
