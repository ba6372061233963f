"""Acts on one system: add, change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vonggac.apps.audit.services import facts_of, record
from vonggac.apps.registry import queries
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.numbering import number_systems
from vonggac.apps.registry.services.demands import demand_edit, demand_version
from vonggac.kernel.reading import format_date


@transaction.atomic
def add_system(*, by: Any, at: datetime, **facts: Any) -> InformationSystem:
    """Add one system; without a code it gets the next number. The owner must lie within the person's reach."""
    system = InformationSystem(**facts)
    demand_edit(by, system.owner_id)
    number_systems([system])
    _demand_new_code(system)
    _demand_sense(system)
    system.save()
    record(
        "registry.system.added",
        by=by,
        at=at,
        subject=system,
        organisation_id=system.owner_id,
        code=system.code,
        name=system.name,
        level=system.level,
    )
    return system


@transaction.atomic
def change_system(system: InformationSystem, *, by: Any, at: datetime, version: int | None = None, **facts: Any) -> InformationSystem:
    """Change facts of one system; before and after stand in the log. The level is none of them: it changes by a decision or a correction.

    With the `version` that the person saw, a change that somebody made meanwhile is not written over.
    """
    system = queries.editable_by(by).select_for_update(of=("self",)).get(pk=system.pk)
    demand_version(system, version)
    if "owner" in facts and facts["owner"].pk != system.owner_id:
        demand_edit(by, facts["owner"].pk)
    before = {name: getattr(system, name) for name in facts}
    moved = {name: value for name, value in facts.items() if before[name] != value}
    if not moved:
        return system
    if "level" in moved:
        raise ValidationError({"level": _(LEVEL_STAYS)})
    return _changed(system, moved, before, act="registry.system.changed", by=by, at=at)


@transaction.atomic
def correct_level(system: InformationSystem, level: int | None, *, by: Any, at: datetime) -> InformationSystem:
    """Set a level right that was written wrong; the room above that asks for the reason keeps it, and demands who may."""
    system = queries.editable_by(by).select_for_update(of=("self",)).get(pk=system.pk)
    return _changed(system, {"level": level}, {"level": system.level}, act="registry.system.level_changed", by=by, at=at)


LEVEL_STAYS = gettext_noop("Cấp độ không sửa ở đây: cấp độ đổi khi hồ sơ được phê duyệt, hoặc bằng việc đính chính có lý do.")


def _changed(
    system: InformationSystem, moved: dict[str, Any], before: dict[str, Any], *, act: str, by: Any, at: datetime
) -> InformationSystem:
    for name, value in moved.items():
        setattr(system, name, value)
    _demand_new_code(system)
    _demand_sense(system)
    system.version += 1
    system.save()
    stood = {name: before[name] for name in moved}
    record(
        act,
        by=by,
        at=at,
        subject=system,
        organisation_id=system.owner_id,
        before=facts_of(InformationSystem, stood),
        after=facts_of(InformationSystem, moved),
    )
    return system


def _demand_sense(system: InformationSystem) -> None:
    """Refuse what the database would refuse, where it stands and in words."""
    if system.level is not None and system.level not in range(1, 6):
        raise ValidationError({"level": _("Chọn cấp độ từ 1 đến 5, hoặc để trống nếu chưa xác định.")})
    begun, running, ended = system.construction_started_on, system.in_operation_on, system.ended_on
    if begun and running and running < begun:
        said = _("Nhập ngày vận hành từ %(day)s trở đi: đó là ngày bắt đầu xây dựng.")
        raise ValidationError({"in_operation_on": said % {"day": format_date(begun)}})
    if running and ended and ended < running:
        raise ValidationError({"ended_on": _("Nhập ngày dừng từ %(day)s trở đi: đó là ngày vận hành.") % {"day": format_date(running)}})


def _demand_new_code(system: InformationSystem) -> None:
    if InformationSystem.objects.filter(code=system.code).exclude(pk=system.pk).exists():
        raise ValidationError(
            {"code": _("Mã “%(code)s” đã dùng cho hệ thống khác. Nhập mã khác, hoặc để trống để được cấp mã.") % {"code": system.code}}
        )
