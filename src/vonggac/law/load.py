"""Reads the dated rules from YAML, once, and checks that they fit together. Only apps, the command line and tests come here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from vonggac.kernel.workdays import Calendar
from vonggac.law.model import (
    COMMUNE_LEVEL,
    AddresseeClass,
    Alias,
    Confidence,
    Dated,
    DayKind,
    Holiday,
    OrganisationFact,
    OrganisationKind,
    ProvinceProfile,
    Relation,
    RelationRule,
    ReminderPolicy,
    ReminderWay,
    RoleFact,
    SuccessionFact,
    SystemFact,
    Vocabulary,
)
from vonggac.law.reading import Record, RuleFile

_HERE = Path(__file__).parent
DATA = _HERE / "data"
PROVINCES = _HERE / "provinces"
_ONE_DAY = timedelta(days=1)
D = TypeVar("D", bound=Dated)


def provinces() -> tuple[str, ...]:
    """Return the keys of the province profiles that are shipped."""
    return tuple(sorted(folder.name for folder in PROVINCES.iterdir() if (folder / "profile.yaml").is_file()))


@lru_cache(maxsize=8)
def province(key: str = "quang-ngai") -> ProvinceProfile:
    """Return the whole profile of a province, all periods."""
    return read_province(PROVINCES / key)


def as_of(day: date, key: str = "quang-ngai") -> ProvinceProfile:
    """Return the profile reduced to the facts that hold on that day."""
    whole = province(key)
    bodies = _held(whole.organisations, day)
    return replace(
        whole,
        organisations=bodies,
        roles=_held(whole.roles, day),
        aliases=_held(whole.aliases, day),
        classes=_held(whole.classes, day),
        relations=_held(whole.relations, day),
        _by_code={fact.code: (fact,) for fact in bodies},
    )


def _held(facts: tuple[D, ...], day: date) -> tuple[D, ...]:
    return tuple(fact for fact in facts if fact.holds_on(day))


# --- organisations ----------------------------------------------------------------------------------------------------------------

_TERRITORIES = COMMUNE_LEVEL | {OrganisationKind.DISTRICT}


def _addressee_name(name: str, kind: OrganisationKind) -> str:
    """A letter goes to the People's Committee of a territory: "UBND xã Đức Hòa"."""
    return f"UBND {name[0].lower()}{name[1:]}" if kind in _TERRITORIES else name


def _successions(record: Record, last: date | None) -> Iterator[SuccessionFact]:
    for entry in record.records("successors"):
        on = entry.day("on") or (last + _ONE_DAY if last else None)
        if on is None:
            raise entry.error("thêm “on”, hoặc “to” của cơ quan cũ: ngày cơ quan mới bắt đầu")
        yield SuccessionFact(
            to=entry.text("to"),
            on=on,
            function=entry.text("function", ""),
            source=entry.source(),
            confidence=entry.one_of("confidence", Confidence, Confidence.READ),
        )
        entry.end()


def _organisation(record: Record) -> OrganisationFact:
    dated = record.dated()
    name, kind = record.text("name"), record.one_of("kind", OrganisationKind)
    fact = OrganisationFact(
        **dated,
        code=record.text("code"),
        name=name,
        kind=kind,
        province=record.text("province", ""),
        parent=record.optional_text("parent"),
        short_name=record.text("short", ""),
        addressee_name=record.text("addressee", "") or _addressee_name(name, kind),
        domain=record.text("domain", ""),
        precision=record.one_of("precision", Confidence, Confidence.READ),
        successors=tuple(_successions(record, dated["valid_to"])),
        note=record.text("note", ""),
    )
    record.end()
    return fact


def _by_code(file: RuleFile, facts: tuple[OrganisationFact, ...]) -> dict[str, tuple[OrganisationFact, ...]]:
    periods: dict[str, list[OrganisationFact]] = {}
    for index, fact in enumerate(facts):
        before = periods.setdefault(fact.code, [])
        if any(fact.validity.overlaps(other.validity) for other in before):
            raise file.error(f"sửa “from”, “to”: mã {fact.code} có hai thời kỳ chồng nhau", "organisations", index)
        before.append(fact)
    return {code: tuple(sorted(found, key=lambda fact: fact.valid_from or date.min)) for code, found in periods.items()}


def _check_organisation(profile: ProvinceProfile, fact: OrganisationFact) -> str | None:
    """Return what does not fit together, or None."""
    if fact.parent is not None and profile.parent_of(fact) is None:
        return f"sửa “parent”: không có cơ quan {fact.parent} trong cùng thời kỳ"
    if fact.province and not profile.periods_of(fact.province):
        return f"sửa “province”: không có tỉnh mang mã {fact.province}"
    for heir in fact.successors:
        if profile.organisation(heir.to, heir.on) is None:
            return f"sửa “successors”: ngày {heir.on} không có cơ quan {heir.to}"
    return None


# --- the parts of a profile -------------------------------------------------------------------------------------------------------


def _system(record: Record) -> SystemFact:
    fact = SystemFact(
        name=record.text("name"),
        owner=record.optional_text("owner"),
        provider=record.optional_text("provider"),
        domain=record.text("domain", ""),
        level=record.number("level"),
        source=record.source(),
        confidence=record.one_of("confidence", Confidence, Confidence.READ),
        note=record.text("note", ""),
    )
    record.end()
    return fact


def _role(record: Record) -> RoleFact:
    fact = RoleFact(**record.dated(), role=record.text("role"), organisation=record.text("organisation"), note=record.text("note", ""))
    record.end()
    return fact


def _alias(record: Record) -> Alias:
    fact = Alias(**record.dated(), name=record.text("name"), code=record.text("code"))
    record.end()
    return fact


def _kinds(record: Record) -> frozenset[OrganisationKind]:
    try:
        return frozenset(map(OrganisationKind, record.texts("kinds")))
    except ValueError as error:
        raise record.error(f"sửa “kinds”: {error}", "kinds") from None


def _addressee_class(record: Record) -> AddresseeClass:
    fact = AddresseeClass(
        **record.dated(),
        code=record.text("code"),
        name=record.text("name"),
        phrases=record.texts("phrases"),
        kinds=_kinds(record),
        codes=frozenset(record.texts("codes")),
        without=frozenset(record.texts("without")),
        everyone=bool(record.flag("everyone")),
        relation=record.one_of("relation", Relation) if "relation" in record.fields else None,
    )
    record.end()
    return fact


def _relation_rule(record: Record) -> RelationRule:
    fact = RelationRule(
        **record.dated(),
        relation=record.one_of("relation", Relation),
        because=record.text("because"),
        issuers=frozenset(record.texts("issuers")),
        addressees=frozenset(record.texts("addressees")),
        on_behalf=record.flag("on_behalf", None),
    )
    record.end()
    return fact


def _pairs(file: RuleFile, name: str) -> Iterator[tuple[str, str]]:
    for index, pair in enumerate(file.content.get(name) or []):
        if not isinstance(pair, list) or len(pair) != 2:
            raise file.error(f"viết mỗi dòng của “{name}” thành một cặp", name, index)
        yield str(pair[0]), str(pair[1])


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words that a reader of addressees must know."""
    file = RuleFile.read(DATA / "vocabulary.yaml")
    whole = file.record(dict(file.content))
    return Vocabulary(
        abbreviations=tuple(_pairs(file, "abbreviations")),
        heads=whole.texts("heads"),
        members=whole.texts("members"),
        fillers=whole.texts("fillers"),
        breaks=whole.texts("breaks"),
        relation_notes=tuple((words, Relation(relation)) for words, relation in _pairs(file, "relation_notes")),
    )


@lru_cache(maxsize=1)
def relation_rules() -> tuple[RelationRule, ...]:
    """Return the table issuer × addressee, in the order in which it decides."""
    return tuple(map(_relation_rule, RuleFile.read(DATA / "relations.yaml").records("relations")))


def read_province(folder: Path) -> ProvinceProfile:
    """Read the profile in a folder; a `LawError` names the file and the line of the first thing that does not fit."""
    bodies, head = RuleFile.read(folder / "organisations.yaml"), RuleFile.read(folder / "profile.yaml")
    systems, classes = RuleFile.read(folder / "systems.yaml"), RuleFile.read(folder / "addressee-classes.yaml")
    systems.sources = bodies.sources
    facts = tuple(map(_organisation, bodies.records("organisations")))
    about = head.record(head.content.get("province"), "province")
    profile = ProvinceProfile(
        key=about.text("key"),
        code=about.text("code"),
        name=about.text("name"),
        place=about.text("place"),
        committee=about.text("committee"),
        organisations=facts,
        systems=tuple(map(_system, systems.records("systems"))),
        roles=tuple(map(_role, head.records("roles"))),
        aliases=tuple(map(_alias, head.records("aliases"))),
        classes=tuple(map(_addressee_class, classes.records("classes"))),
        relations=relation_rules(),
        vocabulary=vocabulary(),
        _by_code=_by_code(bodies, facts),
    )
    about.end()
    _check(profile, bodies, head, classes, systems)
    return profile


def _check(profile: ProvinceProfile, bodies: RuleFile, head: RuleFile, classes: RuleFile, systems: RuleFile) -> None:
    for index, fact in enumerate(profile.organisations):
        if why := _check_organisation(profile, fact):
            raise bodies.error(why, "organisations", index)
    named: list[tuple[RuleFile, tuple[str | int, ...], Collection[str | None]]] = [
        *((head, ("roles", index), {role.organisation}) for index, role in enumerate(profile.roles)),
        *((head, ("aliases", index), {alias.code}) for index, alias in enumerate(profile.aliases)),
        *((classes, ("classes", index), group.codes | group.without) for index, group in enumerate(profile.classes)),
        *((systems, ("systems", index), {system.owner, system.provider}) for index, system in enumerate(profile.systems)),
        (head, ("province", "committee"), {profile.committee}),
    ]
    for file, path, codes in named:
        for code in sorted(filter(None, codes)):
            if not profile.periods_of(code):
                raise file.error(f"sửa mã: không có cơ quan {code} trong organisations.yaml", *path)


# --- days and reminders -----------------------------------------------------------------------------------------------------------


def _days(record: Record) -> Iterator[Holiday]:
    day, last = record.day("day"), record.day("to")
    if day is None:
        raise record.error("thêm “day”")
    kind, name = record.one_of("kind", DayKind, DayKind.OFF), record.text("name")
    source, confidence = record.source(), record.one_of("confidence", Confidence, Confidence.READ)
    record.end()
    for ahead in range(((last or day) - day).days + 1):
        yield Holiday(day=day + _ONE_DAY * ahead, kind=kind, name=name, source=source, confidence=confidence)


@dataclass(frozen=True, slots=True)
class _Announcements:
    announced: frozenset[int]
    complete: frozenset[int]
    days: tuple[Holiday, ...]


@lru_cache(maxsize=1)
def _announcements() -> _Announcements:
    file = RuleFile.read(DATA / "calendar.yaml")
    whole = file.record(dict(file.content))
    return _Announcements(
        announced=frozenset(whole.numbers("announced")),
        complete=frozenset(whole.numbers("complete")),
        days=tuple(day for record in file.records("days") for day in _days(record)),
    )


def _computed(year: int) -> Iterator[Holiday]:
    """The statutory holidays of a year as the lunar calendar gives them; announcements may move days around them."""
    import holidays  # slow to import, and only needed for years that nobody announced

    for day, name in holidays.country_holidays("VN", years=year, language="vi").items():
        yield Holiday(day=day, kind=DayKind.OFF, name=name, source="Điều 112 Bộ luật Lao động 2019", confidence=Confidence.UNVERIFIED)


@lru_cache(maxsize=32)
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """Return the days off and the worked weekends of a year, in order; a year that is not written down completely is computed first."""
    written = _announcements()
    found = {} if year in written.complete else {holiday.day: holiday for holiday in _computed(year)}
    found.update({holiday.day: holiday for holiday in written.days if holiday.day.year == year})
    return tuple(found[day] for day in sorted(found))


@lru_cache(maxsize=8)
def calendar_for(first_year: int, last_year: int) -> Calendar:
    """Return the working calendar of these years, both included."""
    years = range(first_year, last_year + 1)
    days = [holiday for year in years for holiday in holidays_of(year)]
    return Calendar(
        days_off=frozenset(holiday.day for holiday in days if holiday.kind is DayKind.OFF),
        working_weekends=frozenset(holiday.day for holiday in days if holiday.kind is DayKind.WORKING),
        announced_years=_announcements().announced & frozenset(years),
        names={holiday.day: holiday.name for holiday in days},
    )


def _reminder(record: Record, source: str) -> ReminderPolicy:
    policy = ReminderPolicy(
        **{**record.dated(), "source": source},
        relation=record.one_of("relation", Relation),
        way=record.one_of("way", ReminderWay),
        shows_late=bool(record.flag("shows_late")),
    )
    record.end()
    return policy


@lru_cache(maxsize=1)
def _reminders() -> tuple[ReminderPolicy, ...]:
    file = RuleFile.read(DATA / "reminders.yaml")
    return tuple(_reminder(record, str(file.content.get("source", ""))) for record in file.records("reminders"))


def reminder_policies(day: date) -> dict[Relation, ReminderPolicy]:
    """Return how each relation is reminded and whether its lateness shows, as it stands on that day."""
    return {policy.relation: policy for policy in _reminders() if policy.holds_on(day)}
