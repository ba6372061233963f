"""The province and its letter, made once for a file or a class: hundreds of bodies and tasks are too many to write for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from province import Province, given_letter

from standing import standing
from vonggac.apps.directives.models import Directive


@pytest.fixture(scope="module")
def files_of_letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the letters lie that several tests share; each test works on a copy."""
    return tmp_path_factory.mktemp("letters")


@pytest.fixture(scope="module")
def standing_province(django_db_setup: None, django_db_blocker: Any) -> Iterator[Province]:
    """The province of this file."""
    with standing(django_db_blocker):
        yield Province.assemble()


@pytest.fixture(scope="class")
def standing_letter(standing_province: Province, files_of_letters: Path, django_db_blocker: Any) -> Iterator[Directive]:
    """The letter of this class of tests; a file whose every test is about it says so with `scope="module"`."""
    with given_letter(standing_province, files_of_letters, django_db_blocker) as letter:
        yield letter


@pytest.fixture
def province(standing_province: Province, settings: Any, tmp_path: Path) -> Province:
    """The province, for this test to change as it likes."""
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    return deepcopy(standing_province)


@pytest.fixture
def letter(standing_letter: Directive, files_of_letters: Path, province: Province, settings: Any) -> Directive:
    """The letter that is given out, for this test to change as it likes."""
    shutil.copytree(files_of_letters, settings.EVIDENCE_FOLDER)
    return Directive.objects.get(pk=standing_letter.pk)
