"""Lists of what organisations hold: address ranges, domains, mail domains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Key, Remark, Values, Wanted, Wrong
from vonggac.apps.organisations.listing import demand_in_order
from vonggac.apps.organisations.models import Ancestry
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.models import AddressRange, Domain, MailDomain
from vonggac.apps.registry.models.held import POOLS
from vonggac.apps.registry.overlaps import Claim, claim_of, conflicts
from vonggac.kernel.addresses import AddressError, parse_domain, parse_range
from vonggac.kernel.addresses import AddressRange as Range
from vonggac.sources.tables.model import Value


class _HeldDesk(Named):
    """What a body holds is found by body, thing and first day; without a first day, by the only one there is."""

    thing: ClassVar[str]

    def values_of(self, row: Any) -> Values:
        return {
            "organisation": self.directory.written(row.organisation_id),
            self.thing: getattr(row, self.thing),
            "system": self.code_of.get(row.system_id) if row.system_id else None,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "note": row.note,
        }

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        return {**values, "organisation": self.body(values, "organisation"), "system": self.system_code(values["system"])}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        exact = (values["organisation"], values[self.thing], values["valid_from"])
        return [exact] if values["valid_from"] else [exact, (values["organisation"], values[self.thing], "any")]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        return [(values["organisation"], values[self.thing], values["valid_from"]), (values["organisation"], values[self.thing], "any")]

    def fields(self, values: Values) -> dict[str, Any]:
        held = {"organisation_id": self.body_id(values["organisation"]), "system_id": self.system_id(values["system"])}
        return {
            **held,
            self.thing: values[self.thing],
            **{key: values[key] for key in ("valid_from", "valid_to")},
            "note": values["note"] or "",
        }


class RangeDesk(_HeldDesk):
    """Address ranges, each claimed by one body at a time."""

    model = AddressRange
    thing = "written"

    def values_of(self, row: AddressRange) -> Values:
        written = str(Range(row.first, row.last))
        return {
            **super().values_of(row),
            "written": written,
            "behind_nat": row.behind_nat,
            "kind": row.kind,
            "provider": self.directory.written(row.provider_id) if row.provider_id else None,
            "port_first": row.port_first,
            "port_last": row.port_last,
        }

    def canonical(self, values: Values) -> Values:
        try:
            written = str(parse_range(str(values["written"])))
        except AddressError as error:
            raise Wrong("written", str(error), "no-address") from None
        demand_ports(values["port_first"], values["port_last"])
        return {**super().canonical(values), **self._kind(values), "written": written}

    def _kind(self, values: Values) -> Values:
        """A list that does not say what stands behind the addresses means fixed ones."""
        provider = self.body(values, "provider") if values["provider"] else None
        return {"behind_nat": bool(values["behind_nat"]), "kind": values["kind"] or AddressRange.Kind.FIXED, "provider": provider}

    def fields(self, values: Values) -> dict[str, Any]:
        found = parse_range(str(values["written"]))
        own = {key: values[key] for key in ("port_first", "port_last", "behind_nat", "kind")}
        provider = self.body_id(values["provider"]) if values["provider"] else None
        return {**super().fields(values), **own, "provider_id": provider, "first": found.first_key, "last": found.last_key}

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Compare all claims, standing and new, in one sweep; of two new ones the later line is told."""
        replaced = {one.pk for one in wanted if one.pk is not None}
        claims = [claim_of(row) for row in AddressRange.objects.all() if row.pk not in replaced]
        claims += [self._claim(one) for one in wanted]
        kin = set(Ancestry.objects.filter(depth__gt=0).values_list("above_id", "below_id")) if wanted else set()
        for found in conflicts(claims, kin):
            one, other = (found.other, found.one) if isinstance(found.other.mark, Wanted) else (found.one, found.other)
            if isinstance(one.mark, Wanted) and isinstance(other.mark, Wanted) and other.mark.line > one.mark.line:
                one, other = other, one
            if isinstance(one.mark, Wanted):
                yield Remark(one.mark, "written", self._said(other, refuses=found.refuses), found.refuses)

    def _claim(self, one: Wanted) -> Claim:
        values = one.after
        body = self.body_id(values["organisation"]) or 0
        days: Any = (values["valid_from"], values["valid_to"])
        return Claim(one, body, parse_range(str(values["written"])), *days, bool(values["behind_nat"]), values["kind"] in POOLS)

    def _said(self, other: Claim, *, refuses: bool) -> str:
        named = {"range": str(other.range), "name": self.directory.name(other.organisation_id)}
        if refuses:
            said = _("Trùng với %(range)s của %(name)s trong cùng thời gian. Sửa dải, hoặc ghi ngày kết thúc cho dải kia trước.")
        else:
            said = _("Địa chỉ nội bộ trùng với %(range)s của %(name)s. Nếu mỗi nơi ở sau một thiết bị NAT riêng, ghi “Sau NAT: Có”.")
        return said % named


def demand_ports(first: Value, last: Value) -> None:
    """Refuse ports that no network has."""
    for key, port in (("port_first", first), ("port_last", last)):
        if port is not None and not 0 <= int(str(port)) <= 65535:
            raise Wrong(key, _("Nhập cổng từ 0 đến 65535."), "no-port")
    if last is not None and (first is None or int(str(last)) < int(str(first))):
        raise Wrong("port_last", _("Nhập “Từ cổng” không lớn hơn “Đến cổng”."), "no-port")


class DomainDesk(_HeldDesk):
    """Domain names."""

    model = Domain
    thing = "name"

    def canonical(self, values: Values) -> Values:
        try:
            name = parse_domain(str(values["name"]))
        except AddressError as error:
            raise Wrong("name", str(error), "no-domain") from None
        return {**super().canonical(values), "name": name}


class MailDomainDesk(DomainDesk):
    """Domains of official mailboxes."""

    model = MailDomain

    def values_of(self, row: MailDomain) -> Values:
        return {**super().values_of(row), "mailboxes": row.mailboxes}

    def canonical(self, values: Values) -> Values:
        boxes = values["mailboxes"]
        if boxes is not None and not 0 <= int(str(boxes)) <= 10_000_000:
            raise Wrong("mailboxes", _("Nhập số hộp thư từ 0 trở lên."))
        return super().canonical(values)

    def fields(self, values: Values) -> dict[str, Any]:
        return {**super().fields(values), "mailboxes": values["mailboxes"]}
