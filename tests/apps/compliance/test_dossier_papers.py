"""The drafted papers: each in the layout of Decree 30 when it is opened again, filled from the register, and saying that it is a draft."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from cast import NOW
from dossier_cast import OPENED, Stage
from vonggac.apps.compliance import dossier_papers
from vonggac.apps.compliance.models import Answer, Assessment, Determination, Dossier
from vonggac.apps.registry.models import Component, DataKind, NetworkZone
from vonggac.engines.documents import check_docx, check_pdf
from vonggac.law.layouts import layout_as_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = Stage.build(
        serves="người dân trong xã", users=12_000, logical="Ba lớp\nTách biệt", physical="Tủ R1", purpose="Giải quyết hồ sơ"
    )
    zone = NetworkZone.objects.create(system=stage.system, name="Vùng máy chủ", private_prefix="192.0.2.0/24")
    host = Component.objects.create(system=stage.system, what="server", name="MC-01", place="Phòng máy", zone=zone, os="Linux")
    Component.objects.create(system=stage.system, what="application", name="Phần mềm một cửa", host=host, use="production")
    DataKind.objects.create(system=stage.system, name="Hồ sơ thủ tục", sort="personal", basic_subjects=250_000, as_of=OPENED)
    return stage


def text_of(content: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(content))
    rows = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([paragraph.text for paragraph in document.paragraphs] + rows)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def drawn(stage: Stage, dossier: Dossier, key: str, user: Any = None) -> str:
    content = dossier_papers.write(dossier, key, "docx", user=user or stage.cast.commune_officer, at=NOW)
    assert check_docx(content, layout_as_of(date(2026, 11, 23))) == []
    return text_of(content)


@pytest.mark.parametrize(("level", "critical"), [(1, False), (3, False), (4, False), (5, False), (3, True)])
def test_every_paper_of_every_level_keeps_the_layout_and_says_it_is_a_draft(stage: Stage, level: int, critical: bool) -> None:
    dossier = stage.open(level, is_critical=critical)
    names = [one.key for one in dossier_papers.papers_for(dossier)]
    assert ("xin-y-kien" in names) is (level >= 4 or critical)
    assert ("quyet-dinh-phuong-an" in names) is (level == 5 or critical)
    assert ("to-trinh" in names) is (level >= 3)
    for key in names:
        words = drawn(stage, dossier, key)
        assert "Dự thảo, lập từ sổ đăng ký ngày 23/11/2026" in words, key
        assert "331/2026" in words, key


def test_the_pdf_keeps_the_layout(stage: Stage) -> None:
    content = dossier_papers.write(stage.open(3), "to-trinh", "pdf", user=stage.cast.commune_officer, at=NOW)
    assert check_pdf(content, layout_as_of(date(2026, 11, 23))) == []


def test_the_proposal_is_filled_from_the_register_the_determination_and_the_assessment(stage: Stage) -> None:
    row = Determination.objects.create(
        system=stage.system,
        regime="nd331",
        on_day=OPENED,
        made_at=NOW,
        state="done",
        level=3,
        verdict={"decided_by": [{"row": "D8", "article": "điểm b khoản 2 Điều 13", "text": "Hệ thống giải quyết thủ tục hành chính"}]},
    )
    from vonggac.apps.compliance.services import dossiers

    dossier = dossiers.open_dossier(stage.system, by=stage.cast.commune_officer, at=NOW, determination=row, happened_on=OPENED)
    stage.fill(dossier)
    assessment = Assessment.objects.create(
        system=stage.system, catalogue="TCVN 14423:2026", catalogue_digest="0" * 64, level=3, as_of=OPENED, opened_at=NOW
    )
    Answer.objects.create(assessment=assessment, control="RR-01", group="RR", counts_as="partly")
    words = drawn(stage, dossier, "ho-so")
    for wanted in (
        "MC-01",
        "Phần mềm một cửa",
        "192.0.2.0/24",
        "250.000",
        "điểm b khoản 2 Điều 13",
        "giải quyết thủ tục hành chính",
        "Ba lớp",
        "điểm g khoản 2 Điều 29",
        "Đạt một phần",
        "TCVN 14423:2026 ngày 01/10/2026",
        "Nội dung design",
    ):
        assert wanted in words, wanted


def test_addresses_and_measures_stay_with_who_needs_to_know(stage: Stage) -> None:
    dossier = stage.open(3)
    words = drawn(stage, dossier, "ho-so", user=stage.cast.leader)
    assert "192.0.2.0/24" not in words
    assert "không thuộc phạm vi được biết địa chỉ" in words


def test_what_nobody_wrote_is_said_to_be_missing_and_never_invented(stage: Stage) -> None:
    dossier = stage.open(3)
    assert "Chưa ghi trong sổ đăng ký" in drawn(stage, dossier, "to-trinh")


def test_the_register_begins_the_overview_and_the_justification(stage: Stage) -> None:
    dossier = stage.open(3)
    by = stage.cast.commune_officer
    begun = dossier_papers.begun_text(dossier, "overview", user=by, today=OPENED)
    assert "khoảng 12.000 người dùng" in begun
    assert "Tiêu chí của cấp độ" in dossier_papers.begun_text(dossier, "justification", user=by, today=OPENED)
    assert dossier_papers.begun_text(dossier, "plan", user=by, today=OPENED) == ""
