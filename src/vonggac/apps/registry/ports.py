"""The ports of the register: what rooms above show on a system's page, prove about its layers, and know of seasons and work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from django.http import HttpResponseBase

from vonggac.apps.face.registries import Registry
from vonggac.apps.registry.models import InformationSystem

OnSystem = Callable[[Any, InformationSystem, datetime], dict[str, Any] | None]
"""(user, system, at) → context of the room's template, or None when there is nothing that this person may see."""

PLACES = ("level", "dossier", "measures", "work", "aside")
"""Where a panel may stand: inside the card of the level, under the four layers, below both columns, first beside, last beside."""


class OnPage(NamedTuple):
    """One room's panel on the page of a system; the template finds its context as `panel`."""

    template: str
    ask: OnSystem
    place: str = "work"


on_system: Registry[OnPage | tuple[str, OnSystem]] = Registry("registry.on_system")
"""key → panel; several at one place stand in the order of the keys. A pair without a place stands with the open work."""


def panels_of(user: Any, system: InformationSystem, at: datetime) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return, for each place, the rooms' templates with their contexts, without the rooms that have nothing."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {place: [] for place in PLACES}
    for _key, entry in on_system.in_order():
        panel = OnPage(*entry)
        context = panel.ask(user, system, at)
        if context is not None:
            found[panel.place].append((panel.template, context))
    return found


# --- what rooms above know ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LiveProof:
    """The newest sign that a layer works, from a room that sees it happen: a handover, an alert, a signal."""

    at: datetime
    words: str


LiveProofs = Callable[[Sequence[int]], dict[tuple[int, int], LiveProof]]
"""ids of systems → (system, layer) → the newest sign."""
live_proofs: Registry[LiveProofs] = Registry("registry.live_proofs")


def live_proofs_of(system_ids: Sequence[int]) -> dict[tuple[int, int], LiveProof]:
    """Return the newest sign of each layer over all rooms."""
    newest: dict[tuple[int, int], LiveProof] = {}
    for _key, ask in live_proofs.in_order():
        for mark, proof in ask(system_ids).items():
            if mark not in newest or newest[mark].at < proof.at:
                newest[mark] = proof
    return newest


@dataclass(frozen=True, slots=True)
class Season:
    """Days of heightened watch that a letter orders."""

    name: str
    first: date
    last: date


seasons: Registry[Callable[[date, date], Iterable[Season]]] = Registry("registry.seasons")
"""(first day, last day) → the seasons that touch these days."""


def seasons_between(first: date, last: date) -> list[Season]:
    """Return the seasons that touch these days, the earliest first."""
    found = [one for _key, ask in seasons.in_order() for one in ask(first, last)]
    return sorted(found, key=lambda one: (one.first, one.last, one.name))


@dataclass(frozen=True, slots=True)
class DoneWork:
    """One piece of work on a system in a month, with its times."""

    system_id: int
    number: str
    title: str
    opened_at: datetime
    acknowledged_at: datetime | None
    done_at: datetime | None
    due_on: date | None


month_work: Registry[Callable[[Any, Sequence[int], date, date], Iterable[DoneWork]]] = Registry("registry.month_work")
"""(user, ids of systems, first day, last day) → the work opened or done in these days that the person may know of."""


def work_between(user: Any, system_ids: Sequence[int], first: date, last: date) -> list[DoneWork]:
    """Return the work of all rooms in these days, in the order in which it began."""
    found = [one for _key, ask in month_work.in_order() for one in ask(user, system_ids, first, last)]
    return sorted(found, key=lambda one: (one.opened_at, one.number))


give_work: Registry[Callable[[Any, Any], str | None]] = Registry("registry.give_work")
"""(user, finding) → the page on which work is given out for it, or None when this person gives out none."""


def where_to_give(user: Any, finding: Any) -> str | None:
    """Return the first page that a room offers for a finding."""
    return next((url for _key, ask in give_work.in_order() if (url := ask(user, finding))), None)


class ProofFiles(Protocol):
    """The room that keeps files of proofs: weighed, looked through for secrecy marks in memory, kept once under their digest."""

    def keep(self, content: bytes, name: str, *, at: datetime) -> tuple[str, str]:
        """Keep a file and return its digest and the name it goes by; raises `ValidationError` beside `file` when it may not come in."""
        ...

    def hand_out(self, sha256: str, name: str) -> HttpResponseBase:
        """Return the file as a download that no browser runs; 410 when a spill erased it."""
        ...


proof_files: Registry[ProofFiles] = Registry("registry.proof_files")
"""Who keeps the files of proofs; the first one does."""


def keeper_of_proofs() -> ProofFiles:
    """Return the room that keeps files of proofs."""
    return next(entry for _key, entry in proof_files.in_order())


correct_level: Registry[Callable[[Any, InformationSystem], str | None]] = Registry("registry.correct_level")
"""(user, system) → the page on which a level that was written wrong is set right with a reason, or None when this person may not."""


def where_to_correct_level(user: Any, system: InformationSystem) -> str | None:
    """Return the first page that a room offers for a wrong level."""
    return next((url for _key, ask in correct_level.in_order() if (url := ask(user, system))), None)
