"""A feed brought as a file: looked through in memory, kept, read in the background without a trace, taken in once a person agreed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.threats.models import Feed, FeedRun, Indicator, ThreatList
from vonggac.apps.threats.reading_feeds import Delivery
from vonggac.apps.threats.secret_words import secret_marks
from vonggac.apps.threats.services import taking_indicators as taking
from vonggac.apps.threats.services.event_lists import list_events
from vonggac.apps.threats.services.judging import count_hits
from vonggac.apps.work.files import path_of
from vonggac.apps.work.refusals import Refused as WorkRefused
from vonggac.apps.work.services.evidence import keep_file
from vonggac.apps.work.services.taking import demand
from vonggac.sources.feeds import FEED, Found, readers, recognise
from vonggac.sources.feeds.ceilings import HEAD
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import Refused

State = FeedRun.State
MEDIA = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """What somebody brings."""

    content: bytes
    file_name: str
    holds_no_secret: bool = False
    """The person's own declaration."""


@transaction.atomic
def receive_delivery(feed: Feed, new: NewDelivery, *, by: Any, at: datetime) -> FeedRun:
    """Keep a file of a feed and have it looked through; nothing is written before its words were searched for marks of secrecy."""
    demand(by, "threats.feeds")
    if not new.holds_no_secret:
        raise ValidationError({"holds_no_secret": _("Xác nhận tệp không chứa bí mật nhà nước. Có bí mật thì không đưa vào đây.")})
    if feed.state == Feed.State.CLOSED:
        raise ValidationError(_("Nguồn tin đã bỏ nên không nhận tệp nữa."))
    name = safe_name(new.file_name)
    refuse_in_memory(new.content, name, feed.form)
    try:
        file = keep_file(new.content, media_type=MEDIA, at=at)
    except WorkRefused as refused:
        raise ValidationError({"file": refused.message}) from refused
    run = FeedRun.objects.create(feed=feed, state=State.CHECKING, file=file, file_name=name[:200], began_at=at, by=by)
    record("threats.delivery.received", by=by, at=at, subject=run, sha256=file.sha256, file=said(name))
    _enqueue(run)
    return run


def refuse_in_memory(content: bytes, name: str, form: str) -> None:
    """Stop a file that shows a mark of secrecy, that is empty, or that no format fits."""
    try:
        marks = secret_marks(content, name)
        if form == "" and recognise(content[:HEAD], name) is None:
            told = _("Không nhận ra định dạng. Xem các định dạng đọc được trong tài liệu, rồi gửi tệp gốc.")
            raise ValidationError({"file": told if content.strip() else _("Tệp không có nội dung. Kiểm tra tệp trên máy rồi gửi lại.")})
    except Refused as refused:
        raise ValidationError({"file": refused.bad.why}) from refused
    if marks:
        words = _("Tệp có dấu chỉ độ mật: “%(mark)s”. Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu.")
        raise ValidationError({"file": words % {"mark": marks[0].quote}})


def _enqueue(run: FeedRun) -> None:
    from vonggac.apps.threats.jobs import read_delivery

    enqueue(read_delivery, run.pk, unique_key=run.job_key)


def read_run(run_id: int, *, at: datetime) -> dict[str, int]:
    """Look a kept file through, or take it in, as its run stands; run again after it was cut off, it begins from nothing."""
    run = FeedRun.objects.select_related("feed", "file").get(pk=run_id)
    if run.state not in {State.CHECKING, State.TAKING} or run.file is None:
        return {}
    write = run.state == State.TAKING
    delivery = Delivery(run.feed, at)
    try:
        with path_of(run.file.sha256).open("rb") as stream:
            taken = taking.take_found(run.feed, delivery, _found(run, stream, at), write=write)
    except (Refused, OSError) as refused:
        return _failed(run, refused.bad.why if isinstance(refused, Refused) else _("Không mở được tệp đã lưu. Báo người quản trị."), at)
    if run.feed.is_full and taken.new + taken.known + taken.changed:
        named = taken.known + taken.changed
        taken.withdrawn += taking.withdraw_missing(run.feed, at, at) if write else taking.count_missing(run.feed, named + taken.withdrawn)
    if write:
        FeedRun.objects.filter(pk=run.pk).update(list=list_of_events(run, delivery, by=run.by, at=at))
    return end_run(run, delivery, taken, State.DONE if write else State.CHECKED, at)


def list_of_events(run: FeedRun, delivery: Delivery, *, by: Any, at: datetime) -> ThreatList | None:
    """Give the seen machines of a delivery to the lists; None when it brought none."""
    return list_events(run.feed, delivery.events, by=by, at=at) if delivery.events else None


def _found(run: FeedRun, stream: Any, at: datetime) -> Iterator[Found]:
    reader = next((one for one in readers() if one.format == run.feed.form), None) or recognise(stream.read(HEAD), run.file_name)
    stream.seek(0)
    if reader is None:
        return
    run.form = reader.format
    yield from reader.read(stream, run.file_name, limits=FEED, today=localdate(at))


@transaction.atomic
def end_run(run: FeedRun, delivery: Delivery, taken: taking.Taken, state: str, at: datetime) -> dict[str, int]:
    """Note what a reading brought; one that wrote leaves its line in the log and new sums at its feed."""
    counts = {
        "read": delivery.read, "new": taken.new, "known": taken.known, "changed": taken.changed, "refused": delivery.refused,
        "withdrawn": taken.withdrawn, "innocent": taken.innocent, "events": len(delivery.events),
    }  # fmt: skip
    taking.keep_remarks(run, delivery)
    FeedRun.objects.filter(pk=run.pk).update(state=state, form=run.form, ended_at=at, why="", **counts)
    if state == State.DONE:
        count_hits(at)
        standing = Indicator.objects.filter(feed_id=run.feed_id, withdrawn_at=None).count()
        Feed.objects.filter(pk=run.feed_id).update(standing=standing, last_run_at=at, last_good_at=at, last_error="", failures=0)
        record(
            "threats.delivery.taken",
            by=run.by,
            at=at,
            subject=run,
            count=taken.new + taken.changed,
            read=delivery.read,
            refused=delivery.refused,
            withdrawn=taken.withdrawn,
            rows=len(delivery.events),
        )
    return counts


@transaction.atomic
def _failed(run: FeedRun, why: str, at: datetime) -> dict[str, int]:
    FeedRun.objects.filter(pk=run.pk).update(state=State.FAILED, why=why[:500], ended_at=at)
    record("threats.delivery.failed", by=run.by, at=at, subject=run, why=said(why))
    return {}


@transaction.atomic
def agree_to_delivery(run: FeedRun, *, by: Any, at: datetime) -> FeedRun:
    """Take in what was looked through and shown."""
    demand(by, "threats.feeds")
    run = FeedRun.objects.select_for_update().select_related("feed").get(pk=run.pk)
    if run.state != State.CHECKED:
        raise ValidationError(_("Tệp này không còn chờ đồng ý."))
    FeedRun.objects.filter(pk=run.pk).update(state=State.TAKING)
    record("threats.delivery.agreed", by=by, at=at, subject=run)
    _enqueue(run)
    run.refresh_from_db()
    return run


@transaction.atomic
def drop_delivery(run: FeedRun, *, by: Any, at: datetime) -> FeedRun:
    """Put a file aside of which nothing was taken in."""
    demand(by, "threats.feeds")
    run = FeedRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in {State.CHECKED, State.FAILED}:
        raise ValidationError(_("Chỉ bỏ được tệp chưa nhận."))
    FeedRun.objects.filter(pk=run.pk).update(state=State.DROPPED, ended_at=at)
    record("threats.delivery.dropped", by=by, at=at, subject=run)
    run.refresh_from_db()
    return run
