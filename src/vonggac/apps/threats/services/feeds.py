"""Setting feeds up and changing them: nothing is fetched unless a person wrote the address here, and who did stands in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.threats.fetching.secrets import NAME
from vonggac.apps.threats.models import Feed, ListSource
from vonggac.apps.work.services.taking import demand
from vonggac.kernel.vietnamese import fold, nfc

LEAST_MINUTES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What a person says of a feed."""

    name: str
    source: str
    way: str = Feed.Way.UPLOAD
    form: str = ""
    url: str = ""
    collection: str = ""
    secret_file: str = ""
    tlp: str = "tlp:amber"
    confidence: int | None = None
    keep_days: int | None = None
    is_full: bool = False
    minutes: int | None = None


@transaction.atomic
def set_up_feed(facts: FeedFacts, *, by: Any, at: datetime) -> Feed:
    """Set a feed up; one that is fetched is due at once."""
    demand(by, "threats.feeds")
    row = Feed(made_by=by, made_at=at)
    _write(row, facts, at)
    record("threats.feed.made", by=by, at=at, subject=row, state=row.way, url=said(row.url), name=said(row.name))
    return row


@transaction.atomic
def change_feed(row: Feed, facts: FeedFacts, *, version: int, by: Any, at: datetime) -> Feed:
    """Change what is said of a feed; who changes it answers for it from now on."""
    demand(by, "threats.feeds")
    row = Feed.objects.select_for_update().get(pk=row.pk)
    if row.version != version:
        raise ValidationError(_("Nguồn tin đã được người khác sửa. Xem lại rồi sửa tiếp."))
    row.made_by, row.version = by, row.version + 1
    _write(row, facts, at)
    record("threats.feed.changed", by=by, at=at, subject=row, state=row.way, url=said(row.url), name=said(row.name))
    return row


def _write(row: Feed, facts: FeedFacts, at: datetime) -> None:
    errors = dict(_faults(row, facts))
    if errors:
        raise ValidationError(errors)
    where = (row.way, row.url, row.collection)
    named = nfc(facts.source).strip()
    row.source, _made = ListSource.objects.get_or_create(folded=fold(named), defaults={"name": named})
    for name in ("name", "way", "form", "url", "collection", "secret_file", "tlp", "confidence", "keep_days", "is_full", "minutes"):
        setattr(row, name, getattr(facts, name))
    if not row.is_fetched:
        row.url, row.collection, row.secret_file, row.minutes, row.next_at = "", "", "", None, None
    elif where != (row.way, row.url, row.collection) or row.next_at is None:
        row.cursor, row.next_at, row.failures, row.last_error = {}, at, 0, ""
    row.save()


def _faults(row: Feed, facts: FeedFacts) -> Any:
    if not facts.name.strip():
        yield "name", _("Nhập tên nguồn tin.")
    elif Feed.objects.filter(folded=fold(facts.name)).exclude(pk=row.pk).exists():
        yield "name", _("Đã có nguồn tin tên này.")
    if not facts.source.strip():
        yield "source", _("Nhập nơi cho tin.")
    if facts.way == Feed.Way.UPLOAD:
        return
    parts = urlsplit(facts.url) if facts.url.isascii() else urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        yield "url", _("Nhập địa chỉ bắt đầu bằng https:// hoặc http://, không chứa tên và mật khẩu.")
    elif facts.secret_file and parts.scheme != "https":
        yield "url", _("Địa chỉ có đăng nhập phải là https.")
    if facts.secret_file and not NAME.fullmatch(facts.secret_file):
        yield "secret_file", _("Ghi tên tệp trong thư mục đăng nhập, chỉ chữ không dấu, số, dấu chấm, gạch.")
    if not facts.minutes or facts.minutes < LEAST_MINUTES:
        yield "minutes", _("Chọn lịch lấy tin.")
    if facts.is_full and facts.way != Feed.Way.LINK:
        yield "is_full", _("TAXII và MISP chỉ đưa phần mới nên không coi là danh sách đầy đủ.")


@transaction.atomic
def turn_feed(row: Feed, *, state: str, by: Any, at: datetime) -> Feed:
    """Pause a feed, take it up again, or put it aside for good; the indicators of one that is put aside speak no more."""
    demand(by, "threats.feeds")
    row = Feed.objects.select_for_update().get(pk=row.pk)
    if row.state == Feed.State.CLOSED and state != Feed.State.CLOSED:
        raise ValidationError(_("Nguồn tin đã bỏ. Lập nguồn tin mới."))
    if row.state != state:
        row.state, row.version = state, row.version + 1
        row.next_at = at if row.is_fetched and state == Feed.State.ACTIVE else None
        row.save(update_fields=["state", "version", "next_at"])
        record("threats.feed.turned", by=by, at=at, subject=row, state=state)
    return row


def fetch_soon(row: Feed, *, by: Any, at: datetime) -> Feed:
    """Have a feed fetched now instead of at its time."""
    from vonggac.apps.threats.services.fetching_feeds import enqueue_fetch

    demand(by, "threats.feeds")
    row = Feed.objects.get(pk=row.pk)
    if not row.is_fetched or row.state != Feed.State.ACTIVE:
        raise ValidationError(_("Chỉ lấy được nguồn tin đang dùng và có địa chỉ."))
    with transaction.atomic():
        record("threats.feed.asked", by=by, at=at, subject=row)
        enqueue_fetch(row)
    return row


def next_try(row: Feed, at: datetime, failures: int) -> datetime:
    """Return when to ask again: on schedule, and after failures in a row ever later, within a day."""
    minutes = (row.minutes or 60) * 2 ** min(failures, 6)
    return at + timedelta(minutes=min(minutes, max(24 * 60, row.minutes or 0)))
