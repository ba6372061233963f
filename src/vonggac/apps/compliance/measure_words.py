"""Words of measures for the log page (port `audit.words`): notes and reasons stand in the rows, the chain holds their digests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Q

from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Answer, Assessment, Proof, SecurityRegulation


class WordsOfMeasures:
    """Notes of answers and reasons of returns, statements of proofs, numbers of regulations."""

    def kept_about(self, lines: Sequence[Entry]) -> Mapping[int, Iterable[str]]:
        """Return, by the number of the line, the texts that the row it is about still holds."""
        kept: dict[int, set[str]] = defaultdict(set)
        for label, texts in _TEXTS.items():
            about = _about(label, lines)
            for pk, *words in texts(about) if about else ():
                for number in about[pk]:
                    kept[number].update(word for word in words if word)
        return kept


def _about(label: str, lines: Sequence[Entry]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        name, _colon, pk = line.subject.partition(":")
        if name == label and pk.isdigit():
            found[int(pk)].append(line.number)
    return found


def _of_answers(about: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    said = ~Q(note="") | ~Q(returned_because="")
    rows = Answer.objects.filter(said, assessment_id__in=list(about)).order_by()
    yield from rows.values_list("assessment_id", "note", "returned_because")


def _of_proofs(about: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    yield from Proof.objects.filter(pk__in=list(about)).order_by().values_list("pk", "title", "statement")


def _of_regulations(about: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    yield from SecurityRegulation.objects.filter(pk__in=list(about)).order_by().values_list("pk", "number", "title")


_TEXTS = {
    Assessment._meta.label_lower: _of_answers,
    Proof._meta.label_lower: _of_proofs,
    SecurityRegulation._meta.label_lower: _of_regulations,
}
