"""The codes of systems: HT-00001 and on; a code given by hand is kept as it is."""

from __future__ import annotations

from collections.abc import Sequence

from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.queries import last_number

PREFIX = "HT-"


def number_systems(systems: Sequence[InformationSystem]) -> None:
    """Give the next numbers to those without a code; the unique column stops two writers who count at the same moment."""
    waiting = [system for system in systems if not system.code]
    if waiting:
        given = [system.code.removeprefix(PREFIX) for system in systems if system.code.startswith(PREFIX)]
        last = max([last_number(PREFIX), *(int(number) for number in given if number.isdecimal())])
        for number, system in enumerate(waiting, start=last + 1):
            system.code = f"{PREFIX}{number:05d}"
