"""What dossiers give to the rooms below: where a task's ground is read, answers of the search box, words of the log, the rail's number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Dossier, DossierPart, DossierStep
from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.services.dossier_work import ROOM, group_of
from vonggac.apps.face.registries import SearchAnswer
from vonggac.kernel.levels import level_text

MOST = 10


def ground_of(user: Any, assignment: Any) -> str | None:
    """Return the dossier that a task is about, for who may see it."""
    if assignment.origin_room != ROOM or not assignment.origin_id or not assignment.group.startswith("ho-so-"):
        return None
    found = queries.dossiers_visible_to(user).filter(pk=assignment.origin_id).first()
    return reverse("compliance:dossier", args=[found.pk]) if found and assignment.group == group_of(found) else None


def found(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give standing dossiers by the name of their system or owner."""
    filters = queries.DossierFilters(words=folded)
    for row in queries.in_order(queries.narrowed(queries.dossiers_visible_to(user), filters, localdate()), localdate())[:MOST]:
        words = f"{level_text(row.proposed_level)}, {queries.words_of_state(row)}"
        yield SearchAnswer(_("Hồ sơ cấp độ"), row.system.name, reverse("compliance:dossier", args=[row.pk]), words)


def waiting(user: Any) -> int | None:
    """Return how many dossiers are late or came back."""
    rows = queries.dossiers_visible_to(user).filter(is_superseded=False)
    return rows.filter(Q(due_on__lt=localdate()) | Q(is_returned=True)).count() or None


class DossierWords:
    """The texts for which lines about dossiers hold a digest."""

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        """Return, by the number of the line, the texts of the dossier that the line is about."""
        label = Dossier._meta.label_lower
        about: dict[int, list[int]] = defaultdict(list)
        for line in lines:
            name, _colon, pk = line.subject.partition(":")
            if name == label and pk.isdigit():
                about[int(pk)].append(line.number)
        kept: dict[int, set[str]] = defaultdict(set)
        for pk, text in _texts(about) if about else ():
            for number in about[pk]:
                kept[number].add(text)
        return kept


def _texts(about: Iterable[int]) -> Iterator[tuple[int, str]]:
    ids = list(about)
    yield from Dossier.objects.filter(pk__in=ids).values_list("pk", "reason")
    yield from DossierPart.objects.filter(dossier__in=ids).values_list("dossier_id", "text")
    for pk, note, paper in DossierStep.objects.filter(dossier__in=ids).values_list("dossier_id", "note", "paper_number"):
        yield pk, note
        yield pk, paper
