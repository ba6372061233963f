"""Giving out work for what is found about a system."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from cast import Cast
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(cast: Cast) -> InformationSystem:
    return system("Một cửa", cast.commune, level=4, operator=cast.department)


def test_a_finding_becomes_one_task_of_the_operator_with_system_and_level(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = reverse("work:for_finding", args=[f"layer-1-{portal.pk}"])
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor)
    client.force_login(cast.coordinator)
    assert url in client.get(reverse("registry:findings")).content.decode()
    due = localdate() + timedelta(days=9)
    said = {"organisation": cast.department.pk, "due_on": due.strftime("%d/%m/%Y"), "instructions": "Báo cáo bằng văn bản"}
    assert client.post(url, said).status_code == 302
    task = Task.objects.get()
    assert (task.organisation_id, task.system_id, task.level, task.due_on) == (cast.department.pk, portal.pk, 4, due)
    assert "Lực lượng tại chỗ" in task.assignment.title
    assert "Đã có việc đang mở" in client.post(url, said).content.decode()
    assert Task.objects.count() == 1


@pytest.mark.parametrize("wrong", ["organisation", "due_on"])
def test_another_body_or_a_day_past_is_refused_at_its_field(client: Client, cast: Cast, portal: InformationSystem, wrong: str) -> None:
    url = reverse("work:for_finding", args=[f"unwatched-{portal.pk}"])
    said = {"organisation": cast.commune.pk, "due_on": localdate().strftime("%d/%m/%Y")}
    bad = {"organisation": cast.office.pk, "due_on": "01/01/2020"}
    client.force_login(cast.coordinator)
    answer = client.post(url, {**said, wrong: bad[wrong]})
    assert wrong in answer.context["form"].errors
    assert not Task.objects.exists()


def test_a_finding_that_no_longer_holds_is_not_found(client: Client, cast: Cast, portal: InformationSystem) -> None:
    InformationSystem.objects.update(level=1)
    client.force_login(cast.coordinator)
    assert client.get(reverse("work:for_finding", args=[f"unwatched-{portal.pk}"])).status_code == 404
    client.force_login(cast.commune_officer)
    assert "viec/ve-he-thong" not in client.get(reverse("registry:findings")).content.decode()
