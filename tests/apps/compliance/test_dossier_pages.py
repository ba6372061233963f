"""The pages of dossiers: four questions each, what they show, and that the list asks as much at ten dossiers as at a thousand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cast import Cast
from dossier_cast import OPENED, PDF, Stage
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.compliance.models import Dossier
from vonggac.apps.compliance.ui.dossier_acts import ACTS
from vonggac.apps.work.models import Task
from vonggac.kernel.vietnamese import fold

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(stage: Stage) -> Cast:
    return stage.cast


def signed(name: str = "da-ky.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def url(dossier: Dossier, name: str = "dossier", *args: Any) -> str:
    return reverse(f"compliance:{name}", args=[dossier.pk, *args])


def take(client: Client, dossier: Dossier, slug: str, user: Any, **said: Any) -> Any:
    client.force_login(user)
    return client.post(url(dossier, "dossier-act", slug), {"happened_on": "01/10/2026", **said})


# --- four questions -------------------------------------------------------------------------------------------------------------------


def test_the_list_and_a_dossier_are_for_who_may_know_the_system(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.sent(3)
    listed = assert_guarded(
        client, reverse("compliance:dossiers"), works=cast.commune_officer, read_only=cast.administrator, wrong_method="post"
    )
    assert stage.system.name in listed.content.decode()
    client.force_login(cast.stranger)
    assert stage.system.name not in client.get(reverse("compliance:dossiers")).content.decode()
    shown = assert_guarded(
        client, url(dossier), works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger, wrong_method="post"
    ).content.decode()
    for words in ("Đã gửi thẩm định", "Thành phần hồ sơ", "khoản 2 Điều 29", "Quá trình xử lý", "Phạm Thị Xã", "Thời hạn luật định"):
        assert words in shown, words


def test_opening_filling_and_each_step_are_for_the_right_hand(client: Client, stage: Stage, cast: Cast) -> None:
    opens = reverse("compliance:dossier-open", args=[stage.system.pk])
    assert_guarded(client, opens, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    dossier = stage.open(3)
    part = url(dossier, "dossier-part", "overview")
    assert_guarded(client, part, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    assert_guarded(client, url(dossier, "dossier-act", "gui"), works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    client.force_login(cast.commune_officer)
    assert client.get(url(dossier, "dossier-act", "tham-dinh")).status_code == 403
    assert client.get(url(dossier, "dossier-act", "khong-co")).status_code == 404
    assert client.get(url(dossier, "dossier-part", "khong-co")).status_code == 404


def test_regulations_are_found_by_number_and_by_body_without_marks(client: Client, stage: Stage, cast: Cast) -> None:
    client.force_login(cast.commune_officer)
    listed = reverse("compliance:regulations")
    for words, found in (("05/qđ", True), (fold(cast.commune.name), True), ("99/QĐ", False)):
        assert (stage.regulation.number in client.get(listed, {"q": words}).content.decode()) is found, words


def test_regulations_are_listed_added_and_ended_by_who_keeps_the_records(client: Client, stage: Stage, cast: Cast) -> None:
    listed = reverse("compliance:regulations")
    shown = assert_guarded(client, listed, works=cast.auditor, read_only=cast.administrator, wrong_method="post").content.decode()
    assert "05/QĐ-UBND" in shown
    add = reverse("compliance:regulation-add")
    assert_guarded(client, add, works=cast.commune_officer, read_only=cast.auditor)
    said = {"organisation": "x-duc-hoa", "number": "06/QĐ-UBND", "dated_on": "01/10/2026", "issuer": "UBND xã Đức Hòa", "file": signed()}
    answer = client.post(add, said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.post(add, {**said, "file": signed(), "organisation": "x-an-phu"}).context["form"].errors["organisation"]
    row = stage.regulation.__class__.objects.get(number="06/QĐ-UBND")
    end = reverse("compliance:regulation-end", args=[row.pk])
    assert_guarded(client, end, works=cast.commune_officer, read_only=cast.auditor)
    assert client.post(end, {"valid_to": "01/01/2026"}).status_code == 422
    assert client.post(end, {"valid_to": "31/12/2027"}).status_code == 302
    file = reverse("compliance:regulation-file", args=[row.pk])
    assert_guarded(client, file, works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger, wrong_method="post")


def test_files_are_downloads_for_who_may_know_the_system(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.open(3)
    client.force_login(cast.commune_officer)
    kept = client.post(url(dossier, "dossier-part", "design"), {"text": "", "file": signed("thiet-ke.pdf"), "version": dossier.version})
    assert kept.status_code == 302, kept.context["form"].errors
    part = dossier.parts.get(key="design")
    address = reverse("compliance:dossier-part-file", args=[part.pk])
    answer = assert_guarded(client, address, works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger, wrong_method="post")
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == PDF
    part.file.erased_at = timezone.now()
    part.file.save()
    assert client.get(address).status_code == 410


def test_drafted_papers_are_for_who_may_know_the_system(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.open(3)
    address = url(dossier, "dossier-docx", "to-trinh")
    answer = assert_guarded(client, address, works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger, wrong_method="post")
    assert answer.content.startswith(b"PK")
    assert client.get(url(dossier, "dossier-docx", "xin-y-kien")).status_code == 404


# --- the way through the pages --------------------------------------------------------------------------------------------------------


def test_a_dossier_goes_from_the_wizards_end_to_the_plan_carried_out_by_its_pages(client: Client, stage: Stage, cast: Cast) -> None:
    client.force_login(cast.commune_officer)
    made = client.post(
        reverse("compliance:dossier-open", args=[stage.system.pk]),
        {"level": "3", "reason": "Giải quyết thủ tục hành chính", "happened_on": "01/10/2026"},
    )
    dossier = Dossier.objects.get()
    assert made.status_code == 302
    assert "Còn thiếu để gửi thẩm định" in client.get(url(dossier)).content.decode()
    refused = take(client, dossier, "gui", cast.commune_officer)
    assert refused.status_code == 422
    assert "Thiếu: Tài liệu thiết kế" in refused.content.decode()
    stage.fill(dossier)
    assert take(client, dossier, "gui", cast.commune_officer).status_code == 302
    assert take(client, dossier, "nhan", stage.appraiser).status_code == 302
    said = {"favourable": "1", "number": "09/BB", "dated_on": "01/10/2026", "file": signed()}
    assert take(client, dossier, "tham-dinh", stage.appraiser, **said).status_code == 422, "the tick is missing"
    assert take(client, dossier, "tham-dinh", stage.appraiser, promise="1", **said | {"file": signed()}).status_code == 302
    assert take(client, dossier, "trinh", cast.commune_officer, number="10/TTr").status_code == 302
    assert "Đang trình UBND xã Đức Hòa" in client.get(url(dossier)).content.decode()
    given = {"issuer": "owner", "number": "77/QĐ-UBND", "dated_on": "05/10/2026", "regulation": stage.regulation.pk, "promise": "1"}
    wrong = take(client, dossier, "phe-duyet", cast.commune_officer, **given | {"issuer": "prime-minister", "file": signed()})
    assert "phê duyệt (Điều 18; Điều 20)" in wrong.content.decode()
    answer = take(client, dossier, "phe-duyet", cast.commune_officer, **given | {"file": signed()})
    assert answer.status_code == 302, answer.context["form"].errors
    stage.system.refresh_from_db()
    assert stage.system.level == 3
    done = take(client, dossier, "trien-khai", cast.commune_officer, implementation="full", happened_on="06/10/2026")
    assert done.status_code == 302, done.context["form"].errors
    dossier.refresh_from_db()
    assert dossier.state == Dossier.State.IMPLEMENTED


def test_a_stale_form_changes_nothing_and_says_who_was_faster(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.open(3)
    stage.fill(dossier)
    late = take(client, dossier, "gui", cast.commune_officer, version=dossier.version)
    assert late.status_code == 422
    assert "vừa sửa mục này" in late.content.decode()


def test_a_wrong_step_is_set_right_on_its_page(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.sent(3)
    page = url(dossier, "dossier-act", "dinh-chinh")
    client.force_login(cast.commune_officer)
    assert "Gửi thẩm định" in client.get(page).content.decode()
    assert client.post(page, {"note": "Gửi nhầm", "promise": "1"}).status_code == 302
    assert "đã đính chính" in client.get(url(dossier)).content.decode()


def test_a_new_version_passes_a_page_that_shows_what_it_replaces(client: Client, stage: Stage, cast: Cast) -> None:
    stage.approved(3)
    client.force_login(cast.commune_officer)
    page = reverse("compliance:dossier-open", args=[stage.system.pk])
    said = {"level": "3", "reason": "Thay đổi công nghệ", "happened_on": timezone.localdate().strftime("%d/%m/%Y")}
    asked = client.post(page, said)
    assert "Xác định lại cấp độ" in asked.content.decode()
    assert Dossier.objects.count() == 1
    assert client.post(page, {**said, "agreed_to": asked.context["signed"]}).status_code == 302
    assert Dossier.objects.get(is_superseded=False).number == 2


def test_the_completion_of_a_returned_dossier_is_given_out_once(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.open(3)
    until = (timezone.localdate() + timedelta(days=9)).strftime("%d/%m/%Y")
    assert take(client, dossier, "giao-viec", cast.coordinator, due_on=until).status_code == 302
    task = Task.objects.get()
    assert (task.organisation, task.system, task.assignment.origin_room) == (cast.commune, stage.system, "compliance")
    assert "đã giao" in take(client, dossier, "giao-viec", cast.coordinator, due_on=until).content.decode()
    from vonggac.apps.compliance.dossier_links import ground_of

    assert ground_of(cast.commune_officer, task.assignment) == url(dossier)
    assert ground_of(cast.stranger, task.assignment) is None


def test_every_step_has_a_page_that_opens_when_it_is_that_steps_turn(client: Client, stage: Stage, cast: Cast) -> None:
    dossier = stage.approved(5)
    opened = set()
    for user in (cast.commune_officer, stage.appraiser):
        client.force_login(user)
        opened |= {slug for slug in ACTS if client.get(url(dossier, "dossier-act", slug)).status_code == 200}
    assert opened == {"phuong-an", "trien-khai", "dinh-chinh"}


# --- the list, the panels -------------------------------------------------------------------------------------------------------------


def many(cast: Cast, count: int) -> None:
    for number in range(count):
        row = system(f"Hệ thống {number}", cast.commune, operator=cast.commune)
        Dossier.objects.create(
            system=row, number=1, proposed_level=number % 5 + 1, regime="nd331", preparer=cast.commune, opened_at=timezone.now()
        )


def test_the_list_asks_as_much_at_ten_dossiers_as_at_hundreds(client: Client, stage: Stage, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    many(cast, 10)
    client.get(reverse("compliance:dossiers"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("compliance:dossiers"))
    many(cast, 300)
    with CaptureQueriesContext(connection) as lots:
        client.get(reverse("compliance:dossiers"))
    assert len(lots) == len(few), [query["sql"][:120] for query in lots.captured_queries]


def test_the_list_puts_level_three_first_then_what_is_late_and_narrows(client: Client, stage: Stage, cast: Cast) -> None:
    today = timezone.localdate()
    made = {}
    for name, level, due in (("a", 2, -9), ("b", 3, 5), ("c", 4, -2), ("d", 5, None)):
        row = system(f"Hệ thống {name}", cast.commune, operator=cast.commune)
        made[name] = Dossier.objects.create(
            system=row,
            number=1,
            proposed_level=level,
            regime="nd331",
            preparer=cast.commune,
            opened_at=timezone.now(),
            due_on=today + timedelta(days=due) if due else None,
            due_because="thẩm định: 15 ngày làm việc từ 01/10/2026" if due else "",
        )
    client.force_login(cast.coordinator)
    rows = client.get(reverse("compliance:dossiers")).context["rows"]
    assert [row.system.name[-1] for row in rows] == ["c", "b", "d", "a"]
    for asked, found in (
        ("late=1", {"a", "c"}),
        ("level=3%2B", {"b", "c", "d"}),
        ("state=sent", set()),
        ("place=preparer", {"a", "b", "c", "d"}),
    ):
        rows = client.get(f"{reverse('compliance:dossiers')}?{asked}").context["rows"]
        assert {row.system.name[-1] for row in rows} == found, asked
    panel = client.get("/").content.decode()
    assert "Hồ sơ cấp độ quá hạn" in panel


def test_the_page_of_a_system_shows_the_five_steps(client: Client, stage: Stage, cast: Cast) -> None:
    client.force_login(cast.commune_officer)
    bare = client.get(stage.system.get_absolute_url()).content.decode()
    assert "Lập hồ sơ" in bare
    stage.appraised(3, on=OPENED)
    shown = client.get(stage.system.get_absolute_url()).content.decode()
    for words in ("Dự thảo", "Đã gửi thẩm định", "Đã thẩm định", "01/10/2026, đạt", "Đã triển khai"):
        assert words in shown, words
