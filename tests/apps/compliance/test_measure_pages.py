"""The pages of measures: four questions each, what each is for, who may know what, and how many queries they need."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from assessing_cast import EDITION, Bench, assert_coverage_is_true, versions
from cast import NOW, person
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.accounts.acts import Role
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Answer, Assessment, Inheritance, Proof, ProofUse
from vonggac.apps.compliance.services.assessing import close_assessment, open_assessment
from vonggac.apps.compliance.services.proofs import NewProof, Stand, add_proof
from vonggac.apps.work.models import Task
from vonggac.apps.work.services.reviewing import accept_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(bench: Bench) -> Assessment:
    return bench.open()


def url(name: str, *args: Any) -> str:
    return reverse(f"compliance:{name}", args=args)


def agree(client: Client, address: str, **more: Any) -> Any:
    """Send a form, read the page that shows what will happen, and agree to it."""
    shown = client.post(address, more) if more else client.get(address)
    return client.post(address, {**more, "agreed_to": shown.context["signed"]})


@pytest.mark.parametrize("name", ["assessment", "gaps", "comparison"])
def test_a_stranger_learns_nothing_of_an_assessment(bench: Bench, made: Assessment, client: Client, name: str) -> None:
    assert_guarded(client, url(name, made.pk), works=bench.cast.commune_officer, stranger=bench.cast.stranger)
    for reader in (bench.cast.auditor, bench.cast.coordinator):
        client.force_login(reader)
        assert client.get(url(name, made.pk)).status_code == 200


@pytest.mark.parametrize("name", ["hand-in", "proof-add"])
def test_only_who_prepares_may_answer(bench: Bench, made: Assessment, client: Client, name: str) -> None:
    people = {"works": bench.cast.commune_officer, "read_only": bench.cast.auditor, "stranger": bench.cast.stranger}
    assert_guarded(client, url(name, made.pk), **people)


@pytest.mark.parametrize("name", ["review", "close"])
def test_only_who_confirms_may_review_and_close(bench: Bench, made: Assessment, client: Client, name: str) -> None:
    people = {"works": bench.colleague, "read_only": bench.cast.auditor, "stranger": bench.cast.stranger}
    assert_guarded(client, url(name, made.pk), **people)


def test_a_control_and_the_questionnaire_are_for_who_may_know(bench: Bench, made: Assessment, client: Client) -> None:
    for address in (url("control", made.pk, "RR-01"), url("questionnaire", made.pk, "xlsx")):
        assert_guarded(client, address, works=bench.cast.auditor, stranger=bench.cast.stranger)


def test_a_system_is_opened_and_its_inheritance_declared_by_its_own_side(bench: Bench, client: Client) -> None:
    people = {"works": bench.cast.commune_officer, "read_only": bench.cast.auditor, "stranger": bench.cast.stranger}
    assert_guarded(client, url("assessment-open", bench.portal.pk), **people)
    assert_guarded(client, url("inheritance", bench.portal.pk), **people)
    facts = {"edition": EDITION.code, "level": "3", "kind": "self", "as_of": localdate().strftime("%d/%m/%Y")}
    client.force_login(bench.cast.commune_officer)
    answer = client.post(url("assessment-open", bench.portal.pk), facts)
    assert answer["Location"] == url("assessment", Assessment.objects.get().pk)
    again = client.post(url("assessment-open", bench.portal.pk), facts)
    assert "đang có một lần đánh giá" in again.content.decode()


def test_the_lists_are_for_everyone_who_reads(bench: Bench, made: Assessment, client: Client) -> None:
    assert_guarded(client, url("assessments"), works=bench.cast.commune_officer)
    assert_guarded(client, url("proofs"), works=bench.cast.commune_officer)
    client.force_login(bench.cast.stranger)
    assert bench.portal.name not in client.get(url("assessments")).content.decode()


def test_ticked_controls_get_the_same_answer_and_nothing_is_lost_when_it_is_refused(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    chosen = [f"{code}:0" for code in ("RR-01", "RR-02")]
    refused = client.post(url("assessment", made.pk), {"chon": chosen, "state": "na", "note": ""}).content.decode()
    assert "RR-01: ghi lý do" in refused
    assert refused.count(" checked") == 2
    nothing = client.post(url("assessment", made.pk), {"state": "met"}).content.decode()
    assert "Chọn ít nhất một yêu cầu" in nothing
    assert client.post(url("assessment", made.pk), {"chon": chosen, "state": "met", "note": "Đã ban hành"}).status_code == 302
    assert Answer.objects.filter(assessment=made, counts_as="met").count() == 2
    client.force_login(bench.cast.auditor)
    assert client.post(url("assessment", made.pk), {"chon": chosen, "state": "not"}).status_code == 404


def test_one_control_is_answered_and_leads_to_the_next(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    shown = client.get(url("control", made.pk, "RR-01")).content.decode()
    assert "3.1 a" in shown, "the clause of its level"
    assert "Tóm lược gián tiếp" in shown, "where the row comes from"
    answer = client.post(url("control", made.pk, "RR-01"), {"state": "met", "note": "", "version": "0"})
    assert answer["Location"] == url("control", made.pk, "RR-02")
    stale = client.post(url("control", made.pk, "RR-01"), {"state": "not", "note": "chữ vừa gõ", "version": "0"}).content.decode()
    assert "Phạm Thị Xã vừa trả lời" in stale
    assert "chữ vừa gõ" in stale


def test_answers_are_confirmed_and_given_back_by_tick(bench: Bench, made: Assessment, client: Client) -> None:
    bench.answered(made, {"RR-01": "met", "RR-02": "met"}, confirm=False)
    client.force_login(bench.cast.commune_officer)
    assert "chon" not in client.get(url("review", made.pk)).content.decode(), "who answered ticks nothing"
    client.force_login(bench.colleague)
    assert client.post(url("review", made.pk), {"chon": ["RR-01:1"], "lam": "xac-nhan"}).status_code == 302
    missing = client.post(url("review", made.pk), {"chon": ["RR-02:1"], "lam": "tra-lai", "because": ""}).content.decode()
    assert "Ghi lý do trả lại" in missing
    client.post(url("review", made.pk), {"chon": ["RR-02:1"], "lam": "tra-lai", "because": "Thiếu quyết định"})
    assert list(made.answers.filter(control__in=["RR-01", "RR-02"]).values_list("confirmed_by", "counts_as")) == [
        (bench.colleague.pk, "met"),
        (None, ""),
    ]


def test_an_assessment_is_handed_in_and_closed_through_pages_that_show_the_sums(bench: Bench, made: Assessment, client: Client) -> None:
    bench.answered(made, {"RR-01": "met"}, confirm=False)
    client.force_login(bench.cast.commune_officer)
    agree(client, url("hand-in", made.pk))
    made.refresh_from_db()
    assert made.state == "review"
    client.force_login(bench.colleague)
    assert agree(client, url("close", made.pk)).status_code == 409, "an answer waits"
    client.post(url("review", made.pk), {"chon": ["RR-01:1"], "lam": "xac-nhan"})
    agree(client, url("close", made.pk))
    made.refresh_from_db()
    assert made.state == "closed"
    assert client.get(url("review", made.pk)).status_code == 404


def test_who_may_not_know_the_gaps_sees_sums_only(bench: Bench, made: Assessment, client: Client) -> None:
    bench.portal.operator = bench.cast.department
    bench.portal.save()
    over_operator = person("lanhdao.so", "Lý Thị Trưởng", Role.LEADER, bench.cast.department, "Giám đốc Sở")
    bench.answered(made, {"RR-01": "not"}, confirm=False)
    client.force_login(over_operator)
    shown = client.get(url("assessment", made.pk)).content.decode()
    assert "chưa đạt 1" in shown
    assert "RR-01" not in shown
    for name in ("gaps", "comparison"):
        assert client.get(url(name, made.pk)).status_code == 404
    assert client.get(url("control", made.pk, "RR-01")).status_code == 404
    page = client.get(bench.portal.get_absolute_url()).content.decode()
    assert "Biện pháp bảo vệ" in page
    assert f"{url('assessment', made.pk)}?group=" not in page
    over_owner = person("lanhdao.xa", "Tạ Văn Chủ Tịch", Role.LEADER, bench.cast.commune, "Chủ tịch UBND xã")
    client.force_login(over_owner)
    assert "RR-01" in client.get(url("assessment", made.pk), {"group": "RR"}).content.decode()


def test_the_groups_fold_into_one_line_each_and_open_at_an_address_of_their_own(bench: Bench, made: Assessment, client: Client) -> None:
    bench.answered(made, {"HW-01": "met", "HW-02": "not"}, confirm=False)
    client.force_login(bench.cast.commune_officer)
    shown = client.get(url("assessment", made.pk)).content.decode()
    assert "RR-01" not in shown.partition("Các nhóm yêu cầu")[2], "no row is drawn before somebody opens its group"
    assert "đã trả lời 2 trên" in shown
    assert url("control", made.pk, "RR-01") in shown, "the button leads to the first row without an answer"
    group = client.get(url("assessment", made.pk), {"group": "HW"}).content.decode()
    assert "HW-02" in group
    assert "RR-01" not in group.partition('<form method="post"')[2]
    assert 'rel="prev"' in group
    wide = client.get(url("assessment", made.pk), {"chi": "missing"}).content.decode()
    assert wide.count('<details class="fold">') > 10, "many rows stay folded by group"


def test_what_waits_for_the_person_is_said_first_and_to_nobody_else(bench: Bench, made: Assessment, client: Client) -> None:
    last = made.answers.order_by("-id")[0]
    code, group = last.control, last.group
    bench.answered(made, {code: "met"}, confirm=False)
    title = next(one.title_vi for one in EDITION.groups if one.code == group)
    client.force_login(bench.colleague)
    waits = client.get(url("assessment", made.pk)).content.decode().partition("Các nhóm yêu cầu")[2]
    assert waits.index(title) < waits.index("Quản lý rủi ro")
    assert "1 câu chờ bạn xác nhận" in waits
    client.force_login(bench.cast.commune_officer)
    assert "chờ bạn xác nhận" not in client.get(url("assessment", made.pk)).content.decode().partition('<ul class="rows">')[2], "own answer"
    client.force_login(bench.colleague)
    client.post(url("review", made.pk), {"chon": [f"{code}:1"], "lam": "tra-lai", "because": "Thiếu quyết định"})
    client.force_login(bench.cast.commune_officer)
    shown = client.get(url("assessment", made.pk)).content.decode()
    assert "1 câu bị trả lại" in shown
    assert url("control", made.pk, code) in shown, "what came back is answered first"
    client.force_login(bench.cast.auditor)
    assert "bị trả lại" not in client.get(url("assessment", made.pk)).content.decode().partition('<ul class="rows">')[2]


def test_acts_that_are_seldom_taken_stand_under_one_button(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    acts = client.get(url("assessment", made.pk)).content.decode().partition('<div class="acts">')[2].partition("</div>")[0]
    beside, _more, under = acts.partition("<details")
    assert beside.count('class="btn') == 2
    for name in ("hand-in", "comparison"):
        assert url(name, made.pk) in under


def test_the_system_page_has_radar_and_table_of_both_times(bench: Bench, client: Client) -> None:
    first = bench.open(level=3, day=localdate(NOW) - timedelta(days=60))
    bench.answered(first, {"RR-01": "not"})
    close_assessment(first.pk, by=bench.colleague, at=NOW)
    second = bench.open(level=3)
    bench.answered(second, {"RR-01": "met"})
    client.force_login(bench.cast.commune_officer)
    page = client.get(bench.portal.get_absolute_url()).content.decode()
    assert 'class="radar"' in page
    assert 'aria-label="Tỷ lệ đạt theo 8 nhóm' in page
    assert 'class="was"' in page
    assert ">195<" in page
    assert f"{url('comparison', second.pk)}?voi={first.pk}" in page
    compared = client.get(url("comparison", second.pk)).content.decode()
    assert "Nay đạt" in compared
    assert "RR-01" in compared


def test_what_is_missing_folds_where_its_order_turns(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.coordinator)
    shown = client.get(url("gaps", made.pk)).content.decode()
    blocks = shown.split('<details class="fold"')[1:]
    assert len(blocks) > 4
    assert "Từ cấp độ 1: văn bản" in blocks[0]
    assert [block.startswith(" open") for block in blocks] == [True] + [False] * (len(blocks) - 1)
    last = made.answers.order_by("-id")[0].control
    refused = client.post(url("gaps-give-out", made.pk), {"chon": [last]}).content.decode()
    ticked_in = [block for block in refused.split('<details class="fold"')[1:] if f'value="{last}"' in block]
    assert ticked_in[0].startswith(" open"), "what was ticked stays in sight"


def test_missing_measures_become_work_and_lead_back(bench: Bench, made: Assessment, client: Client) -> None:
    bench.answered(made, {"RR-02": "not"})
    facts = {"organisation": bench.cast.commune.pk, "due_on": (localdate() + timedelta(days=30)).strftime("%d/%m/%Y"), "chon": ["RR-02"]}
    address = url("gaps-give-out", made.pk)
    people = {"works": bench.cast.coordinator, "read_only": bench.cast.auditor, "wrong_method": "get"}
    assert_guarded(client, address, method="post", data=facts, **people)
    assert not Task.objects.exists(), "nothing is given out before the person agreed"
    client.force_login(bench.cast.coordinator)
    agree(client, address, recurring="on", **facts)
    task = Task.objects.select_related("assignment").get()
    assert task.system_id == bench.portal.pk
    assert task.assignment.recurrence == "FREQ=YEARLY"
    assert url("control", made.pk, "RR-02") in client.get(reverse("work:task", args=[task.pk])).content.decode()
    Task.objects.filter(pk=task.pk).update(state="sent")
    accept_tasks([task.pk], by=bench.cast.coordinator, at=NOW + timedelta(days=1))
    client.force_login(bench.cast.commune_officer)
    assert "Việc đã xong, xem lại câu trả lời" in client.get(url("control", made.pk, "RR-02")).content.decode()
    assert Answer.objects.get(assessment=made, control="RR-02").counts_as == "not", "marked, never changed by itself"
    Task.objects.all().delete()
    client.force_login(bench.cast.coordinator)
    refused = agree(client, address, recurring="on", **{**facts, "chon": ["RR-01"]})
    assert "không nêu chu kỳ cho RR-01" in refused.content.decode()
    assert not Task.objects.exists()


def test_inheritance_is_declared_agreed_and_ended_through_its_pages(bench: Bench, made: Assessment, client: Client) -> None:
    bench.centre.serves_several = True
    bench.centre.save()
    client.force_login(bench.cast.commune_officer)
    facts = {"shared": bench.centre.pk, "groups": ["RR"], "controls": "hw-01", "valid_from": "01/01/2026", "valid_to": ""}
    assert client.post(url("inheritance", bench.portal.pk), facts).status_code == 302
    row = Inheritance.objects.get()
    assert (row.groups, row.controls) == (["RR"], ["HW-01"])
    people = {"works": bench.cast.officer, "read_only": bench.cast.auditor, "stranger": bench.cast.stranger}
    assert_guarded(client, url("inheritance-agree", row.pk), **people)
    client.force_login(bench.cast.commune_officer)
    assert client.get(url("inheritance-agree", row.pk)).status_code == 404, "the tenant does not agree for the shared side"
    client.force_login(bench.cast.officer)
    agree(client, url("inheritance-agree", row.pk))
    row.refresh_from_db()
    assert row.confirmed_by == bench.cast.officer
    assert bench.portal.name in client.get(url("inheritance", bench.centre.pk)).content.decode()
    assert_guarded(client, url("inheritance-end", row.pk), **people)
    client.force_login(bench.cast.officer)
    agree(client, url("inheritance-end", row.pk))
    row.refresh_from_db()
    assert row.valid_to == localdate()


def proof_facts(**more: Any) -> dict[str, Any]:
    return {"title": "Quyết định ban hành quy chế", "effective_on": "01/09/2026", "controls": "RR-01, RR-02", "no_secret": "on", **more}


def test_one_proof_stands_for_many_controls_and_systems_until_it_is_taken_back(bench: Bench, made: Assessment, client: Client) -> None:
    other = system("Trang thông tin xã", bench.cast.commune, level=1, code="XDH-2")
    client.force_login(bench.cast.commune_officer)
    missing = client.post(url("proof-add", made.pk), proof_facts()).content.decode()
    assert "Chọn tệp, hoặc ghi lời xác nhận" in missing
    content = SimpleUploadedFile("quyet-dinh.txt", "Quyết định ban hành quy chế".encode())
    assert client.post(url("proof-add", made.pk), proof_facts(file=content, systems="xdh-2")).status_code == 302
    proof = Proof.objects.get()
    assert ProofUse.objects.filter(proof=proof).count() == 4
    assert ProofUse.objects.filter(system=other).count() == 2
    assert proof.title in client.get(url("control", made.pk, "RR-01")).content.decode()
    assert_guarded(client, url("proof-file", proof.pk), works=bench.cast.commune_officer, stranger=bench.cast.stranger)
    people = {"works": bench.cast.commune_officer, "read_only": bench.cast.auditor, "stranger": bench.cast.stranger}
    assert_guarded(client, url("proof-withdraw", proof.pk), **people)
    client.force_login(bench.cast.commune_officer)
    agree(client, url("proof-withdraw", proof.pk))
    assert "Đã rút" in client.get(url("control", made.pk, "RR-01")).content.decode()
    assert client.get(url("proof-file", proof.pk)).status_code == 404


def test_a_proof_that_shows_a_secrecy_mark_is_stopped_and_leaves_nothing(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    content = SimpleUploadedFile("van-ban.txt", "TỐI MẬT\nKế hoạch".encode())
    shown = client.post(url("proof-add", made.pk), proof_facts(file=content)).content.decode()
    assert "dấu chỉ độ mật" in shown
    assert not Proof.objects.exists()


def test_expired_proofs_are_shown_and_listed(bench: Bench, made: Assessment, client: Client) -> None:
    bench.answered(made, {"RR-01": "met"})
    client.force_login(bench.cast.commune_officer)
    facts = proof_facts(statement="Đã ban hành", effective_on="01/01/2026", expires_on="31/03/2026")
    client.post(url("proof-add", made.pk), facts)
    assert "Quyết định ban hành quy chế" in client.get(url("proofs")).content.decode()
    without = client.get(url("assessment", made.pk), {"chi": "without-proof"}).content.decode()
    assert "RR-01" in without
    client.force_login(bench.cast.stranger)
    assert "Quyết định ban hành quy chế" not in client.get(url("proofs")).content.decode()


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_list_needs_as_many_queries_for_a_hundred_as_for_ten(bench: Bench, client: Client) -> None:
    client.force_login(bench.cast.coordinator)

    def more(count: int) -> None:
        for n in range(count):
            of = system(f"Hệ thống {n}", bench.cast.commune, level=1)
            Assessment.objects.create(
                system=of, catalogue=EDITION.code, catalogue_digest=EDITION.digest, level=1, as_of=localdate(), opened_at=NOW
            )

    more(10)
    ten = queries_of(client, url("assessments"))
    more(90)
    assert queries_of(client, url("assessments")) == ten


def test_an_assessment_of_level_five_needs_as_many_queries_as_one_of_level_one(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.coordinator)
    few = queries_of(client, url("assessment", made.pk))
    assert few <= 40
    big = open_assessment(bench.centre, EDITION, level=5, kind="self", as_of=localdate(NOW), by=bench.cast.officer, at=NOW)
    assert queries_of(client, url("assessment", big.pk)) == few
    assert queries_of(client, url("gaps", big.pk)) == queries_of(client, url("gaps", made.pk))


# --- the questionnaire ------------------------------------------------------------------------------------------------------------


def sheet_of(client: Client, made: Assessment) -> Any:
    from openpyxl import load_workbook

    answer = agree(client, url("questionnaire", made.pk, "xlsx"))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def saved(book: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("phieu.xlsx", out.getvalue())


def send(client: Client, book: Any) -> Any:
    answer = client.post(url("upload", "phieu-bien-phap"), {"file": saved(book)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client.get(answer["Location"]), answer["Location"]


def cells(book: Any) -> dict[str, Any]:
    page = book["Phiếu"]
    return {row[1].value: row for row in page.iter_rows() if row[1].value}


def test_the_questionnaire_locks_what_it_asks_and_offers_the_answers(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    page, rows = book["Phiếu"], cells(book)
    assert page.protection.sheet
    assert rows["RR-01"][0].protection.locked
    assert not rows["RR-01"][4].protection.locked
    assert "Đạt một phần" in page.data_validations.dataValidation[0].formula1
    assert sum(1 for code in rows if code in EDITION) == 111
    whole = "\n".join(str(cell.value) for row in page.iter_rows(max_row=6) for cell in row)
    assert EDITION.digest in whole
    assert bench.portal.name in whole
    assert Entry.objects.get(act="compliance.questionnaire.exported").count == 111


def test_good_rows_go_in_bad_ones_are_located_and_the_same_again_changes_nothing(bench: Bench, made: Assessment, client: Client) -> None:
    elsewhere = bench.open(bench.centre, level=1)
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    rows = cells(book)
    rows["RR-01"][4].value = "Đạt"
    rows["RR-02"][4].value, rows["RR-02"][5].value = "Không áp dụng", None
    rows["HW-01"][4].value, rows["HW-01"][1].value = "Đạt", "HW-99"
    rows["HW-02"][4].value, rows["HW-02"][0].value = "Đạt", f"DG{elsewhere.pk}-{EDITION.digest[:8]}"
    rows["HW-03"][4].value, rows["HW-03"][0].value = "Đạt", f"DG{made.pk}-00000000"
    rows["SW-01"][4].value = "Có lẽ"
    rows["SW-02"][4].value, rows["SW-02"][3].value = "Đạt", "Nội dung khác"
    page = book["Phiếu"]
    page.delete_rows(rows["TT-01"][0].row)
    shown, address = send(client, book)
    said = shown.content.decode()
    for why in ("ghi lý do vì sao", "HW-99 không thuộc phiếu", "Không có phiếu", "danh mục khác", "Mã SW-02 là"):
        assert why.lower() in said.lower(), why
    agree(client, address)
    assert dict(made.answers.exclude(state="").values_list("control", "state")) == {"RR-01": "met"}
    assert not elsewhere.answers.exclude(state="").exists()
    answer = made.answers.get(control="RR-01")
    assert answer.answered_by == bench.cast.commune_officer
    again = cells(book)
    for code in ("RR-02", "HW-99", "HW-02", "HW-03", "SW-01", "SW-02"):
        again[code][4].value = None
    repeated, _address = send(client, book)
    assert repeated.context["run"].to_write == 0
    assert_coverage_is_true()


def test_a_sheet_whose_answers_moved_on_meanwhile_is_refused_whole(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    cells(book)["RR-01"][4].value = "Đạt"
    _shown, address = send(client, book)
    bench.answered(made, {"RR-01": "not"}, confirm=False)
    agree(client, address)
    assert made.answers.get(control="RR-01").state == "not"


def test_nobody_brings_in_answers_for_a_system_they_do_not_prepare(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    cells(book)["RR-01"][4].value = "Đạt"
    client.force_login(bench.cast.stranger)
    shown, _address = send(client, book)
    assert "Không có phiếu" in shown.content.decode()
    assert versions(made, ["RR-01"])["RR-01"] == 0


def test_a_closed_assessment_takes_no_sheet(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    cells(book)["RR-01"][4].value = "Đạt"
    close_assessment(made.pk, by=bench.colleague, at=NOW)
    shown, _address = send(client, book)
    assert "đã kết thúc" in shown.content.decode()


def test_rows_that_were_deleted_from_a_sheet_are_named_and_none_is_taken_as_answered(
    bench: Bench, made: Assessment, client: Client
) -> None:
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    rows = cells(book)
    rows["RR-01"][4].value = "Đạt"
    for code in ("TT-01", "HW-02"):
        book["Phiếu"].delete_rows(cells(book)[code][0].row)
    shown, address = send(client, book)
    said = shown.content.decode()
    assert "thiếu dòng của 2 yêu cầu: HW-02, TT-01" in said
    assert "không tính là đã trả lời; trong đó 2 yêu cầu chưa có câu trả lời" in said
    agree(client, address)
    assert list(made.answers.exclude(state="").values_list("control", flat=True)) == ["RR-01"]


def test_a_whole_sheet_warns_of_nothing(bench: Bench, made: Assessment, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    book = sheet_of(client, made)
    cells(book)["RR-01"][4].value = "Đạt"
    assert "thiếu dòng của" not in send(client, book)[0].content.decode()


def test_an_edition_corrected_after_the_opening_is_told_and_nothing_changes(bench: Bench, made: Assessment, client: Client) -> None:
    bench.answered(made, {"RR-01": "met"})
    client.force_login(bench.cast.commune_officer)
    words = "Danh mục đã được đính chính sau khi mở lần đánh giá này."
    assert words not in client.get(url("assessment", made.pk)).content.decode()
    Assessment.objects.filter(pk=made.pk).update(catalogue_digest="0" * 64)
    assert words in client.get(url("assessment", made.pk)).content.decode()
    assert made.answers.get(control="RR-01").counts_as == "met"
    assert client.post(url("assessment", made.pk), {"chon": ["RR-02:0"], "state": "met"}).status_code == 302, "answering goes on"


def test_a_day_before_every_edition_is_refused_beside_its_field_with_the_first_day(bench: Bench, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    facts = {"edition": EDITION.code, "level": "3", "kind": "self", "as_of": "01/01/2001"}
    answer = client.post(url("assessment-open", bench.portal.pk), facts)
    assert "01/01/2001" in str(answer.context["form"].errors["as_of"])
    assert not Assessment.objects.exists()


# --- one proof for many -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(bench: Bench, made: Assessment) -> Proof:
    new = NewProof(title="Quyết định số 12", effective_on=localdate() - timedelta(days=10), statement="Đã ban hành quy chế")
    stand = Stand(bench.portal.pk, EDITION.code, "RR-01")
    return add_proof(bench.cast.commune.pk, new, [stand], by=bench.cast.commune_officer, at=NOW)


def test_an_english_reader_reads_measures_their_worth_and_their_gaps_in_english(bench: Bench, made: Assessment, client: Client) -> None:
    bench.cast.coordinator.language = "en"
    bench.cast.coordinator.save()
    client.force_login(bench.cast.coordinator)
    home = url("assessment", made.pk)
    listed = client.get(f"{home}?group=RR").content.decode()
    assert "Not proved yet" in listed
    assert "Chưa có minh chứng" not in listed
    missing = client.get(url("gaps", made.pk)).content.decode()
    assert ", clause " in missing
    assert ", mục " not in missing


def test_a_proof_has_a_page_of_its_own_for_who_may_know_the_gaps(bench: Bench, kept: Proof, client: Client) -> None:
    page = assert_guarded(client, url("proof", kept.pk), works=bench.cast.commune_officer, stranger=bench.cast.stranger)
    said = page.content.decode()
    assert "RR-01" in said
    assert url("proof-use", kept.pk) in said
    client.force_login(bench.cast.auditor)
    assert url("proof-use", kept.pk) not in client.get(url("proof", kept.pk)).content.decode(), "who only reads changes nothing"


@pytest.mark.parametrize("name", ["proof-use", "proof-choose"])
def test_only_who_prepares_lets_a_proof_stand_for_more(bench: Bench, made: Assessment, kept: Proof, client: Client, name: str) -> None:
    people = {"works": bench.cast.commune_officer, "read_only": bench.cast.auditor, "stranger": bench.cast.stranger}
    assert_guarded(client, url(name, kept.pk if name == "proof-use" else made.pk), **people)


def test_one_proof_is_used_for_several_controls_of_several_systems_at_once(
    bench: Bench, made: Assessment, kept: Proof, client: Client
) -> None:
    other = system("Trang thông tin xã", bench.cast.commune, level=1, code="XDH-2")
    client.force_login(bench.cast.commune_officer)
    offered = client.post(url("proof-choose", made.pk), {"chon": ["RR-01:0", "RR-02:0"]}).content.decode()
    assert kept.title in offered
    assert "RR-01, RR-02" in offered
    address = url("proof-use", kept.pk)
    assert "RR-02" in client.get(f"{address}?ma=RR-02&he-thong=XDH-2").content.decode(), "what was ticked stands in the form"
    assert 'value="XDH-2"' in client.get(address).content.decode(), "few systems are ticked, not typed"
    facts = {"edition": EDITION.code, "controls": "rr-01, RR-02", "systems": [bench.portal.code, "xdh-2"]}
    shown = client.post(address, facts)
    said = shown.content.decode()
    assert "thêm RR-02; đã dùng cho RR-01" in said
    assert "thêm RR-01, RR-02" in said
    assert ProofUse.objects.count() == 1, "nothing is written before the person agreed"
    assert client.post(address, {**facts, "agreed_to": shown.context["signed"]})["Location"] == url("proof", kept.pk)
    assert set(ProofUse.objects.filter(system=other).values_list("control", flat=True)) == {"RR-01", "RR-02"}
    assert ProofUse.objects.filter(proof=kept).count() == 4
    assert Entry.objects.get(act="compliance.proof.used").count == 3
    assert "Minh chứng đã dùng cho mọi yêu cầu" in client.post(address, facts).content.decode()


def test_a_use_names_what_it_cannot_stand_for(bench: Bench, made: Assessment, kept: Proof, client: Client) -> None:
    client.force_login(bench.cast.commune_officer)
    facts = {"edition": EDITION.code, "controls": "RR-02, XX-99", "systems": f"{bench.portal.code}, {bench.centre.code}"}
    said = client.post(url("proof-use", kept.pk), facts).content.decode()
    assert "Không có yêu cầu mã XX-99 trong danh mục" in said
    assert f"Không có hệ thống mã {bench.centre.code}" in said
    foreign = next(one.code for one in EDITION.controls if not made.answers.filter(control=one.code).exists())
    facts = {"edition": EDITION.code, "controls": foreign, "systems": bench.portal.code}
    assert f"lần đánh giá mới nhất không hỏi {foreign}" in client.post(url("proof-use", kept.pk), facts).content.decode()
    Proof.objects.update(withdrawn_at=NOW)
    assert client.get(url("proof-use", kept.pk)).status_code == 404
    assert ProofUse.objects.count() == 1


def test_the_list_of_proofs_puts_expired_ones_first_and_finds_by_control(
    bench: Bench, made: Assessment, kept: Proof, client: Client
) -> None:
    old = NewProof(
        title="Biên bản cũ", effective_on=localdate() - timedelta(days=400), expires_on=localdate() - timedelta(days=1), statement="x"
    )
    add_proof(bench.cast.commune.pk, old, [Stand(bench.portal.pk, EDITION.code, "RR-02")], by=bench.cast.commune_officer, at=NOW)
    client.force_login(bench.cast.commune_officer)
    said = client.get(url("proofs")).content.decode()
    assert said.index("Biên bản cũ") < said.index(kept.title)
    assert kept.title not in client.get(url("proofs"), {"chi": "expired"}).content.decode()
    assert "Biên bản cũ" not in client.get(url("proofs"), {"q": "RR-01"}).content.decode()
