"""What was said of a season, as pages show it: a person's own bodies, and the grid of every body by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.directives import following, queries
from vonggac.apps.directives.models import Directive, SeasonDay
from vonggac.apps.directives.services.seasons import days_of
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.ports import Season
from vonggac.apps.work.queries.mine import own_tasks


@dataclass(frozen=True, slots=True)
class GridRow:
    """One body, with its word for each day; None where it said nothing."""

    organisation: Organisation
    said: tuple[tuple[date, SeasonDay | None], ...]

    @property
    def quiet(self) -> int:
        return sum(1 for _day, one in self.said if one and one.quiet)

    @property
    def incidents(self) -> int:
        return sum(1 for _day, one in self.said if one and not one.quiet)

    @property
    def missing(self) -> tuple[date, ...]:
        return tuple(day for day, one in self.said if one is None)


def rows_of(directive: Directive, bodies: Sequence[Organisation], today: date) -> list[GridRow]:
    """Return the rows of these bodies, the latest day first. One query."""
    days = list(days_of(directive, today))
    found = {(one.organisation_id, one.day): one for one in directive.season_days.filter(organisation__in=bodies)}
    return [GridRow(body, tuple((day, found.get((body.pk, day))) for day in days)) for body in bodies]


def bodies_to_speak_for(user: Any, directive: Directive) -> list[Organisation]:
    """Return the bodies of the letter for which the person may answer."""
    if not user.may("work.answer"):
        return []
    reached = organisations_reached(user, "work.answer").order_by().values_list("pk", flat=True)
    return list(following.bodies_of(directive).filter(pk__in=set(reached)))


def seasons_today(user: Any, today: date) -> list[tuple[Directive, list[GridRow]]]:
    """Return the seasons that run today with the rows of the person's own bodies, for the panel beside their work."""
    ordered = Directive.objects.filter(state=Directive.State.GIVEN, season_from__lte=today, season_to__gte=today)
    if not ordered.exists():  # most of the year: nothing else needs to be asked
        return []
    groups = own_tasks(user).exclude(assignment__group="").order_by().values_list("assignment__group", flat=True).distinct()
    ids = [int(group.rpartition(":")[2]) for group in groups if group.startswith("directive:")]
    running = queries.visible_to(user).filter(pk__in=ids) & ordered
    return [(one, rows_of(one, bodies_to_speak_for(user, one), today)) for one in running.order_by("season_to", "pk")]


def incidents_of(directive: Directive, last: date) -> list[SeasonDay]:
    """Return every day on which something happened, oldest first."""
    rows = directive.season_days.filter(quiet=False, day__lte=last).select_related("organisation")
    return list(rows.order_by("day", "organisation__sort_key"))


def day_sums(directive: Directive, today: date) -> list[tuple[date, int, int]]:
    """Return for each day how many said quiet and how many reported something, over all bodies."""
    counted = (
        directive.season_days.order_by()
        .values_list("day")
        .annotate(quiet_n=Count("id", filter=Q(quiet=True)), incident_n=Count("id", filter=Q(quiet=False)))
    )
    found = {day: (quiet, incidents) for day, quiet, incidents in counted}
    return [(day, *found.get(day, (0, 0))) for day in days_of(directive, today)]


def beside_my_work(user: Any, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """Return the panel with the one tap of the day, for the page of a person's own work; None when no season runs."""
    today = timezone.localdate(at)
    running = seasons_today(user, today)
    return ("directives/parts/season_beside.html", {"seasons": running, "today": today}) if running else None


def seasons_between(first: date, last: date) -> list[Season]:
    """Return the seasons that letters in force order and that touch these days (port `registry.seasons`)."""
    ordered = Directive.objects.filter(given_for__isnull=False, season_from__lte=last, season_to__gte=first).order_by("season_from", "id")
    return [Season(name, begins, ends) for name, begins, ends in ordered.values_list("season_name", "season_from", "season_to")]
