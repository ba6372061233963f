"""The pages that follow from a letter: board, papers, reminder, amendments, links, season, spill."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from province import Province, given_letter

from guard import assert_guarded
from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import amending, giving_out
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_letter(standing_province: Province, files_of_letters: Path, django_db_blocker: Any) -> Iterator[Directive]:
    """Every test of this file is about the letter."""
    with given_letter(standing_province, files_of_letters, django_db_blocker) as letter:
        yield letter


def overdue(letter: Directive, province: Province, *, origin: str = "text", days: int = 3) -> date:
    """Let every obligation of the letter be due some days ago."""
    day = timezone.localdate() - timedelta(days=days)
    leaves = following.given_leaves(letter)
    facts = {"due_on": day, "due_origin": origin, "reason": "Theo yêu cầu của UBND tỉnh"}
    amending.set_deadline(letter, leaves, by=province.coordinator, at=timezone.now(), **facts)
    return day


def as_user(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


SECOND = "?phan=con-viec&page=2"


def test_the_board_answers_the_four_questions_and_names_what_a_human_must_do(client: Client, letter: Directive, province: Province) -> None:
    url = f"/van-ban/{letter.pk}/"
    body = assert_guarded(client, url, works=province.coordinator).content.decode()
    assert "Chưa có việc quá hạn" in body
    overdue(letter, province)
    body = as_user(client, province.coordinator).get(url).content.decode()
    tasks = Task.objects.filter(assignment__group=letter.group()).late_on(timezone.localdate())
    bodies = tasks.order_by().values("organisation_id").distinct().count()
    assert f"{tasks.count():,}".replace(",", ".") + f" việc quá hạn ở {bodies} cơ quan" in body
    assert "Quá hạn 3 ngày" in body
    assert "theo văn bản" in body


def test_an_internal_deadline_is_never_called_overdue(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province, origin="internal")
    body = as_user(client, province.coordinator).get(f"/van-ban/{letter.pk}/").content.decode()
    assert "Chưa có việc quá hạn" in body
    assert "is-late" not in body
    assert "hạn theo dõi nội bộ" in body


def test_an_officer_sees_only_the_rows_of_their_own_bodies(client: Client, letter: Directive, province: Province) -> None:
    body = as_user(client, province.commune_officer).get(f"/van-ban/{letter.pk}/").content.decode()
    rows = re.findall(r'<th scope="row">([^<]*)', body)
    assert rows == [province.commune.addressed_as(), "Cộng"]
    assert "Đơn vị cung cấp dịch vụ Giám sát" not in body, "what is asked only of others is no column"
    for path in ("bao-cao", "don-doc", "chua-co-tai-khoan", "van-ban-di", "dieu-chinh", "lo-bi-mat"):
        assert client.get(f"/van-ban/{letter.pk}/{path}/").status_code in {403, 404}, path
    assert "lich-su" not in body


def test_the_history_tells_the_reason_in_words_never_as_the_log_keeps_it(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province)
    giving_out.close_directive(letter, reason="Đã có văn bản thay thế", by=province.coordinator, at=timezone.now())
    body = as_user(client, province.coordinator).get(f"/van-ban/{letter.pk}/lich-su/").content.decode()
    assert "Đã có văn bản thay thế" in body
    assert "“Theo yêu cầu của UBND tỉnh”" in body
    assert "digest" not in body


def test_bodies_that_nobody_orders_are_never_shown_as_late(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province)
    today = timezone.localdate()
    kinds = set(Task.objects.filter(assignment__group=letter.group()).late_on(today).values_list("organisation__kind", flat=True))
    assert kinds
    assert not kinds & {"party_office", "elected_office", "armed_force", "court_procuracy", "central_agency", "mass_organisation"}
    body = as_user(client, province.coordinator).get(f"/van-ban/{letter.pk}/don-doc/").content.decode()
    assert "Được đề nghị, đã qua ngày văn bản nêu" in body
    page = client.get(f"/van-ban/{letter.pk}/?loai=armed_force").content.decode()
    assert 'class="group"' in page
    assert "is-late" not in page


def test_filters_of_the_board_live_in_the_address(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province)
    user = as_user(client, province.coordinator)
    named = user.get(f"/van-ban/{letter.pk}/", {"q": "khoa hoc va cong nghe"}).content.decode()
    assert re.findall(r'<th scope="row">([^<]*)', named)[0].startswith("Sở Khoa học và Công nghệ")
    assert "bỏ lọc" in named
    assert "Không có cơ quan nào như vậy" in user.get(f"/van-ban/{letter.pk}/", {"trang-thai": "done"}).content.decode()
    assert user.get(f"/van-ban/{letter.pk}/", {"page": "999999999999"}).status_code == 200


def queries_of(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_ten_bodies_and_fifty_cost_the_board_the_same_number_of_queries(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province)
    user = as_user(client, province.coordinator)
    pages = [f"/van-ban/{letter.pk}/{path}" for path in ("", "don-doc/", "bao-cao/", "chua-co-tai-khoan/")]
    queries_of(user, pages[0])
    many = [queries_of(user, url) for url in pages]
    bodies = list(Task.objects.order_by("organisation_id").values_list("organisation_id", flat=True).distinct()[:10])
    Task.objects.exclude(organisation_id__in=bodies).delete()
    assert [queries_of(user, url) for url in pages] == many


def test_the_report_says_what_the_rows_say(client: Client, letter: Directive, province: Province) -> None:
    from vonggac.apps.directives.outcome import obligation_results

    overdue(letter, province)
    today = timezone.localdate()
    for one in obligation_results(letter, user=province.coordinator, today=today):
        rows = Task.objects.filter(assignment__group=letter.group(), assignment__number=one.number)
        assert one.given == rows.count()
        assert len(one.overdue) == rows.late_on(today).count()
    url = f"/van-ban/{letter.pk}/bao-cao/"
    assert_guarded(client, url, works=province.coordinator, stranger=province.commune_officer, stranger_gets=403)
    late = Task.objects.filter(assignment__group=letter.group()).late_on(today).count()
    assert f"{late} việc quá hạn" in as_user(client, province.leader).get(url).content.decode()


def test_the_report_of_ninety_two_bodies_opens_without_a_finding(client: Client, letter: Directive, province: Province) -> None:
    from vonggac.engines.documents import check_docx
    from vonggac.law.layouts import layout_as_of

    overdue(letter, province)
    user = as_user(client, province.coordinator)
    answer = user.get(f"/van-ban/{letter.pk}/bao-cao/bao-cao.docx")
    assert check_docx(answer.content, layout_as_of(timezone.localdate())) == []
    assert answer["Content-Disposition"].startswith("attachment")
    assert user.get(f"/van-ban/{letter.pk}/bao-cao/bao-cao.xlsx").content[:2] == b"PK"


def test_a_paper_goes_out_step_by_step_and_comes_back_with_number_and_signed_file(
    client: Client, letter: Directive, province: Province
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    user = as_user(client, province.coordinator)
    assert user.post(f"/van-ban/{letter.pk}/bao-cao/").status_code == 302
    paper = letter.papers.get()
    url = f"/van-ban/{letter.pk}/van-ban-di/{paper.pk}/"
    assert_guarded(client, url, works=province.coordinator, read_only=province.leader, stranger=province.officer, stranger_gets=403)
    user = as_user(client, province.coordinator)
    refused = user.post(url, {"state": "numbered"})
    assert refused.status_code == 422
    assert "Nhập số, ký hiệu và ngày" in refused.content.decode()
    signed = SimpleUploadedFile("da-ky.pdf", user.get(f"/van-ban/{letter.pk}/bao-cao/bao-cao.pdf").content)
    facts = {"state": "issued", "number": "12/BC-ANM", "dated_on": timezone.localdate().strftime("%d/%m/%Y"), "signed": signed}
    assert user.post(url, facts).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.number, paper.content["signatures"]) == ("issued", "12/BC-ANM", [])
    assert user.get(f"{url}da-ky/").getvalue().startswith(b"%PDF")
    assert user.get(f"{url}ban-soan/").getvalue().startswith(b"PK")


def test_a_file_that_is_no_pdf_does_not_come_back_as_signed(client: Client, letter: Directive, province: Province) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    user = as_user(client, province.coordinator)
    user.post(f"/van-ban/{letter.pk}/bao-cao/")
    paper = letter.papers.get()
    fake = SimpleUploadedFile("da-ky.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    assert user.post(f"/van-ban/{letter.pk}/van-ban-di/{paper.pk}/", {"state": "signed", "signed": fake}).status_code == 422
    paper.refresh_from_db()
    assert paper.signed is None


def test_the_reminder_names_only_bodies_past_a_day_of_the_text(client: Client, letter: Directive, province: Province) -> None:
    user = as_user(client, province.coordinator)
    url = f"/van-ban/{letter.pk}/don-doc/"
    assert_guarded(client, url, works=province.coordinator, read_only=province.leader, stranger=province.commune_officer, stranger_gets=403)
    overdue(letter, province, origin="internal")
    user = as_user(client, province.coordinator)
    body = user.get(url).content.decode()
    assert "Qua hạn theo dõi nội bộ" in body
    assert "Quá hạn 3 ngày" not in body
    answer_by = (timezone.localdate() + timedelta(days=5)).strftime("%d/%m/%Y")
    assert user.post(f"{url}cong-van/", {"answer_by": answer_by}).status_code == 422
    overdue(letter, province)
    assert user.post(f"{url}cong-van/", {"answer_by": answer_by}).status_code == 302
    assert letter.papers.get().what == "reminder"


def test_a_reminder_to_a_whole_part_reaches_the_bodies_of_every_page(client: Client, letter: Directive, province: Province) -> None:
    from vonggac.apps.work.models import TaskEvent

    user, url = as_user(client, province.coordinator), f"/van-ban/{letter.pk}/don-doc/"
    owing = set(Task.objects.filter(assignment__group=letter.group()).waiting_for_answer().values_list("organisation_id", flat=True))
    assert len(owing) > 50
    pages = [set(map(int, re.findall(r'name="co-quan" value="(\d+)"', user.get(f"{url}{at}").content.decode()))) for at in ("", SECOND)]
    assert len(pages[0]) == 50
    assert pages[0] | pages[1] == owing
    assert not pages[0] & pages[1]
    assert user.post(f"{url}gui/", {"ca-phan": "con-viec", "text": "Đề nghị gửi kết quả."}).status_code == 302
    assert set(TaskEvent.objects.filter(what="reminded").values_list("task__organisation_id", flat=True)) == owing


def test_reminder_and_report_ask_the_same_of_ten_tasks_and_of_hundreds(client: Client, letter: Directive, province: Province) -> None:
    overdue(letter, province)
    user, given = as_user(client, province.coordinator), Task.objects.filter(assignment__group=letter.group())
    paths = [f"/van-ban/{letter.pk}/{page}/" for page in ("don-doc", "bao-cao")]
    assert given.count() > 700
    many = [queries_of(user, path) for path in paths]
    kept = list(given.order_by("id").values_list("pk", flat=True)[:10])
    given.exclude(pk__in=kept).update(state="done", done_at=timezone.now())
    assert [queries_of(user, path) for path in paths] == many


def test_reminding_chosen_bodies_is_one_act_that_their_people_and_trails_show(
    client: Client, letter: Directive, province: Province
) -> None:
    from vonggac.apps.audit.models import Entry
    from vonggac.apps.work.models import Notice, TaskEvent

    user = as_user(client, province.coordinator)
    data = {"co-quan": [province.commune.pk], "text": "Đề nghị gửi kết quả."}
    assert user.post(f"/van-ban/{letter.pk}/don-doc/gui/", data).status_code == 302
    assert Entry.objects.filter(act="directives.bodies.reminded").count() == 1
    assert Notice.objects.filter(user=province.commune_officer, text__startswith="Đôn đốc").count() == 1
    assert not Notice.objects.filter(user=province.officer, text__startswith="Đôn đốc").exists()
    reminded = TaskEvent.objects.filter(what="reminded")
    assert set(reminded.values_list("task__organisation_id", flat=True)) == {province.commune.pk}
    assert user.post(f"/van-ban/{letter.pk}/don-doc/gui/", {"text": "x"}).status_code == 422


def agree(client: Client, url: str, data: dict[str, Any]) -> Any:
    """Send a form, read what it will do, and agree to it."""
    shown = client.post(url, data)
    assert shown.status_code == 200, shown.content.decode()[:2000]
    signed = re.search(r'name="agreed_to" value="([^"]+)"', shown.content.decode())
    assert signed, "no page to agree on"
    return client.post(url, {**data, "agreed_to": signed[1], "promise": "1"})


ACTS = ("han", "noi-dung", "co-quan", "rut", "ket-thuc", "thay-the")


@pytest.mark.parametrize("path", ACTS)
def test_amending_is_the_coordinators_alone(client: Client, letter: Directive, province: Province, path: str) -> None:
    url = f"/van-ban/{letter.pk}/dieu-chinh/{path}/"
    assert_guarded(client, url, works=province.coordinator, read_only=province.leader, stranger=province.commune_officer, stranger_gets=403)


def test_nothing_changes_before_the_page_that_shows_it_is_agreed_to(client: Client, letter: Directive, province: Province) -> None:
    leaf = queries_leaf(letter, "1a")
    due = timezone.localdate() + timedelta(days=9)
    data = {"leaves": [leaf.pk], "due_on": due.strftime("%d/%m/%Y"), "due_origin": "internal", "reason": "Theo dõi"}
    url = f"/van-ban/{letter.pk}/dieu-chinh/han/"
    user = as_user(client, province.coordinator)
    shown = user.post(url, data).content.decode()
    assert "Đổi hạn của 90 việc" in shown
    assert not leaf.assignment.tasks.filter(due_on=due).exists()
    assert agree(user, url, data).status_code == 302
    assert leaf.assignment.tasks.filter(due_on=due, due_origin="internal").count() == 90
    leaf.refresh_from_db()
    assert leaf.due_on == due


def queries_leaf(letter: Directive, number: str) -> Any:
    return letter.obligations.get(number=number)


def test_a_body_added_later_gets_its_tasks_and_a_party_office_is_never_ordered(
    client: Client, letter: Directive, province: Province
) -> None:
    from vonggac.apps.organisations.models import Organisation

    leaf = queries_leaf(letter, "5")
    url = f"/van-ban/{letter.pk}/dieu-chinh/co-quan/"
    user = as_user(client, province.coordinator)
    data = {"body": province.commune.pk, "relation": "chi-dao", "leaves": [leaf.pk], "reason": "Có phòng máy chủ"}
    assert agree(user, url, data).status_code == 302
    assert leaf.assignment.tasks.filter(organisation=province.commune, relation="chi-dao").count() == 1
    party = Organisation.objects.filter(kind="party_office", valid_to=None).first()
    answer = agree(user, url, {**data, "body": party.pk})
    assert answer.status_code == 422
    assert not leaf.assignment.tasks.filter(organisation=party).exists()


def test_an_obligation_can_be_added_and_withdrawn(client: Client, letter: Directive, province: Province) -> None:
    user = as_user(client, province.coordinator)
    data = {"title": "Báo đầu mối trực Tết", "text": "Gửi danh sách đầu mối trực."}
    assert agree(user, f"/van-ban/{letter.pk}/dieu-chinh/noi-dung/", data).status_code == 302
    leaf = letter.obligations.get(title="Báo đầu mối trực Tết")
    assert leaf.assignment.tasks.count() == 90
    assert agree(user, f"/van-ban/{letter.pk}/dieu-chinh/rut/", {"leaf": leaf.pk, "reason": "Đã có văn bản khác"}).status_code == 302
    assert not leaf.assignment.tasks.exclude(closed_unanswered=True).exists()


def test_an_ended_letter_keeps_everything_and_can_be_taken_up_again(client: Client, letter: Directive, province: Province) -> None:
    before = Task.objects.count()
    user = as_user(client, province.coordinator)
    assert agree(user, f"/van-ban/{letter.pk}/dieu-chinh/ket-thuc/", {"reason": "Hết đợt"}).status_code == 302
    assert Task.objects.count() == before
    assert user.get(f"/van-ban/{letter.pk}/dieu-chinh/han/").status_code == 404
    assert "Hết đợt" in user.get(f"/van-ban/{letter.pk}/").content.decode()
    assert agree(user, f"/van-ban/{letter.pk}/dieu-chinh/mo-lai/", {"reason": "Kéo dài"}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "given"


def test_answer_links_are_shown_once_and_revoked(client: Client, letter: Directive, province: Province) -> None:
    from vonggac.apps.work.models import AnswerLink

    url = f"/van-ban/{letter.pk}/chua-co-tai-khoan/"
    page = assert_guarded(client, url, works=province.coordinator, read_only=province.leader, stranger=province.officer, stranger_gets=403)
    body = page.content.decode()
    assert f'id="cq{province.commune.pk}"' not in body, "a body with an officer needs no link"
    chosen = [int(one) for one in re.findall(r'id="cq(\d+)"', body)][:3]
    user = as_user(client, province.coordinator)
    slips = agree(user, f"{url}tao/", {"co-quan": chosen})
    addresses = re.findall(r"/viec/tra-loi/[\w.:-]+/", slips.content.decode())
    assert len(set(addresses)) == 3
    assert slips["Cache-Control"] == "no-store"
    assert Client().get(addresses[0]).status_code == 200
    assert not re.search(r"/viec/tra-loi/", user.get(url).content.decode())
    user.post(f"{url}thu-hoi/", {"co-quan": chosen})
    assert AnswerLink.objects.filter(revoked_at=None).count() == 0
    assert Client().get(addresses[0]).status_code == 410


def test_the_printed_form_has_at_most_five_questions_and_opens_without_a_finding(
    client: Client, letter: Directive, province: Province
) -> None:
    from vonggac.engines.documents import check_docx
    from vonggac.law.layouts import layout_as_of

    user = as_user(client, province.coordinator)
    url = f"/van-ban/{letter.pk}/chua-co-tai-khoan/"
    body = int(re.findall(r'id="cq(\d+)"', user.get(url).content.decode())[0])
    answer = user.get(f"{url}{body}/phieu.docx")
    assert check_docx(answer.content, layout_as_of(timezone.localdate())) == []
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "Mã phiếu" in text
    assert user.get(f"{url}{province.commune.pk}/phieu.docx").status_code == 404


def test_one_tap_says_that_a_day_was_quiet_and_only_for_ones_own_body(client: Client, letter: Directive, province: Province) -> None:
    from vonggac.apps.directives.services import review
    from vonggac.apps.directives.services.papers import docx_of, season_paper
    from vonggac.engines.documents import check_docx
    from vonggac.law.layouts import layout_as_of

    today = timezone.localdate()
    review.set_season(letter, name="Tết", first=today - timedelta(days=2), last=today, by=province.coordinator, at=timezone.now())
    letter.refresh_from_db()
    url = f"/van-ban/{letter.pk}/dot-cao-diem/"
    own = assert_guarded(client, url, works=province.commune_officer).content.decode()
    assert "Hôm nay không có sự cố" in own
    assert province.officer.full_name not in own
    user = as_user(client, province.commune_officer)
    assert "Hôm nay không có sự cố" in user.get("/viec/").content.decode()
    say = f"{url}{province.commune.pk}/"
    assert user.post(say, {"day": today.strftime("%d/%m/%Y"), "do": "quiet"}).status_code == 302
    assert letter.season_days.get().quiet
    early = (today - timedelta(days=1)).strftime("%d/%m/%Y")
    assert user.post(say, {"day": early, "do": "incident", "note": ""}).status_code == 422
    assert user.post(say, {"day": early, "do": "incident", "note": "Mất kết nối 20 phút"}).status_code == 302
    other = letter.obligations.get(number="5").assignment.tasks.first().organisation_id
    assert user.post(f"{url}{other}/", {"day": early, "do": "quiet"}).status_code == 404
    grid = as_user(client, province.coordinator).get(url).content.decode()
    assert "Mất kết nối 20 phút" in grid
    assert "1/92" in grid
    content = docx_of(season_paper(letter, today=today), today=today, at=timezone.now())
    assert check_docx(content, layout_as_of(today)) == []


def test_a_spilled_letter_is_erased_after_agreement_and_leaves_minutes(client: Client, letter: Directive, province: Province) -> None:
    url = f"/van-ban/{letter.pk}/lo-bi-mat/"
    assert_guarded(client, url, works=province.coordinator, read_only=province.leader, stranger=province.officer, stranger_gets=403)
    user = as_user(client, province.coordinator)
    user.post(url, {"what": "Thấy dấu chỉ độ mật ở trang 2"})
    letter.refresh_from_db()
    assert letter.state == "given"
    assert agree(user, url, {"what": "Thấy dấu chỉ độ mật ở trang 2"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.text) == ("erased", "")
    assert "Thấy dấu chỉ độ mật ở trang 2" in user.get(url).content.decode()
    assert user.get(f"{url}bien-ban.docx").content.startswith(b"PK")
    assert user.get(f"/van-ban/{letter.pk}/").status_code == 200
