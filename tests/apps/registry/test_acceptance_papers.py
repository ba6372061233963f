"""The acceptance of a month, reopened: the Word file keeps the official layout, the workbook its figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from cast import NOW, Cast
from registry_cast import system
from vonggac.apps.registry.models import AcceptanceFigure, AcceptanceItem, ProviderContract, SystemProof
from vonggac.apps.registry.services import print_acceptance
from vonggac.apps.work.models import Assignment, Task
from vonggac.engines.documents import check_docx
from vonggac.law.layouts import layout_as_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast: Cast) -> ProviderContract:
    row = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.department, number="01/HĐ", title="Giám sát 24/7", valid_from=date(2026, 1, 1)
    )
    portal = system("=Cổng dịch vụ", cast.department, level=3, code="HT-00001")
    row.systems.set([portal, system("Thư điện tử", cast.department, level=2)])
    proof = {"sort": "alert", "reference": "12/BC", "recorded_at": NOW}
    SystemProof.objects.create(system=portal, layer=2, proved_on=date(2026, 11, 3), **proof)
    SystemProof.objects.create(system=portal, layer=2, proved_on=date(2026, 10, 31), **proof)
    met = AcceptanceItem.objects.create(contract=row, position=1, measure="availability", words="Sẵn sàng", at_least=Decimal("99.5"))
    AcceptanceItem.objects.create(contract=row, position=2, measure="report", words="Báo cáo tháng")
    AcceptanceFigure.objects.create(item=met, month=date(2026, 11, 1), figure=Decimal("99.82"))
    asked = Assignment.objects.create(origin_room="directives", title="Bật xác thực hai lớp", opened_at=NOW)
    Task.objects.create(assignment=asked, organisation=cast.department, addressed_to=cast.department, system=portal, opened_at=NOW)
    return row


def test_the_word_file_keeps_the_layout_and_says_what_the_month_brought(cast: Cast, contract: ProviderContract) -> None:
    made = print_acceptance(contract, date(2026, 11, 1), "docx", by=cast.coordinator, at=NOW)
    assert check_docx(made, layout_as_of(date(2026, 11, 23))) == []
    document = Document(BytesIO(made))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\xa0", " ")
    assert "Hợp đồng số 01/HĐ" in text
    heads = "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells).replace("\xa0", " ")
    assert f"/BB-{cast.department.paper_letters()}" in heads, "letters in one word, as numbers of papers are written"
    assert "2 hệ thống thông tin" in text
    assert "1 hệ thống chưa có minh chứng" in text
    cells = [cell.text.replace("\xa0", " ") for table in document.tables for row in table.rows for cell in row.cells]
    for words in ("=Cổng dịch vụ", "03/11/2026", "12/BC", "99,82", "Đạt", "Chưa có kết quả", "Bật xác thực hai lớp"):
        assert words in cells
    assert "31/10/2026" not in cells


def test_the_workbook_holds_the_same_and_computes_nothing(cast: Cast, contract: ProviderContract) -> None:
    made = print_acceptance(contract, date(2026, 11, 1), "xlsx", by=cast.coordinator, at=NOW)
    book = load_workbook(BytesIO(made))
    assert book.sheetnames == ["Phạm vi", "Minh chứng", "Công việc", "Mức dịch vụ"]
    scope = book["Phạm vi"]
    assert (scope["B2"].value, scope["B2"].data_type, scope["D2"].value) == ("=Cổng dịch vụ", "s", 1)
    assert [row[3].value for row in book["Mức dịch vụ"].iter_rows(min_row=2)] == ["Đạt", "Chưa có kết quả"]
    assert book["Công việc"]["B2"].value == "Bật xác thực hai lớp"
