"""Indicators of a delivery into rows, a thousand at a time: new ones, ones of which the source says something else, ones it took back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.jobs.progress import report
from vonggac.apps.threats.models import Feed, FeedRemark, FeedRun, Indicator
from vonggac.apps.threats.reading_feeds import NOT_LEFT_OUT, Delivery, Draft
from vonggac.apps.threats.services.judging import Judge
from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds import Found, Remark

CHUNK = 1_000
"""Rows a statement and a transaction: other writers get their turn between."""
_RENEWED = (
    "port", "tlp", "confidence", "first_seen", "last_seen", "families", "labels", "note", "reference", "for_detection", "valid_from",
    "valid_to", "digest", "told_at", "withdrawn_at",
)  # fmt: skip


@dataclass(slots=True)
class Taken:
    """What became of the indicators of one delivery."""

    new: int = 0
    known: int = 0
    changed: int = 0
    withdrawn: int = 0
    innocent: int = 0
    lists_hit: set[int] = field(default_factory=set)


def take_found(feed: Feed, delivery: Delivery, found: Iterable[Found], *, write: bool) -> Taken:
    """Take indicators in, or only count what would become of them; run again after it was cut off, nothing stands twice."""
    taken = Taken()
    judge = Judge.of_today()
    for some in _pieces(delivery.drafts(found)):
        with transaction.atomic():
            _chunk(feed, delivery.at, some, judge, taken, write=write)
        report(delivery.read, 0, _("Đã đọc %(rows)s mục") % {"rows": delivery.read})
    return taken


def _pieces(rows: Iterable[Draft]) -> Iterator[list[Draft]]:
    left = iter(rows)
    while piece := list(islice(left, CHUNK)):
        yield piece


def _chunk(feed: Feed, at: datetime, drafts: Sequence[Draft], judge: Judge, taken: Taken, *, write: bool) -> None:
    values = [one.value for one in drafts]
    columns = ("id", "digest", "withdrawn_at", "innocent_id")
    standing = {
        (kind, value): rest
        for kind, value, *rest in Indicator.objects.filter(feed=feed, value__in=values).values_list("kind", "value", *columns)
    }
    fresh = [one for one in drafts if one.key not in standing and not one.is_revoked]
    same, other, gone = [], [], []
    for one in drafts:
        if one.key not in standing:
            continue
        pk, digest, withdrawn_at, _innocent = standing[one.key]
        if one.is_revoked:
            gone += [pk] if withdrawn_at is None else []
        elif digest == one.digest and withdrawn_at is None:
            same.append((pk, one))
        else:
            other.append((pk, one))
    taken.new += len(fresh)
    taken.known += len(same)
    taken.changed += len(other)
    taken.withdrawn += len(gone)
    guilty = judge.entries_of([one.key for one in fresh])
    taken.innocent += sum(one is not None for one in guilty) + sum(standing[one.key][3] is not None for _pk, one in same + other)
    if write:
        _write(feed, at, list(zip(fresh, guilty, strict=True)), same, other, gone)


def _write(feed: Feed, at: datetime, fresh: list[Any], same: list[Any], other: list[Any], gone: list[int]) -> None:
    new = {"feed": feed, "came_at": at, "told_at": at}
    rows = [Indicator(kind=one.kind, value=one.value, digest=one.digest, innocent_id=entry, **new, **one.columns) for one, entry in fresh]
    Indicator.objects.bulk_create(rows, batch_size=500)
    if same:
        Indicator.objects.filter(pk__in=[pk for pk, _one in same]).update(told_at=at)
        if feed.keep_days:
            lasting = [pk for pk, one in same if not one.ends]
            Indicator.objects.filter(pk__in=lasting).update(valid_to=at + timedelta(days=feed.keep_days))
    if other:
        rows = [Indicator(pk=pk, digest=one.digest, told_at=at, withdrawn_at=None, **one.columns) for pk, one in other]
        Indicator.objects.bulk_update(rows, _RENEWED, batch_size=200)
    if gone:
        Indicator.objects.filter(pk__in=gone).update(withdrawn_at=at, told_at=at)


def withdraw_missing(feed: Feed, since: datetime, at: datetime) -> int:
    """Mark what a whole delivery did not name any more as gone."""
    return Indicator.objects.filter(feed=feed, withdrawn_at=None, told_at__lt=since).update(withdrawn_at=at)


def count_missing(feed: Feed, named: int) -> int:
    """Return how many a whole delivery would mark as gone, when it names so many that stand."""
    return max(Indicator.objects.filter(feed=feed, withdrawn_at=None).count() - named, 0)


def keep_remarks(run: FeedRun, delivery: Delivery) -> None:
    """Write what could not be taken in, in the place of what an earlier reading of the same run wrote."""
    run.remarks.all().delete()
    FeedRemark.objects.bulk_create([_remark(run, one) for one in (*delivery.remarks, *delivery.rest())], batch_size=500)


def _remark(run: FeedRun, one: BadRow) -> FeedRemark:
    where = one.place
    part = where.source if where.source != run.file_name else ""
    return FeedRemark(
        run=run,
        part=part[:200],
        line=where.line,
        column=(where.column or "")[:200],
        seen=one.seen[:200].replace("\x00", ""),
        why=one.why[:1000],
        rule=one.rule[:40],
        is_left_out=not isinstance(one, Remark) and one.rule not in NOT_LEFT_OUT,
    )
