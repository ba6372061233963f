"""Lists of who holds the four layers, and of what proves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Key, Remark, Values, Wanted, Wrong
from vonggac.apps.organisations.listing import demand_in_order, spelled
from vonggac.apps.registry import queries
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.models import LayerFact, ProviderContract, SystemProof
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import fold
from vonggac.sources.tables.model import Value


class LayerDesk(Named):
    """Who holds a layer is found by system, layer, body or words, and days; without a first day, by the only one there is."""

    model = LayerFact

    def prepare(self) -> None:
        """Load the contracts that lines may name: by number, or by number and provider where a number stands twice."""
        super().prepare()
        self.contract_called: dict[str, list[int]] = {}
        self.contract_name: dict[int, str] = {}
        rows = list(queries.contracts_visible_to(self.user).order_by("pk").values_list("pk", "number", "provider_id"))
        times = Counter(fold(number) for _pk, number, _provider in rows)
        for pk, number, provider in rows:
            full = f"{number} ({self.directory.written(provider)})"
            self.contract_name[pk] = number if times[fold(number)] == 1 else full
            for called in {fold(number), fold(full)}:
                self.contract_called.setdefault(called, []).append(pk)

    def values_of(self, row: LayerFact) -> Values:
        named: Values = {
            "system": self.code_of[row.system_id],
            "layer": str(row.layer),
            "body": self.directory.written(row.body_id),
            "contract": self._name_of(row.contract_id, row.contract),
        }
        return {**named, **{key: getattr(row, key) for key in ("who", "valid_from", "valid_to", "note")}}

    def _name_of(self, pk: int | None, contract: ProviderContract | None) -> str | None:
        """Return how the list calls a contract; one that this person may not see keeps its number."""
        return None if pk is None or contract is None else self.contract_name.get(pk, contract.number)

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        body = self.body(values, "body")
        if body is None and not values["who"]:
            raise Wrong("body", _("Ghi cơ quan giữ lớp này, hoặc ghi rõ ai giữ ở cột “Ghi rõ thêm”."), "nobody")
        return {**values, "body": body, "system": self.system_code(values["system"]), "contract": self._contract(values["contract"])}

    def _contract(self, written: Value) -> str | None:
        if not isinstance(written, str) or not written:
            return None
        found = self.contract_called.get(fold(written), [])
        if len(found) == 1:
            return self.contract_name[found[0]]
        if found:
            names = "; ".join(self.contract_name[pk] for pk in found)
            raise Wrong("contract", _("Số này có ở nhiều hợp đồng. Ghi: %(names)s.") % {"names": names}, "ambiguous")
        raise Wrong("contract", _("Chưa có hợp đồng số “%(number)s”. Nhập hợp đồng trước, rồi nhập dòng này.") % {"number": written})

    def _contract_id(self, name: Value) -> int | None:
        return self.contract_called[fold(str(name))][0] if name else None

    def finding_keys(self, values: Values) -> Sequence[Key]:
        held = (values["system"], values["layer"], values["body"] or spelled(values["who"]))
        exact = (*held, spelled(values["who"]), values["valid_from"], values["valid_to"])
        return [exact, (*held, values["valid_from"])] if values["valid_from"] else [exact, (*held, values["valid_from"]), (*held, "any")]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        held = (values["system"], values["layer"], values["body"] or spelled(values["who"]))
        exact = (*held, spelled(values["who"]), values["valid_from"], values["valid_to"])
        return [exact, (*held, values["valid_from"]), (*held, "any")]

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Refuse a body that would hold one layer twice, and a contract that does not name the system."""
        named = ProviderContract.systems.through.objects.values_list("providercontract_id", "informationsystem_id")
        scope = set(named) if wanted else set()
        columns = ("system_id", "layer", "body_id", "pk")
        rows = LayerFact.objects.filter(valid_to=None, body__isnull=False).values_list(*columns) if wanted else ()
        holds: dict[tuple[int, int, int], object] = {(system, layer, body): pk for system, layer, body, pk in rows}
        for one in wanted:
            system = self.system_id(one.after["system"]) or 0
            contract = self._contract_id(one.after["contract"])
            if contract is not None and (contract, system) not in scope:
                yield Remark(one, "contract", _("Ghi hợp đồng có tên hệ thống này, hoặc thêm hệ thống vào hợp đồng trước."))
            mark = (system, int(str(one.after["layer"])), self.body_id(one.after["body"]) or 0)
            if one.after["body"] and one.after["valid_to"] is None and holds.setdefault(mark, one.pk or one) not in (one.pk, one):
                yield Remark(one, "body", _("Cơ quan này đang giữ lớp này. Ghi ngày kết thúc cho dòng đã có và nhập trước."))

    def fields(self, values: Values) -> dict[str, Any]:
        texts = {key: values[key] or "" for key in ("who", "note")}
        days = {key: values[key] for key in ("valid_from", "valid_to")}
        return {
            "system_id": self.system_id(values["system"]),
            "layer": int(str(values["layer"])),
            "body_id": self.body_id(values["body"]),
            "contract_id": self._contract_id(values["contract"]),
            **texts,
            **days,
        }


class ProofDesk(Named):
    """A proof is found by everything but its note; a file is handed in on the page of the system, not in a list."""

    model = SystemProof

    def values_of(self, row: SystemProof) -> Values:
        named: Values = {"system": self.code_of[row.system_id], "layer": str(row.layer)}
        return {**named, **{key: getattr(row, key) for key in ("proved_on", "sort", "reference", "note")}}

    def canonical(self, values: Values) -> Values:
        day: Any = values["proved_on"]
        if day > self.on:
            raise Wrong("proved_on", _("Ghi ngày không sau %(day)s: minh chứng là việc đã có.") % {"day": format_date(self.on)}, "to-come")
        return {**values, "system": self.system_code(values["system"])}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["system"], values["layer"], values["proved_on"], values["sort"], str(values["reference"] or "").strip())]

    def fields(self, values: Values) -> dict[str, Any]:
        texts = {key: values[key] or "" for key in ("sort", "reference", "note")}
        facts = {"system_id": self.system_id(values["system"]), "layer": int(str(values["layer"])), "proved_on": values["proved_on"]}
        return {**facts, **texts}

    def name_new(self, new: Sequence[SystemProof]) -> None:
        """Note who brought the proofs, and when."""
        for row in new:
            row.recorded_by, row.recorded_at = self.user, self.at  # type: ignore[assignment]
