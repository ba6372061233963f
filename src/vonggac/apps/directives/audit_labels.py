"""How a person reads this room's acts in the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from vonggac.apps.audit.models import Entry

LABELS: dict[str, Any] = {
    "directives.letter.received": _("Nhận văn bản"),
    "directives.letter.stopped": _("Dừng tệp có dấu chỉ độ mật"),
    "directives.letter.corrected": _("Sửa thông tin văn bản"),
    "directives.letter.laid_out": _("Tra lại đơn vị nhận theo ngày mới"),
    "directives.letter.read": _("Nhận dạng chữ của bản quét"),
    "directives.line.settled": _("Xác định đơn vị nhận"),
    "directives.line.relation_set": _("Sửa quan hệ với đơn vị nhận"),
    "directives.heir.chosen": _("Chọn nơi tiếp nhận"),
    "directives.obligation.changed": _("Sửa nội dung phải làm"),
    "directives.obligation.added": _("Thêm nội dung phải làm"),
    "directives.obligation.merged": _("Gộp hai nội dung phải làm"),
    "directives.obligation.split": _("Tách lại nội dung đã gộp"),
    "directives.class_deadlines.set": _("Đặt hạn riêng cho dòng nhận"),
    "directives.obligation.withdrawn": _("Thu hồi nội dung đã giao"),
    "directives.decision.noted": _("Ghi bút phê"),
    "directives.scan.shown": _("Cho lưu bản quét sau khi xem dấu độ mật"),
    "directives.scan.checked": _("Đối chiếu chữ nhận dạng với bản quét"),
    "directives.scan.misread": _("Xác nhận máy đọc nhầm dấu độ mật"),
    "directives.scan.again": _("Nhận dạng lại bản quét"),
    "directives.handling.set": _("Sửa chế độ lưu hành"),
    "directives.package.unpacked": _("Tách các tệp trong gói edXML"),
    "directives.annex.added": _("Thêm phụ lục"),
    "directives.letter.given_out": _("Giao việc theo văn bản"),
    "directives.letter.amended": _("Bổ sung nội dung cho văn bản đã giao"),
    "directives.letter.closed": _("Kết thúc văn bản"),
    "directives.letter.reopened": _("Mở lại văn bản"),
    "directives.letter.superseded": _("Thay thế văn bản"),
    "directives.deadline.set": _("Đặt hoặc đổi hạn"),
    "directives.addressee.added": _("Thêm cơ quan nhận"),
    "directives.bodies.reminded": _("Đôn đốc các cơ quan"),
    "directives.season.set": _("Đặt đợt cao điểm"),
    "directives.season.said": _("Báo tình hình trong ngày cao điểm"),
    "directives.paper.drafted": _("Soạn văn bản đi"),
    "directives.paper.packed": _("Tải gói edXML của văn bản đi"),
    "directives.paper.moved": _("Chuyển trạng thái văn bản đi"),
    "directives.spill.erased": _("Xóa tài liệu lộ bí mật"),
}


def kept_words() -> dict[type[models.Model], tuple[str, ...]]:
    """Return where this room keeps the words that its lines of the log stand for (port `audit.words`)."""
    from vonggac.apps.directives.models import AddresseeLine, Directive, Obligation

    return {
        Directive: ("closed_reason", "reopened_reason", "files__name", "lines__because"),
        AddresseeLine: ("because",),
        Obligation: ("skipped_reason",),
    }


class ReasonsOfDeadlines:
    """Why a deadline was changed: the words stand in the trail of each task, behind the day."""

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        """Return, by the number of the line, the reasons that its letter's tasks keep."""
        from vonggac.apps.work.models import TaskEvent

        about = {line.number: line.subject.removeprefix("directives.") for line in lines if line.act == "directives.deadline.set"}
        if not about:
            return {}
        events = TaskEvent.objects.filter(what="due_changed", task__assignment__group__in=set(about.values())).order_by()
        kept: dict[str, set[str]] = defaultdict(set)
        for group, note in events.values_list("task__assignment__group", "note").distinct():
            kept[group].add(note.partition(": ")[2])
        return {number: kept[group] for number, group in about.items()}
