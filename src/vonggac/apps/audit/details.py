"""Details of lines as a person reads them: where the chain holds a digest, the words themselves, as long as their room has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from vonggac.apps.audit import ports
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import is_said, said
from vonggac.kernel.reading import format_number

Facts = list[tuple[str, Any]]


def details_in_words(lines: Sequence[Entry]) -> dict[int, Facts]:
    """Return the details of each line, by its number; one question a room for the whole page."""
    kept = ports.words_of([line for line in lines if _says_anything(line.detail)])
    return {line.number: list(_facts(line.detail, _by_digest(kept.get(line.number, set())))) for line in lines}


def _says_anything(detail: object) -> bool:
    return is_said(detail) or (isinstance(detail, dict) and any(map(_says_anything, detail.values())))


def _by_digest(texts: set[str]) -> dict[str, str]:
    return {said(text)["digest"]: text for text in texts if text}


def _facts(detail: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in detail.items():
        if is_said(value):
            yield name, texts.get(value["digest"]) or _gone(value["length"])
        elif isinstance(value, dict) and value:
            yield from ((f"{name}.{inner}", words) for inner, words in _facts(value, texts))
        elif value != {}:
            yield name, value


def _gone(length: int) -> str:
    return ngettext("%(n)s ký tự; chữ không còn trong hệ thống", "%(n)s ký tự; chữ không còn trong hệ thống", length) % {
        "n": format_number(length)
    }
