"""Which doors a process keeps open, as the kernel tells it: what stands open to more than the chosen address is found."""

from __future__ import annotations

import os
import socket
import sys

import pytest

from vonggac.sources.hunting.scale import listening as module
from vonggac.sources.hunting.scale.listening import Listening, family_of, is_own, listening, strays

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it in /proc")


def test_own_doors_are_found_with_their_address_and_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("::1", 0), family=socket.AF_INET6) as two:
        doors = {("127.0.0.1", one.getsockname()[1]), ("::1", two.getsockname()[1])}
        found = {(door.address, door.port) for door in listening(family_of(os.getpid()))}
        mapped = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        with mapped:
            mapped.bind(("::ffff:127.0.0.1", 0))
            mapped.listen()
            assert ("127.0.0.1", mapped.getsockname()[1]) in {(door.address, door.port) for door in listening([os.getpid()])}
    assert doors <= found


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "fe80::1"])
def test_a_door_to_more_than_the_chosen_address_is_a_stray(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "chosen_alone", lambda _chosen: False)
    door = Listening(address, 6379, 1, "tcp")
    assert strays([door, Listening("127.0.0.1", 1, 1, "tcp"), Listening("192.0.2.1", 2, 1, "tcp")], "192.0.2.1") == [door]


def test_a_door_on_every_address_is_none_where_only_the_chosen_one_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "chosen_alone", lambda _chosen: True)
    assert strays([Listening("0.0.0.0", 6379, 1, "tcp"), Listening("::", 1, 1, "tcp6")], "192.0.2.1") == []
    assert strays([Listening("192.0.2.9", 6379, 1, "tcp")], "192.0.2.1") != []


def test_an_address_is_ours_only_if_this_machine_has_it() -> None:
    assert is_own("127.0.0.1")
    assert not is_own("192.0.2.199")
