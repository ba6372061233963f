"""Two months from annex to annex: an XLSX as it comes by letter, cases at two agencies, one cleaned with evidence, the next list."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from threats_cast import Field
from vonggac.apps.threats.models import Case, Hit, ThreatList
from vonggac.apps.threats.services.matching import match_rows
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import NewEvidence, accept_tasks, add_evidence, submit_task

pytestmark = pytest.mark.django_db
HEADINGS = ("STT", "Địa chỉ IP", "Cổng", "Thời gian phát hiện", "Loại mã độc", "Máy chủ điều khiển (C&C)")


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


def annex(*rows: tuple[Any, ...]) -> bytes:
    """Return the annex of a letter: titles over merged cells, headings below, a total and a signature at the foot."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PHỤ LỤC"])
    sheet.append(["Danh sách địa chỉ IP nhiễm mã độc, kết nối mạng botnet"])
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A2:F2")
    sheet.append([])
    sheet.append(HEADINGS)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    sheet.append(["Tổng cộng", len(rows)])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def brought(client: Client, content: bytes, day: date) -> ThreatList:
    """Take an annex through every page to its cases."""
    file = SimpleUploadedFile("phu-luc.xlsx", content)
    said = {"source": "Cục A05", "list_day": f"{day:%d/%m/%Y}", "handling": "tlp:amber", "holds_no_secret": "on", "file": file}
    answer = client.post(reverse("threats:receive"), said)
    assert answer.status_code == 302, answer.context["form"].errors
    row = ThreatList.objects.latest("id")
    columns = reverse("threats:columns", args=[row.pk])
    form = client.get(columns).context["form"]
    answer = client.post(columns, {name: form[name].value() or "" for name in form.fields})
    assert answer.status_code == 302, answer.context["form"].errors
    match_rows(row.pk, at=now())
    opening = reverse("threats:open-cases", args=[row.pk])
    client.post(opening, {"agreed_to": client.get(opening).context["signed"]})
    row.refresh_from_db()
    assert row.state == ThreatList.State.APPLIED
    return row


def test_an_annex_becomes_cases_one_is_cleaned_and_the_next_list_tells(client: Client, field: Field) -> None:
    today = localdate()
    before, seen = today - timedelta(days=35), f"{today - timedelta(days=36):%d/%m/%Y} 08:15:00"
    client.force_login(field.cast.coordinator)
    first = brought(
        client,
        annex(
            ("14.160.10[.]3", 52110, seen, "Mirai", "185.1.2[.]3"),
            ("14.160.10[.]3", 52110, seen, "Mirai", "185.1.2[.]3"),
            ("14.160.11[.]5", 443, seen, "LockBit", "evil[.]example[.]org"),
            ("8.8.8.8", 53, seen, "Mirai", ""),
        ),
        before,
    )
    assert (first.counts["matched"], first.counts["unmatched"], first.counts["duplicates"]) == (2, 1, 1)
    assert {case.organisation for case in Case.objects.all()} == {field.cast.department, field.cast.commune}
    assert set(Hit.objects.values_list("address", flat=True)) == {"14.160.10.3", "14.160.11.5"}

    portal = Case.objects.get(system=field.portal)
    task = Task.objects.get(pk=portal.task_id)
    add_evidence(task.pk, NewEvidence(statement="Đã nạp lại phần mềm camera"), by=field.cast.officer, at=now())
    submit_task(task.pk, figures={}, answer="Đã làm sạch", version=task.version, by=field.cast.officer, at=now() - timedelta(days=20))
    accept_tasks([task.pk], by=field.cast.coordinator, at=now() - timedelta(days=19))
    portal.refresh_from_db()
    assert portal.state == Case.State.CLEANED

    lately = f"{today - timedelta(days=2):%d/%m/%Y} 10:00:00"
    brought(
        client,
        annex(("14.160.10.4", 80, lately, "Mirai", ""), ("14.160.11.5", 443, lately, "LockBit", ""), ("14.160.12.9", 1, lately, "", "")),
        today,
    )
    portal.refresh_from_db()
    assert (portal.state, portal.is_returned) == (Case.State.OPEN, True)
    assert Task.objects.get(pk=portal.task_id).state == Task.State.BACK
    overview = client.get(reverse("threats:overview"))
    newest = overview.context["rungs"][0][0]
    assert (len(newest.new), len(newest.continuing), len(newest.gone)) == (1, 2, 0)
    shown = client.get(portal.get_absolute_url()).content.decode()
    assert "Lại bị nêu sau khi đã đóng." in shown
