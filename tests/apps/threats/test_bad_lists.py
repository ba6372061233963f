"""What a list brings by mistake or on purpose: each is located, counted, and neither lost nor there twice."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cast import NOW
from sources import samples
from threats_cast import ASKED_ON, COMMUNE, OUTSIDE, PORTAL, Field, held, listed
from vonggac.apps.threats.models import Case, Hit, Listing, ListRemark, MatchReason, ThreatList
from vonggac.apps.threats.queries.planning import plan_of
from vonggac.apps.threats.services.intake import NewList, SameFileError, receive_list
from vonggac.apps.work.models import Task
from vonggac.sources.addresslists.looking import packed_form
from vonggac.sources.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


def adds_up(row: ThreatList) -> bool:
    """Every row is in one of the counters, and the verdicts add up to what was matched or not."""
    counts = row.counts
    by_verdict = sum(counts["by_verdict"].values())
    told = counts["matched"] + counts["unmatched"] + counts["duplicates"] + counts["refused"]
    return bool(counts["rows"] == told and by_verdict == counts["matched"] + counts["unmatched"])


def test_impossible_addresses_are_located_and_counted(field: Field) -> None:
    wrong = ("999.1.1.1", "14.160.10.300", "14.160.10", "khong-biet", "::zz", "14.160.10.3/33")
    row = field.match(field.receive(PORTAL, *[f"{one},22,20/11/2026 08:00:00,Mirai," for one in wrong], COMMUNE))
    left_out = {one.line: one for one in ListRemark.objects.filter(list=row, is_left_out=True)}
    assert set(left_out) == set(range(3, 9)), "the heading is line 1, the first good row line 2"
    assert [left_out[line].seen for line in sorted(left_out)] == list(wrong)
    assert all(one.why for one in left_out.values())
    assert (row.counts["refused"], row.counts["matched"]) == (6, 2)
    assert adds_up(row)


def test_a_time_in_the_future_is_told_and_the_row_counts_on_the_day_of_the_list(field: Field) -> None:
    row = field.match(field.receive("14.160.10.3,1,20/11/2031 08:15:00,Mirai,", PORTAL))
    told = ListRemark.objects.get(list=row, rule="future-time")
    assert (told.line, told.is_left_out, told.seen) == (2, False, "20/11/2031 08:15:00")
    assert row.counts["matched"] == 2
    early = Hit.objects.get(line=2)
    assert (early.seen_at, early.reason.basis) == (None, "list-day")
    assert adds_up(row)
    field.apply(row)
    assert Case.objects.get().last_seen == Hit.objects.get(line=3).seen_at, "a clock that goes wrong moves no case"


def test_inner_and_unissued_addresses_are_counted_by_what_they_are_and_open_nothing(field: Field) -> None:
    strange = {
        "10.1.2.3": "private",
        "127.0.0.1": "loopback",
        "100.64.1.1": "shared-space",
        "192.0.2.7": "documentation",
        "240.0.0.1": "reserved",
    }
    row = field.match(field.receive(PORTAL, OUTSIDE, *[f"{one},1,20/11/2026 08:00:00,Mirai," for one in strange]))
    assert row.counts["by_verdict"] == {"held": 1, "outside": 1, **dict.fromkeys(strange.values(), 1)}
    assert adds_up(row)
    assert Hit.objects.filter(list=row).count() == 1
    assert len(plan_of(row, NOW).subjects) == 1


def test_an_inner_address_of_a_list_made_outside_matches_nobody_although_a_body_holds_it(field: Field) -> None:
    held(field.cast.department, "10.1.2.0/24", field.portal)
    rows = ("10.1.2.3,1,20/11/2026 08:00:00,Mirai,",)
    assert field.match(field.receive(*rows)).counts["matched"] == 0
    assert field.match(field.receive(*rows, OUTSIDE, made_inside=True)).counts["matched"] == 1


def test_a_single_line_of_ten_million_letters_is_located_and_the_rest_is_read(field: Field) -> None:
    content = listed(PORTAL) + b"2," + b"9" * 10_000_000 + b"\n" + b"3," + COMMUNE.encode() + b"\n"
    new = NewList(source="Cục A05", list_day=ASKED_ON, content=content, file_name="dai.csv", holds_no_secret=True)
    row = field.match(receive_list(new, by=field.cast.coordinator, at=NOW))
    assert row.counts["matched"] == 2
    told = ListRemark.objects.get(list=row)
    assert (told.line, told.is_left_out, len(told.seen) <= 200) == (3, True, True)
    assert Hit.objects.get(address="14.160.11.5").line == 4, "lines are counted as an editor shows them"
    assert adds_up(row)


def test_the_same_rows_in_another_file_join_the_case_and_open_no_second(field: Field) -> None:
    field.whole(PORTAL, COMMUNE)
    with pytest.raises(SameFileError):
        field.receive(PORTAL, COMMUNE)
    field.whole(COMMUNE, PORTAL, source="Nơi khác")
    assert Case.objects.count() == Task.objects.count() == 2
    assert Listing.objects.count() == 4, "each list says once what it names"
    assert set(Listing.objects.values_list("what", flat=True)) == {"opened", "joined"}


def test_a_list_corrected_a_day_later_leaves_the_same_cases_as_if_it_had_been_right(field: Field) -> None:
    first = field.whole(PORTAL, "14.160.11.50,443,20/11/2026 10:00:00,LockBit,")
    field.whole(PORTAL, COMMUNE, replaces=first, day=ASKED_ON + timedelta(days=1), at=NOW + timedelta(days=1))
    assert set(Case.objects.filter(state="open").values_list("system", flat=True)) == {field.portal.pk, field.one_stop.pk}
    assert Task.objects.filter(closed_unanswered=False).count() == 2
    assert Case.objects.count() == Task.objects.count(), "each case has its one task"
    with pytest.raises(ValidationError, match="đính chính"):
        field.receive(PORTAL, replaces=first)


def test_a_range_of_two_holders_waits_and_the_page_names_both(client: Client, field: Field) -> None:
    held(field.cast.other_commune, "14.160.11.0/29")
    held(field.cast.department, "14.160.11.0/29")
    row = field.whole("14.160.11.2,443,20/11/2026 10:00:00,LockBit,", PORTAL)
    reason = MatchReason.objects.get(way="wait")
    assert (reason.verdict, len(reason.claimants)) == ("contested", 2)
    assert (Case.objects.count(), row.counts["by_verdict"]) == (1, {"contested": 1, "held": 1})
    client.force_login(field.cast.coordinator)
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "14.160.11.2" in shown
    assert "Quyết định" in shown
    assert adds_up(row)


def test_a_day_in_the_future_or_a_list_of_nothing_is_refused_beside_its_field(field: Field) -> None:
    with pytest.raises(ValidationError) as refused:
        field.receive(PORTAL, day=date(2027, 1, 1))
    assert set(refused.value.message_dict) == {"list_day"}
    with pytest.raises(ValidationError) as refused:
        receive_list(
            NewList(source="A", list_day=ASKED_ON, content=b"", file_name="a.csv", holds_no_secret=True), by=field.cast.coordinator, at=NOW
        )
    assert set(refused.value.message_dict) == {"file"}
    assert not ThreatList.objects.exists()


def marked(data: bytes, name: str) -> bool:
    try:
        packed_form(data, name)
    except Refused as refused:
        return refused.bad.rule == "secrecy-mark"
    return False


def test_a_mark_beside_the_tables_of_a_document_is_seen_before_it_is_kept() -> None:
    from docx import Document

    def document(head: str, above: str) -> bytes:
        made = Document()
        made.sections[0].header.paragraphs[0].text = head
        made.add_paragraph(above)
        table = made.add_table(rows=2, cols=2)
        for cell, words in zip(table._cells, ("Địa chỉ IP", "Thời gian", "14.160.10.3", "20/11/2026"), strict=True):
            cell.text = words
        kept = io.BytesIO()
        made.save(kept)
        return kept.getvalue()

    assert marked(document("TUYỆT MẬT", ""), "a.docx")
    assert marked(document("", "MẬT"), "a.docx")
    assert marked(document("", ""), "MẬT.docx")
    assert not marked(document("Đổi mật khẩu", "Bảo vệ bí mật nhà nước"), "a.docx")
    assert not marked(samples.docx(samples.paragraph("203.0.113.7")), "a.docx")
