"""Two obligations that are one, deadlines of single classes, and two people at the same letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from province import Province

from cast import NOW, person
from guard import assert_guarded
from standing import standing
from vonggac.apps.audit.models import Entry
from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import plan_giving
from vonggac.apps.directives.merging import joined_number, next_of, plan_merge
from vonggac.apps.directives.models import Directive, LeaderNote, Obligation
from vonggac.apps.directives.services import merging, review
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db

LETTER = """ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI
Số: 21/UBND-NC
Quảng Ngãi, ngày 05 tháng 10 năm 2026
V/v rà soát hệ thống thông tin

Kính gửi:
- Sở Nội vụ;
- Sở Tài chính.

1. Rà soát hệ thống thông tin, gửi kết quả trước ngày 31/12/2026.
2. Phân công người trực giám sát hệ thống.
3. Các nội dung phải làm ngay:
a) Đổi mật khẩu quản trị.
b) Cập nhật bản vá.

CHỦ TỊCH
Nguyễn Văn Mẫu
"""


@pytest.fixture
def coordinator(client: Client, province: Province) -> Client:
    client.force_login(province.coordinator)
    return client


@pytest.fixture(scope="module")
def standing_letter(standing_province: Province, files_of_letters: Path, django_db_blocker: Any) -> Iterator[Directive]:
    """Every test of this file is about the letter."""
    with standing(django_db_blocker), override_settings(EVIDENCE_FOLDER=files_of_letters):
        yield standing_province.receive(LETTER.encode(), "cong-van.txt")


def change(client: Client, directive: Directive, part: str, **facts: Any) -> Any:
    directive.refresh_from_db()
    return client.post(reverse("directives:change", args=[directive.pk, part]), {"version": directive.version, **facts})


def look(client: Client, directive: Directive, part: str = "") -> str:
    return client.get(reverse("directives:review", args=[directive.pk]), {"sua": part} if part else {}).content.decode()


def numbered(letter: Directive, number: str) -> Obligation:
    return queries.all_obligations(letter).get(number=number)


def line(letter: Directive, text: str) -> Any:
    return letter.lines.get(text=text)


def goes_to(letter: Directive, number: str, *lines: str, by: Any, **facts: Any) -> Obligation:
    chosen = [line(letter, text) for text in lines]
    one = numbered(letter, number)
    return review.change_obligation(one, lines=chosen, for_everyone=not lines, by=by, at=NOW, **facts)


def days(letter: Directive) -> dict[str, dict[str, tuple[Any, str]]]:
    """Return number → body → its day and where it comes from, as the work would go out."""
    return {
        giving.obligation.number: {
            queries.held_by([share.organisation_id])[share.organisation_id].removesuffix(" tỉnh Quảng Ngãi"): (
                share.due_on,
                share.due_origin,
            )
            for share in giving.shares
        }
        for giving in plan_giving(letter).givings
    }


# -- merging ----------------------------------------------------------------------------------------------------------------------------


def test_merging_keeps_both_texts_numbers_places_and_addressees(coordinator: Client, letter: Directive, province: Province) -> None:
    goes_to(letter, "1", "Sở Nội vụ", by=province.coordinator)
    goes_to(letter, "2", "Sở Tài chính", by=province.coordinator)
    first, second = numbered(letter, "1"), numbered(letter, "2")
    shown = look(coordinator, letter, f"gop-{first.pk}")
    effect = shown[shown.index("Sau khi gộp giao cho") :]
    assert "Sở Nội vụ; Sở Tài chính" in effect[:200], "the union of addressees is shown before anything happens"
    assert not Obligation.objects.exclude(merged_into=None).exists(), "looking changes nothing"
    answer = change(coordinator, letter, f"gop-{first.pk}", title="Rà soát và phân công trực", other=second.pk)
    assert answer.status_code == 302, answer.content.decode()
    made = numbered(letter, "1, 2")
    assert made.title == "Rà soát và phân công trực"
    assert first.text in made.text
    assert second.text in made.text
    assert {one.text for one in made.lines.all()} == {"Sở Nội vụ", "Sở Tài chính"}
    page = look(coordinator, letter)
    row = page[page.index(f'id="viec-{made.pk}"') :]
    row = row[: row.index("</li>")]
    assert 'href="#o0"' in row
    assert 'href="#o1"' in row, "both places of the letter lead from the one row"
    assert [one.number for one in queries.leaves_of(letter)] == ["1, 2", "3a", "3b"]


def test_each_addressee_keeps_the_day_it_had(letter: Directive, province: Province) -> None:
    by = province.coordinator
    goes_to(letter, "1", "Sở Nội vụ", by=by)
    goes_to(letter, "2", "Sở Tài chính", by=by, due_on=date(2026, 11, 15), due_origin="internal")
    merging.merge_obligations(numbered(letter, "1"), by=by, at=NOW)
    assert days(letter)["1, 2"] == {
        "Sở Nội vụ": (date(2026, 12, 31), "text"),
        "Sở Tài chính": (date(2026, 11, 15), "internal"),
    }


def test_an_addressee_without_a_day_never_gets_one_by_merging(letter: Directive, province: Province) -> None:
    by = province.coordinator
    goes_to(letter, "1", "Sở Nội vụ", by=by)
    goes_to(letter, "2", "Sở Tài chính", by=by)
    merging.merge_obligations(numbered(letter, "1"), by=by, at=NOW)
    assert days(letter)["1, 2"] == {"Sở Nội vụ": (date(2026, 12, 31), "text"), "Sở Tài chính": (None, "internal")}


def test_where_one_addressee_would_have_two_days_a_person_chooses(coordinator: Client, letter: Directive, province: Province) -> None:
    second = goes_to(letter, "2", by=province.coordinator, due_on=date(2026, 11, 15), due_origin="internal")
    first = numbered(letter, "1")
    assert "Hạn giữ lại" in look(coordinator, letter, f"gop-{first.pk}")
    refused = change(coordinator, letter, f"gop-{first.pk}", title="Gộp", other=second.pk)
    assert refused.status_code == 200, "no choice, no merge"
    assert change(coordinator, letter, f"gop-{first.pk}", title="Gộp", other=second.pk, keep=second.pk).status_code == 302
    assert set(days(letter)["1, 2"].values()) == {(date(2026, 11, 15), "internal")}
    assert numbered(letter, "1, 2").for_everyone


def test_splitting_gives_back_exactly_what_was_merged(coordinator: Client, letter: Directive, province: Province) -> None:
    goes_to(letter, "1", "Sở Nội vụ", by=province.coordinator)
    before, shown = days(letter), [(one.pk, one.text, one.due_on) for one in queries.all_obligations(letter)]
    first = numbered(letter, "1")
    change(coordinator, letter, f"gop-{first.pk}", title="Gộp")
    made = numbered(letter, "1, 2")
    assert "Tách lại" in look(coordinator, letter)
    assert change(coordinator, letter, f"tach-{made.pk}").status_code == 302
    assert days(letter) == before
    assert [(one.pk, one.text, one.due_on) for one in queries.all_obligations(letter)] == shown


def test_three_can_become_one_and_come_apart_step_by_step(letter: Directive, province: Province) -> None:
    by = province.coordinator
    third = review.add_obligation(letter, title="Báo cáo", text="Báo cáo kết quả.", number="4", by=by, at=NOW)
    inner = merging.merge_obligations(numbered(letter, "3a"), by=by, at=NOW)
    outer = merging.merge_obligations(inner, by=by, at=NOW)
    assert outer.number == "3a, 3b, 4"
    assert [one.number for one in queries.originals_of(letter)[outer.pk]] == ["3a", "3b", "4"]
    assert [one.number for one in queries.leaves_of(letter)] == ["1", "2", "3a, 3b, 4"], "the heading is still a heading"
    merging.split_obligation(outer, by=by, at=NOW)
    assert [one.number for one in queries.leaves_of(letter)] == ["1", "2", "3a, 3b", "4"]
    assert third in queries.leaves_of(letter)


def test_merging_and_splitting_stand_in_the_log(letter: Directive, province: Province) -> None:
    made = merging.merge_obligations(numbered(letter, "1"), by=province.coordinator, at=NOW)
    merging.split_obligation(made, by=province.coordinator, at=NOW)
    acts = Entry.objects.filter(act__in=("directives.obligation.merged", "directives.obligation.split"))
    assert [(one.act.rpartition(".")[2], one.count) for one in acts.order_by("pk")] == [("merged", 2), ("split", 2)]


def test_headings_skipped_work_and_other_headings_parts_are_no_neighbours(letter: Directive, province: Province) -> None:
    rows = list(queries.all_obligations(letter))
    pairs = {next(r.number for r in rows if r.pk == key): other.number for key, other in next_of(rows).items()}
    assert pairs == {"1": "2", "3a": "3b"}, "2 and the heading 3 cannot become one"
    review.change_obligation(numbered(letter, "2"), skipped=True, skipped_reason="Đã làm", by=province.coordinator, at=NOW)
    with pytest.raises(ValidationError, match="không gộp được"):
        merging.merge_obligations(numbered(letter, "1"), by=province.coordinator, at=NOW)


def test_two_rhythms_or_two_operators_cannot_be_one(coordinator: Client, letter: Directive, province: Province) -> None:
    review.change_obligation(numbered(letter, "2"), recurrence="FREQ=MONTHLY", by=province.coordinator, at=NOW)
    page = look(coordinator, letter, f"gop-{numbered(letter, '1').pk}")
    assert "Hai nội dung lặp lại khác nhau" in page
    answer = change(coordinator, letter, f"gop-{numbered(letter, '1').pk}", title="Gộp")
    assert answer.status_code == 200
    assert not Obligation.objects.exclude(merged_into=None).exists()


def test_figures_asked_twice_are_asked_once(letter: Directive, province: Province) -> None:
    by, servers = province.coordinator, {"label": "Máy chủ", "unit": "máy", "required": True}
    review.change_obligation(numbered(letter, "1"), figures=[servers], by=by, at=NOW)
    review.change_obligation(numbered(letter, "2"), figures=[servers, {"label": "Người trực", "unit": "người"}], by=by, at=NOW)
    planned = plan_merge(numbered(letter, "1"), numbered(letter, "2"))
    assert [one["label"] for one in planned.facts["figures"]] == ["Máy chủ", "Người trực"]


def test_a_merge_of_what_somebody_changed_meanwhile_is_refused(coordinator: Client, letter: Directive, province: Province) -> None:
    seen = letter.version
    first, second = numbered(letter, "1"), numbered(letter, "2")
    goes_to(letter, "2", "Sở Tài chính", by=province.coordinator)
    stale = {"version": seen, "title": "Gộp", "other": second.pk}
    answer = coordinator.post(reverse("directives:change", args=[letter.pk, f"gop-{first.pk}"]), stale)
    assert "Người khác vừa sửa văn bản này" in answer.content.decode()
    assert numbered(letter, "1").pk == first.pk


def test_long_numbers_of_a_merge_name_the_first_and_the_last() -> None:
    assert joined_number("1a", "1b") == "1a, 1b"
    assert joined_number("1a, 1b, 1c, 1d, 1đ", "1e") == "1a–1e"
    assert joined_number("1a–1e", "1g") == "1a–1e, 1g"
    assert joined_number("", "2") == "2"


# -- deadlines of classes ---------------------------------------------------------------------------------------------------------------


def deadline(place: int, row: Any, day: str, origin: str = "internal", quote: str = "") -> dict[str, Any]:
    return {f"line_{place}": row.pk if row else "", f"day_{place}": day, f"origin_{place}": origin, f"quote_{place}": quote}


def test_a_class_gets_its_own_deadline_keeps_it_and_loses_it_again(coordinator: Client, letter: Directive, province: Province) -> None:
    part = f"han-{numbered(letter, '1').pk}"
    own = deadline(0, line(letter, "Sở Tài chính"), "15/11/2026", "text", "trước ngày 15/11/2026")
    assert change(coordinator, letter, part, **own).status_code == 302
    assert days(letter)["1"] == {"Sở Nội vụ": (date(2026, 12, 31), "text"), "Sở Tài chính": (date(2026, 11, 15), "text")}
    page = look(coordinator, letter)
    assert "Riêng Sở Tài chính: hạn 15/11/2026" in page
    assert "trước ngày 15/11/2026" in page
    assert 'value="15/11/2026"' in look(coordinator, letter, part), "what stands can be changed"
    moved = deadline(0, line(letter, "Sở Tài chính"), "20/11/2026")
    assert change(coordinator, letter, part, **moved).status_code == 302
    assert days(letter)["1"]["Sở Tài chính"] == (date(2026, 11, 20), "internal")
    assert change(coordinator, letter, part, **deadline(0, line(letter, "Sở Tài chính"), "")).status_code == 302
    assert days(letter)["1"]["Sở Tài chính"] == (date(2026, 12, 31), "text")
    counts = Entry.objects.filter(act="directives.class_deadlines.set").order_by("pk").values_list("count", flat=True)
    assert list(counts) == [1, 1, 0]


def test_a_deadline_of_the_text_needs_its_words_and_a_class_has_one_only(coordinator: Client, letter: Directive) -> None:
    part, finance = f"han-{numbered(letter, '1').pk}", line(letter, "Sở Tài chính")
    refused = change(coordinator, letter, part, **deadline(0, finance, "15/11/2026", "text"))
    assert "Chép câu chữ của hạn" in refused.content.decode()
    twice = change(coordinator, letter, part, **deadline(0, finance, "15/11/2026"), **deadline(1, finance, "16/11/2026"))
    assert "đã có hạn riêng" in twice.content.decode()
    lineless = change(coordinator, letter, part, **deadline(0, None, "15/11/2026"))
    assert "Chọn dòng nhận" in lineless.content.decode()
    assert days(letter)["1"]["Sở Tài chính"] == (date(2026, 12, 31), "text")


def test_the_words_of_its_own_deadline_reach_the_task(client: Client, letter: Directive, province: Province) -> None:
    own = merging.LineDue(line(letter, "Sở Tài chính"), date(2026, 11, 15), "text", "trước ngày 15/11/2026")
    merging.set_class_deadlines(numbered(letter, "1"), [own], by=province.coordinator, at=NOW)
    given = province.give_out(letter)
    client.force_login(province.coordinator)
    tasks = {one.organisation.name: one for one in Task.objects.filter(assignment__group=given.group(), assignment__number="1")}
    finance = next(task for name, task in tasks.items() if "Tài chính" in name)
    other = next(task for name, task in tasks.items() if "Nội vụ" in name)
    said = {task.pk: client.get(reverse("work:task", args=[task.pk])).content.decode() for task in (finance, other)}
    assert "“trước ngày 15/11/2026”" in said[finance.pk]
    assert "31/12/2026”" not in said[finance.pk], "the words of the others' deadline are not its own"
    assert "trước ngày 31/12/2026”" in said[other.pk]


def test_a_line_that_no_longer_gets_the_work_loses_its_own_deadline(letter: Directive, province: Province) -> None:
    own = merging.LineDue(line(letter, "Sở Tài chính"), date(2026, 11, 15), "internal")
    merging.set_class_deadlines(numbered(letter, "1"), [own], by=province.coordinator, at=NOW)
    goes_to(letter, "1", "Sở Nội vụ", by=province.coordinator)
    assert list(numbered(letter, "1").class_deadlines.all()) == []


# -- two people at once -----------------------------------------------------------------------------------------------------------------


def test_a_note_a_season_and_an_annex_on_an_old_view_are_refused_and_nothing_typed_is_lost(
    coordinator: Client, letter: Directive, province: Province
) -> None:
    seen = letter.version
    review.set_season(letter, name="Tết", first=date(2027, 2, 1), last=date(2027, 2, 10), by=province.coordinator, at=NOW)
    note = {"text": "Giao PA05", "lead": "PA05", "decided_by": "Trưởng phòng", "decided_on": "05/10/2026"}
    season = {"name": "Đại hội", "first": "01/03/2027", "last": "05/03/2027"}
    annex = {"file": SimpleUploadedFile("phu-luc.txt", b"Phu luc"), "title": "Phụ lục I", "declared": "on"}
    for part, typed, kept in (("but-phe", note, "Giao PA05"), ("dot", season, "Đại hội"), ("phu-luc-900", annex, "Phụ lục I")):
        answer = coordinator.post(reverse("directives:change", args=[letter.pk, part]), {**typed, "version": seen})
        words = answer.content.decode()
        assert "Người khác vừa sửa văn bản này" in words, part
        assert kept in words, part
    letter.refresh_from_db()
    assert (letter.season_name, letter.files.filter(is_letter=False).count()) == ("Tết", 0)
    assert not LeaderNote.objects.exists()


def test_who_came_too_late_with_a_season_sees_what_stands_and_can_save_then(
    coordinator: Client, letter: Directive, province: Province
) -> None:
    seen = letter.version
    review.set_season(letter, name="Tết", first=date(2027, 2, 1), last=date(2027, 2, 10), by=province.coordinator, at=NOW)
    url, typed = reverse("directives:change", args=[letter.pk, "dot"]), {"name": "Đại hội", "first": "01/03/2027", "last": "05/03/2027"}
    words = coordinator.post(url, {**typed, "version": seen}).content.decode()
    assert "Đang ghi: Tết 01/02/2027–10/02/2027." in words
    letter.refresh_from_db()
    assert f'name="version" value="{letter.version}"' in words
    assert coordinator.post(url, {**typed, "version": letter.version}).status_code == 302


def test_a_season_of_given_work_is_guarded_as_well(coordinator: Client, letter: Directive, province: Province) -> None:
    given = province.give_out(letter)
    given.refresh_from_db()
    seen = given.version
    review.set_season(given, name="Tết", first=date(2027, 2, 1), last=date(2027, 2, 10), by=province.coordinator, at=NOW)
    url = reverse("directives:set_season", args=[given.pk])
    typed = {"s-name": "Đại hội", "s-first": "01/03/2027", "s-last": "05/03/2027"}
    late = coordinator.post(url, {**typed, "s-version": seen})
    assert late.status_code == 422
    words = late.content.decode()
    assert "Đang ghi: Tết 01/02/2027–10/02/2027." in words
    given.refresh_from_db()
    assert given.season_name == "Tết"
    assert f'value="{given.version}"' in words
    assert coordinator.post(url, {**typed, "s-version": given.version}).status_code == 302


# -- doors ------------------------------------------------------------------------------------------------------------------------------


def test_the_parts_are_guarded(client: Client, letter: Directive, province: Province) -> None:
    auditor = person("kiemtra", "Bùi Văn Kiểm Tra", "auditor", province.unit)
    who = {"works": province.coordinator, "read_only": auditor, "stranger": province.officer, "method": "post"}
    first = numbered(letter, "1")
    url = reverse("directives:change", args=[letter.pk, f"han-{first.pk}"])
    assert_guarded(client, url, data=deadline(0, line(letter, "Sở Tài chính"), "15/11/2026"), **who)
    assert_guarded(client, reverse("directives:change", args=[letter.pk, f"gop-{first.pk}"]), data={"title": "Gộp"}, **who)
    made = numbered(letter, "1, 2")
    assert_guarded(client, reverse("directives:change", args=[letter.pk, f"tach-{made.pk}"]), data={}, **who)
    assert_guarded(client, reverse("directives:change", args=[letter.pk, "dot"]), data={"name": "", "first": "", "last": ""}, **who)


def test_a_part_of_another_letter_is_not_found(coordinator: Client, letter: Directive, province: Province) -> None:
    other = province.receive(LETTER.replace("21/UBND", "22/UBND").encode(), "khac.txt")
    stray = numbered(other, "1").pk
    for part in ("gop", "tach", "han"):
        assert change(coordinator, letter, f"{part}-{stray}", title="Gộp").status_code == 404
