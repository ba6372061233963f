"""`vonggac feed read` from outside: JSON on stdout, faults on stderr with their place, three exit codes, no Django."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from vonggac.cli import main

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "src" / "vonggac" / "sources" / "feeds" / "feed.schema.json").read_text(encoding="utf-8"))
SAMPLES = ROOT / "tests" / "samples" / "feeds"


def ask(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["feed", "read", *map(str, arguments)])


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    "sample",
    sorted(path for path in SAMPLES.glob("*/*") if not path.name.endswith(".expected.json")),
    ids=lambda path: path.name,
)
def test_every_line_of_every_sample_fits_the_published_schema(sample: Path) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    said = lines(ask("--json", sample))
    assert said[-1]["type"] == "file"
    for line in said:
        assert not list(validator.iter_errors(line)), line


def test_a_whole_file_ends_with_zero_and_its_counts() -> None:
    result = ask("--json", SAMPLES / "shadowserver" / "2026-11-20-event4_sinkhole-vn.csv")
    assert result.exit_code == 0, result.stderr
    assert lines(result)[-1]["counts"] == {"event": 2}


def test_a_bad_row_ends_with_one_and_is_told_on_stderr_with_its_line(tmp_path: Path) -> None:
    sample = (SAMPLES / "shadowserver" / "2026-11-20-event4_sinkhole-vn.csv").read_text(encoding="utf-8")
    path = tmp_path / "bao-cao.csv"
    path.write_text(sample.replace("203.162.77.9", "203.162.77.900"), encoding="utf-8")
    result = ask(path)
    assert result.exit_code == 1
    assert "bao-cao.csv, dòng 2, cột “src_ip”" in result.stderr
    assert "1 sự kiện, 1 chỗ sai" in result.stdout


def test_what_is_no_feed_ends_with_two_and_the_other_file_is_read_all_the_same(tmp_path: Path) -> None:
    strange = tmp_path / "ảnh.bin"
    strange.write_bytes(bytes(range(128, 256)) * 20)
    result = ask(strange, tmp_path / "không-có.csv", SAMPLES / "shadowserver" / "scan_redis_like_no_other.csv")
    assert result.exit_code == 2
    assert "Không nhận ra định dạng" in result.stderr
    assert "không mở được tệp" in result.stderr
    assert "scan_redis_like_no_other.csv: shadowserver; 1 sự kiện" in result.stdout


def test_the_verb_loads_neither_django_nor_heavy_libraries() -> None:
    script = (
        "import sys; from vonggac.cli import main\n"
        f"try: main(['feed', 'read', {str(SAMPLES / 'shadowserver' / 'scan_redis_like_no_other.csv')!r}])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'lxml', 'openpyxl', 'pypdfium2', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"
