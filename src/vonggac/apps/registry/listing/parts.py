"""Lists of network zones and of kinds of data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Key, Values, Wrong
from vonggac.apps.organisations.listing import spelled
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.listing.systems import demand_number
from vonggac.apps.registry.models import DataKind, NetworkZone
from vonggac.kernel.addresses import AddressError, parse_range

MOST_SUBJECTS = 10_000_000_000


class ZoneDesk(Named):
    """A zone is found by its system and its name."""

    model = NetworkZone
    TEXTS = ("name", "purpose", "private_prefix", "public_prefix", "note")

    def values_of(self, row: NetworkZone) -> Values:
        return {"system": self.code_of[row.system_id], **{key: getattr(row, key) for key in self.TEXTS}}

    def canonical(self, values: Values) -> Values:
        prefixes = {key: self._prefix(values, key) for key in ("private_prefix", "public_prefix")}
        return {**values, **prefixes, "system": self.system_code(values["system"])}

    def _prefix(self, values: Values, key: str) -> str | None:
        try:
            return str(parse_range(str(values[key]))) if values[key] else None
        except AddressError as error:
            raise Wrong(key, str(error), "no-address") from None

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["system"], spelled(values["name"]))]

    def fields(self, values: Values) -> dict[str, Any]:
        return {"system_id": self.system_id(values["system"]), **{key: values[key] or "" for key in self.TEXTS}}


class DataDesk(Named):
    """A kind of data is found by its system, its name and the day of its count: another day is another count."""

    model = DataKind

    def values_of(self, row: DataKind) -> Values:
        keys = ("name", "sort", "basic_subjects", "sensitive_subjects", "as_of", "source", "note")
        return {"system": self.code_of[row.system_id], **{key: getattr(row, key) for key in keys}}

    def canonical(self, values: Values) -> Values:
        for key in ("basic_subjects", "sensitive_subjects"):
            demand_number(values, key, MOST_SUBJECTS)
            if values[key] is not None and values["sort"] != DataKind.Sort.PERSONAL.value:
                raise Wrong(key, _("Để trống, hoặc ghi nhóm “Thông tin cá nhân”: chỉ dữ liệu cá nhân mới có chủ thể."), "no-subjects")
        return {**values, "system": self.system_code(values["system"])}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["system"], spelled(values["name"]), values["as_of"])]

    def fields(self, values: Values) -> dict[str, Any]:
        texts = {key: values[key] or "" for key in ("name", "sort", "source", "note")}
        facts = {key: values[key] for key in ("basic_subjects", "sensitive_subjects", "as_of")}
        return {"system_id": self.system_id(values["system"]), **texts, **facts}
