"""The pages of work: who may enter, what they say, what they keep."""

import re
from datetime import date, timedelta

import pytest
from asking import FIGURES, give
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import NOW, Cast
from guard import assert_guarded
from vonggac.apps.work import services
from vonggac.apps.work.models import AnswerLink, CalendarFeed, Evidence, FigureField, FigureValue, Notice, Task
from vonggac.apps.work.services.links import make_answer_links
from vonggac.apps.work.services.reminding import send_reminders

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def cast(cast: Cast, settings, tmp_path) -> Cast:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    return cast


@pytest.fixture
def task(cast: Cast) -> Task:
    return give(cast, cast.commune, figures=FIGURES, because="danh sách botnet tháng 11 có địa chỉ của xã")[0]


def sent(task: Task, cast: Cast) -> Task:
    field = FigureField.objects.get(assignment=task.assignment, is_required=True)
    services.submit_task(task.pk, figures={field.pk: 12}, answer="Đã quét 12 máy", version=task.version, by=cast.commune_officer, at=NOW)
    return task


def as_user(client: Client, user: object) -> Client:
    client.force_login(user)
    return client


def test_the_task_page_answers_the_four_questions(client: Client, cast: Cast, task: Task) -> None:
    answer = assert_guarded(client, f"/viec/{task.pk}/", works=cast.commune_officer, stranger=cast.stranger)
    body = answer.content.decode()
    for words in ("Rà soát máy chủ", "danh sách botnet tháng 11", "25/11/2026", "theo văn bản", "Máy đã quét", "Nộp để duyệt", "Giao việc"):
        assert words in body


def test_every_act_on_a_task_is_guarded(client: Client, cast: Cast, task: Task) -> None:
    for path, data in {
        "tra-loi": {"version": "0", "answer": "x", "do": "save"},
        "khong-ap-dung": {"reason": "x"},
        "gia-han": {"wanted_on": "05/12/2030", "reason": "x"},
        "giao-bo-phan": {"post": ""},
    }.items():
        url = f"/viec/{task.pk}/{path}/"
        client.logout()
        assert client.post(url, data).status_code == 302, path
        assert as_user(client, cast.auditor).post(url, data).status_code == 403, path
        assert as_user(client, cast.stranger).post(url, data).status_code == 404, path
        assert as_user(client, cast.commune_officer).delete(url).status_code == 405, path
    task.refresh_from_db()
    assert task.version == 0
    assert as_user(client, cast.stranger).post(f"/viec/{task.pk}/trao-doi/", {"c-text": "x"}).status_code == 404
    assert as_user(client, cast.commune_officer).post(f"/viec/{task.pk}/duyet/", {"do": "accept"}).status_code == 404


def test_my_work_says_how_much_and_why(client: Client, cast: Cast) -> None:
    give(cast, cast.commune, row={"due_on": date(2020, 1, 1)}, because="cần rà soát trước Tết")
    give(cast, cast.commune, title="Hạn nội bộ", row={"due_on": date(2020, 1, 1), "due_origin": "internal"})
    body = assert_guarded(client, "/viec/", works=cast.commune_officer, read_only=cast.administrator).content.decode()
    assert "2 việc phải làm, 1 việc quá hạn" in body
    assert "<title>2 việc phải làm" in body
    assert body.count('class="late"') == 1
    assert "Qua hạn theo dõi nội bộ" in body
    assert "cần rà soát trước Tết" in body
    assert "cấp độ 3 trở lên trước" in body


def test_a_coordinator_is_led_to_the_queue_and_an_auditor_to_the_list(client: Client, cast: Cast) -> None:
    assert as_user(client, cast.coordinator).get("/viec/")["Location"] == "/viec/duyet/"
    assert as_user(client, cast.auditor).get("/viec/")["Location"] == "/viec/danh-sach/"


@pytest.mark.parametrize("path", ["/viec/", "/viec/danh-sach/"])
def test_a_page_asks_the_same_number_of_queries_for_one_task_and_for_thirty(client: Client, cast: Cast, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    as_user(client, cast.commune_officer)
    give(cast, cast.commune)
    give(cast, cast.commune)
    count()
    few = count()
    for _n in range(28):
        give(cast, cast.commune)
    assert count() == few


def test_an_answer_is_saved_and_then_submitted_with_its_photo(client: Client, cast: Cast, task: Task) -> None:
    as_user(client, cast.commune_officer)
    field = FigureField.objects.get(is_required=True)
    client.post(f"/viec/{task.pk}/tra-loi/", {"version": "0", f"figure-{field.pk}": "1.234", "answer": "Đang quét", "do": "save"})
    task.refresh_from_db()
    assert (task.state, task.version, int(task.figures.get().value)) == ("doing", 1, 1234)
    photo = SimpleUploadedFile("giay-ky.png", PNG)
    answer = client.post(
        f"/viec/{task.pk}/tra-loi/", {"version": "1", f"figure-{field.pk}": "12", "answer": "Xong", "do": "submit", "evidence": photo}
    )
    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.state == "sent"
    assert Evidence.objects.get().file_name == "giay-ky.png"


def test_a_missing_figure_is_named_above_and_beside_and_nothing_typed_is_lost(client: Client, cast: Cast, task: Task) -> None:
    as_user(client, cast.commune_officer)
    photo = SimpleUploadedFile("giay-ky.png", PNG)
    answer = client.post(f"/viec/{task.pk}/tra-loi/", {"version": "0", "answer": "Đã gõ dài", "do": "submit", "evidence": photo})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert body.count("Nhập “Máy đã quét”; không có thì ghi 0.") == 2
    assert "Đã gõ dài</textarea>" in body
    assert "giay-ky.png" in body, "the photo was kept although a figure was missing"


def test_the_second_of_two_people_sees_who_was_first_and_keeps_the_words(client: Client, cast: Cast) -> None:
    (task,) = give(cast, cast.department)
    services.save_answer(task.pk, figures={}, answer="Bản thứ nhất", version=0, by=cast.officer, at=NOW)
    answer = as_user(client, cast.responder).post(f"/viec/{task.pk}/tra-loi/", {"version": "0", "answer": "Bản thứ hai", "do": "submit"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Lê Văn Cán Bộ" in body
    assert "07:42 23/11/2026" in body
    assert "Bản thứ hai</textarea>" in body
    assert 'name="version" value="1"' in body
    again = client.post(f"/viec/{task.pk}/tra-loi/", {"version": "1", "answer": "Bản thứ hai", "do": "submit"})
    assert again.status_code == 302


def test_a_file_that_is_no_evidence_is_named_beside_the_box(client: Client, cast: Cast, task: Task) -> None:
    as_user(client, cast.commune_officer)
    bad = SimpleUploadedFile("bao-cao.pdf", b"MZ program")
    body = client.post(f"/viec/{task.pk}/tra-loi/", {"version": "0", "do": "save", "evidence": bad}).content.decode()
    assert "bao-cao.pdf" in body
    assert "không thuộc loại nhận được" in body
    assert not Evidence.objects.exists()


def test_evidence_is_a_download_for_those_who_see_the_task(client: Client, cast: Cast, task: Task) -> None:
    kept = services.add_evidence(task.pk, services.NewEvidence(content=PNG, file_name="ảnh.png"), by=cast.commune_officer, at=NOW)
    answer = assert_guarded(client, f"/viec/minh-chung/{kept.pk}/", works=cast.coordinator, stranger=cast.stranger)
    assert answer.getvalue() == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_user(client, cast.stranger).post(f"/viec/minh-chung/{kept.pk}/bo/").status_code == 404
    assert as_user(client, cast.commune_officer).post(f"/viec/minh-chung/{kept.pk}/bo/").status_code == 302
    kept.refresh_from_db()
    assert kept.withdrawn_at is not None


def test_the_queue_accepts_several_and_returns_one_with_a_reason(client: Client, cast: Cast) -> None:
    first, second, third = (sent(give(cast, cast.commune, figures=FIGURES)[0], cast) for _n in range(3))
    as_user(client, cast.coordinator)
    assert "3 việc cần duyệt" in client.get("/viec/duyet/").content.decode()
    client.post("/viec/duyet/", {"task": [first.pk, second.pk]})
    assert set(Task.objects.filter(state="done")) == {first, second}
    body = client.post(f"/viec/{third.pk}/duyet/", {"do": "return", "r-reason": "", "r-version": "1"})
    assert body.status_code == 422
    client.post(f"/viec/{third.pk}/duyet/", {"do": "return", "r-reason": "Thiếu ảnh", "r-version": "1"})
    third.refresh_from_db()
    assert (third.state, third.reason) == ("back", "Thiếu ảnh")


def test_answers_are_walked_through_one_by_one(client: Client, cast: Cast) -> None:
    first, second = (sent(give(cast, cast.commune, figures=FIGURES)[0], cast) for _n in range(2))
    as_user(client, cast.coordinator)
    body = client.get("/viec/duyet/lan-luot/").content.decode()
    assert f"/viec/{first.pk}/duyet/" in body
    assert f"/viec/{second.pk}/duyet/" in client.get(f"/viec/duyet/lan-luot/?de-sau={first.pk}").content.decode()
    answer = client.post(f"/viec/{first.pk}/duyet/", {"do": "accept", "walking": "1"})
    assert answer["Location"] == "/viec/duyet/lan-luot/"
    client.post(f"/viec/{second.pk}/duyet/", {"do": "accept", "walking": "1"})
    assert client.get("/viec/duyet/lan-luot/")["Location"] == "/viec/duyet/"


def test_more_time_is_asked_and_given_on_pages(client: Client, cast: Cast, task: Task) -> None:
    wanted = timezone.localdate() + timedelta(days=40)
    if task.due_on >= wanted:
        Task.objects.update(due_on=timezone.localdate())
    as_user(client, cast.commune_officer)
    client.post(f"/viec/{task.pk}/gia-han/", {"wanted_on": wanted.strftime("%d/%m/%Y"), "reason": "Chờ máy"})
    asked = task.extension_requests.get()
    assert as_user(client, cast.commune_officer).post(f"/viec/gia-han/{asked.pk}/", {"do": "grant"}).status_code == 404
    client = as_user(client, cast.coordinator)
    assert "Xin gia hạn" in client.get("/viec/duyet/").content.decode()
    client.post(f"/viec/gia-han/{asked.pk}/", {"do": "grant"})
    task.refresh_from_db()
    assert task.due_on == wanted


def test_a_commune_answers_a_letter_with_at_most_five_plain_questions(client: Client, cast: Cast) -> None:
    tasks = [give(cast, cast.commune, title=f"Nội dung {n}", position=n)[0] for n in range(9)]
    as_user(client, cast.commune_officer)
    url = "/viec/dot/directive:1/"
    body = client.get(url).content.decode()
    assert "5 câu hỏi cho 9 việc" in body
    assert "cấu hình" not in body
    data = {f"t{task.pk}-choice": "done" for task in tasks[:4]}
    answer = client.post(url, {**data, "rest-choice": "not-applicable", "rest-words": ""})
    assert answer.status_code == 422
    assert not Task.objects.filter(state="sent").exists()
    client.post(url, {**data, "rest-choice": "not-applicable", "rest-words": "Xã không có máy chủ"})
    assert Task.objects.filter(state="sent").count() == 9
    assert Task.objects.filter(not_applicable=True).count() == 5
    assert as_user(client, cast.stranger).get(url).status_code == 404


def test_after_a_merger_one_answer_to_a_plain_question_counts_its_figure_once(client: Client, cast: Cast, monkeypatch) -> None:
    from vonggac.apps.work.ports import questions
    from vonggac.apps.work.queries.plain import Question

    own, twin = give(cast, cast.commune, cast.other_commune, figures=FIGURES)
    Task.objects.filter(pk=twin.pk).update(organisation=cast.commune)
    fields = tuple(FigureField.objects.filter(assignment=own.assignment))
    monkeypatch.setitem(questions.entries, "0-tests", lambda tasks: [Question("q", "Đã quét chưa?", tuple(tasks), "", "", fields)])
    needed = next(one for one in fields if one.is_required)
    as_user(client, cast.commune_officer)
    refused = client.post("/viec/dot/directive:1/", {"q-choice": "done", f"q-figure-{needed.pk}": ""})
    assert refused.status_code == 422
    assert set(Task.objects.values_list("state", flat=True)) == {"new"}
    client.post("/viec/dot/directive:1/", {"q-choice": "done", f"q-figure-{needed.pk}": "3"})
    own.refresh_from_db()
    twin.refresh_from_db()
    assert (own.state, twin.state, twin.answered_through) == ("sent", "sent", own)
    assert list(FigureValue.objects.values_list("task", "value")) == [(own.pk, 3)]
    services.return_task(own.pk, reason="Thiếu một xã", version=None, by=cast.coordinator, at=NOW)
    twin.refresh_from_db()
    assert (twin.state, twin.answered_through) == ("doing", None)


def test_a_letter_may_be_answered_in_part(client: Client, cast: Cast) -> None:
    first, second = (give(cast, cast.commune, title=f"Nội dung {n}")[0] for n in range(2))
    as_user(client, cast.commune_officer)
    client.post("/viec/dot/directive:1/", {f"t{first.pk}-choice": "done", f"t{second.pk}-choice": "not-yet"})
    assert [Task.objects.get(pk=one.pk).state for one in (first, second)] == ["sent", "new"]


def test_what_does_not_apply_is_answered_beforehand_and_can_be_changed(client: Client, cast: Cast, monkeypatch) -> None:
    from vonggac.apps.work.ports import applicability

    task = give(cast, cast.commune, title="Hệ thống cấp độ 3")[0]
    monkeypatch.setitem(applicability.entries, "tests", lambda tasks: {task.pk: "Xã không sở hữu hệ thống nào."})
    as_user(client, cast.commune_officer)
    body = client.get("/viec/dot/directive:1/").content.decode()
    assert "Xã không sở hữu hệ thống nào." in body
    assert re.search(r'value="not-applicable"[^>]* checked', body)
    client.post("/viec/dot/directive:1/", {f"t{task.pk}-choice": "done", f"t{task.pk}-words": "Có thuê máy chủ, đã rà soát"})
    task.refresh_from_db()
    assert (task.state, task.not_applicable) == ("sent", False)


def link_for(cast: Cast, at=None) -> str:
    (made,) = make_answer_links("directive:1", [cast.commune], by=cast.coordinator, at=at or timezone.now())
    return "/viec/tra-loi/" + made.address.rstrip("/").rsplit("/", 1)[1] + "/"


def test_somebody_without_an_account_answers_through_the_link_once(client: Client, cast: Cast, task: Task) -> None:
    url = link_for(cast)
    body = client.get(url).content.decode()
    assert "UBND xã Đức Hòa trả lời" in body
    field = FigureField.objects.get(is_required=True)
    key = f"t{task.pk}"
    photo = SimpleUploadedFile("giay-ky.png", PNG)
    given = {
        f"{key}-choice": "done",
        f"{key}-figure-{field.pk}": "3",
        f"{key}-words": "Xong",
        "name": "Nguyễn Thị Thử",
        f"{key}-evidence": photo,
    }
    answer = client.post(url, given)
    assert "Đã gửi trả lời cho 1 việc" in answer.content.decode()
    task.refresh_from_db()
    assert (task.state, task.evidence.count()) == ("sent", 1)
    assert AnswerLink.objects.get().used_by_name == "Nguyễn Thị Thử"
    again = client.post(url, given)
    assert again.status_code == 410
    assert "đã được dùng" in again.content.decode()


def test_a_link_page_keeps_its_address_from_others_but_not_its_origin_from_us(client: Client, cast: Cast, task: Task) -> None:
    """Under "no-referrer" a browser sends the form with the origin "null", and the form is refused."""
    assert client.get(link_for(cast)).headers["Referrer-Policy"] == "strict-origin"


def test_work_that_came_with_a_reorganisation_says_from_whom(client: Client, cast: Cast, task: Task) -> None:
    """Two tasks alike, one our own and one of the commune that ended, must not look the same."""
    Task.objects.filter(pk=task.pk).update(addressed_to=cast.other_commune)
    client.force_login(cast.commune_officer)
    said = f"iếp nhận từ {cast.other_commune.addressed_as()}"
    assert said in client.get("/viec/").content.decode()
    assert said in client.get("/viec/danh-sach/").content.decode()
    assert said in client.get(link_for(cast)).content.decode()


def test_who_answers_a_part_is_told_how_the_rest_can_be_answered(client: Client, cast: Cast, task: Task) -> None:
    (other,) = give(cast, cast.commune, title="Việc thứ hai")
    given = {f"t{task.pk}-choice": "not-yet", f"t{other.pk}-choice": "done", "name": "Nguyễn Thị Thử"}
    said = client.post(link_for(cast), given).content.decode()
    assert "Đã gửi trả lời cho 1 việc" in said
    assert "Còn 1 việc: khi xong, gọi cơ quan giao việc" in said


def test_a_link_without_a_name_keeps_the_words_and_the_door(client: Client, cast: Cast, task: Task) -> None:
    url = link_for(cast)
    answer = client.post(url, {f"t{task.pk}-choice": "done", f"t{task.pk}-words": "Đã gõ dài", "name": ""})
    assert answer.status_code == 422
    assert "Đã gõ dài</textarea>" in answer.content.decode()
    assert AnswerLink.objects.get().used_at is None


def test_an_altered_or_expired_link_gets_a_plain_page(client: Client, cast: Cast, task: Task) -> None:
    altered = client.get("/viec/tra-loi/abc.def/")
    assert altered.status_code == 410
    assert "Đường dẫn không đúng" in altered.content.decode()
    expired = client.get(link_for(cast, timezone.now() - timedelta(days=30)))
    assert "hết hạn" in expired.content.decode()


def test_a_door_without_account_has_a_brake(client: Client, cast: Cast, settings, monkeypatch) -> None:
    brake = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "brake"}
    settings.CACHES = {**settings.CACHES, "default": brake}
    monkeypatch.setattr("vonggac.apps.work.ui.rates.MOST", 3)
    statuses = [client.get("/viec/tra-loi/abc.def/").status_code for _n in range(5)]
    assert statuses == [410, 410, 410, 429, 429]


def test_notices_are_read_by_an_act_and_not_by_opening_the_page(client: Client, cast: Cast, task: Task) -> None:
    as_user(client, cast.commune_officer)
    assert "Có 1 việc mới được giao" in client.get("/viec/thong-bao/").content.decode()
    assert Notice.objects.filter(user=cast.commune_officer, read_at=None).exists()
    client.post("/viec/thong-bao/")
    assert not Notice.objects.filter(user=cast.commune_officer, read_at=None).exists()


def test_the_calendar_holds_only_the_persons_own_open_tasks(client: Client, cast: Cast, task: Task) -> None:
    give(cast, cast.other_commune, title="Việc của xã khác")
    as_user(client, cast.commune_officer)
    body = client.post("/viec/lich/", {"do": "make"}).content.decode()
    address = body.split("/viec/lich/")[-1].split("</code>")[0]
    assert address.removesuffix(".ics") not in str(CalendarFeed.objects.values())
    client.logout()
    feed = client.get(f"/viec/lich/{address}").content.decode()
    assert "Rà soát máy chủ" in feed.replace("\r\n ", "")
    assert "Việc của xã khác" not in feed
    assert "20261125" in feed
    as_user(client, cast.commune_officer).post("/viec/lich/", {"do": "stop"})
    assert client.get(f"/viec/lich/{address}").status_code == 404


def test_drafted_reminders_wait_for_a_person(client: Client, cast: Cast) -> None:
    give(cast, cast.department, row={"relation": "de-nghi"})
    send_reminders(NOW + timedelta(days=4))
    assert as_user(client, cast.officer).get("/viec/don-doc/").status_code == 403
    as_user(client, cast.coordinator)
    body = client.get("/viec/don-doc/").content.decode()
    assert "Sở Khoa học và Công nghệ" in body
    from vonggac.apps.work.models import ReminderDraft

    draft = ReminderDraft.objects.get()
    client.post("/viec/don-doc/", {"draft": draft.pk, f"d{draft.pk}-text": "Kính mong trả lời", "do": "send"})
    draft.refresh_from_db()
    assert draft.sent_by == cast.coordinator


def test_a_returned_spreadsheet_goes_in_row_by_row(client: Client, cast: Cast, task: Task) -> None:
    import io

    from openpyxl import load_workbook

    give(cast, cast.commune, title="Việc thứ hai", number="2")
    as_user(client, cast.commune_officer)
    answer = client.get("/viec/dot/directive:1/mau.xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    result, words = heads.index("Kết quả") + 1, heads.index("Đã làm gì, hoặc vì sao không áp dụng") + 1
    figure = next(n for n, head in enumerate(heads, 1) if str(head).startswith("Máy đã quét"))
    sheet.cell(2, result).value, sheet.cell(2, words).value, sheet.cell(2, figure).value = "Đã làm", "Đã quét", 5
    sheet.cell(3, result).value = "Không áp dụng"
    out = io.BytesIO()
    book.save(out)
    body = client.post("/viec/dot/directive:1/nhap/", {"returned": SimpleUploadedFile("tra-loi.xlsx", out.getvalue())}).content.decode()
    assert "Đã nhận trả lời của 1 việc" in body
    assert "dòng 3" in body
    assert "Ghi lý do không áp dụng" in body
    assert Task.objects.filter(state="sent").count() == 1
    assert as_user(client, cast.stranger).get("/viec/dot/directive:1/mau.xlsx").status_code == 404
    assert as_user(client, cast.stranger).get("/viec/dot/directive:1/nhap/").status_code == 404


def forbid_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)


def test_big_evidence_is_looked_at_in_memory_before_anything_touches_the_disk(client: Client, cast: Cast, task: Task, monkeypatch) -> None:
    forbid_temporary_files(monkeypatch)
    secret = SimpleUploadedFile("to.txt", "TUYỆT MẬT\n".encode() + b"x" * 4_000_000)
    answer = as_user(client, cast.commune_officer).post(
        f"/viec/{task.pk}/tra-loi/", {"version": task.version, "answer": "Xong", "do": "save", "evidence": secret}
    )
    assert "dấu chỉ độ mật" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_files_that_are_too_much_together_are_dropped_and_said_and_the_words_stay(
    client: Client, cast: Cast, task: Task, monkeypatch
) -> None:
    monkeypatch.setattr("vonggac.apps.face.memory_upload.MOST", 1_000)
    big = SimpleUploadedFile("anh.png", PNG + b"0" * 5_000)
    answer = as_user(client, cast.commune_officer).post(
        f"/viec/{task.pk}/tra-loi/", {"version": task.version, "answer": "Đã quét hết", "do": "save", "evidence": big}
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "một lần gửi được tối đa 1 KB" in body
    assert "Đã quét hết" in body
    assert not Evidence.objects.exists()


def test_the_answer_page_is_still_protected_against_foreign_forms(cast: Cast, task: Task) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.commune_officer)
    assert strict.post(f"/viec/{task.pk}/tra-loi/", {"version": 0, "answer": "x", "do": "save"}).status_code == 403
