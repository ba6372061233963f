from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast
from guard import assert_guarded
from vonggac.apps.situation.queries import situation
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import AssignmentSpec, TaskRow, open_assignments

pytestmark = pytest.mark.django_db


def give(cast: Cast, *, days_ago: int, level: int = 0, title: str = "Rà soát máy chủ") -> Task:
    due = TODAY - timedelta(days=days_ago)
    row = TaskRow(
        organisation_id=cast.department.pk, asked_by_id=cast.office.pk, relation="chi-dao", due_on=due, due_origin="text", level=level
    )
    spec = AssignmentSpec(origin_room="directives", title=title, rows=[row], due_on=due, due_origin="text")
    return open_assignments([spec], by=cast.coordinator, at=NOW - timedelta(days=20)).tasks[0]


def test_the_page_counts_what_is_late_and_names_who_owes_it(cast: Cast, client: Client) -> None:
    give(cast, days_ago=5)
    client.force_login(cast.coordinator)
    text = client.get("/").content.decode()
    assert "1 việc quá hạn" in text
    assert cast.department.name in text


def test_an_answer_that_waits_for_review_is_a_need_with_its_level(cast: Cast) -> None:
    task = give(cast, days_ago=-5, level=3)
    Task.objects.filter(pk=task.pk).update(state="sent", sent_at=NOW)
    found = situation(cast.coordinator, at=NOW, today=TODAY, since=NOW - timedelta(days=1))
    assert [(need.level, need.url) for need in found.needs] == [(3, reverse("work:review"))]


def test_the_trend_of_late_work_grows_from_the_day_after_the_deadline(cast: Cast) -> None:
    give(cast, days_ago=3)
    late = situation(cast.coordinator, at=NOW, today=TODAY, since=NOW).trends[0]
    assert late.values[-4:] == (0, 1, 1, 1)


def test_the_number_of_queries_does_not_grow_with_the_work(cast: Cast, client: Client, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        give(cast, days_ago=number, title=f"Việc {number}")
    client.force_login(cast.coordinator)
    client.get("/")
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        client.get("/")


def test_an_officer_comes_to_their_own_work_and_a_stranger_signs_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)
    assert client.get("/").headers["Location"] == reverse("work:mine")
    assert_guarded(Client(), "/", works=cast.coordinator)
