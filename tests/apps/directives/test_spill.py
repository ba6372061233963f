from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from province import Province

from cast import NOW, TODAY
from vonggac.apps.audit.details import details_in_words
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import said as digest_of
from vonggac.apps.directives.models import Directive, Obligation
from vonggac.apps.directives.services import giving_out, papers, spill
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.organisations.models import Contact
from vonggac.apps.registry.models import InformationSystem, SystemProof
from vonggac.apps.threats.models import KnownShape, ThreatList
from vonggac.apps.threats.services.confirming import confirm_shape
from vonggac.apps.threats.services.intake import NewList, receive_list
from vonggac.apps.threats.services.matching import match_rows
from vonggac.apps.work.files import path_of
from vonggac.apps.work.models import Assignment, ExtensionRequest, Notice, ReminderDraft, Task

pytestmark = pytest.mark.django_db
_REASON = "reason"
TRACE = "mật khẩu khó đoán"
"""Words of the letter that must be nowhere afterwards."""


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


def test_typed_reasons_never_reach_the_chain_and_go_with_the_letter(province: Province) -> None:
    said = "lý do nhắc lại điều bí mật"
    directive = province.give_out(province.receive())
    leaf = directive.obligations.filter(assignment__isnull=False).first()
    giving_out.withdraw_obligation(leaf, reason=said, by=province.coordinator, at=NOW)
    giving_out.close_directive(directive, reason=said, by=province.coordinator, at=NOW)
    giving_out.reopen_directive(directive, reason=said, by=province.coordinator, at=NOW)
    details = str(list(Entry.objects.values_list("detail", flat=True)))
    assert said not in details
    assert Entry.objects.get(act="directives.letter.reopened").detail["reason"]["length"] == len(said)
    lines = [line for line in Entry.objects.all() if line.detail.get("reason") == digest_of(said)]
    assert len(lines) >= 5
    assert all((_REASON, said) in shown for shown in details_in_words(lines).values())
    spill.erase_spill(directive, what="Tải nhầm", by=province.coordinator, at=NOW)
    shown = [words for facts in details_in_words(lines).values() for name, words in facts if name == _REASON]
    assert shown
    assert all("chữ không còn trong hệ thống" in words for words in shown)


def test_an_officer_may_not_erase(province: Province) -> None:
    with pytest.raises(PermissionDenied):
        spill.erase_spill(province.receive(), what="x", by=province.officer, at=NOW)


SECRET = "sơ đồ hầm ngầm số bốn"


def a_run(province: Province, words: str, **facts: object) -> ImportRun:
    when = {"at": NOW, "on": TODAY, "expires_at": NOW}
    values = {"kind": "systems", "source": "ds.xlsx", "by": province.coordinator, "digest": "0" * 64, **when}
    return ImportRun.objects.create(**{**values, "rows": [[2, "", None, None, {"name": words}]], "added": 1, **facts})


def test_previews_of_imports_and_contacts_that_hold_its_words_are_erased_and_stand_in_the_minutes(province: Province) -> None:
    hit, spared = a_run(province, f"Hệ thống {SECRET.upper()}"), a_run(province, "Cổng thông tin")
    body = province.officer.holdings.get(ended_at=None).post.organisation
    contact = Contact.objects.create(organisation=body, role="Trực ban", phone="0255 000 000", purpose=f"Hỏi về {SECRET}")
    other = Contact.objects.create(organisation=body, role="Văn thư", phone="0255 000 001", purpose="Nhận văn bản")
    left = spill.erase_spill(province.receive(), what="Tải nhầm", words=f"{SECRET}\nngắn", by=province.coordinator, at=NOW)
    for row in (hit, spared, contact, other):
        row.refresh_from_db()
    assert (hit.rows, hit.source, hit.state) == ([], "—", ImportRun.State.REFUSED)
    assert (spared.rows[0][4]["name"], spared.state) == ("Cổng thông tin", ImportRun.State.SHOWN)
    assert (contact.purpose, contact.phone) == ("—", "0255 000 000")
    assert SECRET not in contact.folded
    assert other.purpose == "Nhận văn bản"
    places = {one["place"]: one["count"] for one in left.erased}
    assert places["danh sách đã tải lên để nhập"] == places["đầu mối liên hệ trong danh bạ"] == 1
    kept = str([*type(left).objects.values(), *Entry.objects.values(), *ImportRun.objects.values(), *Contact.objects.values()])
    assert SECRET not in kept.lower()


def test_words_in_the_register_and_the_file_of_a_proof_are_reached_too(province: Province) -> None:
    body = province.officer.holdings.get(ended_at=None).post.organisation
    named = InformationSystem.objects.create(code="T-1", name=f"Kho {SECRET}", owner=body, purpose="Lưu trữ", note=SECRET)
    directive = province.receive()
    digest = directive.files.get().stored.sha256
    proof = {"system": named, "layer": 1, "proved_on": TODAY, "sort": "minutes", "recorded_at": NOW}
    kept = SystemProof.objects.create(**proof, reference="Bản chụp", evidence=digest, evidence_name="ban-chup.pdf")
    left = spill.erase_spill(directive, what="Tải nhầm", words=SECRET, by=province.coordinator, at=NOW)
    named.refresh_from_db()
    kept.refresh_from_db()
    assert (SECRET in f"{named.name} {named.note} {named.folded}", named.purpose) == (False, "Lưu trữ")
    assert (kept.evidence_name, "Bản chụp" in kept.reference) == ("", False)
    places = {one["place"]: one["count"] for one in left.erased}
    assert places["nội dung trong sổ đăng ký hệ thống"] == 1


def a_list(province: Province, rows: str, **facts: object) -> ThreatList:
    """A list of infected addresses, its columns confirmed and matched."""
    new = {"source": "Cục A05", "list_day": TODAY, "file_name": "ds.csv", "holds_no_secret": True, **facts}
    content = f"Địa chỉ IP,Thời gian,Loại mã độc,Ghi chú\n{rows}".encode()
    row = receive_list(NewList(content=content, **new), by=province.coordinator, at=NOW)  # type: ignore[arg-type]
    confirm_shape(row, meanings={}, zone="+07:00", by=province.coordinator, at=NOW)
    match_rows(row.pk, at=NOW)
    row.refresh_from_db()
    return row


def test_a_list_of_addresses_that_holds_its_words_goes_with_its_file_rows_and_remembered_columns(
    province: Province, settings: object, tmp_path: Path
) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"  # type: ignore[attr-defined]
    # Addresses of nobody: no row of them stands in the database, the words lie in the file alone.
    hit = a_list(province, f"8.8.8.8,20/11/2026 08:00:00,Mirai,{SECRET}\n8.8.8.9,20/11/2026 08:00:00,Mirai,\n")
    spared = a_list(province, "8.8.4.4,20/11/2026 08:00:00,Mirai,\n", source="Nơi khác")
    kept = path_of(hit.file.sha256)
    assert SECRET in kept.read_text()
    left = spill.erase_spill(province.receive(), what="Tải nhầm", words=SECRET, by=province.coordinator, at=NOW)
    for row in (hit, spared):
        row.refresh_from_db()
    assert not kept.exists()
    assert hit.file.sha256 in left.digests
    assert (hit.state, hit.erased_at, hit.file_name, hit.shape, hit.counts["rows"]) == (ThreatList.State.DROPPED, NOW, "—", {}, 2)
    assert (spared.state, spared.erased_at) == (ThreatList.State.MATCHED, None)
    assert path_of(spared.file.sha256).is_file()
    assert [one.source for one in KnownShape.objects.all()] == [spared.source]
    places = {one["place"]: one["count"] for one in left.erased}
    assert places["danh sách địa chỉ nhiễm mã độc, cùng tệp và các dòng của nó"] == 1
    with pytest.raises(ValidationError, match="đã bị xóa"):
        a_list(province, f"8.8.8.8,20/11/2026 08:00:00,Mirai,{SECRET}\n8.8.8.9,20/11/2026 08:00:00,Mirai,\n")
