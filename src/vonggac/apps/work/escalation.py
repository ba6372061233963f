"""Who is told how many days before or after a deadline; dated data in law/data/escalation.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from vonggac.law.load import reminder_policies
from vonggac.law.model import Relation as LawRelation
from vonggac.law.model import ReminderWay

AUDIENCES = frozenset({"post", "leader", "coordinator", "superior"})


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """From this many days past the deadline on (negative: before it), these are told; once a deadline."""

    key: str
    days: int
    tell: tuple[str, ...]
    origins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Escalation:
    """The rules in force on a day, in the order of days."""

    rules: tuple[EscalationRule, ...]
    source: str

    def reached(self, days_past: int, origin: str) -> tuple[EscalationRule, ...]:
        """Return every rule whose day has come."""
        return tuple(rule for rule in self.rules if origin in rule.origins and rule.days <= days_past)

    def next_after(self, days_past: int, origin: str) -> EscalationRule | None:
        """Return the rule that comes next, so that a page can say what happens next."""
        return next((rule for rule in self.rules if origin in rule.origins and rule.days > days_past), None)

    @property
    def earliest(self) -> int:
        """How many days before a deadline the first rule speaks (0 or less)."""
        return min(rule.days for rule in self.rules)


@cache
def _all() -> tuple[tuple[date, date | None, Escalation], ...]:
    text = files("vonggac.law").joinpath("data/escalation.yaml").read_text(encoding="utf-8")
    return tuple((one["valid_from"], one["valid_to"], _read(one)) for one in yaml.safe_load(text))


def _read(one: dict[str, Any]) -> Escalation:
    rules = tuple(EscalationRule(r["key"], r["days"], tuple(r["tell"]), frozenset(r["origins"])) for r in one["rules"])
    unknown = {who for rule in rules for who in rule.tell} - AUDIENCES
    if unknown or len({rule.key for rule in rules}) != len(rules):
        raise ValueError(f"escalation.yaml: {sorted(unknown) or 'a key stands twice'}")
    return Escalation(tuple(sorted(rules, key=lambda rule: rule.days)), one["source"])


def as_of(day: date) -> Escalation:
    """Return the rules in force on that day; `LookupError` when there are none."""
    for first, last, rules in _all():
        if first <= day and (last is None or day <= last):
            return rules
    raise LookupError(f"no escalation rules on {day}")


def way_for(relation: str, day: date) -> str:
    """Return what the house may do for a relation: "send" by itself, "draft" for a person to send, or "nothing"; reminders.yaml decides."""
    policy = reminder_policies(day).get(LawRelation(relation))
    return (policy.way if policy else ReminderWay.NOTHING).value
