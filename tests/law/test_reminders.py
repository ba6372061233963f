from dataclasses import fields
from datetime import date

from vonggac.law import load
from vonggac.law.model import Relation, ReminderPolicy, ReminderWay

DAY = date(2026, 11, 22)


def test_only_those_who_are_ordered_are_reminded_by_the_system_itself() -> None:
    policies = load.reminder_policies(DAY)
    assert set(policies) == set(Relation)
    assert [relation for relation, policy in policies.items() if policy.way == ReminderWay.SEND] == [Relation.DIRECT]


def test_who_is_only_informed_is_never_reminded_or_late() -> None:
    inform = load.reminder_policies(DAY)[Relation.INFORM]
    assert not inform.shows_late
    assert inform.way == ReminderWay.NOTHING


def test_the_days_of_reminding_stand_in_one_file_only() -> None:
    numbers = [field.name for field in fields(ReminderPolicy) if "int" in str(field.type)]
    assert numbers == [], "days belong into data/escalation.yaml"
