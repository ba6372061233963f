"""`vonggac assessment export`: a file with its line in the log, or a sentence that says what to do and no file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessing_cast import Bench
from vonggac.apps.audit.models import Entry
from vonggac.cli import main

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["assessment", "export", *words])


@pytest.mark.parametrize(("form", "root"), [("oscal-results", "assessment-results"), ("oscal-plan", "plan-of-action-and-milestones")])
def test_an_assessment_goes_to_a_file_and_the_log_says_so(tmp_path: Path, form: str, root: str) -> None:
    row, out = Bench.set_up().open(), tmp_path / "a.json"
    done = run(str(row.pk), "--format", form, "--out", str(out))
    assert (done.exit_code, "111 yêu cầu" in done.stdout) == (0, True), done.output
    assert list(json.loads(out.read_text(encoding="utf-8"))) == [root]
    assert Entry.objects.filter(act="compliance.assessment.exported").count() == 1


def test_one_that_is_not_there_is_said_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    done = run("987654", "--format", "oscal-plan", "--out", str(out))
    assert (done.exit_code, done.stdout, out.exists()) == (2, "", False)
    assert "987654" in done.stderr
