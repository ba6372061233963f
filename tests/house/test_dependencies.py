"""Every locked package is named with its licence and its reason, and no licence ties our own code."""

from __future__ import annotations

import importlib.metadata
import json
import re

import pytest

from house.test_lock_files import locked
from house.tree import ROOT, SOURCE

TABLE = ROOT / "docs" / "reference" / "dependencies.md"
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
FREE = re.compile(r"MIT|BSD|Apache|PSF|MPL")
OPTIONAL = {"pyspark", "psycopg", "psycopg-binary", "pytesseract", "pillow", "py7zr"}


def rows() -> dict[str, tuple[str, str]]:
    """Return package → (licence, why), as the page says."""
    return {name: (licence.strip(), why.strip()) for name, licence, why in ROW.findall(TABLE.read_text(encoding="utf-8"))}


def test_every_locked_package_stands_in_the_table() -> None:
    named = set(rows())
    locks = ("requirements.lock", "requirements-pg.lock", "requirements-hunt.lock", "requirements-scale.lock")
    wanted = {package for lock in locks for package in locked(lock)} | OPTIONAL
    assert wanted - named == set()
    assert named - wanted == set(), "a row for a package that is no longer locked"


def test_every_row_has_its_reason() -> None:
    assert [name for name, (_, why) in rows().items() if len(why) < 8] == []


def test_no_licence_ties_our_own_code() -> None:
    core = {name: licence for name, (licence, _) in rows().items() if name in locked("requirements.lock")}
    assert {name: licence for name, licence in core.items() if not FREE.search(licence) or re.search(r"GPL", licence)} == {}


@pytest.mark.parametrize("name", sorted(set(locked("requirements.lock"))))
def test_the_licence_of_the_table_is_that_of_the_package(name: str) -> None:
    try:
        said = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")
    words = " ".join([str(said.get("License-Expression") or ""), str(said.get("License") or "")[:80], *(said.get_all("Classifier") or [])])
    families = [family for family in ("MIT", "BSD", "Apache", "PSF|Python Software", "MPL|Mozilla") if re.search(family, words)]
    assert any(re.search(family, rows()[name][0]) for family in families), words


def test_every_work_of_others_in_the_product_is_named_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assets = json.loads((SOURCE / "apps/face/static/face/ASSETS.json").read_text(encoding="utf-8"))["files"]
    works = {work for asset in assets for work in re.findall(r"@[a-z-]+/[a-z-]+|\bhtmx\b", asset["from"])}
    assert len(works) > 3
    assert {work for work in works if work not in notice} == set()
    fonts = {path.stem.split("-")[0] for path in (SOURCE / "engines/documents/fonts").glob("*.ttf")}
    assert fonts
    assert {font for font in fonts if font not in notice} == set()
