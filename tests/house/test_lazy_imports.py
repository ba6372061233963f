"""What is heavy is imported by the work that needs it: the idle house stays small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installation import ROOT

HEAVY = [
    "numpy", "docx", "typst", "openpyxl", "python_calamine", "pypdf", "pypdfium2", "pyhanko", "signxml", "icalendar", "holidays", "ortools",
    "pyarrow", "polars", "duckdb", "PIL", "pytesseract", "apprise", "hypothesis", "pytest", "requests",
]  # fmt: skip
FOR_THE_WEB_ALONE = ["ninja", "pydantic"]


@pytest.mark.parametrize(
    ("opening", "heavy"),
    [
        ("import vonggac.web.wsgi; from django.urls import get_resolver; get_resolver().url_patterns", HEAVY),
        ("from vonggac.cli.options import start_django; start_django(); import vonggac.apps.jobs.worker", [*HEAVY, *FOR_THE_WEB_ALONE]),
        ("import vonggac.cli.startup", [*HEAVY, *FOR_THE_WEB_ALONE]),
    ],
    ids=["web", "worker", "startup"],
)
def test_an_idle_process_has_not_imported_the_heavy_libraries(opening: str, heavy: list[str], tmp_path: Path) -> None:
    code = f"{opening}\nimport sys\nprint(*[name for name in {heavy!r} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "VONGGAC_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_help_is_answered_without_the_application() -> None:
    code = """
import sys
from click.testing import CliRunner
from vonggac.cli import main
done = CliRunner().invoke(main, ["--help"])
assert done.exit_code == 0, done.output
print(*[name for name in ("granian", "numpy", "docx", "yaml") if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
