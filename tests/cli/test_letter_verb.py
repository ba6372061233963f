"""`vonggac letter read` from outside: JSON on stdout, words on stderr, no database and no Django."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from installation import bare
from vonggac.cli import main

TWIN = Path(__file__).parents[1] / "samples" / "letters" / "founding_twin.txt"
SCHEMA = Path(__file__).parents[2] / "src" / "vonggac" / "engines" / "letters" / "letter.schema.json"


def _run(*args: object) -> Result:
    return CliRunner().invoke(main, ["letter", "read", *map(str, args)])


def test_one_file_gives_one_object_that_fits_the_schema() -> None:
    result = _run(TWIN, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["symbol"] == "STTTT-BCVT&CNTT"
    assert answer["file"] == str(TWIN)
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_several_files_give_a_line_each() -> None:
    lines = _run(TWIN, TWIN, "--json").stdout.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["cong-van", "cong-van"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"PK\x03\x04 broken"])
def test_a_file_that_cannot_be_read_gets_a_located_message_and_no_traceback(tmp_path: Path, data: bytes) -> None:
    bad = tmp_path / "thư.pdf"
    bad.write_bytes(data)
    result = _run(bad, TWIN, "--json")
    assert result.exit_code == 2
    assert "thư.pdf" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = _run(tmp_path / "khong-co.txt", "--json")
    assert result.exit_code == 2
    assert "khong-co.txt" in result.stderr


def test_a_secret_letter_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "van-ban.txt"
    secret.write_text("MẬT\n\n" + TWIN.read_text(encoding="utf-8"), encoding="utf-8")
    result = _run(secret, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""


def test_without_json_a_person_gets_a_few_lines() -> None:
    assert "Người ký: GIÁM ĐỐC, Phạm Minh Họa" in _run(TWIN).stdout


def test_the_verb_needs_no_django() -> None:
    code = f"import sys; from vonggac.cli.letter import _read_one; from pathlib import Path; _read_one(Path({str(TWIN)!r})); sys.exit('django' in sys.modules)"  # noqa: E501
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env=bare(PYTHONPATH="src"), cwd=Path(__file__).parents[2]).returncode == 0
    )
