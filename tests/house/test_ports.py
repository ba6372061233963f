"""The one way up is a named port; here stand all of them, and who is registered shows in the failure."""

from __future__ import annotations

import importlib

from house.tree import SOURCE
from vonggac.apps.face import registries

PORTS = {
    "face.api_routers",
    "face.help_lines",
    "face.notices",
    "face.panels",
    "face.persons",
    "face.rail",
    "face.search",
    "face.watch",
    "organisations.carriers",
    "work.recipients",
}
"""Ports of the design and of the face; a new port enters here and in docs/reference/ports.md."""


def test_every_port_is_listed_and_documented() -> None:
    for path in (SOURCE / "apps").glob("*/ports.py"):
        importlib.import_module(f"vonggac.apps.{path.parent.name}.ports")
    known = {name: sorted(port.entries) for name, port in registries.ports.items() if "test" not in name}
    words = (SOURCE.parents[1] / "docs" / "reference" / "ports.md").read_text(encoding="utf-8")
    undocumented = {name: who for name, who in known.items() if f"`{name}`" not in words}
    assert undocumented == {}
    assert set(known) >= PORTS


def test_a_second_registration_of_a_key_is_refused() -> None:
    import pytest

    port: registries.Registry[int] = registries.Registry("test.port")
    port.add("a", 1)
    port.add("a", 1)
    with pytest.raises(ValueError, match="stands already"):
        port.add("a", 2)
    registries.ports.pop("test.port")


def test_entries_are_asked_in_sorted_order() -> None:
    port: registries.Registry[int] = registries.Registry("test.order")
    for key in ("b", "a", "c"):
        port.add(key, 0)
    registries.ports.pop("test.order")
    assert [key for key, _entry in port.in_order()] == ["a", "b", "c"]
