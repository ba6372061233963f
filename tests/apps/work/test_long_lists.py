"""A list asks the database as often for many tasks as for ten, and shows no more than a page of them."""

from __future__ import annotations

import pytest
from asking import spec
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, Cast
from plenty import plenty
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.queue import FEW_BODIES, QueuePages, counted_of_bodies, of_bodies
from vonggac.apps.work.services import open_assignments

pytestmark = pytest.mark.django_db

LISTS = [
    ("coordinator", "/"),
    ("coordinator", "/viec/danh-sach/"),
    ("coordinator", "/viec/danh-sach/?han=qua-han&trang-thai=open"),
    ("coordinator", "/viec/danh-sach/?q=duc+hoa&loai=commune"),
    ("coordinator", "/viec/duyet/"),
    ("coordinator", "/van-ban/"),
    ("coordinator", "/he-thong/"),
    ("coordinator", "/co-quan/"),
    ("commune_officer", "/viec/"),
    ("commune_officer", "/viec/danh-sach/"),
    ("commune_officer", "/viec/thong-bao/"),
    ("auditor", "/nhat-ky/"),
]


def give_many(cast: Cast, count: int) -> None:
    """Give so many tasks to one commune, levels and states mixed."""
    asked = [spec(cast.commune, title=f"Nội dung {n}", row={"level": n % 6, "risk": n % 101}) for n in range(count)]
    ids = [task.pk for task in open_assignments(asked, by=cast.coordinator, at=NOW).tasks]
    Task.objects.filter(pk__in=ids[::2]).update(state="sent", sent_at=NOW, answer="Đã làm xong")


def asked_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@plenty(140, long=990)
def test_every_list_asks_the_same_for_ten_tasks_and_for_many(client: Client, plenty: int) -> None:
    cast = Cast.assemble()
    give_many(cast, 10)
    found: dict[tuple[str, str], list[int]] = {}
    for more in (0, plenty):
        give_many(cast, more)
        for who, path in LISTS:
            client.force_login(getattr(cast, who))
            client.get(path)  # the session and the loaded templates are no part of it
            found.setdefault((who, path), []).append(asked_of(client, path))
    assert {key: counts for key, counts in found.items() if counts[0] != counts[1]} == {}


def test_the_pages_of_a_queue_hold_every_task_once_in_the_queues_order() -> None:
    cast = Cast.assemble()
    give_many(cast, 120)
    pages = QueuePages(Task.objects.all(), 50)
    shown = [task.pk for number in (1, 2, 3) for task in pages.page(number)]
    assert shown == list(Task.objects.in_queue_order().values_list("pk", flat=True))
    levels = [task.level for task in pages.page(1)]
    assert levels[0] == 5
    assert levels == sorted(levels, reverse=True), "level 3 and above lead, the highest first"


def test_a_name_finds_the_same_tasks_through_few_bodies_as_through_many(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast.assemble()
    open_assignments([spec(cast.commune, cast.other_commune, cast.department)], by=cast.coordinator, at=NOW)
    few = set(of_bodies(Task.objects.all(), words="xã").values_list("organisation__name", flat=True))
    assert counted_of_bodies(Task.objects.all(), words="xã").count() == of_bodies(Task.objects.all(), words="xã").count() > 0
    assert counted_of_bodies(Task.objects.all()).count() == Task.objects.count()
    assert FEW_BODIES > 2
    monkeypatch.setattr("vonggac.apps.work.queries.queue.FEW_BODIES", 1)
    assert set(of_bodies(Task.objects.all(), words="xã").values_list("organisation__name", flat=True)) == few
    assert few == {cast.commune.name, cast.other_commune.name}
