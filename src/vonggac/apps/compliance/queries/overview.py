"""How the systems in sight stand: by level and state, by organisation, by commune; sums in SQL, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum

from vonggac.apps.compliance.models import AnnualReport, Assessment, Coverage, Dossier, DossierStep
from vonggac.apps.compliance.queries.annual import reports_visible_to
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.apps.organisations.models import Ancestry, Organisation
from vonggac.apps.organisations.queries import TERRITORIAL, valid_on
from vonggac.apps.registry.models import InformationSystem

NONE = ""
"""The state of a system without a dossier."""
STATES = (NONE, *Dossier.State.values)
LEVELS = (5, 4, 3, 2, 1, None)
RUNNING_STEPS = (Dossier.State.DRAFT, Dossier.State.SENT, Dossier.State.APPRAISED)
APPROVED = Q(current__state__in=(Dossier.State.APPROVED, Dossier.State.IMPLEMENTED))
SHOWN = 8


def counted(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems in sight that are counted, each with its current dossier as `current`."""
    rows = systems_visible_to(user).exclude(standing=InformationSystem.Standing.RETIRED)
    return rows.annotate(current=FilteredRelation("dossiers", condition=Q(dossiers__is_superseded=False))).order_by()


@dataclass(frozen=True, slots=True)
class LevelRow:
    """The systems of one level, by the state of their dossier in the order of `STATES`."""

    level: int | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return how many systems there are of this level."""
        return sum(self.counts)


def by_level(user: Any) -> list[LevelRow]:
    """Return level × state of the dossier, level 5 first, those without a level last; one query."""
    found = {
        (level, state or NONE): n
        for level, state, n in counted(user)
        .values_list("level", "current__state")
        .annotate(n=Count("pk"))
        .values_list("level", "current__state", "n")
    }
    rows = [LevelRow(level, tuple(found.get((level, state), 0) for state in STATES)) for level in LEVELS]
    return [row for row in rows if row.total]


def by_organisation(user: Any, today: date) -> QuerySet[InformationSystem, dict[str, Any]]:
    """Return the owners with their sums, those with most systems not approved first."""
    return (
        counted(user)
        .values("owner_id", "owner__name")
        .annotate(
            systems=Count("pk"),
            unknown=Count("pk", filter=Q(level=None)),
            high=Count("pk", filter=Q(level__gte=3)),
            approved=Count("pk", filter=APPROVED),
            late=Count("pk", filter=Q(current__state__in=RUNNING_STEPS, current__due_on__lt=today)),
        )
        .order_by(F("systems") - F("approved"), "owner__sort_key")
        .reverse()
    )


def late_dossiers(user: Any, today: date) -> QuerySet[Dossier]:
    """Return the dossiers whose step is past its statutory deadline, the longest first."""
    rows = Dossier.objects.filter(system__in=systems_visible_to(user), is_superseded=False, state__in=RUNNING_STEPS, due_on__lt=today)
    return rows.select_related("system").order_by("due_on", "-proposed_level", "id")


def due_dossiers(user: Any, today: date, until: date) -> QuerySet[Dossier]:
    """Return the dossiers whose step ends soon."""
    rows = Dossier.objects.filter(system__in=systems_visible_to(user), is_superseded=False, state__in=RUNNING_STEPS)
    return rows.filter(due_on__gte=today, due_on__lte=until).select_related("system").order_by("due_on", "-proposed_level", "id")


def newest_assessments(user: Any) -> QuerySet[Assessment]:
    """Return the newest assessment of each system in sight."""
    same = Assessment.objects.filter(system=OuterRef("system")).order_by("-as_of", "-id").values("pk")[:1]
    return Assessment.objects.filter(system__in=systems_visible_to(user), pk=Subquery(same)).order_by()


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the measures that apply are met."""

    met: int
    asked: int

    @property
    def percent(self) -> int | None:
        """Return the share in percent; None where nothing was asked yet."""
        return None if not self.asked else 100 * self.met // self.asked


_ASKED = F("met") + F("partly") + F("not_met") + F("unanswered")


def coverage(user: Any) -> Share:
    """Return the share of measures met over the newest assessments in sight; one query."""
    found = Coverage.objects.filter(assessment__in=newest_assessments(user)).aggregate(got=Sum("met"), of=Sum(_ASKED))
    return Share(found["got"] or 0, found["of"] or 0)


# --- what changed -------------------------------------------------------------------------------------------------------------------


def steps_since(user: Any, since: datetime) -> QuerySet[DossierStep]:
    """Return what happened to dossiers in sight, the newest first."""
    rows = DossierStep.objects.filter(recorded_at__gte=since, dossier__system__in=systems_visible_to(user))
    return rows.select_related("dossier__system").order_by("-recorded_at", "-id")


def reports_waiting(user: Any) -> QuerySet[AnnualReport]:
    """Return the yearly reports that were sent and wait to be taken in or given back."""
    return reports_visible_to(user).filter(state=AnnualReport.State.SENT).defer("rows", "header").order_by("sent_at", "id")


# --- communes -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One commune: its systems, how many are approved, and the measures met."""

    body: Organisation
    systems: int
    approved: int
    measures: Share

    @property
    def approved_percent(self) -> int | None:
        """Return the share of systems whose level is approved; None without systems."""
        return None if not self.systems else 100 * self.approved // self.systems

    def percent(self, what: str) -> int | None:
        """Return the share that the map shows."""
        return self.measures.percent if what == "bien-phap" else self.approved_percent


def communes(user: Any, day: date) -> list[CommuneRow]:
    """Return every commune of the province on a day with the systems that it or a body below owns; four queries."""
    bodies: Sequence[Organisation] = list(valid_on(day).filter(kind__in=TERRITORIAL).order_by("sort_key", "id"))
    above = "owner__reached_from__above_id"
    systems = counted(user).filter(**{f"{above}__in": [one.pk for one in bodies]}).values_list(above)
    counts = {pk: (n, ok) for pk, n, ok in systems.annotate(n=Count("pk"), ok=Count("pk", filter=APPROVED)).values_list(above, "n", "ok")}
    shares = _measures(user, [one.pk for one in bodies])
    return [CommuneRow(one, *counts.get(one.pk, (0, 0)), Share(*shares[one.pk])) for one in bodies]


def _measures(user: Any, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Return body → measures met and asked: added up once an owner, then by the tree, not once a pair of the tree."""
    owner = "assessment__system__owner_id"
    sums = Coverage.objects.filter(assessment__in=newest_assessments(user)).order_by().values_list(owner)
    own = {pk: (met, asked) for pk, met, asked in sums.annotate(m=Sum("met"), a=Sum(_ASKED)).values_list(owner, "m", "a")}
    found = dict.fromkeys(ids, (0, 0))
    for above, below in Ancestry.objects.filter(above__in=ids).values_list("above_id", "below_id"):
        if below in own:
            found[above] = (found[above][0] + own[below][0], found[above][1] + own[below][1])
    return found
