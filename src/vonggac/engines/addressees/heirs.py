"""Who answers today for a body of another day, step by step through the successions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vonggac.engines.addressees.directory import Directory
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import fold
from vonggac.law.model import OrganisationFact, SuccessionFact

_Key = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Heirs:
    """The one body that answers today, or why a person must choose and among whom."""

    body: OrganisationFact | None
    because: str
    candidates: tuple[OrganisationFact, ...] = ()


def _fitting(fact: OrganisationFact, function: str) -> tuple[SuccessionFact, ...]:
    """The successions that could carry on: those of the function asked for, else those of everything."""
    wanted = fold(function)
    special = tuple(heir for heir in fact.successors if wanted and fold(heir.function) == wanted)
    return special or tuple(heir for heir in fact.successors if not heir.function)


def heirs_of(fact: OrganisationFact, *, directory: Directory, on: date, function: str = "") -> Heirs:
    """Follow the successions of one function, or of everything, to the body that exists on the day.

    Several heirs, or heirs of other functions only, are candidates: a person decides. A body that ended without heirs offers the heirs
    of the bodies that were below it (a district: the communes that took over its communes).
    """
    return _follow(fact, directory, on, function, set())


def _follow(fact: OrganisationFact, directory: Directory, on: date, function: str, met: set[_Key]) -> Heirs:
    steps: list[str] = []
    while not fact.holds_on(on):
        if fact.valid_to is None or on <= fact.valid_to:
            return Heirs(None, f"{fact.name} chưa có vào ngày {format_date(on)}")
        if fact.key in met:
            return Heirs(None, f"{fact.name}: danh bạ ghi các nơi tiếp nhận thành vòng tròn, sửa danh bạ rồi chọn nơi nhận")
        met.add(fact.key)
        heirs = [directory.body(heir.to, heir.on) for heir in _fitting(fact, function)]
        if len(heirs) != 1 or heirs[0] is None:
            return _undecided(fact, directory, on, met)
        steps.append(f"{fact.name} kết thúc ngày {format_date(fact.valid_to)}, {heirs[0].name} tiếp nhận")
        fact = heirs[0]
    return Heirs(fact, "; ".join(steps) or f"{fact.name} còn hoạt động ngày {format_date(on)}")


def _undecided(fact: OrganisationFact, directory: Directory, on: date, met: set[_Key]) -> Heirs:
    ended = f"{fact.name} kết thúc ngày {format_date(fact.valid_to)}" if fact.valid_to else fact.name
    named = [directory.body(heir.to, heir.on) for heir in fact.successors]
    candidates = _living([body for body in named if body is not None], directory, on, met)
    if candidates:
        parts = "; ".join(
            f"{heir.function}: {body.name}" for heir, body in zip(fact.successors, named, strict=True) if body and heir.function
        )
        return Heirs(None, f"{ended}, mỗi phần việc một nơi tiếp nhận ({parts}): chọn nơi tiếp nhận", candidates)
    below = directory.children_of(fact, fact.valid_to) if fact.valid_to else ()
    candidates = _living(list(below), directory, on, met)
    if candidates:
        return Heirs(None, f"{ended}, không có một nơi kế thừa; {len(candidates)} đơn vị tiếp nhận địa bàn: chọn nơi nhận", candidates)
    return Heirs(None, f"{ended}, danh bạ chưa ghi nơi tiếp nhận: chọn nơi nhận")


def _living(bodies: list[OrganisationFact], directory: Directory, on: date, met: set[_Key]) -> tuple[OrganisationFact, ...]:
    found: dict[_Key, OrganisationFact] = {}
    for body in bodies:
        heirs = _follow(body, directory, on, "", met)
        for heir in (heirs.body, *heirs.candidates):
            if heir is not None:
                found.setdefault(heir.key, heir)
    return tuple(found.values())
