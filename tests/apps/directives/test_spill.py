from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from province import Province

from cast import NOW, TODAY
from vonggac.apps.audit.models import Entry
from vonggac.apps.directives.models import Directive, Obligation
from vonggac.apps.directives.services import papers, spill
from vonggac.apps.work.models import Assignment, ExtensionRequest, Notice, ReminderDraft, Task

pytestmark = pytest.mark.django_db
TRACE = "mật khẩu khó đoán"
"""Words of the letter that must be nowhere afterwards."""


@pytest.fixture
def province() -> Province:
    return Province.assemble()


def everything_written(folder: Path) -> str:
    rows = [str(values) for model in (Directive, Obligation, Assignment, Task, Entry, Notice) for values in model.objects.values()]
    files = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite3"]
    return "\n".join(rows + files)


def test_a_spilled_letter_is_erased_everywhere_and_leaves_a_tombstone(province: Province, settings: object, tmp_path: Path) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"  # type: ignore[attr-defined]
    directive = province.give_out(province.receive())
    assert TRACE in everything_written(tmp_path)
    left = spill.erase_spill(directive, what="Tải nhầm", by=province.coordinator, at=NOW)
    assert TRACE not in everything_written(tmp_path)
    directive.refresh_from_db()
    assert directive.state == Directive.State.ERASED
    [entry] = Entry.objects.filter(act="directives.spill.erased")
    assert entry.count == sum(one["count"] for one in left.erased)
    assert Task.objects.exists()


def test_words_of_the_letter_in_reminders_requests_and_notices_go_too(province: Province) -> None:
    directive = province.give_out(province.receive())
    task = Task.objects.filter(assignment__group=directive.group(), assignment__number="2").first()
    assert task is not None
    ReminderDraft.objects.create(organisation=task.organisation, group=directive.group(), text=f"Đôn đốc: {TRACE}", made_at=NOW)
    ExtensionRequest.objects.create(task=task, wanted_on=TODAY, reason=TRACE, asked_at=NOW)
    Notice.objects.create(user=province.officer, text=f"Đến hạn: {task.assignment.title}", link="/viec/", at=NOW)
    Notice.objects.create(user=province.officer, text="Việc của văn bản khác", link="/viec/", at=NOW)
    spill.erase_spill(directive, what="Tải nhầm", by=province.coordinator, at=NOW)
    left = [str(values) for model in (ReminderDraft, ExtensionRequest, Notice) for values in model.objects.values()]
    assert not [words for words in left if TRACE in words or "Đến hạn:" in words]
    assert Notice.objects.filter(text="Việc của văn bản khác").exists()


def test_the_minutes_of_a_spill_can_be_printed_and_say_nothing_of_the_letter(province: Province) -> None:
    import io

    from docx import Document

    left = spill.erase_spill(province.receive(), what="Tải nhầm", by=province.coordinator, at=NOW)
    document = Document(io.BytesIO(papers.spill_minutes_docx(left, at=NOW, today=TODAY)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Xóa tài liệu có nội dung bí mật nhà nước" in text
    assert TRACE not in text


def test_an_officer_may_not_erase(province: Province) -> None:
    with pytest.raises(PermissionDenied):
        spill.erase_spill(province.receive(), what="x", by=province.officer, at=NOW)
