"""The pages of the wizard and of the reasoning: four questions each, then what each is for."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from docx import Document

from cast import TODAY, Cast
from guard import assert_guarded
from plenty import plenty
from registry_cast import system
from vonggac.apps.compliance.models import Determination, LevelCorrection
from vonggac.apps.compliance.services import determining
from vonggac.apps.registry.models import DataKind, InformationSystem, SystemLink
from vonggac.engines.documents import check_docx
from vonggac.law.layouts import layout_as_of
from vonggac.law.levels.load import rules_on

pytestmark = pytest.mark.django_db

NO = dict.fromkeys(("defence_security", "national_data", "egov_national", "ns_critical"), False)
PROCEDURES: dict[str, Any] = {
    "is_system": True,
    "single_owner": True,
    "system_type": "citizen_business",
    "online_service": True,
    "admin_procedure": True,
    "conditional_line": False,
    "info_types": frozenset({"public", "private", "personal"}),
    "subjects_basic": 250_000,
    "subjects_sensitive": 0,
    "count_basis": "cumulative",
    **NO,
}
SHARED: dict[str, Any] = {
    "is_system": True,
    "single_owner": True,
    "system_type": "internal",
    "serves_several_agencies": True,
    "info_types": frozenset({"private"}),
    "subjects_basic": 0,
    "subjects_sensitive": 0,
    **NO,
}


@pytest.fixture
def portal(cast: Cast) -> InformationSystem:
    return system("Một cửa điện tử xã Đức Hòa", cast.commune, operator=cast.commune, level=2)


def begun(cast: Cast, of: InformationSystem, answers: dict[str, Any] | None = None) -> Determination:
    row = determining.open_determination(of, by=cast.coordinator, at=now())
    if answers:
        row = determining.answer_questions(row, answers, by=cast.coordinator, at=now(), version=row.version)
    return row


def concluded(cast: Cast, of: InformationSystem, answers: dict[str, Any]) -> Determination:
    row = begun(cast, of, answers)
    return determining.conclude_determination(row, by=cast.coordinator, at=now(), version=row.version)


def at(name: str, *args: Any) -> str:
    return reverse(f"compliance:{name}", args=args)


def agree(client: Client, url: str, data: dict[str, Any] | None = None) -> Any:
    asked = client.post(url, data or {})
    return client.post(url, {**(data or {}), "agreed_to": asked.context["signed"]})


def words(answer: Any) -> str:
    return str(answer.content.decode())


# --- the list -------------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_which_systems_have_no_level_yet(client: Client, cast: Cast, portal: InformationSystem) -> None:
    page = assert_guarded(client, at("determinations"), works=cast.commune_officer, read_only=cast.administrator)
    assert portal.name in words(page)
    client.force_login(cast.stranger)
    assert portal.name not in words(client.get(at("determinations")))


def test_a_system_whose_facts_changed_stands_in_its_own_part(client: Client, cast: Cast, portal: InformationSystem) -> None:
    concluded(cast, portal, {**PROCEDURES, "admin_procedure": False, "subjects_basic": 40_000})
    DataKind.objects.create(system=portal, name="Hồ sơ", sort="personal", basic_subjects=150_000, sensitive_subjects=0, as_of=TODAY)
    client.force_login(cast.coordinator)
    page = words(client.get(at("determinations"), {"xem": "doi"}))
    assert portal.name in page
    assert "Khi xác định: 40.000; nay: 150.000." in page
    assert portal.name not in words(client.get(at("determinations"), {"xem": "tam"}))
    assert client.get(at("determinations"), {"xem": "bừa", "page": "x"}).status_code == 200


@plenty(150, long=1_000)
def test_the_list_costs_the_same_at_ten_and_at_many(client: Client, cast: Cast, portal: InformationSystem, plenty: int) -> None:
    one = concluded(cast, portal, {**PROCEDURES, "admin_procedure": False, "subjects_basic": 5})
    client.force_login(cast.coordinator)
    urls = [f"{at('determinations')}?xem={name}" for name in ("chua", "doi", "xong")]
    changed_systems(cast.commune, one, range(10))
    client.get(urls[0])
    few = [_questions(client, url) for url in urls]
    changed_systems(cast.commune, one, range(10, plenty))
    many = [_questions(client, url) for url in urls]
    assert client.get(urls[1]).context["rows"].paginator.count == plenty
    assert many == few


def changed_systems(owner: Any, like: Determination, numbers: range) -> None:
    """Make systems that were determined like that one, and of whose people the register knows more today."""
    rows = [InformationSystem(name=f"Hệ thống {n}", code=f"M-{n}", owner=owner, level=2) for n in numbers]
    for row in rows:
        row.fill_search()
    told = {"state": "done", "regime": "nd331", "on_day": TODAY, "facts": like.facts, "verdict": like.verdict, "level": 2}
    facts = {"name": "Hồ sơ", "sort": "personal", "basic_subjects": 200_000, "sensitive_subjects": 0, "as_of": TODAY}
    rows = InformationSystem.objects.bulk_create(rows)
    Determination.objects.bulk_create(Determination(system=row, made_at=now(), concluded_at=now(), **told) for row in rows)
    DataKind.objects.bulk_create(DataKind(system=row, **facts) for row in rows)


def _questions(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


# --- begin ----------------------------------------------------------------------------------------------------------------------------


def test_a_determination_begins_with_a_day(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = at("determination-open", portal.pk)
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    answer = client.post(url, {"on_day": "30/06/2016"})
    assert answer.status_code == 422
    assert "01/07/2016" in words(answer)
    answer = client.post(url, {"on_day": localdate().strftime("%d/%m/%Y")})
    row = Determination.objects.get()
    assert answer["Location"] == at("determination-step", row.pk, "nhan-dien")
    assert client.get(url)["Location"] == at("determination", row.pk), "one open determination a system"
    assert client.post(url, {"on_day": "01/09/2026"})["Location"] == at("determination", row.pk)


# --- one step a page ------------------------------------------------------------------------------------------------------------------


def test_a_step_asks_in_plain_words_and_keeps_what_was_answered(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    url = at("determination-step", row.pk, "nhan-dien")
    page = assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    assert "Ví dụ: Có: phần mềm một cửa" in words(page)
    assert "Sau trang này còn 4 bước." in words(page)
    answer = client.post(url, {"version": row.version, "is_system": "co", "single_owner": "co", "system_type": "infrastructure"})
    assert answer["Location"] == at("determination-step", row.pk, "thong-tin")
    asked = client.get(answer["Location"])
    assert list(asked.context["form"].fields) == ["info_types"], "how many people it knows does not matter for a network"
    again = words(client.get(url))
    assert re.search(r'<input[^>]*value="infrastructure"[^>]*checked', again), "what was answered is still ticked"


def test_every_question_wants_an_answer_and_not_known_is_one(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    url = at("determination-step", row.pk, "thong-tin")
    client.force_login(cast.commune_officer)
    answer = client.post(url, {"version": row.version})
    assert answer.status_code == 422
    assert "hoặc chọn “Chưa biết”" in words(answer)
    everything = {name.removesuffix("--chon"): "chua-biet" for name in answer.context["form"].fields}
    given = {(f"{name}--chon" if f"{name}--chon" in answer.context["form"].fields else name): value for name, value in everything.items()}
    assert client.post(url, {"version": row.version, **given}).status_code == 302
    row.refresh_from_db()
    assert "subjects_basic" in row.unknown
    assert row.facts == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"subjects_basic": "-5"}, "Nhập số từ 0 trở lên"),
        ({"subjects_basic": "nhiều"}, "Nhập số, ví dụ 250.000"),
        ({"subjects_basic": "12", "subjects_basic--chon": "chua-biet"}, "Chọn một cách trả lời"),
        ({"info_types": ["public", "chua-biet"]}, "Chọn một cách trả lời"),
        ({"info_types": ["tin-don"]}, "Chọn lại"),
    ],
)
def test_a_bad_answer_is_told_beside_its_question(
    client: Client, cast: Cast, portal: InformationSystem, given: dict[str, Any], said: str
) -> None:
    row = begun(cast, portal)
    client.force_login(cast.commune_officer)
    answer = client.post(at("determination-step", row.pk, "thong-tin"), {"version": row.version, **given})
    assert answer.status_code == 422
    assert said in words(answer)
    row.refresh_from_db()
    assert row.facts == {}


def test_what_the_register_says_waits_for_a_yes(client: Client, cast: Cast, portal: InformationSystem) -> None:
    portal.system_type = "public"
    portal.save()
    row = begun(cast, portal)
    url = at("determination-step", row.pk, "nhan-dien")
    client.force_login(cast.commune_officer)
    page = words(client.get(url))
    assert "Đúng như đã ghi:" in page
    assert "loại hệ thống ghi trong sổ đăng ký" in page
    assert "checked" not in page, "nothing is answered for the person"
    client.post(url, {"version": row.version, "is_system": "co", "single_owner": "dung-nhu-the", "system_type": "dung-nhu-the"})
    row.refresh_from_db()
    assert row.facts["system_type"] == "citizen_business"
    assert "sổ đăng ký" in row.origins["system_type"]


def test_one_no_answers_the_national_step_and_a_yes_opens_it(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, {name: value for name, value in PROCEDURES.items() if name not in NO})
    url = at("determination-step", row.pk, "quoc-gia")
    client.force_login(cast.commune_officer)
    page = words(client.get(url))
    assert "Sau trang này còn 1 bước." in page
    assert "Có lưu trữ tập trung" in page or "lưu trữ tập trung" in page
    assert client.post(url, {"version": row.version, "any_of": "co"})["Location"].endswith("?chi-tiet=1")
    assert "id_national_data_0" in words(client.get(f"{url}?chi-tiet=1"))
    assert client.post(url, {"version": row.version, "any_of": "khong"})["Location"] == at("determination", row.pk)
    row.refresh_from_db()
    assert row.facts["national_data"] is False


def test_two_people_at_once_see_what_the_other_did(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    determining.answer_questions(row, {"is_system": True}, by=cast.coordinator, at=now(), version=row.version)
    client.force_login(cast.commune_officer)
    given = {"is_system": "khong", "single_owner": "co", "system_type": "internal"}
    answer = client.post(at("determination-step", row.pk, "nhan-dien"), {"version": row.version, **given})
    assert answer.status_code == 422
    assert "Người khác vừa sửa bản này" in words(answer)
    assert answer.context["row"].version == 1, "the next try is on the newest version"
    assert client.post(at("determination-step", row.pk, "nhan-dien"), {"version": "x", **given}).status_code == 422


def test_the_other_regime_may_be_answered_too(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    client.force_login(cast.commune_officer)
    page = words(client.get(at("determination", row.pk)))
    assert "?theo=nd85" in page
    assert "mức độ mấy" in words(client.get(f"{at('determination-step', row.pk, 'dich-vu')}?theo=nd85"))


def test_an_unknown_step_is_not_there(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    client.force_login(cast.commune_officer)
    assert client.get(at("determination-step", row.pk, "buoc-la")).status_code == 404


def filled(form: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """Return what a person sends who knows these answers: the fields of the page, filled in."""
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = answers.get(name)
        if name == "any_of":
            sent[name] = "khong"
        elif isinstance(value, bool):
            sent[name] = "co" if value else "khong"
        elif isinstance(value, frozenset):
            sent[name] = sorted(value)
        elif value is not None:
            sent[name] = f"{value:,}".replace(",", ".") if isinstance(value, int) else value
    return sent


def test_a_system_walks_from_its_page_to_a_level_without_script(client: Client, cast: Cast, portal: InformationSystem) -> None:
    client.force_login(cast.commune_officer)
    assert at("determination-open", portal.pk) in words(client.get(portal.get_absolute_url()))
    where = client.post(at("determination-open", portal.pk), {"on_day": localdate().strftime("%d/%m/%Y")})["Location"]
    seen = []
    while "/buoc/" in where:
        page = client.get(where)
        seen.append(where.split("/buoc/")[1].strip("/"))
        where = client.post(where, {"version": page.context["row"].version, **filled(page.context["form"], PROCEDURES)})["Location"]
        assert len(seen) < 9, seen
    assert seen == ["nhan-dien", "thong-tin", "dich-vu", "quoc-gia"], "a system of citizens is asked nothing about infrastructure"
    row = Determination.objects.get()
    assert where == at("determination", row.pk)
    assert at("determination-conclude", row.pk) in words(client.get(where))
    agree(client, at("determination-conclude", row.pk))
    row.refresh_from_db()
    assert (row.state, row.level, row.is_provisional) == ("done", 3, False)
    onward = reverse("compliance:dossier-open", args=[portal.pk])
    assert onward in words(client.get(where)), "the level is not approved: the way leads on to the dossier"
    assert client.get(onward).status_code == 200


# --- the reasoning --------------------------------------------------------------------------------------------------------------------


def test_the_reasoning_names_articles_values_and_both_regimes(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = concluded(cast, portal, PROCEDURES)
    page = words(
        assert_guarded(client, at("determination", row.pk), works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger)
    )
    assert "Điểm b khoản 2 Điều 13" in page
    assert "250.000" in page
    assert "85/2016/NĐ-CP" in page
    assert "Sửa<" not in page, "a concluded determination has nothing to change"


def test_the_reasoning_shows_what_is_still_open(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, {**PROCEDURES, "national_data": None, "subjects_sensitive": 300_000})
    client.force_login(cast.commune_officer)
    page = words(client.get(at("determination", row.pk)))
    assert "Câu trả lời mâu thuẫn" in page
    assert "có thể lên cấp độ 5" in page
    assert "tạm tính" in page


def test_an_open_case_is_concluded_with_a_reason(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, SHARED)
    url = at("determination-case", row.pk, "grey-shared-software")
    page = words(assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger))
    assert "khoản 3 Điều 13" in page
    assert client.post(url, {"version": row.version, "reading": "331-13.3", "words": ""}).status_code == 422
    assert client.post(url, {"version": row.version, "reading": "85-9.3", "words": "x"}).status_code == 422
    assert client.post(url, {"version": row.version, "reading": "331-13.3", "words": "Cả tỉnh dùng"}).status_code == 302
    page = words(client.get(at("determination", row.pk)))
    assert "Kết luận: cấp độ 3 (khoản 3 Điều 13)." in page
    assert cast.commune_officer.full_name in page
    assert client.get(at("determination-case", row.pk, "grey-static-site")).status_code == 404


def test_risk_is_proposed_and_taken_back(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    url = at("determination-raise", row.pk)
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    assert client.post(url, {"version": row.version, "level": "2", "reason": "Thấp"}).status_code == 422
    client.post(url, {"version": row.version, "level": "4", "reason": "Từng bị tấn công"})
    row.refresh_from_db()
    assert row.raised_to == 4
    client.post(url, {"version": row.version, "bo": "1"})
    row.refresh_from_db()
    assert row.raised_to is None


def test_component_systems_are_a_proposal(client: Client, cast: Cast, portal: InformationSystem) -> None:
    whole = system("Chính quyền điện tử xã", cast.commune)
    SystemLink.objects.create(source=portal, target=whole, sort="part_of")
    concluded(cast, portal, PROCEDURES)
    row = begun(cast, whole, {**SHARED, "serves_several_agencies": False})
    url = at("determination-parts", row.pk)
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    assert "Đề xuất: Cấp độ 3" in words(client.get(at("determination", row.pk)))
    client.post(url, {"version": row.version, "takes": "co", "words": "Một hệ thống"})
    page = words(client.get(at("determination", row.pk)))
    assert "Kết luận: lấy cấp độ cao nhất của thành phần." in page


def test_a_conclusion_passes_a_page_that_says_what_stays(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    url = at("determination-conclude", row.pk)
    page = assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    assert "Giữ nguyên cho đến khi hồ sơ được phê duyệt" in words(page)
    agree(client, url)
    row.refresh_from_db()
    assert (row.state, row.level) == ("done", 3)
    assert client.get(url)["Location"] == at("determination", row.pk)
    assert client.get(at("determination-step", row.pk, "nhan-dien"))["Location"] == at("determination", row.pk)


def test_what_cannot_be_concluded_leads_back_to_what_is_missing(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    client.force_login(cast.commune_officer)
    page = client.get(at("determination-conclude", row.pk), follow=True)
    assert "Chưa kết luận được" in words(page)


def test_a_determination_is_dropped_after_a_page(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    url = at("determination-drop", row.pk)
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    agree(client, url)
    row.refresh_from_db()
    assert row.state == "dropped"
    assert client.get(at("determination", row.pk)).status_code == 200


def test_the_paper_is_reopened_and_fits_the_layout(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, SHARED)
    row = determining.settle_case(
        row, "grey-shared-software", level=None, row_id="331-13.3", words="Cả tỉnh dùng chung", by=cast.coordinator, at=now(),
        version=row.version,
    )  # fmt: skip
    url = at("determination-paper", row.pk)
    client.force_login(cast.auditor)
    assert client.get(url).status_code == 404, "what is not concluded is not printed"
    determining.conclude_determination(row, by=cast.coordinator, at=now(), version=row.version)
    answer = assert_guarded(client, url, works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger)
    layout = layout_as_of(localdate())
    assert [finding.sentence() for finding in check_docx(answer.content, layout)] == []
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(one.text for one in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "Cả tỉnh dùng chung" in text
    assert "đề xuất hệ thống ở cấp độ 3" in text
    assert "Phần mềm này có nhiều cơ quan, đơn vị cùng dùng chung không?" in cells


# --- the system's page and the register -------------------------------------------------------------------------------------------------


def test_the_page_of_a_system_shows_the_reasons_and_the_difference(client: Client, cast: Cast, portal: InformationSystem) -> None:
    client.force_login(cast.auditor)
    assert "chưa có lập luận xác định cấp độ" in words(client.get(portal.get_absolute_url()))
    row = concluded(cast, portal, PROCEDURES)
    assert reverse("compliance:dossier-open", args=[portal.pk]) not in words(client.get(at("determination", row.pk))), "who only reads"
    page = words(client.get(portal.get_absolute_url()))
    assert "Điểm b khoản 2 Điều 13" in page
    assert at("determination", row.pk) in page
    assert "Sổ đăng ký ghi cấp độ 2, kết luận là cấp độ 3." in page


def test_a_level_that_was_taken_over_without_its_reasoning_breaks_no_page(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = Determination.objects.create(system=portal, state="done", regime="nd85", on_day=TODAY, level=2, made_at=now())
    client.force_login(cast.coordinator)
    for url in (portal.get_absolute_url(), at("determination", row.pk), at("determination-open", portal.pk), at("determinations")):
        assert client.get(url).status_code == 200, url
    assert client.get(at("determination-paper", row.pk)).status_code == 404
    begun = determining.open_determination(portal, by=cast.coordinator, at=now())
    assert client.get(at("determination-step", begun.pk, "nhan-dien")).status_code == 200


def test_the_coordinator_corrects_the_register_after_a_page(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = at("level-correct", portal.pk)
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor, stranger=cast.commune_officer, stranger_gets=403)
    given = {"level": "3", "before": "2", "reason": "Nhập nhầm từ bảng cũ"}
    assert client.post(url, {**given, "reason": ""}).status_code == 422
    assert client.post(url, {**given, "level": "2"}).status_code == 422
    agree(client, url, given)
    portal.refresh_from_db()
    assert portal.level == 3
    assert LevelCorrection.objects.get().before == 2
    assert "Nhập nhầm từ bảng cũ" in words(client.get(portal.get_absolute_url()))


def test_a_demonstration_shows_one_of_each(cast: Cast, settings: Any) -> None:
    from vonggac.apps.compliance.services.level_demonstration import CONCLUDED, OPEN, make_determinations

    for code in [*CONCLUDED, *OPEN]:
        system(f"Trình diễn {code}", cast.department, code=code)
    with pytest.raises(RuntimeError):
        make_determinations(at=now())
    settings.DEMO = True
    make_determinations(at=now())
    make_determinations(at=now())
    assert Determination.objects.count() == len(CONCLUDED) + len(OPEN)
    assert Determination.objects.filter(is_provisional=True).exists()


def test_who_reads_english_is_asked_and_told_in_english(client: Client, cast: Cast, portal: InformationSystem) -> None:
    """Questions, examples, choices and rows stand in English in the data of the law; what is kept stays Vietnamese."""
    cast.coordinator.language = "en"
    cast.coordinator.save()
    cast.coordinator.language = "en"
    cast.coordinator.save()
    client.force_login(cast.coordinator)
    row = begun(cast, portal)
    step = words(client.get(at("determination-step", row.pk, "nhan-dien")))
    for told in ("What the system is", "a spreadsheet file is no information system", "a shared scanner", "Used by the office"):
        assert told in step, told
    assert "máy quét dùng chung" not in step
    done = concluded(cast, system("Một cửa khác", cast.commune, operator=cast.commune, level=2), PROCEDURES)
    shown = words(client.get(at("determination", done.pk)))
    assert "Does it settle administrative procedures?" in shown
    assert rules_on(done.on_day).row(done.verdict["decided_by"][0]["row"]).text_en in shown  # type: ignore[union-attr]
    assert "Personal" in shown
    for told in ("Hệ thống có giải quyết thủ tục hành chính không?", "Thông tin cá nhân"):
        assert told not in shown
        assert told in str(done.verdict), "what is kept stays as it was"
