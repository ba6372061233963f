"""The port `audit.labels`: every room registers how a person reads its acts, "work.tasks.opened" → "Giao việc"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vonggac.apps.face.registries import Registry

labels: Registry[Mapping[str, Any]] = Registry("audit.labels")


def register(room: str, words: Mapping[str, Any]) -> None:
    """Register one room's sentences; called from its `AppConfig.ready`."""
    labels.add(room, words)


def label_of(act: str) -> str:
    """Return the sentence for an act, or the act's own name when its room gave none."""
    return str(labels.entries.get(act.partition(".")[0], {}).get(act, act))


def known_acts() -> list[tuple[str, str]]:
    """Return every act with its sentence, by sentence."""
    every = {act: str(words) for _room, entry in labels.in_order() for act, words in entry.items()}
    return sorted(every.items(), key=lambda pair: pair[1])
