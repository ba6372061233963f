"""What every act on the register demands of the person and of what was written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vonggac.apps.audit.queries import about
from vonggac.apps.audit.services import name_of
from vonggac.apps.registry import queries
from vonggac.kernel.reading import format_date


def demand_edit(by: Any, organisation_id: int) -> None:
    if by is not None and not by.may("registry.edit", organisation_id):
        raise ValidationError({"owner": _("Chọn chủ quản là cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi.")})


def demand_system(by: Any, system_id: int) -> None:
    if by is not None and not queries.editable_by(by).filter(pk=system_id).exists():
        raise PermissionDenied("registry.edit")


def demand_days(row: Any) -> None:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        said = _("Nhập ngày kết thúc từ %(day)s trở đi, hoặc để trống nếu còn dùng.")
        raise ValidationError({"valid_to": said % {"day": format_date(row.valid_from)}})


def demand_version(row: Any, version: int | None) -> None:
    """Refuse to write over what somebody else wrote meanwhile; None does not ask."""
    if version is None or version == row.version:
        return
    last = about(name_of(row)).first()
    if last is None:
        raise ValidationError(_("Người khác vừa sửa mục này. Mở lại trang để xem rồi sửa tiếp."), code="stale")
    said = _("%(who)s vừa sửa mục này lúc %(when)s. Nội dung vừa nhập vẫn còn ở dưới; xem lại rồi lưu.")
    raise ValidationError(said % {"who": last.actor, "when": localtime(last.at).strftime("%H:%M %d/%m/%Y")}, code="stale")
