"""Lists of systems and of what they consist of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Key, Values, Wrong
from vonggac.apps.organisations.listing import spelled
from vonggac.apps.registry.listing.columns import NOT_KNOWN
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.models import Component, InformationSystem
from vonggac.apps.registry.numbering import number_systems
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_date, format_number
from vonggac.kernel.vietnamese import fold
from vonggac.sources.tables.model import Value

BODIES = ("owner", "operator", "provider", "specialised_unit")
TEXTS = ("code", "name", "purpose", "physical", "logical", "serves", "unwatched_because", "note")
CHOICES = ("exposure", "standing", "system_type", "hosting")
DAYS = ("construction_started_on", "in_operation_on", "ended_on")
FACTS = ("users", "serves_several", *DAYS)


def level_kept(level: Value) -> str:
    """Say that a list does not change the level of a system that stands."""
    said = _("Sổ đăng ký ghi %(level)s và giữ nguyên: danh sách không đổi cấp độ. Ghi sai thì đính chính có lý do trên trang hệ thống.")
    return said % {"level": level_text(int(str(level)) if level else None).lower()}


def demand_number(values: Values, key: str, most: int) -> None:
    """Refuse a count below nothing or beyond what can be kept."""
    count = values[key]
    if count is not None and not 0 <= int(str(count)) <= most:
        raise Wrong(key, _("Nhập số từ 0 đến %(most)s.") % {"most": format_number(most)})


def _demand_days(values: Values) -> None:
    """Refuse a system that runs before it is built, or ends before it runs."""
    for first, then, said in (
        ("construction_started_on", "in_operation_on", _("Ghi ngày vận hành không trước ngày bắt đầu xây dựng (%(day)s).")),
        ("in_operation_on", "ended_on", _("Ghi ngày dừng không trước ngày vận hành (%(day)s).")),
    ):
        one, other = values[first], values[then]
        if isinstance(one, date) and isinstance(other, date) and other < one:
            raise Wrong(then, said % {"day": format_date(one)}, "ends-before-it-begins")


class SystemDesk(Named):
    """Systems are found by code, else by name and owner; one without a code gets the next number."""

    model = InformationSystem
    names_systems = False
    counts_changes = True

    def rows(self) -> Any:
        return super().rows().order_by("pk")

    def values_of(self, row: InformationSystem) -> Values:
        plain: Values = {key: getattr(row, key) for key in (*TEXTS, *CHOICES, *FACTS)}
        bodies: Values = {key: self.directory.written(getattr(row, f"{key}_id")) for key in BODIES}
        return {**plain, **bodies, "level": str(row.level) if row.level else None}

    def canonical(self, values: Values) -> Values:
        bodies = {"owner": self.owner(values), **{key: self.body(values, key) for key in BODIES[1:]}}
        level = values["level"] if values["level"] != NOT_KNOWN else None
        exposure = values["exposure"] or InformationSystem.Exposure.UNKNOWN.value
        standing = values["standing"] or InformationSystem.Standing.RUNNING.value
        demand_number(values, "users", 2_000_000_000)
        _demand_days(values)
        return {**values, **bodies, "level": level, "exposure": exposure, "standing": standing}

    def settle(self, before: Values, after: Values) -> Values:
        """Keep the level that stands: a list is no decision, and nobody gave a reason."""
        if after["level"] == before["level"]:
            return after
        self.note("level", level_kept(before["level"]))
        return {**after, "level": before["level"]}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        if values["code"]:
            return [("code", fold(str(values["code"])))]
        return [("name", spelled(values["name"]), values["owner"])]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        return [("code", fold(str(values["code"]))), ("name", spelled(values["name"]), values["owner"])]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in (*TEXTS, *CHOICES)}
        bodies = {f"{key}_id": self.body_id(values[key]) for key in BODIES}
        facts = {key: values[key] for key in FACTS}
        return {**plain, **facts, **bodies, "level": int(str(values["level"])) if values["level"] else None}

    def name_new(self, new: Sequence[Any]) -> None:
        number_systems(new)


class ComponentDesk(Named):
    """A component is found by its system, what it is, and its name."""

    model = Component

    def values_of(self, row: Component) -> Values:
        plain: Values = {key: getattr(row, key) for key in ("what", "name", "vendor", "product", "version", "quantity", "note")}
        return {"system": self.code_of[row.system_id], **plain}

    def canonical(self, values: Values) -> Values:
        quantity = 1 if values["quantity"] is None else values["quantity"]
        if not isinstance(quantity, int) or not 0 <= quantity <= 1_000_000:
            raise Wrong("quantity", _("Nhập số lượng từ 0 đến 1.000.000."))
        return {**values, "system": self.system_code(values["system"]), "quantity": quantity}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["system"], values["what"], spelled(values["name"]))]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in ("what", "name", "vendor", "product", "version", "note")}
        return {**plain, "quantity": values["quantity"], "system_id": self.system_id(values["system"])}
