"""Lists of how systems hang together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Key, Remark, Values, Wanted, Wrong
from vonggac.apps.organisations.listing import demand_in_order
from vonggac.apps.registry.listing.naming import Named
from vonggac.apps.registry.models import SystemLink
from vonggac.apps.registry.models.links import WITHOUT_CYCLES
from vonggac.engines.systems import Link, closing_a_circle


class LinkDesk(Named):
    """A link is found by its two systems and its kind."""

    model = SystemLink

    def values_of(self, row: SystemLink) -> Values:
        ends: Values = {"source": self.code_of[row.source_id], "target": self.code_of[row.target_id]}
        return {**ends, **{key: getattr(row, key) for key in ("sort", "flows", "valid_from", "valid_to", "note")}}

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        source, target = (self.system_code(values[key], key) for key in ("source", "target"))
        if source == target:
            said = _("Ghi hệ thống khác: một hệ thống không là một phần của chính nó, không phụ thuộc vào chính nó.")
            raise Wrong("target", said, "its-own-part")
        return {**values, "source": source, "target": target}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["source"], values["target"], values["sort"])]

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Refuse what would make a whole part of its part, or let a floor stand on what stands on it; the later line is told."""
        for sort in WITHOUT_CYCLES:
            new = [one for one in wanted if one.pk is None and one.after["sort"] == sort.value]
            standing = [Link(*ends) for ends in SystemLink.objects.filter(sort=sort).values_list("source_id", "target_id")] if new else []
            for index in closing_a_circle(standing, [self._ends(one.after) for one in new]):
                said = _("Ghi hệ thống khác: %(target)s đã %(sort)s %(source)s, trực tiếp hoặc qua hệ thống khác.")
                yield Remark(new[index], "target", said % {**new[index].after, "sort": sort.label})

    def _ends(self, values: Values) -> Link:
        return Link(self.system_id(values["source"]) or 0, self.system_id(values["target"]) or 0)

    def fields(self, values: Values) -> dict[str, Any]:
        ends = self._ends(values)
        texts = {key: values[key] or "" for key in ("sort", "flows", "note")}
        return {"source_id": ends.source, "target_id": ends.target, **texts, **{key: values[key] for key in ("valid_from", "valid_to")}}
