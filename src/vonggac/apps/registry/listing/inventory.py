"""The full inventory: one line a component, which may bring its system, its machine, its zone and its addresses along.

A line may bring its owner into the directory (`brought_bodies`) and its addresses into the ranges (`brought_addresses`), never by a name
or an address alone. What a line creates besides its component shows in the preview as a remark of that line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.lists.kinds import Key, Remark, Values, Wanted, Wrong
from vonggac.apps.organisations.listing import spelled
from vonggac.apps.registry import queries
from vonggac.apps.registry.listing.brought_addresses import BringsAddresses
from vonggac.apps.registry.listing.systems import level_kept
from vonggac.apps.registry.models import Component, InformationSystem, NetworkZone
from vonggac.apps.registry.numbering import number_systems
from vonggac.kernel.addresses import AddressError, parse_address
from vonggac.kernel.vietnamese import fold
from vonggac.sources.tables.model import Value

PLAIN = ("what", "name", "vendor", "product", "version", "use", "place", "os", "asset_tag", "private_ip", "public_ip", "note")


class InventoryDesk(BringsAddresses):
    """A component is found by its system, what it is and its name; a system by code, else by name and owner, else it is new."""

    model = Component

    def prepare(self) -> None:
        super().prepare()
        known = InformationSystem.objects.filter(pk__in=queries.visible_to(self.user).values("pk"))
        self.owners = dict(known.values_list("pk", "owner_id"))
        self.levels = dict(known.values_list("pk", "level"))
        self.names = dict(known.values_list("pk", "name"))
        self.machine_names = {(pk, spelled(name)): name for pk, name in Component.objects.values_list("system_id", "name")}
        self.zone_names = {(pk, spelled(name)): name for pk, name in NetworkZone.objects.values_list("system_id", "name")}
        self.zoned = set(queries.known_to(self.user).values_list("pk", flat=True))

    def rows(self) -> Any:
        return super().rows().filter(system__in=self.zoned).select_related("zone", "host")

    def values_of(self, row: Component) -> Values:
        plain: Values = {key: getattr(row, key) for key in (*PLAIN, "quantity")}
        above = {"host": row.host.name if row.host else None, "zone": row.zone.name if row.zone else None}
        owner = self.about_owner(self.owners[row.system_id])
        level = str(found) if (found := self.levels[row.system_id]) else None
        values = {"system": self.code_of[row.system_id], **owner, "level": level, **plain, **above}
        return {**values, "claims": self.claims(values, said=False)}

    # --- one line -----------------------------------------------------------------------------------------------------------------

    def canonical(self, values: Values) -> Values:
        about = self.owner_of_line(values)
        system, pk = self._system(values, about)
        level = values["level"] if values["level"] != "0" else None
        if pk is not None:
            about, level = self.about_owner(self.owners[pk]), self._standing_level(pk, values["level"])
        quantity = 1 if values["quantity"] is None else values["quantity"]
        if not isinstance(quantity, int) or not 0 <= quantity <= 1_000_000:
            raise Wrong("quantity", _("Nhập số lượng từ 0 đến 1.000.000."))
        if values["host"] and spelled(values["host"]) == spelled(values["name"]):
            raise Wrong("host", _("Ghi tên máy chủ khác: một thành phần không chạy trên chính nó."), "own-host")
        above = {
            "host": self.machine_names.get((pk or 0, spelled(values["host"])), values["host"]),
            "zone": self.zone_names.get((pk or 0, spelled(values["zone"])), values["zone"]),
        }
        addresses = {key: self._address(values, key) for key in ("private_ip", "public_ip")}
        self.said_claims = bool(values["claims"])
        found = {**values, **above, **addresses, **about, "system": system, "level": level, "quantity": quantity}
        return {**found, "claims": self.claims(found, said=self.said_claims)}

    def settle(self, before: Values, after: Values) -> Values:
        """What a line says about ranges is never undone by a blank, and never taken over to another address."""
        return {**after, "claims": self.claims(after, said=self.said_claims)}

    def _standing_level(self, pk: int, written: Value) -> str | None:
        """Return the level that stands, and say so where the list has another one."""
        level = str(self.levels[pk]) if self.levels[pk] else None
        if written and written != (level or "0"):
            self.note("level", level_kept(level))
        return level

    def _system(self, values: Values, about: Values) -> tuple[str, int | None]:
        """Return the code of the system that stands, or the name of the new one, which needs an owner."""
        written, owner = str(values["system"]), about["owner"]
        pk = self.codes.get(fold(written))
        called = self.called.get(fold(written), set())
        owned = [one for one in called if owner is None or self.directory.written(self.owners[one]) == owner]
        if pk is None and len(owned) == 1:
            pk = owned[0]
        if pk is None and len(owned) > 1:
            codes = ", ".join(sorted(self.code_of[one] for one in owned))
            raise Wrong(
                "system",
                ngettext("Có %(n)s hệ thống tên này. Ghi mã: %(codes)s.", "Có %(n)s hệ thống tên này. Ghi mã: %(codes)s.", len(owned))
                % {"n": len(owned), "codes": codes},
                "ambiguous",
            )
        if pk is None:
            return self._new_system(written, about), None
        if owner is not None and self.directory.written(self.owners[pk]) != owner:
            said = _("Hệ thống này thuộc %(owner)s. Sửa chủ quản trên trang của hệ thống, không sửa ở danh sách thành phần.")
            raise Wrong("owner", said % {"owner": self.directory.name(self.owners[pk])}, "two-owners")
        return self.code_of[pk], pk

    def _new_system(self, written: str, about: Values) -> str:
        if about["owner"] is None:
            raise Wrong("owner", _("Ghi chủ quản: hệ thống “%(name)s” chưa có trong sổ đăng ký.") % {"name": written}, "no-owner")
        reached = about["owner_parent"] if self.is_new_owner(about) else about["owner"]
        if not self.user.may("registry.edit", self.body_id(reached)):
            raise Wrong("owner", _("Ghi cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối nhập."), "not-yours")
        return written

    def _address(self, values: Values, key: str) -> str | None:
        try:
            return str(parse_address(str(values[key]))) if values[key] else None
        except AddressError as error:
            raise Wrong(key, str(error), "no-address") from None

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(fold(str(values["system"])), values["owner"], values["what"], spelled(values["name"]))]

    # --- all lines ----------------------------------------------------------------------------------------------------------------

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Say which lines bring a system or a zone along; refuse two levels for one new system, and machines in a circle."""
        levels: dict[tuple[str, Value], tuple[Value, int]] = {}
        yield from self.judge_bodies(wanted)
        for one in wanted:
            if self._stands(one.after):
                continue
            if self._came_up_meanwhile(one.after):
                yield Remark(one, "system", _("Hệ thống này vừa được người khác thêm. Tải tệp lên lại."))
                continue
            mark = (fold(str(one.after["system"])), one.after["owner"])
            level, line = levels.setdefault(mark, (one.after["level"], one.line))
            if level != one.after["level"]:
                said = _("Cấp độ khác với dòng %(line)s của cùng hệ thống mới. Ghi một cấp độ.") % {"line": line}
                yield Remark(one, "level", said)
            elif line == one.line:
                yield Remark(one, "system", _("Sẽ thêm hệ thống mới: %(name)s.") % {"name": one.after["system"]}, refuses=False)
        yield from self._circles(wanted)
        yield from self.judge_addresses(wanted)

    def _came_up_meanwhile(self, values: Values) -> bool:
        """Say whether a system of that name and owner stands now, which it did not when the line was read."""
        if self.is_new_owner(values):
            return False
        called = self.called.get(fold(str(values["system"])), set())
        return any(self.directory.written(self.owners[pk]) == values["owner"] for pk in called)

    def _stands(self, values: Values) -> bool:
        return fold(str(values["system"])) in self.codes

    def _circles(self, wanted: Sequence[Wanted]) -> Iterator[Remark]:
        above = {
            self._place(one.after, one.after["name"]): self._place(one.after, one.after["host"]) for one in wanted if one.after["host"]
        }
        for one in wanted:
            start = self._place(one.after, one.after["name"])
            here, seen = above.get(start), {start}
            while here is not None and here not in seen:
                seen.add(here)
                here = above.get(here)
            if here == start:
                yield Remark(one, "host", _("Ghi máy chủ khác: các dòng này chạy trên nhau thành vòng."))

    def _place(self, values: Values, name: Value) -> tuple[str, Value, str]:
        return fold(str(values["system"])), values["owner"], spelled(name)

    # --- writing ------------------------------------------------------------------------------------------------------------------

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in PLAIN}
        return {**plain, "quantity": values["quantity"], "system_id": self._system_id(values), "zone_id": self._zone_id(values)}

    def _mark(self, values: Values) -> tuple[str, Value]:
        return fold(str(values["system"])), values["owner"]

    def _system_id(self, values: Values) -> int:
        standing = self.codes.get(fold(str(values["system"])))
        return standing if standing is not None else self.made[self._mark(values)]

    def _zone_id(self, values: Values) -> int | None:
        return self.zones[self._system_id(values), spelled(values["zone"])] if values["zone"] else None

    def write(self, wanted: Sequence[Wanted], told: Callable[[int], None]) -> list[Any]:
        """Write systems, zones and components, then on which machine each runs; machines that no line names are added as servers."""
        self.write_bodies(wanted)
        self._write_systems(wanted)
        self._write_zones(wanted)
        rows = super().write(wanted, told)
        self.write_ranges(wanted, self._system_id)
        return [*rows, *self._write_hosts(wanted, rows)]

    def _write_systems(self, wanted: Sequence[Wanted]) -> None:
        new: dict[tuple[str, Value], InformationSystem] = {}
        for one in wanted:
            if not self._stands(one.after) and self._mark(one.after) not in new:
                level = int(str(one.after["level"])) if one.after["level"] else None
                row = InformationSystem(name=str(one.after["system"]), owner_id=self.owner_id(one.after), level=level)
                row.fill_search()
                new[self._mark(one.after)] = row
        number_systems(list(new.values()))
        for row in new.values():
            row.fill_search()
        InformationSystem.objects.bulk_create(new.values())
        self.made = {mark: row.pk for mark, row in new.items()}

    def _write_zones(self, wanted: Sequence[Wanted]) -> None:
        named = {(self._system_id(one.after), str(one.after["zone"])) for one in wanted if one.after["zone"]}
        systems = {system for system, _name in named}
        standing = NetworkZone.objects.filter(system_id__in=systems).values_list("system_id", "name", "pk")
        self.zones = {(system, spelled(name)): pk for system, name, pk in standing}
        new = {(s, spelled(name)): NetworkZone(system_id=s, name=name) for s, name in sorted(named) if (s, spelled(name)) not in self.zones}
        for row in new.values():
            row.fill_search()
        NetworkZone.objects.bulk_create(new.values())
        self.zones |= {mark: row.pk for mark, row in new.items()}

    def _write_hosts(self, wanted: Sequence[Wanted], rows: Sequence[Component]) -> list[Component]:
        """Set on which machine each component runs, by the machine's name within its system."""
        named = {(self._system_id(one.after), spelled(one.after["host"])): str(one.after["host"]) for one in wanted if one.after["host"]}
        machines = self._machines({system for system, _name in named})
        missing = {mark: name for mark, name in named.items() if mark not in machines}
        added = [Component(system_id=system, what="server", name=name) for (system, _spelled), name in missing.items()]
        for row in added:
            row.fill_search()
        Component.objects.bulk_create(added)
        machines |= {(row.system_id, spelled(row.name)): row.pk for row in added}
        changed = []
        hosts = {(self._system_id(one.after), one.after["what"], one.after["name"]): one.after["host"] for one in wanted}
        for row in rows:
            host = hosts.get((row.system_id, row.what, row.name))
            above = machines[row.system_id, spelled(host)] if host else None
            if row.host_id != above and above != row.pk:
                row.host_id = above
                changed.append(row)
        Component.objects.bulk_update(changed, ["host"], batch_size=200)
        return added

    def _machines(self, systems: set[int]) -> dict[tuple[int, str], int]:
        """Return the component that a name means as a machine: a server before any other."""
        found: dict[tuple[int, str], int] = {}
        standing = Component.objects.filter(system_id__in=systems).order_by("pk").values_list("system_id", "name", "what", "pk")
        for system, name, _what, pk in sorted(standing, key=lambda row: row[2] != "server"):
            found.setdefault((system, spelled(name)), pk)
        return found
