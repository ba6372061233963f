"""The yearly report from the command line: a file, or a sentence that says what to change."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cast import organisation
from vonggac.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province() -> None:
    organisation("51", "Tỉnh Thử Nghiệm", "province")


def annual(year: str, code: str, out: Path) -> Result:
    return CliRunner().invoke(main, ["report", "annual", "--year", year, "--organisation", code, "--out", str(out)])


def test_the_report_of_the_province_is_written_as_a_workbook(tmp_path: Path) -> None:
    out = tmp_path / "bao-cao.xlsx"
    done = annual("2026", "51", out)
    assert (done.exit_code, done.stderr) == (0, "")
    assert zipfile.is_zipfile(out)


@pytest.mark.parametrize(
    ("words", "year", "code", "name"),
    [
        ("Danh bạ không có cơ quan", "2026", "khong-co", "a.pdf"),
        ("Mẫu báo cáo của năm 2023 chưa có", "2023", "51", "a.pdf"),
        (".xlsx, .docx hoặc .pdf", "2026", "51", "a.txt"),
    ],
    ids=["no such body", "no form of that year", "no such ending"],
)
def test_what_cannot_be_written_is_said_and_leaves_no_file(tmp_path: Path, words: str, year: str, code: str, name: str) -> None:
    done = annual(year, code, tmp_path / name)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []
