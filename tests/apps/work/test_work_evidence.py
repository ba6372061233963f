"""Files as evidence: what comes in, what is stopped, where it lies."""

import hashlib
import io
import stat
import zipfile

import pytest
from asking import give

from cast import NOW, Cast
from vonggac.apps.audit.models import Entry
from vonggac.apps.work import files, services
from vonggac.apps.work.models import Evidence, StoredFile, Task
from vonggac.apps.work.refusals import Refused

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def packed(*names: str, text: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in names:
            parts.writestr(name, f"<w:p>{text}</w:p>" if name.endswith("document.xml") else "x")
    return out.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml", text="Báo cáo quét mã độc")


@pytest.fixture
def task(cast: Cast, settings, tmp_path) -> Task:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    (task,) = give(cast, cast.commune)
    task.cast = cast
    return task


def bring(task: Task, content: bytes, name: str = "anh.png") -> Evidence:
    new = services.NewEvidence(content=content, file_name=name)
    return services.add_evidence(task.pk, new, by=task.cast.commune_officer, at=NOW)


def test_a_file_lies_once_under_its_digest_and_only_the_house_reads_it(task: Task, settings) -> None:
    first, second = bring(task, PNG), bring(task, PNG, "anh-lan-hai.png")
    assert first.file == second.file == StoredFile.objects.get()
    lying = files.path_of(hashlib.sha256(PNG).hexdigest())
    assert lying.read_bytes() == PNG
    assert stat.S_IMODE(lying.stat().st_mode) == 0o600
    assert [path for path in settings.EVIDENCE_FOLDER.rglob("*") if path.is_file()] == [lying]
    assert Entry.objects.filter(act="work.evidence.added").count() == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (DOCX, files.DOCX),
        (packed("[Content_Types].xml", "xl/workbook.xml"), files.XLSX),
        ("Đã quét 12 máy".encode(), "text/plain"),
    ],
)
def test_the_content_tells_the_type(content: bytes, kind: str) -> None:
    assert files.media_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00 program",
        packed("a.txt"),
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"<html><script>alert(1)</script>",
        b"PK\x03\x04 cut off",
        "Đã quét".encode("utf-16"),
        b"abc\x00def",
    ],
)
def test_what_is_no_evidence_is_refused_whatever_its_name(task: Task, content: bytes, settings) -> None:
    with pytest.raises(Refused) as refusal:
        bring(task, content, "bao-cao.pdf")
    assert "evidence" in refusal.value.errors
    assert not Evidence.objects.exists()
    assert not settings.EVIDENCE_FOLDER.exists()


def test_a_file_that_unpacks_to_too_much_is_refused(task: Task) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "x")
        parts.writestr("word/document.xml", b"0" * (210 * 1024 * 1024))
    with pytest.raises(Refused):
        bring(task, out.getvalue(), "bom.docx")


def test_a_file_over_the_limit_is_refused_and_the_limit_is_named(task: Task, settings) -> None:
    settings.EVIDENCE_LIMIT = 1024 * 1024
    with pytest.raises(Refused) as refusal:
        bring(task, PNG + b"0" * 1024 * 1024)
    assert "1 MB" in refusal.value.errors["evidence"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("UBND TỈNH\nMẬT\nSố: 12/BC".encode(), "bao-cao.txt"),
        (packed("[Content_Types].xml", "word/document.xml", text="TỐI MẬT"), "bao-cao.docx"),
        (PNG, "Tài liệu tối mật.png"),
    ],
)
def test_a_mark_of_secrecy_stops_the_file_before_anything_is_written(task: Task, content: bytes, name: str, settings) -> None:
    with pytest.raises(Refused):
        bring(task, content, name)
    assert not settings.EVIDENCE_FOLDER.exists()
    assert not StoredFile.objects.exists()


def test_a_file_about_passwords_is_everyday_work(task: Task) -> None:
    assert bring(task, "Đã đổi mật khẩu thư công vụ.".encode(), "doi-mat-khau.txt").pk


def test_a_name_keeps_no_folders_and_no_tricks(task: Task) -> None:
    assert bring(task, PNG, "../../etc/ảnh\u202egnp.exe.png").file_name == "ảnhgnp.exe.png"


def test_withdrawn_evidence_leaves_its_trace(task: Task) -> None:
    evidence = bring(task, PNG)
    services.withdraw_evidence(evidence.pk, by=task.cast.commune_officer, at=NOW)
    assert Evidence.objects.get().withdrawn_at == NOW
    assert list(task.events.filter(what__startswith="evidence").order_by("id").values_list("what", flat=True)) == [
        "evidence_added",
        "evidence_withdrawn",
    ]
    with pytest.raises(Evidence.DoesNotExist):
        services.withdraw_evidence(evidence.pk, by=task.cast.commune_officer, at=NOW)


def test_what_a_spill_erased_does_not_come_back(task: Task) -> None:
    stored = bring(task, PNG).file
    StoredFile.objects.filter(pk=stored.pk).update(erased_at=NOW)
    files.path_of(stored.sha256).unlink()
    with pytest.raises(Refused):
        bring(task, PNG)
    assert not files.path_of(stored.sha256).exists()


def test_the_province_sets_how_big_evidence_may_be(task: Task, settings) -> None:
    settings.EVIDENCE_LIMIT = 1_000_000
    with pytest.raises(Refused) as refusal:
        bring(task, PNG + b"0" * 1_000_000)
    assert "lớn hơn 1 MB" in refusal.value.errors["evidence"]
    assert bring(task, PNG + b"0" * 900_000).file.size > 900_000
