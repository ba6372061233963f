"""Lists of providers' contracts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from vonggac.apps.lists.kinds import Key, Values, Wanted
from vonggac.apps.organisations.listing import demand_in_order
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.models import ProviderContract
from vonggac.kernel.vietnamese import fold

TEXTS = ("number", "title", "service_level", "licence_number", "note")
DAYS = ("valid_from", "valid_to", "licence_until", "undertaking_on")
DOES = ("hosts", "operates", "watches", "assesses")
"""What the provider does under the contract; each follows a rule of its own (Decree 331/2026, Art 5.3, 31)."""


class ContractDesk(Named):
    """A contract is found by its provider and number; its scope is a list of systems."""

    model = ProviderContract
    counts_changes = True

    def rows(self) -> Any:
        return super().rows().prefetch_related("systems")

    def values_of(self, row: ProviderContract) -> Values:
        plain: Values = {key: getattr(row, key) for key in (*TEXTS, *DAYS, *DOES)}
        bodies = {key: self.directory.written(getattr(row, f"{key}_id")) for key in ("provider", "client")}
        return {**plain, **bodies, "systems": tuple(sorted(system.code for system in row.systems.all()))}

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        bodies = {key: self.body(values, key) for key in ("provider", "client")}
        listed: Any = values["systems"] or ()
        systems = tuple(sorted({str(self.system_code(one, "systems")) for one in listed}))
        return {**values, **bodies, **{key: bool(values[key]) for key in DOES}, "systems": systems}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["provider"], fold(str(values["number"])))]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {**{key: values[key] or "" for key in TEXTS}, **{key: values[key] for key in (*DAYS, *DOES)}}
        bodies = {f"{key}_id": self.body_id(values[key]) for key in ("provider", "client")}
        return {**plain, **bodies}

    def write(self, wanted: Sequence[Wanted], told: Callable[[int], None]) -> list[Any]:
        """Write contracts, then which systems they name, in sets."""
        rows = super().write(wanted, told)
        known = {(row.provider_id, row.number): row.pk for row in rows}
        through = ProviderContract.systems.through
        through.objects.filter(providercontract_id__in=list(known.values())).delete()
        pairs = [
            through(
                providercontract_id=known[(self.body_id(one.after["provider"]), one.after["number"])],
                informationsystem_id=self.system_id(code),
            )
            for one in wanted
            for code in one.after["systems"] or ()  # type: ignore[union-attr]
        ]
        through.objects.bulk_create(pairs, batch_size=500)
        return rows
