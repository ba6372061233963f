from datetime import timedelta

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast
from guard import assert_guarded
from vonggac.apps.organisations.models import Succession
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import AssignmentSpec, TaskRow, open_assignments

pytestmark = pytest.mark.django_db
URL = "/viec/cho-tiep-nhan/"


def orphan(cast: Cast) -> Task:
    row = TaskRow(organisation_id=cast.commune.pk, asked_by_id=cast.office.pk, due_on=TODAY + timedelta(days=3), due_origin="text")
    opened = open_assignments([AssignmentSpec(origin_room="directives", title="Rà soát máy trạm", rows=[row])], by=cast.coordinator, at=NOW)
    Task.objects.update(awaits_heir=True)
    return opened.tasks[0]


def test_the_page_answers_the_four_questions(cast: Cast, client: Client) -> None:
    orphan(cast)
    answer = assert_guarded(client, URL, works=cast.coordinator, read_only=cast.auditor)
    assert "Rà soát máy trạm" in answer.content.decode()


def test_a_chosen_body_goes_on_with_the_ticked_task(cast: Cast, client: Client) -> None:
    task = orphan(cast)
    client.force_login(cast.coordinator)
    client.post(URL, {"task": [task.pk], "heir": cast.other_commune.pk})
    task.refresh_from_db()
    assert (task.organisation, task.awaits_heir) == (cast.other_commune, False)


def test_without_a_tick_or_a_heir_the_page_says_what_to_choose(cast: Cast, client: Client) -> None:
    task = orphan(cast)
    client.force_login(cast.coordinator)
    text = client.post(URL, {}).content.decode()
    assert "Chọn cơ quan tiếp nhận." in text
    assert "Đánh dấu ít nhất một việc." in text
    task.refresh_from_db()
    assert task.awaits_heir


def test_the_real_heirs_of_the_bodies_shown_stand_before_all_others(cast: Cast, client: Client) -> None:
    orphan(cast)
    cast.commune.valid_to = TODAY - timedelta(days=400)
    cast.commune.save()
    Succession.objects.create(before=cast.commune, after=cast.department, on=TODAY - timedelta(days=399))
    client.force_login(cast.coordinator)
    text = client.get(URL).content.decode()
    assert text.index("Cơ quan kế thừa") < text.index(f'<option value="{cast.department.pk}"') < text.index("Cơ quan khác")
    assert text.index("Cơ quan khác") < text.index(f'<option value="{cast.other_commune.pk}"')
