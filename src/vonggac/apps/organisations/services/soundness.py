"""Whether the plan of a reorganisation holds together; every fault is a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.organisations.models import Organisation, Reorganisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.kernel.reading import format_date

NEW = "new:"
"""How a plan names a body that does not exist yet: "new:<key>"."""
What = Reorganisation.What


def demand_sound(what: str, effective_on: date, plan: Mapping[str, Any]) -> None:
    """Raise ValidationError with every fault of the plan."""
    faults = [*faults_of_endings(plan.get("endings", []), effective_on), *_of_beginnings(what, effective_on, plan), *_of_heirs(what, plan)]
    faults += _of_takers(effective_on, plan)
    if faults:
        raise ValidationError(faults)


def faults_of_endings(endings: Iterable[int], effective_on: date) -> list[str]:
    """Say which bodies cannot end the day before: unknown ones, ended ones, and those that another change already ends."""
    wanted, eve = set(endings), effective_on - timedelta(days=1)
    bodies = {body.pk: body for body in Organisation.objects.filter(pk__in=wanted)}
    faults = [_("Chọn cơ quan có trong danh bạ: không có mã số %(id)s.") % {"id": one} for one in sorted(wanted - bodies.keys())]
    for body in bodies.values():
        if not body.is_valid_on(eve):
            said = _("Bỏ “%(name)s” khỏi danh sách: cơ quan này không còn hoạt động vào ngày trước ngày hiệu lực.")
            faults.append(said % {"name": body.name})
        elif body.valid_to is not None:
            said = _("Bỏ “%(name)s” khỏi danh sách: danh bạ đã ghi cơ quan này kết thúc ngày %(day)s.")
            faults.append(said % {"name": body.name, "day": format_date(body.valid_to)})
    return faults


def _of_beginnings(what: str, effective_on: date, plan: Mapping[str, Any]) -> Iterator[str]:
    beginnings, endings = plan.get("beginnings", []), plan.get("endings", [])
    codes = [one["code"] for one in beginnings]
    standing = valid_on(effective_on, Organisation.objects.filter(code__in=codes)).exclude(pk__in=endings)
    for body in standing:
        yield _("Đổi mã “%(code)s” của cơ quan mới: “%(name)s” đang dùng mã này.") % {"code": body.code, "name": body.name}
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _("Đổi mã “%(code)s”: hai cơ quan mới dùng cùng một mã.") % {"code": code}
    if what == What.RENAME and (len(endings), len(beginnings)) != (1, 1):
        yield _("Chọn đúng một cơ quan đổi tên và ghi đúng một tên mới.")


def _of_heirs(what: str, plan: Mapping[str, Any]) -> Iterator[str]:
    """Look at who gives and who takes: everyone who ends has an heir, unless the change is an end without one."""
    endings, heirs = set(plan.get("endings", [])), plan.get("heirs", [])
    keys = {one["key"] for one in plan.get("beginnings", [])}
    for heir in heirs:
        after = str(heir["after"])
        if after.startswith(NEW) and after.removeprefix(NEW) not in keys:
            yield _("Thêm cơ quan mới “%(key)s” hoặc chọn cơ quan tiếp nhận khác.") % {"key": after.removeprefix(NEW)}
        if heir["before"] not in endings and what != What.SPLIT:
            yield _("Chọn cơ quan bàn giao trong số các cơ quan kết thúc hoạt động.")
    pairs = [(heir["before"], heir.get("function", "")) for heir in heirs]
    if len(pairs) != len(set(pairs)):
        yield _("Ghi chức năng khác nhau khi một cơ quan bàn giao cho nhiều nơi.")
    if not endings and what != What.SPLIT:
        yield _("Chọn ít nhất một cơ quan thay đổi.")
    if what != What.ABOLISH and not heirs:
        yield _("Chọn cơ quan tiếp nhận, hoặc chọn loại “Kết thúc hoạt động”.")
    elif what != What.ABOLISH:
        yield from _without_heir(endings - {heir["before"] for heir in heirs})


def _without_heir(bodies: set[int]) -> Iterator[str]:
    for name in Organisation.objects.filter(pk__in=bodies).values_list("name", flat=True):
        yield _("Chọn cơ quan tiếp nhận của “%(name)s”.") % {"name": name}


def _of_takers(effective_on: date, plan: Mapping[str, Any]) -> Iterator[str]:
    """Look at bodies that exist and shall take something over, or give it away without ending."""
    endings, heirs = set(plan.get("endings", [])), plan.get("heirs", [])
    takers = {int(heir["after"]) for heir in heirs if not str(heir["after"]).startswith(NEW)}
    living = set(valid_on(effective_on, Organisation.objects.filter(pk__in=takers)).values_list("pk", flat=True)) - endings
    for name in Organisation.objects.filter(pk__in=takers - living).values_list("name", flat=True):
        yield _("Chọn nơi tiếp nhận khác: “%(name)s” không hoạt động vào ngày hiệu lực.") % {"name": name}
    for body in Organisation.objects.filter(pk__in={heir["before"] for heir in heirs if heir["before"] == heir["after"]}):
        yield _("Chọn nơi tiếp nhận khác: “%(name)s” không bàn giao cho chính mình.") % {"name": body.name}
    whole = {heir["before"] for heir in heirs if not heir.get("function")} - endings
    for body in valid_on(effective_on, Organisation.objects.filter(pk__in=whole)):
        yield _("Ghi chức năng mà “%(name)s” bàn giao: cơ quan này còn hoạt động.") % {"name": body.name}
