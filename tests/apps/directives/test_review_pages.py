"""From a file to work: the pages of intake, review and giving out, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from province import TWIN, Province

from cast import NOW, TODAY, person
from guard import assert_guarded
from vonggac.apps.audit.models import Entry
from vonggac.apps.directives import queries
from vonggac.apps.directives.models import AddresseeLine, Directive, LeaderNote, Obligation
from vonggac.apps.directives.services import intake
from vonggac.apps.work.models import StoredFile, Task

pytestmark = pytest.mark.django_db

SMALL = """ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI
Số: 15/UBND-NC
Quảng Ngãi, ngày 05 tháng 10 năm 2026
V/v rà soát <script>alert("x")</script> hệ thống

Kính gửi:
- Các sở, ban, ngành;
- Trung tâm Viễn thông khu vực III;
- Phòng Tưởng Tượng.

1. Rà soát hệ thống thông tin, gửi kết quả trước ngày 31/12/2026.
2. Phân công trực giám sát.

CHỦ TỊCH
Nguyễn Văn Mẫu
"""


@pytest.fixture
def coordinator(client: Client, province: Province) -> Client:
    client.force_login(province.coordinator)
    return client


@pytest.fixture
def letter(province: Province) -> Directive:
    return province.receive(SMALL.encode(), "cong-van.txt")


def send(client: Client, data: bytes, name: str, **more: str) -> Any:
    sent = {"file": SimpleUploadedFile(name, data), "handling": "none", "declared": "on", **more}
    return client.post(reverse("directives:upload"), sent)


def change(client: Client, directive: Directive, part: str, **facts: Any) -> Any:
    directive.refresh_from_db()
    return client.post(reverse("directives:change", args=[directive.pk, part]), {"version": directive.version, **facts})


def look(client: Client, directive: Directive, part: str = "") -> str:
    return client.get(reverse("directives:review", args=[directive.pk]), {"sua": part} if part else {}).content.decode()


def settle_all(client: Client, directive: Directive) -> None:
    for line in directive.lines.filter(settled="open"):
        answer = change(client, directive, f"dong-{line.pk}", decision="skip", reason="Đã nhận qua dòng khác", relation=line.relation)
        assert answer.status_code == 302, answer.content.decode()


# -- the walk ---------------------------------------------------------------------------------------------------------------------------


def test_the_whole_walk_from_the_file_to_the_work(coordinator: Client) -> None:
    answer = send(coordinator, TWIN.read_bytes(), "cong-van.txt", handling="internal")
    directive = Directive.objects.get()
    assert answer["Location"] == reverse("directives:review", args=[directive.pk])
    waiting = list(directive.lines.filter(settled="open"))
    assert f"còn {len(waiting)} đơn vị nhận phải xác nhận" in look(coordinator, directive)
    for line in waiting:
        answer = change(coordinator, directive, f"dong-{line.pk}", decision="known", reason="Các xã đã nhận", relation=line.relation)
        assert answer.status_code == 302, answer.content.decode()
    confirm = reverse("directives:confirm", args=[directive.pk])
    page = coordinator.get(confirm)
    assert page.context["shown"].button == "Giao 724 nhiệm vụ cho 92 đơn vị"
    assert page.context["shown"].button in page.content.decode()
    answer = coordinator.post(confirm, {"agreed_to": page.context["signed"], "promise": "1"})
    assert answer["Location"] == reverse("directives:board", args=[directive.pk])
    directive.refresh_from_db()
    assert directive.state == "given"
    bodies = Task.objects.values("organisation").distinct().count()
    assert page.context["shown"].button == f"Giao {Task.objects.count()} nhiệm vụ cho {bodies} đơn vị"
    assert directive.given_for is not None
    assert directive.given_for.code == "pa05"


def test_work_is_not_given_out_without_the_tick_nor_after_a_change(coordinator: Client, letter: Directive, province: Province) -> None:
    settle_all(coordinator, letter)
    confirm = reverse("directives:confirm", args=[letter.pk])
    page = coordinator.get(confirm)
    unticked = coordinator.post(confirm, {"agreed_to": page.context["signed"]})
    assert "Đánh dấu câu xác nhận" in unticked.content.decode()
    leaf = letter.obligations.get(number="2")
    change(coordinator, letter, f"bo-{leaf.pk}", reason="Đã giao bằng văn bản khác")
    changed = coordinator.post(confirm, {"agreed_to": page.context["signed"], "promise": "1"})
    assert "Nội dung đã thay đổi" in changed.content.decode()
    assert "Đã giao bằng văn bản khác" in changed.content.decode()
    assert not Task.objects.exists()


def test_the_confirm_page_does_not_open_while_a_line_waits(coordinator: Client, letter: Directive) -> None:
    answer = coordinator.get(reverse("directives:confirm", args=[letter.pk]), follow=True)
    assert "Còn điểm chưa xong" in answer.content.decode()


# -- the review page --------------------------------------------------------------------------------------------------------------------


def test_the_letters_text_is_shown_whole_and_escaped(coordinator: Client, letter: Directive) -> None:
    words = look(coordinator, letter)
    assert "<script>alert" not in words
    assert "&lt;script&gt;alert" in words


def test_what_cannot_be_resolved_stands_first_and_is_never_dropped(coordinator: Client, letter: Directive) -> None:
    words = look(coordinator, letter)
    first = words.index("Phòng Tưởng Tượng</b>")
    assert first < words.index('class="to edits"')
    assert letter.lines.filter(text__contains="Tưởng Tượng", settled="open").exists()


def test_a_line_means_the_body_that_was_found_by_name_without_marks(coordinator: Client, letter: Directive) -> None:
    line = letter.lines.get(text__contains="Tưởng Tượng")
    part = f"dong-{line.pk}"
    many = change(coordinator, letter, part, decision="choose", words="vien thong", relation="phoi-hop")
    if many.status_code == 200:
        assert "Đánh dấu đúng cơ quan" in many.content.decode()
        code = many.context["form"].matches[0].code
        many = change(coordinator, letter, part, decision="choose", words="vien thong", found=code, relation="phoi-hop")
    assert many.status_code == 302
    line.refresh_from_db()
    assert (line.settled, line.relation, line.bodies.count()) == ("chosen", "phoi-hop", 1)


def test_a_name_that_nobody_has_is_said_and_can_be_added_with_its_source(coordinator: Client, letter: Directive) -> None:
    line = letter.lines.get(text__contains="Tưởng Tượng")
    refused = change(coordinator, letter, f"dong-{line.pk}", decision="choose", words="khong co that", relation="de-nghi").content.decode()
    assert "không có cơ quan nào tên như vậy" in refused
    assert 'value="khong co that"' in refused
    answer = change(coordinator, letter, f"them-{line.pk}", name="Phòng Tưởng Tượng tỉnh", kind="agency", source="Công văn 15/UBND-NC")
    assert answer.status_code == 302
    assert [one.today.name for one in line.bodies.all()] == ["Phòng Tưởng Tượng tỉnh"]


def test_a_body_without_one_heir_gets_the_heir_that_a_person_names(coordinator: Client, province: Province) -> None:
    directive = province.receive()
    line = directive.lines.get(text="UBND các huyện, thị xã, thành phố")
    waiting = line.bodies.filter(today=None).order_by("named__sort_key").first()
    assert waiting is not None
    opened = look(coordinator, directive, f"noi-{waiting.pk}")
    assert f"Nơi tiếp nhận hôm nay của {waiting.named.addressed_as()}" in opened
    heir = queries.possible_heirs(waiting, TODAY)[0]
    assert change(coordinator, directive, f"noi-{waiting.pk}", heir=str(heir.pk)).status_code == 302
    waiting.refresh_from_db()
    assert waiting.today == heir
    line.refresh_from_db()
    assert line.settled == AddresseeLine.Settled.OPEN, "the other bodies of the line still wait"


def test_a_line_is_left_out_only_with_a_reason(coordinator: Client, letter: Directive) -> None:
    line = letter.lines.get(text__contains="Tưởng Tượng")
    part = f"dong-{line.pk}"
    refused = change(coordinator, letter, part, decision="skip", reason=" ", relation="de-nghi")
    assert "Ghi lý do" in refused.content.decode()
    assert letter.lines.get(pk=line.pk).settled == AddresseeLine.Settled.OPEN
    assert change(coordinator, letter, part, decision="skip", reason="Không còn hoạt động", relation="de-nghi").status_code == 302


def test_every_line_can_get_another_relation(coordinator: Client, letter: Directive) -> None:
    line = letter.lines.filter(settled="found").first()
    assert line is not None
    assert change(coordinator, letter, f"dong-{line.pk}", decision="keep", relation="phoi-hop").status_code == 302
    line.refresh_from_db()
    assert line.relation == "phoi-hop"


def test_a_corrected_field_says_so_and_the_reading_stays(coordinator: Client, letter: Directive) -> None:
    assert change(coordinator, letter, "so", value="16/UBND-NC").status_code == 302
    letter.refresh_from_db()
    assert (letter.number, letter.reading["number"]) == ("16/UBND-NC", "15/UBND-NC")
    assert "người rà soát sửa" in look(coordinator, letter)


def test_the_second_person_is_told_and_loses_nothing(coordinator: Client, letter: Directive) -> None:
    letter.refresh_from_db()
    seen = letter.version
    change(coordinator, letter, "co-quan", value="UBND tỉnh")
    url = reverse("directives:change", args=[letter.pk, "trich-yeu"])
    late = coordinator.post(url, {"version": seen, "value": "Trích yếu của người thứ hai"}).content.decode()
    assert "Người khác vừa sửa văn bản này" in late
    assert "Trích yếu của người thứ hai" in late
    letter.refresh_from_db()
    assert letter.subject != "Trích yếu của người thứ hai"


def test_another_date_asks_for_looking_up_the_addressees_again_and_says_what_is_lost(coordinator: Client, letter: Directive) -> None:
    change(coordinator, letter, "ngay", value="31/12/2024")
    assert "Tra lại theo ngày mới" in look(coordinator, letter)
    url = reverse("directives:lay_out_again", args=[letter.pk])
    page = coordinator.get(url)
    assert "quyết định về dòng nhận" in page.content.decode()
    assert coordinator.post(url, {"agreed_to": page.context["signed"]}).status_code == 302
    letter.refresh_from_db()
    assert str(letter.resolved_on) == "2024-12-31"


def test_an_obligation_is_put_right_with_its_figures_and_an_internal_deadline(coordinator: Client, letter: Directive) -> None:
    leaf = letter.obligations.get(number="2")
    facts = {
        "number": "2", "title": "Phân công trực", "text": leaf.text, "whom": "all", "due_on": "15/1/2027", "due_origin": "internal",
        "recurrence": "", "figure_0": "Người trực", "unit_0": "người", "required_0": "on", "wants_evidence": "on",
        "plain_question": "Xã có người trực không?",
    }  # fmt: skip
    assert change(coordinator, letter, f"viec-{leaf.pk}", **facts).status_code == 302
    leaf.refresh_from_db()
    assert leaf.figures == [{"label": "Người trực", "unit": "người", "required": True}]
    assert (str(leaf.due_on), leaf.due_origin, leaf.plain_question) == ("2027-01-15", "internal", "Xã có người trực không?")
    assert "hạn theo dõi nội bộ, văn bản không nêu" in look(coordinator, letter)


def test_a_deadline_of_the_letter_needs_its_words(coordinator: Client, letter: Directive) -> None:
    leaf = letter.obligations.get(number="2")
    facts = {"title": "x", "text": "y", "whom": "all", "due_on": "15/1/2027", "due_origin": "text", "recurrence": ""}
    assert "Chép câu chữ của hạn" in change(coordinator, letter, f"viec-{leaf.pk}", **facts).content.decode()


def test_an_obligation_goes_to_chosen_lines_only(coordinator: Client, letter: Directive) -> None:
    line = letter.lines.filter(settled="found").first()
    assert line is not None
    facts = {"title": "Việc thêm", "text": "Nội dung", "whom": "some", "lines": str(line.pk), "due_origin": "internal", "recurrence": ""}
    assert change(coordinator, letter, "viec-moi", **facts).status_code == 302
    made = Obligation.objects.get(title="Việc thêm")
    assert (made.for_everyone, list(made.lines.all())) == (False, [line])


def test_an_obligation_is_skipped_with_a_reason_and_taken_up_again(coordinator: Client, letter: Directive) -> None:
    leaf = letter.obligations.get(number="1")
    assert "Nhập lý do" in change(coordinator, letter, f"bo-{leaf.pk}", reason="").content.decode()
    change(coordinator, letter, f"bo-{leaf.pk}", reason="Không thuộc tỉnh")
    assert "Không giao: Không thuộc tỉnh" in " ".join(look(coordinator, letter).split())
    change(coordinator, letter, f"lay-{leaf.pk}")
    leaf.refresh_from_db()
    assert not leaf.skipped


def test_season_handling_and_annex_are_small_forms_of_their_own(coordinator: Client, letter: Directive) -> None:
    assert "Nhập cả ngày" in change(coordinator, letter, "dot", name="Tết", first="28/12/2026").content.decode()
    assert change(coordinator, letter, "dot", name="Tết", first="28/12/2026", last="14/2/2027").status_code == 302
    assert change(coordinator, letter, "che-do", handling="tlp:amber").status_code == 302
    annex = SimpleUploadedFile("phu-luc.txt", "Phụ lục 1".encode())
    assert change(coordinator, letter, "phu-luc-900", file=annex, title="Phụ lục 1", declared="on").status_code == 302
    letter.refresh_from_db()
    assert (letter.season_name, letter.handling) == ("Tết", "tlp:amber")
    assert "phu-luc.txt" in look(coordinator, letter)


def test_an_annex_with_a_secrecy_mark_is_stopped_and_not_kept(coordinator: Client, letter: Directive) -> None:
    before = StoredFile.objects.count()
    annex = SimpleUploadedFile("phu-luc.txt", "TỐI MẬT\n\nPhụ lục".encode())
    assert "độ mật" in change(coordinator, letter, "phu-luc-900", file=annex, declared="on").content.decode()
    assert StoredFile.objects.count() == before


def test_a_leader_records_only_their_own_decision(client: Client, letter: Directive, province: Province) -> None:
    client.force_login(province.leader)
    facts = {"text": "Giao Đội ANM", "lead": "Đội An ninh mạng", "decided_by": "Giám đốc", "decided_on": "23/11/2026"}
    assert change(client, letter, "but-phe", **facts).status_code == 302
    assert LeaderNote.objects.get().decided_by == "Lãnh đạo phòng"
    assert change(client, letter, "so", value="1/X").status_code == 403


# -- intake -----------------------------------------------------------------------------------------------------------------------------


BAD = [
    ("rong.txt", b"", "Chọn tệp khác; tệp này không có nội dung"),
    ("trang.txt", b"   \n ", "Tệp rỗng"),
    ("hong.pdf", b"%PDF-1.7\n1 0 obj\n<<", "bị hỏng hoặc chưa tải xong"),
    ("ten.exe", b"MZ", "Chọn tệp loại"),
    ("chuong-trinh.pdf", b"MZ\x90\x00\x03\x00\x00\x00", "chương trình máy tính"),
    ("goi.docx", b"PK\x03\x04" + b"\x00" * 60, "gói tệp nén"),
]


@pytest.mark.parametrize(("name", "data", "words"), BAD)
def test_a_bad_file_gets_a_sentence_beside_its_field_and_writes_nothing(coordinator: Client, name: str, data: bytes, words: str) -> None:
    answer = send(coordinator, data, name)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert 'id="id_file_error"' in page
    assert not Directive.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_over_the_limit_is_dropped_while_it_comes_in(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from vonggac.apps.directives.ui import intake_views  # the views first: their forms read the limit once
    from vonggac.apps.face import memory_upload

    assert intake_views.upload

    monkeypatch.setattr(memory_upload, "MOST", 1000)
    answer = send(coordinator, b"x" * 5000, "to.txt", handling="internal")
    assert "Chọn tệp tối đa 1 KB" in answer.content.decode()
    assert '<option value="internal" selected>' in answer.content.decode(), "the rest of the form is kept"
    assert not StoredFile.objects.exists()


def test_an_upload_never_touches_the_disk_before_it_was_read(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", forbidden)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)
    assert "Tệp rỗng" in send(coordinator, b" " * 4_000_000, "trang.txt").content.decode()


def test_a_zip_bomb_is_refused(coordinator: Client) -> None:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", b"0" * 60_000_000)
    page = send(coordinator, buffer.getvalue(), "bom.docx")
    assert 'id="id_file_error"' in page.content.decode()
    assert not StoredFile.objects.exists()


def test_a_secret_letter_is_stopped_and_its_words_do_not_come_back(coordinator: Client) -> None:
    secret = "MẬT\n\nỦY BAN NHÂN DÂN TỈNH\nSố: 12/UBND-NC\nQuảng Ngãi, ngày 05 tháng 01 năm 2026\n\nKính gửi: Các sở.\n\n1. Việc kín đáo."
    answer = coordinator.post(reverse("directives:upload"), {"pasted": secret, "handling": "none", "declared": "on"})
    assert "dấu chỉ độ mật" in answer.content.decode()
    assert "kín đáo" not in answer.content.decode()
    assert not Directive.objects.exists()
    assert Entry.objects.filter(act="directives.letter.stopped").count() == 1


def test_nothing_comes_in_without_the_declaration_and_nothing_typed_is_lost(coordinator: Client) -> None:
    answer = coordinator.post(reverse("directives:upload"), {"pasted": "Nội dung đã dán", "handling": "internal"})
    page = answer.content.decode()
    assert "Đánh dấu cam kết" in page
    assert "Nội dung đã dán" in page
    assert '<option value="internal" selected>' in page


def test_pasted_html_is_read_as_a_letter(coordinator: Client) -> None:
    html = "<p>Số: 77/UBND-NC</p><p>Kính gửi: Các sở, ban, ngành.</p><p>1. Rà soát hệ thống.</p>"
    answer = coordinator.post(reverse("directives:upload"), {"pasted": html, "handling": "none", "declared": "on"})
    assert answer.status_code == 302
    assert Directive.objects.get().number == "77/UBND-NC"


def test_the_same_file_again_is_noticed_and_the_first_is_offered(coordinator: Client, letter: Directive) -> None:
    page = send(coordinator, SMALL.encode(), "ban-sao.txt").content.decode()
    assert "Tệp này đã được nhập" in page
    assert reverse("directives:review", args=[letter.pk]) in page
    assert Directive.objects.count() == 1
    assert send(coordinator, SMALL.encode(), "ban-sao.txt", again="on").status_code == 302
    assert Directive.objects.count() == 2


# -- files, list, doors -----------------------------------------------------------------------------------------------------------------


def test_a_file_is_handed_over_as_a_download_and_never_shown(coordinator: Client, letter: Directive) -> None:
    answer = coordinator.get(reverse("directives:file", args=[letter.files.get().pk]))
    assert b"".join(answer.streaming_content) == SMALL.encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"


def test_the_pages_are_guarded(client: Client, letter: Directive, province: Province) -> None:
    c, stranger = province.coordinator, province.officer
    auditor = person("kiemtra", "Bùi Văn Kiểm Tra", "auditor", province.unit)
    assert_guarded(client, reverse("directives:letters"), works=c, stranger=None)
    assert_guarded(client, reverse("directives:upload"), works=c, read_only=auditor, stranger=stranger, stranger_gets=403)
    assert_guarded(client, reverse("directives:review", args=[letter.pk]), works=c, stranger=stranger)
    assert_guarded(client, reverse("directives:file", args=[letter.files.get().pk]), works=c, stranger=stranger)
    facts = {"method": "post", "data": {"value": "9/X"}}
    assert_guarded(client, reverse("directives:change", args=[letter.pk, "so"]), works=c, read_only=auditor, stranger=stranger, **facts)
    assert_guarded(
        client, reverse("directives:confirm", args=[letter.pk]), works=c, read_only=auditor, stranger=stranger, stranger_gets=403
    )
    again = reverse("directives:lay_out_again", args=[letter.pk])
    assert_guarded(client, again, works=c, read_only=auditor, stranger=stranger, stranger_gets=403)
    assert_guarded(client, reverse("directives:scan", args=[letter.pk]), works=c, stranger=stranger)
    assert_guarded(client, reverse("directives:scan_agree"), works=c, read_only=auditor, stranger=stranger, stranger_gets=403)


def test_the_list_shows_what_waits_first_and_finds_without_marks(coordinator: Client, letter: Directive, province: Province) -> None:
    other = province.receive(SMALL.replace("15/UBND", "99/UBND").encode(), "khac.txt")
    Directive.objects.filter(pk=other.pk).update(state="closed", closed_at=NOW)
    page = coordinator.get(reverse("directives:letters"))
    assert [one.row.pk for one in page.context["letters"]] == [letter.pk, other.pk]
    found = coordinator.get(reverse("directives:letters"), {"q": "ra soat he thong", "state": "review"})
    assert [one.row.pk for one in found.context["letters"]] == [letter.pk]
    assert queries.waiting_for_review(province.coordinator) == 1


def test_an_erased_letter_stays_in_the_list_without_its_words_and_is_not_found_by_the_search(
    coordinator: Client, letter: Directive, province: Province
) -> None:
    from vonggac.apps.directives.finding import find_letters

    assert [one.url for one in find_letters(province.coordinator, "he thong")] == [reverse("directives:review", args=[letter.pk])]
    Directive.objects.filter(pk=letter.pk).update(state="erased", closed_at=NOW)
    assert list(find_letters(province.coordinator, "he thong")) == []
    assert "Đã xóa do lộ bí mật" in coordinator.get(reverse("directives:letters")).content.decode()


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_review_page_asks_as_often_for_a_hundred_lines_as_for_ten(coordinator: Client, letter: Directive) -> None:
    url = reverse("directives:review", args=[letter.pk])

    def grow(start: int, end: int) -> None:
        rows = [
            AddresseeLine(directive=letter, position=100 + n, text=f"Nơi nhận {n}", settled="open" if n % 2 else "found")
            for n in range(start, end)
        ]
        AddresseeLine.objects.bulk_create(rows)
        Obligation.objects.bulk_create(
            [Obligation(directive=letter, position=100 + n, title=f"Việc {n}", text="x") for n in range(start, end)]
        )

    grow(0, 10)
    few = _queries(coordinator, url)
    grow(10, 100)
    assert _queries(coordinator, url) == few


def test_the_list_asks_as_often_for_thirty_letters_as_for_one(coordinator: Client, letter: Directive, province: Province) -> None:
    url = reverse("directives:letters")
    few = _queries(coordinator, url)
    rows = [Directive(declared_by=province.coordinator, declared_at=NOW, number=f"{n}/X", state="closed", closed_at=NOW) for n in range(29)]
    Directive.objects.bulk_create(rows)
    assert _queries(coordinator, url) == few


def test_a_package_brings_its_files_along(province: Province) -> None:
    from vonggac.sources.documents import Attachment
    from vonggac.sources.documents.edxml import Envelope, Party, write

    files = (Attachment("cong-van.txt", 1, "", SMALL.encode()), Attachment("phu-luc.txt", 1, "", "Phụ lục".encode()))
    envelope = Envelope(Party("H48", "UBND tỉnh", ""), (), "1", "15", "UBND-NC", "Quảng Ngãi", TODAY, "Công văn", "Rà soát", "", "", files)
    directive = province.receive(write(envelope, at=NOW), "goi.edxml")
    kept = {one.name: one.is_letter for one in directive.files.all()}
    assert kept == {"goi.edxml": True, "cong-van.txt": False, "phu-luc.txt": False}
    assert intake.letters_day(directive, TODAY) == directive.resolved_on
