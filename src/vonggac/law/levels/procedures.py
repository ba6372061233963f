"""Reads who acts, within how many days, where a system may stand, what its dossier holds. Only apps, cli and tests come here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from vonggac.kernel.levels import Level
from vonggac.law.levels.load import DATA, read_article, regimes, rules_on
from vonggac.law.levels.model import RuleSet
from vonggac.law.levels.procedure import (
    Authority,
    Clock,
    ClockStep,
    DayUnit,
    DossierForm,
    DossierPart,
    DossierState,
    DossierStep,
    Gate,
    Harm,
    Hosting,
    Procedures,
    Role,
    RoleName,
    Separation,
    TransitionWindow,
    Trigger,
)
from vonggac.law.model import Confidence
from vonggac.law.reading import Record, RuleFile

T = TypeVar("T", Authority, Clock, Hosting)
E = TypeVar("E", bound=Enum)
_ONE_DAY = timedelta(days=1)
CRITICAL_FROM = Level.THREE
"""The list of critical systems holds levels 3 to 5 (Decree 331/2026, Điều 16)."""


@lru_cache(maxsize=1)
def procedures() -> Procedures:
    """Return everything around the criteria, all periods."""
    return read_procedures(DATA, regimes())


def authority(level: int, day: date, *, critical: bool = False, under_construction: bool = False) -> Authority:
    """Return who prepares, gives an opinion, appraises and approves on that day.

    A row for every level and day of every regime is checked when the file is read; a day before any regime raises `NoRegimeError`.
    """
    rules = rules_on(day, under_construction=under_construction)
    return _rows(procedures().authority, rules, Level(level), day, critical=critical)[0]


def clocks(day: date, level: int | None = None, *, critical: bool = False, under_construction: bool = False) -> tuple[Clock, ...]:
    """Return the statutory days that run on that day, of one level if given; a step without a row has no number in the law."""
    rules = rules_on(day, under_construction=under_construction)
    if level is not None:
        every = procedures().clocks
        steps = [tuple(one for one in every if one.step is step) for step in ClockStep]
        return tuple(one for rows in steps for one in _rows(rows, rules, Level(level), day, critical=critical))
    return tuple(clock for clock in procedures().clocks if clock.regime == rules.id and clock.holds_on(_day_within(rules, day)))


def clock(level: int, step: ClockStep, day: date, *, critical: bool = False, under_construction: bool = False) -> Clock | None:
    """Return the days for one step, or None when the law sets no number."""
    running = clocks(day, level, critical=critical, under_construction=under_construction)
    return next((one for one in running if one.step is step), None)


def hosting(level: int, day: date, *, critical: bool = False, under_construction: bool = False) -> Hosting | None:
    """Return how the system must be separated where it is hosted, or None when no rule was read for it."""
    rules = rules_on(day, under_construction=under_construction)
    return next(iter(_rows(procedures().hosting, rules, Level(level), day, critical=critical)), None)


def transition_windows() -> tuple[TransitionWindow, ...]:
    """Return what systems must still do because the regime changed."""
    return procedures().windows


def gates_on(day: date, before: DossierState | None = None) -> tuple[Gate, ...]:
    """Return what must be so before a dossier may go on, before one state if given."""
    return tuple(gate for gate in procedures().gates if gate.holds_on(day) and before in (None, gate.before))


def dossier_parts(level: int, day: date) -> tuple[DossierPart, ...]:
    """Return the parts that a dossier of that level holds on that day."""
    return tuple(part for part in procedures().parts if part.holds_on(day) and level >= part.from_level)


def _day_within(rules: RuleSet, day: date) -> date:
    """In a transition the last rows of the former regime go on."""
    return min(day, rules.valid_to) if rules.valid_to else day


def _rows(rows: tuple[T, ...], rules: RuleSet, level: Level, day: date, *, critical: bool) -> list[T]:
    """Return the rows of a level; a system on the critical list goes like level 5 unless a row says otherwise (331, khoản 4 Điều 20)."""
    held = [row for row in rows if row.regime == rules.id and row.holds_on(_day_within(rules, day))]
    special = [row for row in held if critical and row.fits(level, critical=True)]
    as_level = Level.FIVE if critical and level >= CRITICAL_FROM else level
    return special or [row for row in held if row.fits(as_level, critical=False)]


# --- reading ----------------------------------------------------------------------------------------------------------------------


def read_procedures(folder: Path, known: tuple[RuleSet, ...]) -> Procedures:
    """Read both files of a folder; a `LawError` names the file and the line of the first thing that does not fit."""
    acts, dossier = RuleFile.read(folder / "authority.yaml"), RuleFile.read(folder / "dossier.yaml")
    found = Procedures(
        roles=tuple(map(_role, acts.records("roles"))),
        authority=tuple(map(_authority, acts.records("authority"))),
        clocks=tuple(map(_clock, acts.records("clocks"))),
        hosting=tuple(map(_hosting, acts.records("hosting"))),
        windows=tuple(map(_window, acts.records("windows"))),
        parts=tuple(map(_part, dossier.records("parts"))),
        forms=tuple(map(_form, dossier.records("forms"))),
        form_source=str(dossier.content.get("form_source", "")),
        gates=tuple(map(_gate, dossier.records("gates"))),
        steps=tuple(map(_step, dossier.records("steps"))),
        triggers=tuple(map(_trigger, dossier.records("triggers"))),
        harm=tuple(map(_harm, dossier.records("harm"))),
    )
    _check(found, acts, dossier, known)
    return found


def _level(record: Record, name: str = "level") -> Level:
    try:
        return Level(record.number(name) or 0)
    except ValueError:
        raise record.error(f"ghi “{name}” từ 1 đến 5", name) from None


def _levels(record: Record) -> frozenset[Level]:
    try:
        found = frozenset(map(Level, record.numbers("levels")))
    except ValueError:
        raise record.error("ghi “levels” từ 1 đến 5", "levels") from None
    if not found:
        raise record.error("thêm “levels”")
    return found


def _of_levels(record: Record) -> dict[str, Any]:
    return {
        **record.dated(),
        "regime": record.text("regime"),
        "levels": _levels(record),
        "article": read_article(record),
        "critical": bool(record.flag("critical")),
        "note": record.text("note", ""),
    }


def _optional(record: Record, name: str, words: type[E]) -> E | None:
    return record.one_of(name, words) if name in record.fields else None


def _role(record: Record) -> RoleName:
    found = RoleName(record.one_of("id", Role), record.text("name"), record.text("name_en"))
    record.end()
    return found


def _authority(record: Record) -> Authority:
    found = Authority(
        **_of_levels(record),
        prepares=record.one_of("prepares", Role),
        appraises=record.one_of("appraises", Role),
        approves=record.one_of("approves", Role),
        opinion=_optional(record, "opinion", Role),
        approves_plan=_optional(record, "approves_plan", Role),
    )
    record.end()
    return found


def _clock(record: Record) -> Clock:
    days = record.number("days")
    if days is None or days < 1:
        raise record.error("ghi “days” từ 1 trở lên", "days")
    found = Clock(**_of_levels(record), step=record.one_of("step", ClockStep), days=days, unit=record.one_of("unit", DayUnit))
    record.end()
    return found


def _hosting(record: Record) -> Hosting:
    found = Hosting(**_of_levels(record), separation=record.one_of("separation", Separation), of=record.texts("of"))
    record.end()
    return found


def _window(record: Record) -> TransitionWindow:
    since = record.day("since")
    if since is None:
        raise record.error("thêm “since”")
    found = TransitionWindow(
        id=record.text("id"),
        regime=record.text("regime"),
        since=since,
        last=record.day("last"),
        who=record.text("who"),
        who_en=record.text("who_en"),
        duty=record.text("duty"),
        duty_en=record.text("duty_en"),
        article=read_article(record),
        source=record.source(),
        confidence=record.one_of("confidence", Confidence, Confidence.READ),
        last_confidence=record.one_of("last_confidence", Confidence, Confidence.READ),
    )
    record.end()
    return found


def _part(record: Record) -> DossierPart:
    found = DossierPart(
        **record.dated(),
        id=record.text("id"),
        name=record.text("name"),
        name_en=record.text("name_en"),
        article=read_article(record),
        from_level=_level(record, "from_level") if "from_level" in record.fields else Level.ONE,
        holds=record.texts("holds"),
        before=record.one_of("before", DossierState, DossierState.SENT),
    )
    record.end()
    return found


def _form(record: Record) -> DossierForm:
    found = DossierForm(
        number=record.text("number"), name=record.text("name"), levels=_levels(record), state=record.one_of("step", DossierState)
    )
    record.end()
    return found


def _gate(record: Record) -> Gate:
    found = Gate(
        **record.dated(),
        id=record.text("id"),
        before=record.one_of("before", DossierState),
        article=read_article(record),
        text=record.text("text"),
    )
    record.end()
    return found


def _step(record: Record) -> DossierStep:
    try:
        following = tuple(map(DossierState, record.texts("next")))
    except ValueError as error:
        raise record.error(f"sửa “next”: {error}", "next") from None
    found = DossierStep(record.one_of("id", DossierState), record.text("name"), following)
    record.end()
    return found


def _trigger(record: Record) -> Trigger:
    found = Trigger(record.text("id"), record.text("text"), read_article(record), record.source())
    record.end()
    return found


def _harm(record: Record) -> Harm:
    found = Harm(_level(record), record.text("text"), read_article(record), record.source())
    record.end()
    return found


# --- do they fit together? --------------------------------------------------------------------------------------------------------


def _check(found: Procedures, acts: RuleFile, dossier: RuleFile, known: tuple[RuleSet, ...]) -> None:
    names = {rules.id for rules in known}
    lists: dict[str, Sequence[Authority | Clock | Hosting | TransitionWindow]] = {
        "authority": found.authority,
        "clocks": found.clocks,
        "hosting": found.hosting,
        "windows": found.windows,
    }
    for name, rows in lists.items():
        for index, row in enumerate(rows):
            if row.regime not in names:
                raise acts.error(f"sửa “regime”: không có quy định {row.regime}", name, index)
    if missing := set(Role) - {one.role for one in found.roles}:
        raise acts.error(f"thêm tên cho {', '.join(sorted(missing))}", "roles")
    for rules in known:
        for level in Level:
            _check_authority(found.authority, rules, level, acts)
    if {step.state for step in found.steps} != set(DossierState):
        raise dossier.error("ghi đủ các trạng thái của hồ sơ", "steps")
    if [one.level for one in found.harm] != list(Level):
        raise dossier.error("ghi đủ năm cấp độ, theo thứ tự", "harm")
    for rules in known:
        if rules.transition_window and rules.transition_window not in {window.id for window in found.windows}:
            raise acts.error(f"thêm giai đoạn chuyển tiếp {rules.transition_window}", "windows")


def _check_authority(rows: tuple[Authority, ...], rules: RuleSet, level: Level, file: RuleFile) -> None:
    """Every day of a regime has exactly one row for an ordinary system of a level."""
    periods = sorted(_periods(rows, rules, level))
    expected = rules.valid_from
    for first, last in periods:
        if first != expected:
            raise file.error(f"sửa “from”, “to”: {rules.id}, {level}: phải có đúng một dòng từ ngày {expected}", "authority")
        expected = last + _ONE_DAY if last < date.max else None
    if expected != (rules.valid_to + _ONE_DAY if rules.valid_to else None):
        raise file.error(f"sửa “to”: {rules.id}, {level}: thiếu dòng từ ngày {expected}", "authority")


def _periods(rows: tuple[Authority, ...], rules: RuleSet, level: Level) -> Iterator[tuple[date, date]]:
    for row in rows:
        if row.regime == rules.id and row.fits(level, critical=False):
            yield row.valid_from or date.min, row.valid_to or date.max
