"""The questionnaire that leaves for people without an account or a connection, and the desk at which it comes back.

Every row carries the code of its sheet: the assessment and the digest of its edition. So a row of another assessment, another edition
or with another code is found out row by row, and the good rows around it go in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import Answer, Assessment
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.compliance.services.assessing import LONGEST_NOTE, Said, take_all, write_answers
from vonggac.apps.lists.kinds import Desk, Key, ListKind, Remark, Values, Wanted, Wrong
from vonggac.kernel.levels import Level
from vonggac.kernel.reading import format_date
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import catalogue as read_catalogue
from vonggac.sources.tables import Choice, Column, Kind, write_csv
from vonggac.sources.tables.questionnaire import write_questionnaire
from vonggac.sources.tables.values import as_text

CHOICES = tuple(
    Choice(code, words) for code, words in (("met", "Đạt"), ("partly", "Đạt một phần"), ("not", "Chưa đạt"), ("na", "Không áp dụng"))
)
COLUMNS = (
    Column("sheet", "Mã phiếu", Kind.CODE, required=True, note="Không sửa: cho biết phiếu thuộc lần đánh giá nào"),
    Column("control", "Mã yêu cầu", Kind.CODE, required=True, note="Không sửa"),
    Column("clause", "Mục", note="Mục của tiêu chuẩn; không sửa"),
    Column("title", "Nội dung yêu cầu", note="Không sửa"),
    Column("state", "Câu trả lời", Kind.CHOICE, choices=CHOICES, note="Để trống thì giữ câu trả lời đã có"),
    Column("note", "Đã làm gì, còn thiếu gì", at_most=LONGEST_NOTE, note="Bắt buộc khi chọn Không áp dụng"),
)
ANSWERS = frozenset({"state", "note"})
NAMED = 60
"""As many missing controls are named one by one; the others are counted."""
GUIDE = (
    "Chỉ điền hai cột “Câu trả lời” và “Đã làm gì, còn thiếu gì”; các cột khác đã khóa, không sửa mã phiếu và mã yêu cầu.",
    "Chọn câu trả lời trong danh sách của ô: Đạt, Đạt một phần, Chưa đạt, Không áp dụng. Chọn Không áp dụng thì phải ghi lý do.",
    "Ô để trống thì giữ câu trả lời đã có trên hệ thống; xóa bớt dòng cũng vậy, và hệ thống nêu tên yêu cầu thiếu dòng.",
    "Gửi lại tệp bằng trang “Nhập phiếu đã điền”. Hệ thống cho xem trước từng dòng; dòng sai được chỉ rõ chỗ sai, các dòng đúng vẫn vào.",
    "Phiếu cho biết hệ thống còn thiếu biện pháp gì: giữ tệp như tài liệu lưu hành nội bộ. Không ghi nội dung bí mật nhà nước.",
)


def sheet_code(assessment: Assessment) -> str:
    """Return the code by which a row says where it belongs."""
    return f"DG{assessment.pk}-{assessment.catalogue_digest[:8]}"


def rows_for(assessment: Assessment, edition: Catalogue) -> list[Values]:
    """Return the rows of one questionnaire; what was only carried over stays open, with the former answer told in words."""
    answers = Answer.objects.filter(assessment=assessment).order_by("id")
    code, level = sheet_code(assessment), Level(assessment.level)
    return [_values(row, code, edition, level) for row in answers if row.control in edition]


def _values(row: Answer, code: str, edition: Catalogue, level: Level) -> Values:
    control = edition.control(row.control)
    state = None if row.look_again or not row.state else row.state
    return {
        "sheet": code, "control": row.control, "clause": control.clauses.get(level) or None, "title": control.title_vi, "state": state,
        "note": row.note or None,
    }  # fmt: skip


@transaction.atomic
def export_questionnaire(assessment: Assessment, form: str, *, by: Any, at: datetime) -> bytes:
    """Return the questionnaire as XLSX or CSV and note in the log that it left."""
    edition = read_catalogue(assessment.catalogue)
    rows = rows_for(assessment, edition)
    made = write_csv(COLUMNS, rows) if form == "csv" else _workbook(assessment, rows)
    record(
        "compliance.questionnaire.exported", by=by, at=at, subject=assessment, organisation_id=assessment.system.owner_id,
        count=len(rows), sha256=sha256(made).hexdigest(),
    )  # fmt: skip
    return made


def _workbook(assessment: Assessment, rows: Sequence[Values]) -> bytes:
    about = [
        ("Phiếu trả lời biện pháp bảo vệ theo cấp độ", ""),
        ("Hệ thống", f"{assessment.system.name} ({assessment.system.code})"),
        ("Tiêu chuẩn, cấp độ", f"{assessment.catalogue}, {Level(assessment.level)}"),
        ("Đánh giá tại ngày", format_date(assessment.as_of)),
        ("Mã băm danh mục (SHA-256)", assessment.catalogue_digest),
    ]
    return write_questionnaire(COLUMNS, rows, answers=ANSWERS, about=about, guide=GUIDE, sheet="Phiếu")


# --- coming back ------------------------------------------------------------------------------------------------------------------


class AnswerDesk(Desk):
    """Rows find their answer by the code of the sheet and the code of the control; nothing is ever added."""

    model = Answer

    def prepare(self) -> None:
        self.sheets: dict[str, Assessment] = {}
        self.editions: dict[str, Catalogue] = {}
        self.spoken_of: set[tuple[str, str]] = set()

    def look_at(self, lines: Iterable[Values]) -> None:
        """Load the assessments that the lines name, of systems that the person prepares."""
        named = [_typed_codes(line) for line in lines]
        codes = {sheet for sheet, _control in named}
        numbers = {int(found) for code in codes if (found := _number_of(code)).isdigit() and len(found) < 18}
        rows = Assessment.objects.filter(pk__in=numbers, system__in=systems_prepared_by(self.user)).select_related("system")
        self.sheets = {str(row.pk): row for row in rows.order_by("pk")}
        self.editions = {code: read_catalogue(code) for code in {row.catalogue for row in self.sheets.values()}}
        self.spoken_of = {(_number_of(sheet), control) for sheet, control in named}

    def rows(self) -> Any:
        return Answer.objects.filter(assessment_id__in=[row.pk for row in self.sheets.values()]).order_by("id")

    def values_of(self, row: Answer) -> Values:
        assessment = self.sheets[str(row.assessment_id)]
        return _values(row, sheet_code(assessment), self.editions[assessment.catalogue], Level(assessment.level))

    def canonical(self, values: Values) -> Values:
        assessment = self._sheet(as_text(values["sheet"] or "").strip())
        edition, level = self.editions[assessment.catalogue], Level(assessment.level)
        code = as_text(values["control"] or "").strip().upper()
        if code not in edition or level not in edition.control(code).levels:
            said = _("Yêu cầu %(code)s không thuộc phiếu này. Tải lại phiếu và chép câu trả lời vào đúng dòng.")
            raise Wrong("control", said % {"code": code})
        control = edition.control(code)
        title = as_text(values["title"] or "").strip()
        if title and title != as_text(control.title_vi):
            said = _("Mã %(code)s là “%(title)s”, khác nội dung ghi ở dòng này. Mã đã bị đổi: tải lại phiếu và chép câu trả lời.")
            raise Wrong("control", said % {"code": code, "title": control.title_vi})
        known = {"sheet": sheet_code(assessment), "control": code, "clause": control.clauses.get(level) or None, "title": control.title_vi}
        return {**values, **known}

    def _sheet(self, code: str) -> Assessment:
        number, _dash, digest = code.upper().removeprefix("DG").partition("-")
        assessment = self.sheets.get(number)
        if assessment is None:
            raise Wrong("sheet", _("Không có phiếu %(code)s trong các lần đánh giá bạn được trả lời. Tải lại phiếu.") % {"code": code})
        if assessment.state == Assessment.State.CLOSED:
            raise Wrong("sheet", _("Lần đánh giá của phiếu %(code)s đã kết thúc. Tải phiếu của lần đang mở.") % {"code": code})
        if digest.lower() != assessment.catalogue_digest[:8]:
            said = _("Phiếu %(code)s theo danh mục khác với %(edition)s của lần đánh giá. Tải lại phiếu.")
            raise Wrong("sheet", said % {"code": code, "edition": assessment.catalogue})
        return assessment

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["sheet"], values["control"])]

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Refuse a line without its row, a reason that is missing, a note without an answer."""
        for one in wanted:
            if one.pk is None:
                yield Remark(one, "control", _("Dòng này không thuộc lần đánh giá. Bỏ dòng này."))
            elif one.after["state"] == "na" and not as_text(one.after["note"] or "").strip():
                yield Remark(one, "note", _("Ghi lý do vì sao yêu cầu %(code)s không áp dụng.") % {"code": one.after["control"]})
            elif one.after["state"] in (None, "") and one.after["note"]:
                yield Remark(one, "state", _("Chọn câu trả lời cho yêu cầu %(code)s; chỉ có ghi chú.") % {"code": one.after["control"]})

    def lacks(self) -> Iterable[str]:
        """Name the controls for which a sheet brings no line that can be read: they keep their answers, and none is taken as given."""
        rows = Answer.objects.filter(assessment_id__in=[row.pk for row in self.sheets.values()]).order_by("assessment_id", "id")
        absent: dict[str, list[tuple[str, str]]] = {}
        for pk, control, state in rows.values_list("assessment_id", "control", "state"):
            if (str(pk), control) not in self.spoken_of:
                absent.setdefault(str(pk), []).append((control, state))
        for number, missing in absent.items():
            yield _lacking(sheet_code(self.sheets[number]), missing)

    def write(self, wanted: Sequence[Wanted], told: Callable[[int], None]) -> list[Any]:
        """Write all answers in sets, as if the person had given them on the page; sums and inheritance follow in the same act."""
        by_code = {sheet_code(row): row.pk for row in self.sheets.values()}
        locked = take_all(by_code.values())
        said = [
            (by_code[str(one.after["sheet"])], Said(
                control=str(one.after["control"]), state=str(one.after["state"] or ""), note=str(one.after["note"] or "")
            ))
            for one in wanted
        ]  # fmt: skip
        rows = write_answers(locked, [(pk, one) for pk, one in said if pk in locked], by=self.user, at=timezone.now())
        told(len(wanted))
        return rows


def _typed_codes(line: Values) -> tuple[str, str]:
    """Return the codes of sheet and control as a line says them."""
    return as_text(line.get("sheet") or "").strip().upper(), as_text(line.get("control") or "").strip().upper()


def _number_of(sheet: str) -> str:
    return sheet.removeprefix("DG").partition("-")[0]


def _lacking(sheet: str, missing: Sequence[tuple[str, str]]) -> str:
    named = ", ".join(control for control, _state in missing[:NAMED])
    more = len(missing) - NAMED
    facts = {"sheet": sheet, "n": len(missing), "named": named, "open": sum(1 for _control, state in missing if not state)}
    said = ngettext(
        "Phiếu %(sheet)s thiếu dòng của %(n)s yêu cầu: %(named)s",
        "Phiếu %(sheet)s thiếu dòng của %(n)s yêu cầu: %(named)s",
        len(missing),
    )
    rest = _(" và %(more)s yêu cầu khác") % {"more": more} if more > 0 else ""
    kept = _(". Các yêu cầu này giữ nguyên, không tính là đã trả lời; trong đó %(open)s yêu cầu chưa có câu trả lời.")
    return said % facts + rest + kept % facts


def answers_open_to(user: Any) -> Any:
    """Return the answers that a person may give now."""
    return Answer.objects.filter(assessment__system__in=systems_prepared_by(user)).exclude(assessment__state=Assessment.State.CLOSED)


QUESTIONNAIRES = ListKind(
    key="phieu-bien-phap",
    room="compliance",
    title=gettext_lazy("Phiếu trả lời biện pháp"),
    about=gettext_lazy(
        "Tải phiếu từ trang của một lần đánh giá, điền ngoại tuyến rồi gửi lại đây. Một tệp có thể gồm phiếu của nhiều hệ thống."
    ),
    columns=COLUMNS,
    desk=AnswerDesk,
    visible=answers_open_to,
    act="compliance.answers.imported",
    import_act="compliance.prepare",
    export_act="registry.export",
    blank_keeps=ANSWERS,
)
