"""Seen machines of a feed go the way of lists: a list of its source and day, which a person opens cases from with the same step as ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.threats.models import Feed, FeedRun, ThreatList
from vonggac.apps.threats.reading_feeds import CSV_HEAD, event_row
from vonggac.apps.threats.services.confirming import confirm_shape
from vonggac.apps.threats.services.intake import NewList, drop_list, receive_list
from vonggac.apps.work.files import path_of
from vonggac.sources.feeds import FeedEvent

REMEMBERED = timedelta(days=45)
"""Rows of lists of the last weeks are not listed again."""
_State = ThreatList.State
_WAITING = (_State.READING, _State.READ, _State.MATCHING, _State.FAILED, _State.MATCHED)


@transaction.atomic
def list_events(feed: Feed, events: Iterable[FeedEvent], *, by: Any, at: datetime) -> ThreatList | None:
    """Open a list with the rows that no list of this feed holds yet, joined with the one of the day that still waits; None: none is new."""
    day = localdate(at)
    rows = {event_row(one) for one in events}
    waiting = _of(feed).filter(list_day=day, state__in=_WAITING).order_by("-id").first()
    known = _rows_known(feed, day, waiting)
    held = _rows_of(waiting) if waiting else set()
    if not rows - known - held:
        return waiting if waiting and rows <= held | known else None
    if waiting is not None:
        drop_list(waiting, reason=_("Gộp vào danh sách mới hơn cùng ngày của nguồn tin."), by=by, at=at)
    return _received(feed, sorted((rows - known) | held), day, by=by, at=at)


def _of(feed: Feed) -> Any:
    return ThreatList.objects.filter(pk__in=FeedRun.objects.filter(feed=feed, list__isnull=False).values("list")).select_related("file")


def _rows_known(feed: Feed, day: date, besides: ThreatList | None) -> set[str]:
    known: set[str] = set()
    recent = _of(feed).filter(list_day__gte=day - REMEMBERED).exclude(state=ThreatList.State.DROPPED)
    for one in recent.exclude(pk=besides.pk) if besides else recent:
        known |= _rows_of(one)
    return known


def _rows_of(row: ThreatList) -> set[str]:
    try:
        return set(path_of(row.file.sha256).read_text(encoding="utf-8").splitlines()[1:])
    except OSError:
        return set()


def _received(feed: Feed, rows: list[str], day: date, *, by: Any, at: datetime) -> ThreatList:
    new = NewList(
        source=feed.source.name,
        list_day=day,
        content=("\n".join([CSV_HEAD, *rows]) + "\n").encode(),
        file_name=f"nguon-tin-{feed.pk}-{day:%Y-%m-%d}.csv",
        handling=feed.tlp,
        holds_no_secret=True,
    )
    try:
        row = receive_list(new, by=by, at=at)
    except ValidationError as refused:
        if (standing := getattr(refused, "standing", None)) is not None:
            return standing  # type: ignore[no-any-return]
        raise
    if row.state == _State.READ:
        confirm_shape(row, meanings={}, zone="+00:00", by=by, at=at)
    return row
