"""From a file to work: the pages of intake, review and giving out, as people use them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from province import TWIN, Province

from vonggac.apps.directives.models import Directive

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return Province.assemble()


@pytest.fixture
def coordinator(client: Client, province: Province) -> Client:
    client.force_login(province.coordinator)
    return client


def test_the_whole_walk_from_the_file_to_the_work(coordinator: Client, province: Province) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from vonggac.apps.work.models import Task

    sent = {"file": SimpleUploadedFile("cong-van.txt", TWIN.read_bytes()), "handling": "internal", "declared": "on"}
    answer = coordinator.post(reverse("directives:upload"), sent)
    directive = Directive.objects.get()
    assert answer["Location"] == reverse("directives:review", args=[directive.pk])
    waiting = list(directive.lines.filter(settled="open"))
    page = coordinator.get(answer["Location"]).content.decode()
    assert f"còn {len(waiting)} đơn vị nhận phải xác nhận" in page
    for line in waiting:
        directive.refresh_from_db()
        settled = {"decision": "known", "relation": line.relation, "reason": "Các xã đã nhận", "version": directive.version}
        answer = coordinator.post(reverse("directives:change", args=[directive.pk, f"dong-{line.pk}"]), settled)
        assert answer.status_code == 302, answer.content.decode()
    confirm = reverse("directives:confirm", args=[directive.pk])
    page = coordinator.get(confirm)
    words = page.content.decode()
    assert page.context["shown"].button in words
    answer = coordinator.post(confirm, {"agreed_to": page.context["signed"], "promise": "1"})
    assert answer.status_code == 302
    directive.refresh_from_db()
    assert directive.state == "given"
    assert f"Giao {Task.objects.count()} nhiệm vụ" in page.context["shown"].button
