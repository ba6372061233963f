"""Ports of the log, which lies below the rooms it speaks of.

`audit.bodies`: the log keeps organisations as numbers; a room above gives them names. `audit.words`: the chain keeps free text as a digest
(decision 0004); the room that owns the words shows them as long as it has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import models

from vonggac.apps.audit.models import Entry
from vonggac.apps.face.registries import Registry


class Bodies(Protocol):
    """Who knows organisations by number and by name."""

    def names(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the names of these organisations."""
        ...

    def found(self, typed: str) -> Iterable[int]:
        """Return the organisations whose name holds the typed words."""
        ...


bodies: Registry[Bodies] = Registry("audit.bodies")


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Return names for numbers; a number nobody knows has none."""
    wanted = set(ids)
    return {key: name for _room, entry in bodies.in_order() for key, name in entry.names(wanted).items()} if wanted else {}


def bodies_called(typed: str) -> set[int]:
    """Return the numbers of the organisations whose name holds the typed words."""
    return {number for _room, entry in bodies.in_order() for number in entry.found(typed)}


class Words(Protocol):
    """Who still has the words that lines of the log stand for."""

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        """Return, by the number of the line, texts that may be meant; the log takes those whose digest fits."""
        ...


words: Registry[Words] = Registry("audit.words")


@dataclass(frozen=True, slots=True)
class WordsOfSubjects:
    """Words that stand in columns of the very row a line is about."""

    columns: Mapping[type[models.Model], Sequence[str]]

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for model, names in self.columns.items():
            about = _numbers_of(model, lines)
            for name in names if about else ():
                for pk, text in model._default_manager.filter(pk__in=about).values_list("pk", name):
                    for number in about[pk]:
                        found[number].add(text or "")
        return found


def _numbers_of(model: type[models.Model], lines: Sequence[Entry]) -> dict[int, list[int]]:
    """Return the lines about rows of a model: id of the row → numbers of the lines."""
    about: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        label, _colon, pk = line.subject.partition(":")
        if label == model._meta.label_lower and pk.isdigit():
            about[int(pk)].append(line.number)
    return about


def words_of(lines: Sequence[Entry]) -> dict[int, set[str]]:
    """Return every text that some room still keeps about each line."""
    kept: dict[int, set[str]] = defaultdict(set)
    for _room, entry in words.in_order() if lines else ():
        for number, texts in entry.kept_about(lines).items():
            kept[number].update(texts)
    return kept
