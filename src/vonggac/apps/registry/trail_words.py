"""The words that lines of the log about this room stand for, as long as their rows keep them (decision 0004)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import models

from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.ports import WordsOfSubjects
from vonggac.apps.registry.models import (
    AcceptanceItem,
    AddressRange,
    DataKind,
    Domain,
    InformationSystem,
    LayerFact,
    MailDomain,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)

OWN: dict[type[models.Model], tuple[str, ...]] = {
    InformationSystem: ("purpose", "physical", "logical", "serves", "unwatched_because", "note"),
    ProviderContract: ("title", "service_level", "licence_number", "note"),
    AddressRange: ("note",),
    Domain: ("note",),
    MailDomain: ("note",),
}
"""Words that stand in the row itself that a line is about."""
HANGING: dict[type[models.Model], tuple[str, str, tuple[str, ...]]] = {
    NetworkZone: ("registry.informationsystem", "system_id", ("name", "purpose")),
    DataKind: ("registry.informationsystem", "system_id", ("name", "source")),
    SystemLink: ("registry.informationsystem", "source_id", ("flows",)),
    LayerFact: ("registry.informationsystem", "system_id", ("who",)),
    SystemProof: ("registry.informationsystem", "system_id", ("reference",)),
    AcceptanceItem: ("registry.providercontract", "contract_id", ("words",)),
}
"""Words that stand in a row which hangs on the one that the line is about: model → subject, the way to it, columns."""


class WordsOfTheRegister(WordsOfSubjects):
    """Words of systems, contracts and what hangs on them."""

    def __init__(self) -> None:
        super().__init__(OWN)

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, set[str]]:
        """Return, by the number of the line, texts that may be meant."""
        found: dict[int, set[str]] = defaultdict(set)
        for number, texts in super().kept_about(lines).items():
            found[number].update(texts)
        for model, (subject, way, columns) in HANGING.items():
            about = _about(subject, lines)
            for pk, *texts in model._default_manager.filter(**{f"{way}__in": about}).values_list(way, *columns) if about else ():
                for number in about[pk]:
                    found[number].update(texts)
        return found


def _about(subject: str, lines: Sequence[Entry]) -> dict[int, list[int]]:
    about: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        label, _colon, pk = line.subject.partition(":")
        if label == subject and pk.isdigit():
            about[int(pk)].append(line.number)
    return about
