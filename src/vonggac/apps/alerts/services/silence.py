"""A sensor that has fallen silent is a finding: marked, told to who coordinates and to who runs it, taken back when it speaks again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.models import Holding
from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.queries.heartbeat import Pulse, hours_of, longest_pause, pulses
from vonggac.apps.audit.services import record
from vonggac.apps.work.models import Notice
from vonggac.apps.work.services.noticing import people_at
from vonggac.engines.alerts import Voice

RUNNERS = ACTS["alerts.read"] - {Role.AUDITOR}
"""Who is told at the body that runs the sensor."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found."""

    silent: int
    heard: int


def look_for_silence(*, at: datetime) -> Looked:
    """Mark the sources that have fallen silent since the last look, and those that speak again. A stopped source is silent by decision."""
    found = pulses(AlertSource.objects.filter(stopped_at=None).order_by("pk"), at)
    silent = [one for one in found if one.voice is Voice.SILENT and one.source.silent_since is None]
    heard = [one for one in found if one.source.silent_since is not None and _speaks(one)]
    for one in silent:
        _mark_silent(one, at)
    for one in heard:
        _mark_heard(one, at)
    _forget_long_pauses([one.source for one in found], at)
    return Looked(len(silent), len(heard))


def _speaks(one: Pulse) -> bool:
    return one.voice is Voice.SENDING or (one.last_at is not None and one.last_at > one.source.silent_since)


@transaction.atomic
def _mark_silent(one: Pulse, at: datetime) -> None:
    row = one.source
    if not AlertSource.objects.filter(pk=row.pk, silent_since=None, last_at=row.last_at).update(silent_since=row.last_at):
        return
    record("alerts.source.silent", by=None, at=at, subject=row, organisation_id=row.organisation_id)
    _tell(row, _("Nguồn cảnh báo %(name)s im lặng bất thường") % {"name": row.name}, one.verdict.because, at)


@transaction.atomic
def _mark_heard(one: Pulse, at: datetime) -> None:
    """Who has not read of the silence need not read of it any more."""
    row = one.source
    if not AlertSource.objects.filter(pk=row.pk, silent_since__isnull=False).update(silent_since=None):
        return
    Notice.objects.filter(topic=_topic(row), read_at=None).delete()
    record("alerts.source.heard", by=None, at=at, subject=row, organisation_id=row.organisation_id)
    _tell(row, _("Nguồn cảnh báo %(name)s đã gửi lại") % {"name": row.name}, "", at, readers_only=True)


def _topic(row: AlertSource) -> str:
    return f"alerts.silent.{row.pk}"


def _tell(row: AlertSource, text: str, detail: str, at: datetime, *, readers_only: bool = False) -> None:
    people = set(_told(row))
    if readers_only:
        people &= set(Notice.objects.filter(topic=_topic(row)).values_list("user_id", flat=True))
        Notice.objects.filter(topic=_topic(row)).update(topic="")
    topic = "" if readers_only else _topic(row)
    link = row.get_absolute_url()
    Notice.objects.bulk_create(
        Notice(user_id=person, text=text[:500], detail=detail, link=link, topic=topic, at=at, mail_wanted=not readers_only)
        for person in sorted(people)
    )


def _told(row: AlertSource) -> Iterable[int]:
    """Who coordinates, and who reads alerts at the body that runs the sensor."""
    coordinating = Holding.objects.filter(ended_at=None, user__is_active=True, post__closed_on=None, post__role=Role.COORDINATOR)
    yield from coordinating.values_list("user_id", flat=True)
    yield from people_at([row.organisation_id], RUNNERS).get(row.organisation_id, set())


def _forget_long_pauses(sources: Iterable[AlertSource], at: datetime) -> None:
    """A pause that lies further back than the history no longer excuses a new one."""
    rows = [row for row in sources if row.longest_pause is not None]
    hours = hours_of([row.pk for row in rows], at)
    for row in rows:
        possible = longest_pause(row, hours.get(row.pk, {}))
        if hours.get(row.pk) and possible < row.longest_pause:
            AlertSource.objects.filter(pk=row.pk, longest_pause=row.longest_pause).update(longest_pause=possible)
