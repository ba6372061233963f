"""Fetching feeds when their time comes: what came is taken in piece by piece; what went wrong is said in words, with the next try."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding
from vonggac.apps.audit.services import record, said
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.threats.fetching import Pieces, Wire, WireLimits, WireTrouble, asked
from vonggac.apps.threats.fetching.secrets import secret_of
from vonggac.apps.threats.models import Feed, FeedRun
from vonggac.apps.threats.reading_feeds import Delivery
from vonggac.apps.threats.secret_words import fetched_marks
from vonggac.apps.threats.services import taking_indicators as taking
from vonggac.apps.threats.services.deliveries import end_run, list_of_events
from vonggac.apps.threats.services.feeds import next_try
from vonggac.apps.work.models import Notice
from vonggac.apps.work.services.noticing import Gathering, gather
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds import FEED, Found, Remark, readers, recognise
from vonggac.sources.feeds.ceilings import HEAD
from vonggac.sources.refusal import Refused

State = FeedRun.State
KEPT_RUNS = 500
"""Runs of a feed that are kept; older ones that brought nothing are forgotten."""


class SecretFound(WireTrouble):
    """What was fetched shows a degree of state secret (Law 117/2025, Article 5.2)."""


def enqueue_fetch(row: Feed) -> None:
    """Put the fetch of a feed into the queue, once."""
    from vonggac.apps.threats.jobs import fetch_feed

    enqueue(fetch_feed, row.pk, unique_key=f"threats.fetch:{row.pk}")


def enqueue_due(at: datetime) -> int:
    """Put the feeds whose time has come into the queue; return how many."""
    due = list(Feed.objects.filter(state=Feed.State.ACTIVE, next_at__lte=at).exclude(way=Feed.Way.UPLOAD))
    for row in due:
        enqueue_fetch(row)
    return len(due)


def fetch(feed_id: int, *, at: datetime, limits: WireLimits | None = None) -> dict[str, int]:
    """Fetch one feed; run again after it was cut off, nothing stands twice, because its cursor moves only at the end."""
    feed = Feed.objects.select_related("made_by", "source").get(pk=feed_id)
    if feed.state != Feed.State.ACTIVE or not feed.is_fetched:
        return {}
    run = _begun(feed, at)
    pieces, delivery = Pieces(dict(feed.cursor)), Delivery(feed, at)
    try:
        wire = Wire(feed.url, secret=secret_of(feed.secret_file), local=settings.FEED_LOCAL, limits=limits)
        taken = taking.take_found(feed, delivery, _found(feed, wire, pieces, run, at), write=True)
        row = list_of_events(run, delivery, by=feed.made_by, at=at)
    except SecretFound as found:
        tell_of_secret(feed, at)
        return _failed(run, found.why, at)
    except WireTrouble as trouble:
        return _failed(run, trouble.why, at)
    except Refused as refused:
        return _failed(run, refused.bad.why, at)
    except (PermissionDenied, ValidationError):
        return _failed(run, _("Người lập nguồn tin không còn quyền nhận danh sách. Người điều phối mở nguồn tin, lưu lại một lần."), at)
    if feed.is_full and pieces.is_whole and taken.new + taken.known + taken.changed:
        taken.withdrawn += taking.withdraw_missing(feed, at, at)
    for name, why in pieces.troubles:
        delivery.remarks.append(Remark(Place(name), why, "", "not-fetched"))
    return _ended(run, delivery, taken, pieces, row, at)


@transaction.atomic
def tell_of_secret(feed: Feed, at: datetime) -> None:
    """Tell who coordinates; one unread line a feed counts every time, and the first leaves its line in the log."""
    coordinating = Holding.objects.filter(ended_at=None, user__is_active=True, post__closed_on=None, post__role=Role.COORDINATOR)
    text = _("Nguồn tin %(name)s mang dấu chỉ độ mật; đã chặn, không lưu. Báo nơi cho tin.") % {"name": feed.name}
    topic, page = f"threats.secret.{feed.pk}", feed.get_absolute_url()
    if not Notice.objects.filter(topic=topic, read_at=None).exists():
        record("threats.feed.blocked", by=None, at=at, subject=feed)
    told = set(coordinating.values_list("user_id", flat=True))
    gather(told, Gathering(topic, text, page, lambda _number: text, page), at=at)


@transaction.atomic
def _begun(feed: Feed, at: datetime) -> FeedRun:
    FeedRun.objects.filter(feed=feed, state=State.TAKING, file=None).delete()
    Feed.objects.filter(pk=feed.pk).update(next_at=next_try(feed, at, 0), last_run_at=at)
    return FeedRun.objects.create(feed=feed, state=State.TAKING, began_at=at)


def _found(feed: Feed, wire: Wire, pieces: Pieces, run: FeedRun, at: datetime) -> Iterator[Found]:
    for piece in asked(feed.way, wire, feed.url, pieces, collection=feed.collection, conditional=not feed.keep_days):
        if fetched_marks(piece.stream, piece.name):
            piece.stream.close()
            raise SecretFound(_("Nội dung lấy về mang dấu chỉ độ mật nên không nhận và không lưu. Báo nơi cho tin."))
        form = feed.form or piece.form
        reader = next((one for one in readers() if one.format == form), None) or recognise(piece.stream.read(HEAD), piece.name)
        piece.stream.seek(0)
        if reader is None:
            why = _("Không nhận ra định dạng của nội dung lấy về. Chọn định dạng của nguồn tin, hoặc kiểm tra địa chỉ.")
            raise WireTrouble(why)
        run.form = reader.format
        try:
            yield from reader.read(piece.stream, piece.name, limits=FEED, today=localdate(at))  # type: ignore[arg-type]
        except Refused as refused:
            if feed.way == Feed.Way.LINK:
                raise
            yield BadRow(Place(piece.name), refused.bad.why, refused.bad.seen, refused.bad.rule)
        finally:
            piece.stream.close()


@transaction.atomic
def _ended(run: FeedRun, delivery: Delivery, taken: Any, pieces: Pieces, row: Any, at: datetime) -> dict[str, int]:
    Feed.objects.filter(pk=run.feed_id).update(cursor=pieces.cursor)
    if pieces.is_unchanged and not delivery.read and not taken.withdrawn and not delivery.remarks:
        FeedRun.objects.filter(pk=run.pk).update(state=State.UNCHANGED, ended_at=at)
        Feed.objects.filter(pk=run.feed_id).update(last_good_at=at, last_error="", failures=0)
        _forget_old(run.feed_id)
        return {}
    FeedRun.objects.filter(pk=run.pk).update(list=row)
    return end_run(run, delivery, taken, State.DONE, at)


def _forget_old(feed_id: int) -> None:
    quiet = FeedRun.objects.filter(feed_id=feed_id, state=State.UNCHANGED).order_by("-began_at").values_list("pk", flat=True)
    FeedRun.objects.filter(pk__in=list(quiet[KEPT_RUNS : KEPT_RUNS + 500])).delete()


@transaction.atomic
def _failed(run: FeedRun, why: str, at: datetime) -> dict[str, int]:
    feed = Feed.objects.select_for_update().get(pk=run.feed_id)
    failures = feed.failures + 1
    told = {"last_error": why[:500], "failures": failures, "next_at": next_try(feed, at, failures)}
    Feed.objects.filter(pk=feed.pk).update(**told)
    FeedRun.objects.filter(pk=run.pk).update(state=State.FAILED, why=why[:500], ended_at=at)
    if failures == 1:
        record("threats.feed.failed", by=None, at=at, subject=feed, why=said(why))
    return {}
