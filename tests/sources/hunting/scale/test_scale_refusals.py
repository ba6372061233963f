"""A cluster is refused before anything starts when it would open doors that nobody chose, or has no library to start with."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from vonggac.cli.hunt import hunt
from vonggac.sources.hunting.scale import ray_data
from vonggac.sources.hunting.scale.ray_data import RayCrew
from vonggac.sources.refusal import Refused


@pytest.fixture(autouse=True)
def _without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr(ray_data, "_quiet", lambda **_how: None)


def refused(interface: str) -> str:
    with pytest.raises(Refused) as refusal, RayCrew(2, interface):
        pass
    return refusal.value.bad.rule


@pytest.mark.parametrize("interface", ["0.0.0.0", "::", "192.0.2.199", "eth0", ""])
def test_what_is_no_address_of_this_machine_is_refused(interface: str) -> None:
    assert refused(interface) == "no-address"


def test_a_machine_with_other_network_cards_is_refused_because_ray_would_open_doors_on_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_data, "is_own", lambda _address: True)
    monkeypatch.setattr(ray_data, "chosen_alone", lambda _address: False)
    assert refused("192.0.2.1") == "other-cards"


def test_a_process_that_has_loaded_ray_otherwise_is_refused_because_ray_reads_its_settings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "ray", object())
    monkeypatch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "1")
    assert refused("127.0.0.1") == "ray-imported"


def test_without_the_library_one_sentence_says_what_to_install() -> None:
    assert refused("127.0.0.1") == "no-ray"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--interface", "192.0.2.1"], "cần --cluster ray"),
        (["--cluster-address", "192.0.2.1:6379"], "cần --cluster ray"),
        (["--cluster", "ray", "--jobs", "2"], "--workers"),
        (["--cluster", "ray", "--interface", "0.0.0.0"], "không phải địa chỉ IPv4 của máy này"),
    ],
)
def test_the_command_says_what_does_not_go_together(options: list[str], words: str) -> None:
    done = CliRunner().invoke(hunt, [__file__, *options])
    assert done.exit_code == 2
    assert words in done.output
