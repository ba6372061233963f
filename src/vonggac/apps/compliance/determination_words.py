"""Words of determinations for the log page (port `audit.words`): reasons stand in the rows, the chain holds their digests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Determination, LevelCorrection


class WordsOfDeterminations:
    """Reasons of raised levels, of concluded cases, of corrections."""

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        """Return, by the number of the line, the texts that its row still holds."""
        wanted = [line for line in lines if line.act.startswith("compliance.")]
        rows = _named(wanted, "compliance.determination")
        fixes = _named(wanted, "compliance.levelcorrection")
        found: dict[int, set[str]] = defaultdict(set)
        for one in Determination.objects.filter(pk__in=rows) if rows else ():
            words = {one.raised_because, *(str(said.get("words", "")) for said in one.conclusions.values())}
            for number in rows[one.pk]:
                found[number] |= words
        for fix in LevelCorrection.objects.filter(pk__in=fixes) if fixes else ():
            for number in fixes[fix.pk]:
                found[number].add(fix.reason)
        return found


def _named(lines: Sequence[Entry], label: str) -> dict[int, list[int]]:
    """Return the lines about rows of one kind: id of the row → numbers of the lines."""
    about: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        name, _colon, pk = line.subject.partition(":")
        if name == label and pk.isdigit():
            about[int(pk)].append(line.number)
    return about
