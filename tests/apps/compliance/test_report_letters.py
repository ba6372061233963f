"""The letter that urges bodies to send their yearly report: whom it names, how it speaks, its layout, its steps outside."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from cast import NOW, TODAY, Cast
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import ReportReminder
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.silent import silent_senders
from vonggac.apps.compliance.services import annual, report_letters
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.work import files
from vonggac.engines import documents
from vonggac.law.layouts import layout_as_of
from vonggac.law.model import Relation

pytestmark = pytest.mark.django_db
BY = date(2026, 12, 20)


@pytest.fixture
def unit(cast: Cast) -> Organisation:
    """The specialised unit of the profile is a body of the real province; here the office of the cast is it."""
    Organisation.objects.filter(pk=cast.office.pk).update(code="pa05")
    cast.office.refresh_from_db()
    return cast.office


def year() -> queries.ReportYear:
    return queries.report_year(2026)


def words_of(content: bytes) -> str:
    from docx import Document

    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells]).replace("\xa0", " ")


def drafted(cast: Cast) -> ReportReminder:
    return report_letters.draft_report_letter(year(), answer_by=BY, by=cast.coordinator, at=NOW)


def content_of(letter: ReportReminder) -> bytes:
    assert letter.draft is not None
    return files.path_of(letter.draft.sha256).read_bytes()


def test_the_letter_names_who_has_not_sent_and_keeps_the_layout(cast: Cast, unit: Organisation) -> None:
    system("Một cửa", cast.commune, operator=cast.commune)
    system("Của xã kia", cast.other_commune, operator=cast.other_commune)
    annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0, reason="Chờ")
    letter = drafted(cast)
    content = content_of(letter)
    assert documents.check_docx(content, layout_as_of(TODAY)) == []
    said = words_of(content)
    assert "UBND xã An Phú" in said
    assert "UBND xã Đức Hòa" not in said, "it has sent"
    assert "trước ngày 20/12/2026" in said
    assert "ngày làm việc cuối cùng trước thời hạn là 18/12/2026" in said, "19 December 2026 is a Saturday"
    assert "quá hạn" not in said, "the day of the law has not passed"
    assert letter.content["to"] == ["UBND xã An Phú"]
    entry = Entry.objects.filter(act="compliance.report_letter.drafted").get()
    assert entry.count == 1


def test_a_party_office_is_asked_and_never_called_late(cast: Cast, unit: Organisation) -> None:
    party = Organisation.objects.create(code="tu-thu", name="Tỉnh ủy Thử Nghiệm", kind=Kind.PARTY_OFFICE, province_code="thu")
    system("Của cơ quan Đảng", party, operator=party)
    system("Của xã", cast.commune, operator=cast.commune)
    silent = silent_senders(cast.coordinator, year(), TODAY)
    assert {one.sender.body.name: one.relation for one in silent} == {
        "Tỉnh ủy Thử Nghiệm": Relation.REQUEST,
        "Xã Đức Hòa": Relation.REQUEST,
    }
    after = date(2026, 12, 24)
    paper = report_letters.reminder_paper(silent, year(), answer_by=date(2026, 12, 28), today=after)
    rows = {row[1]: row[4] for block in paper.annexes[0].blocks for row in getattr(block, "rows", ())}
    assert rows == {"Tỉnh ủy Thử Nghiệm": "Chưa nhận được", "UBND xã Đức Hòa": "Chưa lập, quá hạn 5 ngày"}


def test_when_all_have_sent_there_is_no_letter(cast: Cast, unit: Organisation) -> None:
    with pytest.raises(ValidationError, match="Mọi cơ quan đã gửi báo cáo"):
        drafted(cast)
    assert not ReportReminder.objects.exists()


def test_only_who_gives_out_work_drafts_and_moves_the_letter(cast: Cast, unit: Organisation) -> None:
    system("Của xã", cast.commune, operator=cast.commune)
    with pytest.raises(PermissionDenied):
        report_letters.draft_report_letter(year(), answer_by=BY, by=cast.commune_officer, at=NOW)
    letter = drafted(cast)
    with pytest.raises(PermissionDenied):
        report_letters.move_report_letter(letter, "submitted", by=cast.leader, at=NOW)


def test_a_letter_is_numbered_only_with_number_and_day_and_no_step_is_taken_back(cast: Cast, unit: Organisation) -> None:
    system("Của xã", cast.commune, operator=cast.commune)
    letter = report_letters.move_report_letter(drafted(cast), "submitted", by=cast.coordinator, at=NOW)
    with pytest.raises(ValidationError):
        report_letters.move_report_letter(letter, "numbered", by=cast.coordinator, at=NOW)
    letter = report_letters.move_report_letter(letter, "numbered", by=cast.coordinator, at=NOW, number="12/CAT-ANM", dated_on=TODAY)
    assert (letter.state, letter.number) == ("numbered", "12/CAT-ANM")
    with pytest.raises(ValidationError):
        report_letters.move_report_letter(letter, "signed", by=cast.coordinator, at=NOW)


def test_the_pages_of_the_letter_answer_the_four_questions(client: Client, cast: Cast, unit: Organisation) -> None:
    system("Của xã", cast.commune, operator=cast.commune)
    number = queries.year_at(localdate())
    asked = reverse("compliance:report-letter", args=[number])
    refused: dict[str, Any] = {"read_only": cast.auditor, "stranger": cast.stranger, "stranger_gets": 403}
    assert "UBND xã Đức Hòa" in assert_guarded(client, asked, works=cast.coordinator, **refused).content.decode()
    client.force_login(cast.coordinator)
    assert client.post(asked, {"answer_by": "01/01/2020"}).status_code == 422
    assert client.post(asked, {"answer_by": "31/12/2099"}).status_code == 302
    letter = ReportReminder.objects.get()
    step = reverse("compliance:report-letter-step", args=[number, letter.pk])
    assert_guarded(client, step, works=cast.coordinator, **refused)
    client.force_login(cast.coordinator)
    assert client.post(step, {"state": "numbered"}).status_code == 422
    assert client.post(step, {"state": "submitted"}).status_code == 302
    listed = reverse("compliance:report-letters", args=[number])
    draft = reverse("compliance:report-letter-draft", args=[number, letter.pk])
    assert draft in assert_guarded(client, listed, works=cast.coordinator, wrong_method="post", stranger=cast.stranger).content.decode()
    answer = assert_guarded(client, draft, works=cast.leader, wrong_method="post", stranger=cast.stranger)
    assert answer.getvalue()[:2] == b"PK"
    assert client.get(reverse("compliance:report-letter-signed", args=[number, letter.pk])).status_code == 404
