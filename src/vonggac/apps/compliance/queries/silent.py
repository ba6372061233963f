"""Who has not sent the yearly report, how the coordinating unit may speak to each of them, and the letters that were drafted to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vonggac.apps.accounts.queries import is_province_wide, leads_the_coordination
from vonggac.apps.compliance.models import ReportReminder
from vonggac.apps.compliance.queries.annual import ReportYear, Sender, senders
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.organisations.relations import relations_of
from vonggac.law.model import Relation


@dataclass(frozen=True, slots=True)
class SilentSender:
    """One body that has not sent, and how the unit that urges stands to it (law/data/relations.yaml)."""

    sender: Sender
    relation: Relation

    @property
    def may_be_urged(self) -> bool:
        """Say whether it may be given the task or written to: a body above is only told."""
        return self.relation is not Relation.INFORM

    @property
    def state_words(self) -> str:
        """Return how far its report is."""
        return self.sender.state_words or _("Chưa lập")


def silent_senders(user: Any, year: ReportYear, day: date) -> list[SilentSender]:
    """Return the bodies in sight that owe a report and have not sent it, by name."""
    found = [one for one in senders(user, year, day) if not one.has_sent]
    relations = relations_of(in_role("specialised-unit", day), [one.body for one in found], day)
    return [SilentSender(one, relations[one.body.pk]) for one in found]


def letters_visible_to(user: Any) -> QuerySet[ReportReminder]:
    """Return the drafted letters for who sees every report: they name all who have not sent."""
    if not user.may("compliance.read") or not (is_province_wide(user) or leads_the_coordination(user)):
        return ReportReminder.objects.none()
    return ReportReminder.objects.select_related("drafted_by", "draft", "signed")


def letters_of(user: Any, year: ReportYear) -> QuerySet[ReportReminder]:
    """Return the letters about a year's report, the newest first."""
    return letters_visible_to(user).filter(regime=year.regime.code, period_to=year.last_day)
