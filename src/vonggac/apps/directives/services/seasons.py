"""A season (đợt cao điểm): one tap a day says that nothing happened, and what was said adds up to the report at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.audit.services import record
from vonggac.apps.directives.models import Directive, SeasonDay
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Task


@dataclass(frozen=True, slots=True)
class SeasonStanding:
    """What was said of one season up to a day."""

    bodies: int
    days: int
    quiet: int
    incidents: int
    silent: tuple[tuple[str, int], ...]
    """(body, days without a word), most silent first."""

    @property
    def expected(self) -> int:
        """How many words a complete record would have."""
        return self.bodies * self.days


@transaction.atomic
def say_day(
    directive: Directive, organisation: Organisation, day: date, *, quiet: bool, by: Any, at: datetime, today: date, note: str = ""
) -> SeasonDay:
    """Say of one day of the season that it was quiet, or that something happened; a later word replaces an earlier one.

    Raises `ValidationError` for a day outside the season or ahead, and for an incident without a word about it.
    """
    if not directive.is_season_on(day) or day > today:
        raise ValidationError(_("Chọn một ngày trong đợt cao điểm, không sau hôm nay."))
    if not organisations_reached(by, "work.answer").filter(pk=organisation.pk).exists():
        raise ValidationError(_("Vị trí công việc của bạn không trả lời thay cơ quan này được."))
    if not quiet and not note.strip():
        raise ValidationError(_("Ghi ngắn gọn chuyện gì đã xảy ra, và báo sự cố theo đường dây nóng."))
    row, _made = SeasonDay.objects.update_or_create(
        directive=directive,
        organisation=organisation,
        day=day,
        defaults={"quiet": quiet, "note": note.strip(), "said_by": by, "said_at": at},
    )
    record("directives.season.said", by=by, at=at, subject=directive, organisation_id=organisation.pk, day=day, quiet=quiet)
    return row


def standing(directive: Directive, today: date) -> SeasonStanding:
    """Return how complete the record of a season is. Two queries."""
    if directive.season_from is None or directive.season_to is None:
        return SeasonStanding(0, 0, 0, 0, ())
    last = min(today, directive.season_to)
    days = max((last - directive.season_from).days + 1, 0)
    tasks = Task.objects.filter(assignment__group=directive.group(), relayed_from=None)
    bodies = dict(tasks.values_list("organisation_id", "organisation__name").order_by().distinct())
    said = list(directive.season_days.filter(day__lte=last).values_list("organisation_id", "quiet"))
    words = Counter(organisation for organisation, _quiet in said)
    silent = sorted(((name, days - words[pk]) for pk, name in bodies.items() if words[pk] < days), key=lambda one: (-one[1], one[0]))
    quiet = sum(1 for _organisation, is_quiet in said if is_quiet)
    return SeasonStanding(len(bodies), days, quiet, len(said) - quiet, tuple(silent))


def days_of(directive: Directive, today: date) -> Iterable[date]:
    """Return the days of the season that have begun, the latest first."""
    if directive.season_from is None or directive.season_to is None:
        return []
    last = min(today, directive.season_to)
    return [last - timedelta(days=back) for back in range(max((last - directive.season_from).days + 1, 0))]
