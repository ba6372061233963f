"""What the register already says that answers a question: shown with its source, and counted only once a person said yes to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.stated import value_of
from vonggac.apps.registry.models import DataKind, InformationSystem
from vonggac.kernel.reading import format_date
from vonggac.law.levels.model import Value

Type, Exposure, Sort = InformationSystem.SystemType, InformationSystem.Exposure, DataKind.Sort
KINDS = {
    Type.INTERNAL: "internal",
    Type.PUBLIC: "citizen_business",
    Type.INFRASTRUCTURE: "infrastructure",
    Type.INDUSTRIAL: "ics",
    Type.OTHER: "other",
}
"""The register's kinds of system → the answers of law/data/levels/inputs.yaml; both follow Decree 331/2026, khoản 2 Điều 9."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An answer that stands ready, and where it was read."""

    value: Value
    source: str


def registered_answers(system: InformationSystem, kinds: Sequence[DataKind]) -> dict[str, Registered]:
    """Return the answers that the register gives about one system; what it does not say is not guessed."""
    return {**_of_the_system(system), **_of_the_data(newest_counts(kinds))}


def _of_the_system(system: InformationSystem) -> dict[str, Registered]:
    found = {"single_owner": Registered(True, _("chủ quản ghi trong sổ đăng ký: %(name)s") % {"name": system.owner.name})}
    if system.system_type in KINDS:
        found["system_type"] = Registered(KINDS[Type(system.system_type)], _("loại hệ thống ghi trong sổ đăng ký"))
    if system.serves_several is not None:
        found["serves_several_agencies"] = Registered(system.serves_several, _("sổ đăng ký, mục phục vụ nhiều cơ quan"))
    if system.users is not None:
        found["users"] = Registered(system.users, _("số người dùng ghi trong sổ đăng ký"))
    if system.exposure == Exposure.INTERNAL:
        found["online_service"] = Registered(False, _("sổ đăng ký ghi kết nối: chỉ mạng nội bộ"))
    return found


def newest_counts(kinds: Iterable[DataKind]) -> list[DataKind]:
    """Return the newest row of each kind of data."""
    newest: dict[str, DataKind] = {}
    for kind in sorted(kinds, key=lambda one: (one.as_of, one.pk)):
        newest[kind.name] = kind
    return list(newest.values())


def _of_the_data(kinds: list[DataKind]) -> dict[str, Registered]:
    if not kinds:
        return {}
    named = "; ".join(f"{kind.name} ({_dated(kind.as_of)})" for kind in kinds)
    source = _("loại dữ liệu ghi trong sổ đăng ký: %(named)s") % {"named": named}
    found = {"info_types": Registered(frozenset(str(kind.sort) for kind in kinds), source)}
    personal = [kind for kind in kinds if kind.sort == Sort.PERSONAL]
    for name, column in (("subjects_basic", "basic_subjects"), ("subjects_sensitive", "sensitive_subjects")):
        counts = [getattr(kind, column) for kind in personal]
        if None not in counts:
            found[name] = Registered(sum(counts), _sum_words(personal))
    return found


def _sum_words(personal: list[DataKind]) -> str:
    if not personal:
        return _("sổ đăng ký không ghi thông tin cá nhân nào")
    named = "; ".join(f"{kind.name} ({_dated(kind.as_of)})" for kind in personal)
    if len(personal) == 1:
        return _("sổ đăng ký: %(named)s") % {"named": named}
    return _("cộng từ sổ đăng ký: %(named)s; người có ở nhiều loại bị đếm lại") % {"named": named}


def _dated(day: date) -> str:
    return _("ngày %(day)s") % {"day": format_date(day)}


def with_earlier(ready: Mapping[str, Registered], earlier: Determination | None) -> dict[str, Registered]:
    """Add the answers of the determination before, where the register says nothing."""
    if earlier is None or earlier.concluded_at is None:
        return dict(ready)
    words = _("lần xác định kết luận ngày %(day)s") % {"day": format_date(localdate(earlier.concluded_at))}
    before = {name: Registered(value_of(value), words) for name, value in earlier.facts.items()}
    return {**before, **ready}
