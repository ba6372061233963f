"""Invented feeds for a demonstration: files taken in with the very acts of people, a list of false positives, indicators that were met."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from vonggac.apps.accounts.models import User
from vonggac.apps.threats.models import Feed, ThreatList
from vonggac.apps.threats.services.deliveries import NewDelivery, agree_to_delivery, read_run, receive_delivery
from vonggac.apps.threats.services.feeds import FeedFacts, set_up_feed
from vonggac.apps.threats.services.innocents import take_innocent_list
from vonggac.apps.threats.services.judging import judge_all
from vonggac.apps.threats.services.sightings import sight_list

GIVER = "Trung tâm giám sát (trình diễn)"
PLAIN = [f"203.0.113.{one}" for one in range(1, 25)] + [f"may-chu-{one}.example" for one in range(1, 13)]
PLAIN += ["198.51.100.0/25", "hxxp://tai-ve.example/cap-nhat.bin", "9e107d9d372bb6826bd81d3542a419d6", "tep[.]cdn[.]example"]
SHARED = ["203.0.113.1", "203.0.113.2", "203.0.113.0/28", "dieu-khien.example"]
INNOCENT = {
    "name": "Mạng phân phối nội dung (trình diễn)", "version": 1, "description": "Dữ liệu trình diễn, hư cấu", "type": "hostname",
    "matching_attributes": ["domain", "hostname", "url"], "list": ["cdn.example"],
}  # fmt: skip


@transaction.atomic
def make_feeds(*, at: datetime) -> None:
    """Make them once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("invented feeds belong into a demonstration only")
    by = User.objects.filter(username="dieuphoi").first()
    if by is None or Feed.objects.exists():
        return
    take_innocent_list(json.dumps(INNOCENT).encode(), "cdn.json", holds_no_secret=True, by=by, at=at)
    facts = {"source": GIVER, "keep_days": 90}
    common = set_up_feed(FeedFacts(name="Chỉ dấu hằng tuần (trình diễn)", tlp="tlp:green", confidence=70, **facts), by=by, at=at)  # type: ignore[arg-type]
    strict = set_up_feed(FeedFacts(name="Chỉ dấu hạn chế (trình diễn)", tlp="tlp:red", confidence=90, **facts), by=by, at=at)  # type: ignore[arg-type]
    for feed, values in ((common, [*PLAIN, "không phải chỉ dấu nào"]), (strict, SHARED)):
        _taken(feed, values, by, at - timedelta(hours=3))
    judge_all(at)
    for row in ThreatList.objects.all():
        sight_list(row.pk, at=at)


def _taken(feed: Feed, values: list[str], by: User, at: datetime) -> None:
    new = NewDelivery(content=("\n".join(values) + "\n").encode(), file_name=f"chi-dau-{feed.pk}.txt", holds_no_secret=True)
    run = receive_delivery(feed, new, by=by, at=at)
    read_run(run.pk, at=at)
    agree_to_delivery(run, by=by, at=at)
    read_run(run.pk, at=at)
