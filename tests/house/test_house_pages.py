"""What every page of the house keeps: an act, assets of its own, icons that exist, weight."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from house.tree import SOURCE, shown, templates

STATIC = SOURCE / "apps" / "face" / "static" / "face"
ASSETS = json.loads((STATIC / "ASSETS.json").read_text(encoding="utf-8"))["files"]


def _patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, where)
        elif isinstance(entry, URLPattern):
            yield where, entry.callback


OPEN = {"giao-dien", "phim-tat", "suc-khoe"}
"""Pages of the face that need no account."""


def test_every_page_of_ours_names_the_act_it_asks_for() -> None:
    ours = [(where, view) for where, view in _patterns(get_resolver()) if getattr(view, "__module__", "").startswith("vonggac.")]
    assert len(ours) >= 5
    assert [where for where, view in ours if not getattr(view, "act", "")] == [], (
        "begin the view with @requires, @signed_in or @open_to_all"
    )


def test_every_act_that_a_page_asks_for_stands_in_the_table() -> None:
    from vonggac.apps.accounts.acts import ACTS

    asked = {getattr(view, "act", "") for _where, view in _patterns(get_resolver())} - {"", "open", "signed-in"}
    assert asked <= set(ACTS), f"unknown acts: {sorted(asked - set(ACTS))}"


def test_only_known_pages_of_the_face_are_open_to_all() -> None:
    open_here = {
        where
        for where, view in _patterns(get_resolver())
        if getattr(view, "act", "") == "open" and getattr(view, "__module__", "").startswith("vonggac.apps.face")
    }
    assert open_here == OPEN


FOREIGN = re.compile(
    r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//""", re.IGNORECASE
)
INLINE = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*(?:\ssrc=|type="application/json"))|javascript:""", re.IGNORECASE
)


def test_no_template_or_stylesheet_loads_from_another_host() -> None:
    files = [*templates(), *STATIC.rglob("*.css"), *STATIC.glob("*.js"), *STATIC.rglob("*.svg")]
    assert len(files) > 20
    assert [shown(path) for path in files if FOREIGN.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_holds_inline_style_or_script() -> None:
    found = {shown(path): match.group() for path in templates() if (match := INLINE.search(path.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.django_db
def test_the_content_policy_lets_nothing_inline_in(client: Any) -> None:
    policy = client.get("/suc-khoe").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_built_assets_are_those_that_were_built() -> None:
    for asset in ASSETS:
        content = (STATIC / asset["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == asset["sha256"], f"{asset['file']}: run script/assets"
        assert asset["licence"] in {"MIT", "OFL-1.1", "0BSD"}
        assert b"sourceMappingURL" not in content
    built = {path.relative_to(STATIC).as_posix() for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert built <= {asset["file"] for asset in ASSETS}


def _zipped(pattern: str) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.rglob(pattern))


def test_a_page_stays_light() -> None:
    assert _zipped("*.css") <= 40 * 1024
    assert _zipped("*.js") <= 60 * 1024
    assert sum(path.stat().st_size for path in STATIC.rglob("*.woff2")) <= 120 * 1024


ICON = [
    re.compile(text)
    for text in (
        r'<c-icon name="([a-z0-9-]+)"',
        r'\{% icon ["\']([a-z0-9-]+)["\']',
        r'<c-meta icon="([a-z0-9-]+)"',
        r'\bicon="([a-z0-9-]+)"',
    )
]


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    missing = {}
    for path in [*templates(), *(SOURCE / "apps").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        if lost := {name for pattern in ICON for name in pattern.findall(text)} - sprite:
            missing[shown(path)] = lost
    assert missing == {}, "run script/assets"


def test_every_item_of_the_rail_leads_somewhere_and_has_its_icon() -> None:
    from django.urls import reverse

    from vonggac.apps.face import registries

    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    for key, item in registries.rail.in_order():
        assert reverse(item.url_name), key
        assert f'id="{item.icon}"' in sprite, f"{key}: no icon {item.icon}; run script/assets"


def test_files_leave_by_one_door_so_that_no_cache_keeps_them_and_no_browser_runs_them() -> None:
    doors = {SOURCE / "apps" / "face" / "downloads.py", SOURCE / "apps" / "work" / "ui" / "downloads.py"}
    words = re.compile(r"Content-Disposition|\bFileResponse\(")
    found = [
        shown(path) for path in (SOURCE / "apps").rglob("*.py") if path not in doors and words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "use face.downloads, or work.ui.downloads for a kept file"
