"""Component systems: those that are recorded as part of a system, and the level each was found to have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from vonggac.apps.compliance.models import Determination
from vonggac.apps.registry.models import InformationSystem, SystemLink

DONE = Determination.State.DONE


def newest_done() -> Any:
    """Return the determination that stands for each system: the newest concluded one; for a query over systems."""
    return Subquery(Determination.objects.filter(system=OuterRef("pk"), state=DONE).order_by("-concluded_at", "-id").values("pk")[:1])


@dataclass(frozen=True, slots=True)
class Part:
    """One component system, with what is known of its level."""

    system: InformationSystem
    determination: Determination | None

    @property
    def level(self) -> int | None:
        """The concluded level, else what the register says."""
        return self.determination.final_level() if self.determination else self.system.level


def parts_of(system: InformationSystem) -> list[Part]:
    """Return the direct component systems of a system (Decree 85/2016, khoản 2 Điều 5; Decree 331/2026, khoản 2 Điều 8)."""
    inner = SystemLink.objects.filter(target=system, sort=SystemLink.Sort.PART_OF, valid_to=None).values("source")
    found = list(InformationSystem.objects.filter(pk__in=inner).annotate(newest=newest_done()).order_by("sort_key"))
    known = determinations_by_id(one.newest for one in found)  # type: ignore[attr-defined]
    return [Part(one, known.get(one.newest)) for one in found]  # type: ignore[attr-defined]


def components_of(system: InformationSystem) -> list[Determination]:
    """Return the concluded determinations of the component systems."""
    return [part.determination for part in parts_of(system) if part.determination]


def determinations_by_id(ids: Iterable[int | None]) -> dict[int | None, Determination]:
    """Return determinations with their systems, by number."""
    wanted = [one for one in ids if one]
    return {one.pk: one for one in Determination.objects.filter(pk__in=wanted).select_related("system")} if wanted else {}
