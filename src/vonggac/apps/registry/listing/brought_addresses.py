"""Addresses that an inventory brings along: one outside every known range is proposed, and becomes a range only where its line says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.lists.kinds import Remark, Values, Wanted
from vonggac.apps.organisations.models import Ancestry
from vonggac.apps.registry import queries
from vonggac.apps.registry.listing.brought_bodies import BringsBodies
from vonggac.apps.registry.listing.known_ranges import KnownRanges
from vonggac.apps.registry.models import AddressRange
from vonggac.apps.registry.overlaps import Claim, claim_of, conflicts
from vonggac.kernel.addresses import parse_range
from vonggac.kernel.vietnamese import fold

ADDRESSES = ("private_ip", "public_ip")


class BringsAddresses(BringsBodies):
    """A desk whose lines carry addresses of their machines."""

    def prepare(self) -> None:
        super().prepare()
        self.ranges = KnownRanges(self.on)
        rows = queries.visible_to(self.user).order_by().values_list("pk", "operator_id", "provider_id")
        self.runs = {pk: bodies for pk, *bodies in rows}
        """Who else than the owner runs a system: its machines may stand in their ranges."""

    def outside(self, values: Values) -> list[tuple[str, str]]:
        """Return the column and address of what lies in no known range."""
        said = [(key, str(values[key])) for key in ADDRESSES if values[key]]
        if not said:
            return []
        system = self.codes.get(fold(str(values["system"])))
        owner = None if self.is_new_owner(values) else self.body_id(values["owner"])
        bodies = {body for body in (owner, *self.runs.get(system or 0, ())) if body is not None}
        return [(key, address) for key, address in said if not self.ranges.holds(address, bodies=bodies, system=system)]

    def claims(self, values: Values, *, said: bool) -> bool | None:
        """Return what the list holds of a line: its addresses lie in ranges, or shall; nothing where it has none or leaves them outside."""
        has_any = any(values[key] for key in ADDRESSES)
        return True if has_any and (said or not self.outside(values)) else None

    def judge_addresses(self, wanted: Sequence[Wanted]) -> Iterator[Remark]:
        """Propose a range for an address that lies in none; say which will be added; refuse one that another body claims."""
        new: list[Claim] = []
        for one in wanted:
            for key, address in self.outside(one.after):
                named = {"address": address, "owner": self._owner_name(one.after)}
                if one.after["claims"]:
                    new.append(self._claim(one, key, address))
                    yield Remark(one, key, _("Sẽ thêm dải địa chỉ %(address)s của %(owner)s.") % named, refuses=False)
                else:
                    said = _("%(address)s chưa thuộc dải nào. Muốn thêm vào dải của %(owner)s, ghi “Có” ở cột “Ghi địa chỉ vào dải”.")
                    yield Remark(one, key, said % named, refuses=False)
        yield from self._conflicts(new)

    def _owner_name(self, values: Values) -> str:
        return str(values["owner"]) if self.is_new_owner(values) else self.directory.name(self.body_id(values["owner"]) or 0)

    def _claim(self, one: Wanted, key: str, address: str) -> Claim:
        # A body that is only about to be added has no number yet: each new name stands for itself, below zero.
        owner = -1 - list(self.new_names.values()).index(str(one.after["owner"])) if self._is_unnumbered(one.after) else None
        return Claim((one, key), self.body_id(one.after["owner"]) or 0 if owner is None else owner, parse_range(address), self.on, None)

    def _is_unnumbered(self, values: Values) -> bool:
        if not self.is_new_owner(values):
            return False
        self.new_names.setdefault(fold(str(values["owner"])), str(values["owner"]))
        return True

    def _conflicts(self, new: Sequence[Claim]) -> Iterator[Remark]:
        if not new:
            return
        standing = [claim_of(row) for row in AddressRange.objects.exclude(valid_to__lt=self.on)]
        kin = set(Ancestry.objects.filter(depth__gt=0).values_list("above_id", "below_id"))
        for found in conflicts([*standing, *new], kin):
            ours = [one for one in (found.one, found.other) if isinstance(one.mark, tuple)]
            if found.refuses and ours:
                one, key = max((claim.mark for claim in ours), key=lambda mark: mark[0].line)  # type: ignore[index]
                yield Remark(
                    one, key, _("Cơ quan khác cũng ghi địa chỉ này trong cùng thời gian. Sửa địa chỉ, hoặc ghi dải của một bên trước.")
                )

    def write_ranges(self, wanted: Iterable[Wanted], system_of: Callable[[Values], int]) -> None:
        """Add the ranges that lines asked for, with one line in the log."""
        new: dict[tuple[int, str], AddressRange] = {}
        for one in wanted:
            for _key, address in self.outside(one.after) if one.after["claims"] else ():
                found, owner = parse_range(address), self.owner_id(one.after) or 0
                row = AddressRange(
                    organisation_id=owner,
                    system_id=system_of(one.after),
                    written=str(found),
                    first=found.first_key,
                    last=found.last_key,
                    valid_from=self.on,
                )
                new.setdefault((owner, found.first_key), row)
        if new:
            AddressRange.objects.bulk_create(new.values(), batch_size=500)
            touched = [row.pk for row in new.values()]
            record("registry.ranges.imported", by=self.user, at=self.at, count=len(new), touched=touched)  # type: ignore[arg-type]
