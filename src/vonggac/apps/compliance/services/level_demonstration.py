"""Invented determinations for a demonstration: one of each kind that the pages show, made with the very acts that people use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from vonggac.apps.accounts.models import User
from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.services import determining
from vonggac.apps.registry.models import DataKind, InformationSystem

_NO: dict[str, Any] = dict.fromkeys(("defence_security", "national_data", "egov_national", "ns_critical"), False)
_OURS: dict[str, Any] = {"is_system": True, "single_owner": True, **_NO}
_PERSONAL = frozenset({"public", "private", "personal"})
_SERVICE: dict[str, Any] = {
    **_OURS,
    "system_type": "citizen_business",
    "online_service": True,
    "conditional_line": False,
    "info_types": _PERSONAL,
    "subjects_sensitive": 0,
    "count_basis": "cumulative",
}
_PROCEDURES: dict[str, Any] = {**_SERVICE, "admin_procedure": True, "subjects_basic": 250_000, "users": 250_000, "dvc_old_grade": 4}
_FEWER: dict[str, Any] = {**_SERVICE, "admin_procedure": False, "subjects_basic": 40_000}
_SHARED: dict[str, Any] = {
    **_OURS,
    "system_type": "internal",
    "serves_several_agencies": True,
    "info_types": frozenset({"private", "personal"}),
    "subjects_basic": 6_000,
    "subjects_sensitive": 0,
}
_OWN: dict[str, Any] = {**_SHARED, "serves_several_agencies": False}
CONCLUDED: dict[str, dict[str, Any]] = {
    "TD-01": _PROCEDURES,
    "TD-02": _SHARED,
    "TD-05": _OWN,
    "TD-06": _FEWER,
    "TD-07": {**_OWN, "national_data": None},
}
OPEN = {"TD-11": {"is_system": True, "single_owner": True, "system_type": "citizen_business"}}
NOTE = "Dữ liệu trình diễn, hư cấu"


@transaction.atomic
def make_determinations(*, at: datetime) -> None:
    """Make them once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("invented levels belong into a demonstration only")
    coordinator = User.objects.filter(username="dieuphoi").first()
    if coordinator is None or Determination.objects.exists():
        return
    systems = {one.code: one for one in InformationSystem.objects.filter(code__in=[*CONCLUDED, *OPEN])}
    for code, answers in CONCLUDED.items():
        if code in systems:
            _conclude(systems[code], answers, by=coordinator, at=at)
    for one in InformationSystem.objects.exclude(from_profile="").filter(level=3)[:1]:
        _conclude(one, _PROCEDURES, by=coordinator, at=at)
    for code, answers in OPEN.items():
        if code in systems:
            _answered(systems[code], answers, by=coordinator, at=at)
    if "TD-06" in systems:
        _count_anew(systems["TD-06"], at=at)


def _answered(system: InformationSystem, answers: dict[str, Any], *, by: User, at: datetime) -> Determination:
    row = determining.open_determination(system, by=by, at=at)
    return determining.answer_questions(row, answers, by=by, at=at, version=row.version)


def _conclude(system: InformationSystem, answers: dict[str, Any], *, by: User, at: datetime) -> None:
    row = _answered(system, answers, by=by, at=at)
    if answers is _SHARED:
        words = "Các sở, ngành và các xã cùng dùng; dừng là cả tỉnh không gửi, nhận văn bản được."
        row = determining.settle_case(
            row, "grey-shared-software", level=None, row_id="331-13.3", words=words, by=by, at=at, version=row.version
        )
    determining.conclude_determination(row, by=by, at=at, version=row.version)


def _count_anew(system: InformationSystem, *, at: datetime) -> None:
    """Let the register know of more people than the determination did, so that the finding shows."""
    facts = {"sort": "personal", "basic_subjects": 120_000, "sensitive_subjects": 0, "source": NOTE, "note": NOTE}
    DataKind.objects.get_or_create(system=system, name="Hồ sơ cấp phép", as_of=localdate(at), defaults=facts)
