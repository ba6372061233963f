"""Documented or red: settings, verbs of the command line, addresses of the API, nouns of the models."""

from __future__ import annotations

import re

from house.tree import ROOT, SOURCE, python_files

REFERENCE = ROOT / "docs" / "reference"
NOT_SETTINGS = {"VONGGAC_REFERENCE", "VONGGAC_PICTURES", "VONGGAC_CHROMIUM", "VONGGAC_TEST_TIER", "VONGGAC_LONG_TENTH"}


def _words(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_every_setting_has_its_paragraph() -> None:
    read = set()
    for path in [*python_files(), *(ROOT / "script").iterdir()]:
        if path.is_file():
            read |= set(re.findall(r"VONGGAC_[A-Z]+(?:_[A-Z]+)*", path.read_text(encoding="utf-8", errors="replace")))
    named = set(re.findall(r"`(VONGGAC_[A-Z_]+)`", _words("settings.md")))
    missing = {name for name in read - NOT_SETTINGS if name not in named and name.removesuffix("_FILE") not in named}
    assert missing == set()
    assert {name for name in named - read if name.removesuffix("_FILE") not in read} == set(), "a setting that nobody reads any more"


def test_every_verb_of_the_command_line_has_its_paragraph() -> None:
    from vonggac.cli import GROUPS

    words = _words("cli.md")
    assert [verb for verb in GROUPS if f"`vonggac {verb}" not in words] == []


def test_every_address_of_the_api_has_its_paragraph() -> None:
    from vonggac.apps.face.api import build_from_registry

    words = _words("api.md")
    api = build_from_registry()
    assert [path for path in api.get_openapi_schema()["paths"] if f" {path}`" not in words] == []


def test_every_noun_of_the_models_stands_in_the_glossary() -> None:
    from django.apps import apps

    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    ours = [model.__name__ for model in apps.get_models() if model.__module__.startswith("vonggac.")]
    assert [name for name in ours if f"`{name}`" not in words and f".{name}`" not in words] == []
    assert SOURCE.is_dir()


def _choices() -> dict[str, str]:
    """Return each set of choices that a column may hold, as Model.Choices or Choices, → the room that declares it."""
    from django.apps import apps
    from django.db.models import Choices

    found = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("vonggac.") or config.models_module is None:
            continue
        owners = [config.models_module, *config.get_models()]
        for owner in owners:
            for value in vars(owner).values():
                if isinstance(value, type) and issubclass(value, Choices) and value.__module__.startswith("vonggac."):
                    found[value.__qualname__] = config.label
    return found


def test_every_set_of_choices_stands_in_the_glossary() -> None:
    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    choices = _choices()
    assert len(choices) > 12
    assert {name: room for name, room in choices.items() if f"`{name}`" not in words} == {}


def test_a_term_has_one_row_in_the_glossary() -> None:
    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = [line.split("|")[1].strip() for line in words.splitlines() if re.match(r"\| (?!tiếng Việt|---)", line)]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))]
    assert len(links) > 30
    assert {f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()} == set()


def test_every_page_is_on_the_map() -> None:
    docs = ROOT / "docs"
    maps = [docs / "README.md", docs / "reference" / "README.md", docs / "decisions" / "README.md"]
    led = {(one.parent / target).resolve() for one in maps for target in re.findall(r"\]\(([^)#:\s]+)\)", one.read_text(encoding="utf-8"))}
    assert {str(page.relative_to(docs)) for page in docs.rglob("*.md") if page.resolve() not in led} - {"README.md"} == set()


FILLED = r"(?:…|[\d.]+|cấp độ \d)"
"""What a lesson writes where a screen fills something in."""


def _as_pattern(words: str, filling: str) -> re.Pattern[str]:
    """Return a pattern of words whose gaps (%(n)s on a screen, … in a lesson) are filled so."""
    return re.compile(filling.join(re.escape(part) for part in re.split(r"%\(\w+\)s|…", words)))


def test_what_a_lesson_writes_in_bold_stands_on_a_screen() -> None:
    """A lesson names buttons and headings; a button that was renamed would lead its reader astray."""
    catalogue = (SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    sources = re.findall(r'^msgid(?:_plural)? ((?:".*"\n?)+)', catalogue, re.MULTILINE)
    screens = {"".join(re.findall(r'"(.*)"', one)).replace('\\"', '"') for one in sources} - {""}
    filled = [_as_pattern(one, FILLED) for one in screens if "%(" in one]
    strange = []
    for lesson in sorted((ROOT / "docs" / "tutorial").glob("*.md")):
        for found in re.findall(r"\*\*(.+?)\*\*", lesson.read_text(encoding="utf-8"), re.DOTALL):
            name = re.sub(r"\s+", " ", found)
            if name in screens or f"{name}:" in screens or name.rstrip(".") in screens:
                continue
            cut = "…" in name and any(map(_as_pattern(name, ".+").fullmatch, screens))
            if not cut and not any(one.fullmatch(name) for one in filled):
                strange.append(f"{lesson.name}: {name}")
    assert len(screens) > 1000
    assert strange == []
