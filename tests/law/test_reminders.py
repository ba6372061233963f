from datetime import date

from vonggac.law import load
from vonggac.law.model import Relation


def test_only_those_who_are_ordered_are_reminded_by_the_system_itself() -> None:
    policies = load.reminder_policies(date(2026, 11, 22))
    assert set(policies) == set(Relation)
    assert [relation for relation, policy in policies.items() if policy.automatic] == [Relation.DIRECT]


def test_who_is_only_informed_is_never_reminded_or_late() -> None:
    inform = load.reminder_policies(date(2026, 11, 22))[Relation.INFORM]
    assert not inform.shows_late
    assert inform.before == inform.after == ()
