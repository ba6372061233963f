"""Determinations: who may read them, which systems still need one, and which were told something else since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from vonggac.apps.accounts.models import User
from vonggac.apps.compliance.models import Determination, Dossier, LevelCorrection
from vonggac.apps.compliance.queries.components import newest_done, parts_of
from vonggac.apps.compliance.queries.registered import Registered, registered_answers, with_earlier
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.compliance.spoken import answer_of, ask_of
from vonggac.apps.compliance.stated import highest, rules_changed_since, values_of
from vonggac.apps.registry.models import DataKind, InformationSystem
from vonggac.engines.levels import Facts, decide_many
from vonggac.engines.levels.truth import shown
from vonggac.kernel.levels import Level
from vonggac.law.levels.load import regime
from vonggac.law.levels.model import RuleSet

State = Determination.State
HEAVY = ("verdict", "conclusions", "origins")
"""What lists do not show, and would read for every row."""
APPROVED = (Dossier.State.APPROVED, Dossier.State.IMPLEMENTED)


def determinations_visible_to(user: Any) -> QuerySet[Determination]:
    """Return the determinations of the systems that the person may read."""
    return Determination.objects.filter(system__in=systems_visible_to(user)).select_related("system__owner", "system__operator")


def determinations_prepared_by(user: Any) -> QuerySet[Determination]:
    """Return the determinations that the person may carry on."""
    return Determination.objects.filter(system__in=systems_prepared_by(user)).select_related("system__owner", "system__operator")


def standing_determination(system: InformationSystem) -> Determination | None:
    """Return the newest concluded determination of a system."""
    return (
        Determination.objects.filter(system=system, state=State.DONE)
        .select_related("system__owner")
        .order_by("-concluded_at", "-id")
        .first()
    )


def open_determination_of(system: InformationSystem) -> Determination | None:
    """Return the determination of a system that is being answered."""
    return Determination.objects.filter(system=system, state=State.OPEN).select_related("system__owner").first()


def earlier_ones(determination: Determination) -> list[Determination]:
    """Return the other concluded determinations of the system, newest first."""
    rows = Determination.objects.filter(system=determination.system_id, state=State.DONE).exclude(pk=determination.pk)
    return list(rows.order_by("-concluded_at", "-id"))


def names_of_people(ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of those who concluded."""
    return dict(User.objects.filter(pk__in=[one for one in ids if one]).values_list("pk", "full_name"))


def ready_answers(system: InformationSystem) -> dict[str, Registered]:
    """Return what stands ready to be confirmed: the register first, then the determination before."""
    registered = registered_answers(system, list(DataKind.objects.filter(system=system)))
    return with_earlier(registered, standing_determination(system))


# --- the list ---------------------------------------------------------------------------------------------------------------------------

NONE, OPEN, PROVISIONAL, CHANGED, DONE = "chua", "dang", "tam", "doi", "xong"


def standing_systems(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems in sight that are not retired, with the number of their newest and their open determination."""
    newest = Determination.objects.filter(system=OuterRef("pk"), state=State.DONE).order_by("-concluded_at", "-id")
    return (
        systems_visible_to(user)
        .exclude(standing=InformationSystem.Standing.RETIRED)
        .annotate(
            newest=newest_done(),
            opened=Subquery(Determination.objects.filter(system=OuterRef("pk"), state=State.OPEN).values("pk")[:1]),
            provisional=Subquery(newest.values("is_provisional")[:1]),
        )
    )


def which(name: str, changed: Iterable[int]) -> Q:
    """Return the condition of one part of the list."""
    return {
        NONE: Q(newest=None, opened=None),
        OPEN: Q(opened__isnull=False),
        PROVISIONAL: Q(provisional=True),
        CHANGED: Q(pk__in=list(changed)),
        DONE: Q(newest__isnull=False),
    }[name]


def counts(systems: QuerySet[InformationSystem], changed: Iterable[int]) -> dict[str, int]:
    """Return how many systems stand in each part of the list, in one question."""
    ids = list(changed)
    parts = (NONE, OPEN, PROVISIONAL, DONE)
    found = systems.order_by().aggregate(**{name: Count("pk", filter=which(name, ids)) for name in parts})
    return {**found, CHANGED: len(ids)}


def not_begun(user: Any) -> int:
    """Return how many systems in sight have no determination at all, not even one that is being answered; the first part of the list."""
    return standing_systems(user).filter(which(NONE, ())).order_by().count()


def on_page(systems: Iterable[InformationSystem]) -> dict[int, Determination]:
    """Return the newest determination of each system on a page, in one question."""
    rows = list(systems)
    wanted = [row.newest for row in rows if row.newest]  # type: ignore[attr-defined]
    return {one.system_id: one for one in Determination.objects.filter(pk__in=wanted).defer(*HEAVY)}


# --- told something else since ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differs:
    """One answer that the register gives otherwise today."""

    ask: str
    then: str
    now: str
    source: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What the register says today would give another level; a finding, never a change."""

    level: Level | None
    """The level of the criteria with the register's answers of today."""
    differs: tuple[Differs, ...]


def changed_since(systems: QuerySet[InformationSystem]) -> dict[int, Changed]:
    """Return the systems whose register says today what would give another level than what was stated, judged all at once."""
    newest = systems.filter(newest__isnull=False).order_by().values("newest")
    rows = list(Determination.objects.filter(pk__in=newest).select_related("system__owner").defer(*HEAVY))
    kinds: Mapping[int, list[DataKind]] = defaultdict(list)
    for kind in DataKind.objects.filter(system__in=[row.system_id for row in rows]):
        kinds[kind.system_id].append(kind)
    found: dict[int, Changed] = {}
    for name in {row.regime for row in rows}:
        found |= _changed_under(name, [row for row in rows if row.regime == name], kinds)
    return found


def _changed_under(name: str, rows: list[Determination], kinds: Mapping[int, list[DataKind]]) -> dict[int, Changed]:
    rules = regime(name)
    told: list[tuple[Determination, dict[str, Any], dict[str, Registered]]] = []
    for row in rows:
        values = values_of(row.facts, rules)
        registered = registered_answers(row.system, kinds.get(row.system_id, []))
        other = {key: one for key, one in registered.items() if rules.knows(key) and values.get(key) != one.value}
        if other:
            told.append((row, values, other))
    then = decide_many([Facts("", values) for _row, values, _other in told], rules).levels
    now = decide_many([Facts("", {**values, **{key: one.value for key, one in other.items()}}) for _row, values, other in told], rules)
    moved = [(*one, after) for one, before, after in zip(told, then, now.levels, strict=True) if before != after]
    causes = _causes([(values, other) for _row, values, other, _after in moved], rules)
    return {
        row.system_id: Changed(after, tuple(_differs(key, other[key], values, rules) for key in keys))
        for (row, values, other, after), keys in zip(moved, causes, strict=True)
    }


def _causes(moved: list[tuple[dict[str, Any], dict[str, Registered]]], rules: RuleSet) -> list[list[str]]:
    """Return for each system the answers without which the level would not have moved; all of them where none does it alone."""
    single = [(at, key) for at, (_values, other) in enumerate(moved) for key in other]
    without = [Facts("", {**moved[at][0], **{name: one.value for name, one in moved[at][1].items() if name != key}}) for at, key in single]
    whole = [Facts("", {**values, **{name: one.value for name, one in other.items()}}) for values, other in moved]
    after, less = decide_many(whole, rules).levels, decide_many(without, rules).levels
    found: list[list[str]] = [[] for _one in moved]
    for (at, key), level in zip(single, less, strict=True):
        if level != after[at]:
            found[at].append(key)
    return [keys or list(other) for keys, (_values, other) in zip(found, moved, strict=True)]


def _differs(key: str, one: Registered, values: Mapping[str, Any], rules: RuleSet) -> Differs:
    question = rules.input(key)
    then = shown(question, values[key]) if key in values else ""
    return Differs(ask_of(question), answer_of(question, then), answer_of(question, shown(question, one.value)), one.source)


def changed_of(system: InformationSystem, user: Any) -> Changed | None:
    """Return what the register says of one system that would give another level."""
    return changed_since(standing_systems(user).filter(pk=system.pk)).get(system.pk)


# --- the system's page ------------------------------------------------------------------------------------------------------------------


def level_on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the reasons of a system's level for its page; None for who may not read them."""
    if not systems_visible_to(user).filter(pk=system.pk).exists():
        return None
    standing = standing_determination(system)
    return {
        "system": system,
        "standing": standing,
        "near": bool(standing and [one for one in standing.verdict.get("nearly", []) if one["kind"] != "unknown"]),
        "open": open_determination_of(system),
        "may_prepare": systems_prepared_by(user).filter(pk=system.pk).exists(),
        "differs": standing is not None and standing.final_level() != system.level,
        "is_approved": Dossier.objects.filter(system=system, state__in=APPROVED, is_superseded=False).exists(),
        "changed": changed_of(system, user) if standing else None,
        "rules_changed": standing is not None and rules_changed_since(standing),
        "corrected": LevelCorrection.objects.filter(system=system).select_related("made_by").first(),
    }


def proposed_by_parts(system: InformationSystem) -> tuple[list[Any], Level | None]:
    """Return the component systems and the highest of their levels: a proposal, which a person takes or not."""
    parts = parts_of(system)
    return parts, highest(part.level for part in parts)
