"""Lists of systems and of what they consist of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Key, Values, Wrong
from vonggac.apps.organisations.listing import spelled
from vonggac.apps.registry.listing.columns import NOT_KNOWN
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.models import Component, InformationSystem
from vonggac.apps.registry.numbering import number_systems
from vonggac.kernel.vietnamese import fold


class SystemDesk(Named):
    """Systems are found by code, else by name and owner; one without a code gets the next number."""

    model = InformationSystem
    names_systems = False

    def rows(self) -> Any:
        return super().rows().order_by("pk")

    def values_of(self, row: InformationSystem) -> Values:
        return {
            "code": row.code,
            "name": row.name,
            "owner": self.directory.written(row.owner_id),
            "operator": self.directory.written(row.operator_id),
            "provider": self.directory.written(row.provider_id),
            "level": str(row.level) if row.level else None,
            "exposure": row.exposure,
            "standing": row.standing,
            "purpose": row.purpose,
            "note": row.note,
        }

    def canonical(self, values: Values) -> Values:
        bodies = {key: self.body(values, key) for key in ("owner", "operator", "provider")}
        level = values["level"] if values["level"] != NOT_KNOWN else None
        exposure = values["exposure"] or InformationSystem.Exposure.UNKNOWN.value
        standing = values["standing"] or InformationSystem.Standing.RUNNING.value
        return {**values, **bodies, "level": level, "exposure": exposure, "standing": standing}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        if values["code"]:
            return [("code", fold(str(values["code"])))]
        return [("name", spelled(values["name"]), values["owner"])]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        return [("code", fold(str(values["code"]))), ("name", spelled(values["name"]), values["owner"])]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in ("code", "name", "exposure", "standing", "purpose", "note")}
        bodies = {f"{key}_id": self.body_id(values[key]) for key in ("owner", "operator", "provider")}
        return {**plain, **bodies, "level": int(str(values["level"])) if values["level"] else None}

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
