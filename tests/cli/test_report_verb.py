"""The yearly report from the command line: a file, or a sentence that says what to change."""

from __future__ import annotations

import zipfile
from pathlib import Path

from installation import Installation

PROVINCE = """
from vonggac.apps.organisations.models import Organisation
Organisation.objects.create(code="51", name="Tỉnh Thử Nghiệm", kind="province", province_code="51")
"""


def test_the_report_of_the_province_is_written_as_a_workbook(house: Installation, tmp_path: Path) -> None:
    house.python(PROVINCE)
    out = tmp_path / "bao-cao.xlsx"
    done = house.run("report", "annual", "--year", "2026", "--organisation", "51", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert zipfile.is_zipfile(out)


def test_what_cannot_be_written_is_said_and_leaves_no_file(house: Installation, tmp_path: Path) -> None:
    house.python(PROVINCE)
    folder = tmp_path / "ra"
    folder.mkdir()
    for words, asked in {
        "Danh bạ không có cơ quan": ("--year", "2026", "--organisation", "khong-co", "--out", str(folder / "a.pdf")),
        "Mẫu báo cáo của năm 2023 chưa có": ("--year", "2023", "--organisation", "51", "--out", str(folder / "a.pdf")),
        ".xlsx, .docx hoặc .pdf": ("--year", "2026", "--organisation", "51", "--out", str(folder / "a.txt")),
    }.items():
        done = house.run("report", "annual", *asked)
        assert done.returncode == 2
        assert words in done.stderr
    assert list(folder.iterdir()) == []
