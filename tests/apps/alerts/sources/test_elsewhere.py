"""What stands of sources elsewhere: the month, programs, the demonstration."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from docx import Document

from alerts_cast import Watched, alert, source
from cast import NOW, Cast
from guard import assert_guarded
from vonggac.apps.alerts import demonstration
from vonggac.apps.alerts.models import Alert, AlertEvent, AlertSource, IntakeCursor, IntakeHour, Suppression
from vonggac.apps.audit.models import Entry
from vonggac.apps.face.tokens import make_token
from vonggac.engines.documents import check_docx
from vonggac.law.layouts import layout_as_of

pytestmark = pytest.mark.django_db


def test_a_month_stands_beside_the_month_before_and_leaves_as_a_workbook(client: Client, cast: Cast) -> None:
    watched = Watched.lay_out(cast)
    alert(watched.sensor, watched.portal, minutes=60 * 24 * 30)
    page = f"{reverse('alerts:months')}?thang=2026-11"
    shown = assert_guarded(client, page, works=cast.auditor, read_only=cast.administrator, wrong_method="post")
    told = {one.name: (one.now, one.before) for one in shown.context["rows"]}
    assert told["Cảnh báo (đã gộp lặp)"] == (3, 1)
    assert told["Ở hệ thống cấp độ 3 trở lên"] == (1, 1)
    client.force_login(cast.commune_officer)
    own = {one.name: one.now for one in client.get(page).context["rows"]}
    assert own["Cảnh báo (đã gộp lặp)"] == 1, "only what the person may see is counted"
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{page}&dang=xlsx").content)).active
    assert sheet is not None
    assert [one.value for one in sheet[1]] == ["Bảng", "Chỉ tiêu", "Trong tháng", "Tháng trước", "Tăng, giảm (%)"]
    for strange in ("2026-99", "abc", "99999-01", "2026-", "-3"):
        assert client.get(f"{reverse('alerts:months')}?thang={strange}").status_code == 200


def test_a_month_says_by_how_much_each_figure_rose_or_fell(client: Client, cast: Cast) -> None:
    watched = Watched.lay_out(cast)
    alert(watched.sensor, watched.portal, minutes=60 * 24 * 30)
    client.force_login(cast.coordinator)
    page = f"{reverse('alerts:months')}?thang=2026-11"
    shown = client.get(page)
    rows = {one.name: one.percent for one in shown.context["rows"]}
    assert rows["Cảnh báo (đã gộp lặp)"] == 200.0
    assert rows["Ở hệ thống cấp độ 3 trở lên"] == 0.0
    assert rows["Kết luận đúng"] is None, "from nothing no percentage counts"
    assert "+200,0" in shown.content.decode()
    bodies = next(table for table in shown.context["tables"] if table.key == "body")
    assert cast.commune.addressed_as() in [one.name for one in bodies.lines]
    assert bodies.most == max(one.now for one in bodies.lines if one.now)
    drawn = shown.content.decode().count('<svg class="bar"')
    assert drawn == sum(len(table.lines) for table in shown.context["tables"]), "each figure of a table stands beside its bar"
    workbook = openpyxl.load_workbook(BytesIO(client.get(f"{page}&dang=xlsx").content)).active
    assert workbook is not None
    told = [tuple(one.value for one in row) for row in workbook.iter_rows(min_row=2)]
    assert ("Số liệu chung", "Cảnh báo (đã gộp lặp)", 3, 1, 200) in told
    assert any(row[0] == "Theo cơ quan" for row in told)


def test_a_month_leaves_as_a_paper_in_the_layout_of_decree_30_and_the_log_says_so(client: Client, cast: Cast) -> None:
    watched = Watched.lay_out(cast)
    alert(watched.sensor, watched.portal, malware="Mozi", product="<w:p>Wazuh & co")
    client.force_login(cast.coordinator)
    answer = client.get(f"{reverse('alerts:months')}?thang=2026-11&dang=docx")
    assert answer["Cache-Control"] == "private, no-store"
    assert "canh-bao-2026-11.docx" in answer["Content-Disposition"]
    assert check_docx(answer.content, layout_as_of(localdate(NOW))) == []
    words = "\n".join(cell.text for table in Document(BytesIO(answer.content)).tables for row in table.rows for cell in row.cells)
    assert "Mozi" in words
    assert "<w:p>Wazuh & co" in words
    entry = Entry.objects.filter(act="alerts.month.exported").latest("pk")
    assert (entry.detail["kind"], entry.detail["sha256"]) == ("docx", sha256(answer.content).hexdigest())


def test_programs_read_the_sources_of_the_person_in_whose_name_they_act(client: Client, cast: Cast) -> None:
    row = source(cast, "Wazuh", organisation=cast.department)
    IntakeHour.objects.create(source=row, hour=NOW, received=3, stored=2, refused=1, reasons={"too-long": 1})

    def asked(person: Any, path: str = "", scopes: tuple[str, ...] = ("alerts.read",)) -> Any:
        at = timezone.now()
        made = make_token(name="x", user=person, scopes=scopes, at=at, expires_at=at + timedelta(days=1))
        return client.get(f"/api/v1/alert-sources{path}", headers={"authorization": f"Bearer {made.text}"})

    found = asked(cast.auditor).json()
    assert (found["total"], found["items"][0]["code"], found["items"][0]["voice"]) == (1, row.code, "never")
    assert asked(cast.officer, f"/{row.pk}").json()["name"] == "Wazuh"
    assert asked(cast.stranger, f"/{row.pk}").status_code == 404
    assert client.get("/api/v1/alert-sources").status_code == 401
    assert client.post("/api/v1/alert-sources").status_code in {401, 405}


def test_the_demonstration_is_made_once_and_leaves_the_journal_as_it_was(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.DEMO, settings.DATA = True, tmp_path
    IntakeCursor.objects.create(journal="main", segment=1, offset=9, sequence=5)
    for _start in range(2):
        demonstration.make_alerts(at=NOW)
        assert AlertSource.objects.count() == 2
        assert Alert.objects.filter(hidden_by=None).count() == 9
        assert Suppression.objects.get().hidden == 6
        assert AlertEvent.objects.filter(kind="unparsed").exists()
        assert sum(one.received for one in IntakeHour.objects.all()) == AlertEvent.objects.count()
        assert IntakeCursor.objects.values_list("segment", "offset", "sequence").get() == (1, 9, 5)
    assert not (tmp_path / "intake" / "journal").exists(), "the journal has one writer, and it is another process"
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        demonstration.make_alerts(at=NOW)
