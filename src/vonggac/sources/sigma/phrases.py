"""Texts of rules: jokers, escapes, and what the modifiers make of a text.

Source: Sigma specification 2.1.0, "Escaping": a backslash is plain unless it stands before a joker or before another backslash.
A phrase is a run of texts and jokers; two texts never stand side by side, nor two jokers for any characters.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from vonggac.engines.hunt import ALWAYS, Condition, Joker, Place, Stands, Text, Wildcard, fold_text
from vonggac.engines.hunt.conditions import Field
from vonggac.sources.sigma.model import Fault

Part = str | Joker
DASHES = ("-", "/", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL BAR}")
MOST_DASHES = 3
_SPECIAL = re.compile(r"\\[\\*?]|[*?]")
_DASH = re.compile(r"\B[-/]\b")
_PLACEHOLDER = re.compile(r"%([^%\\]+)%")
_JOKERS = {"*": Joker.ANY, "?": Joker.ONE}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text of a rule."""

    parts: tuple[Part, ...]
    cased: bool = False

    @property
    def plain(self) -> str | None:
        """The text itself when no joker stands in it."""
        if not self.parts:
            return ""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], str) else None


def read_phrase(text: str) -> Phrase:
    """Read a text as written in a rule."""
    parts: list[Part] = []
    at = 0
    for found in _SPECIAL.finditer(text):
        sign = found.group()
        parts += [text[at : found.start()], _JOKERS.get(sign) or sign[1]]
        at = found.end()
    return Phrase(joined([*parts, text[at:]]))


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Put texts side by side into one, drop empty ones, and keep one of several jokers for any characters."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if part == "" or (part is Joker.ANY and last is Joker.ANY):
            continue
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        else:
            found.append(part)
    return tuple(found)


def opened(phrase: Phrase, *, start: bool, end: bool) -> Phrase:
    """Let any characters stand before or behind."""
    before = (Joker.ANY,) if start else ()
    behind = (Joker.ANY,) if end else ()
    return replace(phrase, parts=joined((*before, *phrase.parts, *behind)))


def test_of(field: Field, phrase: Phrase) -> Condition:
    """Return the cheapest test that says what the phrase says."""
    parts = phrase.parts if phrase.cased else tuple(fold_text(part) if isinstance(part, str) else part for part in phrase.parts)
    core = parts[parts[:1] == (Joker.ANY,) : len(parts) - (len(parts) > 1 and parts[-1] is Joker.ANY)]
    if not core:
        return _whole_or_any(field, parts, phrase.cased)
    if len(core) > 1 or not isinstance(core[0], str):
        return Wildcard(field, parts, phrase.cased)
    place = _PLACES[(parts[0] is Joker.ANY, parts[-1] is Joker.ANY)]
    return Text(field, place, core[0], phrase.cased)


_PLACES = {(False, False): Place.WHOLE, (False, True): Place.START, (True, False): Place.END, (True, True): Place.INSIDE}


def _whole_or_any(field: Field, parts: tuple[Part, ...], cased: bool) -> Condition:
    """A lone joker holds for any value that is there; an empty text for the empty value only."""
    if parts:
        return ALWAYS if field is None else Stands(field)
    return Text(field, Place.WHOLE, "", cased)


def _each_text(phrase: Phrase, change: Callable[[str], str]) -> Phrase:
    return replace(phrase, parts=joined(change(part) if isinstance(part, str) else part for part in phrase.parts))


def dashes(phrase: Phrase) -> list[Phrase]:
    """Write the sign before an option in each of the ways that Windows takes."""
    pieces = [piece for part in phrase.parts for piece in _dash_pieces(part)]
    places = [number for number, piece in enumerate(pieces) if piece is None]
    if len(places) > MOST_DASHES:
        raise Fault(f"“windash” chỉ mở rộng được {MOST_DASHES} dấu gạch trong một giá trị; tách giá trị thành nhiều dòng", "windash")
    found = []
    for chosen in product(DASHES, repeat=len(places)):
        signs = iter(chosen)
        found.append(replace(phrase, parts=joined(next(signs) if piece is None else piece for piece in pieces)))
    return found


def _dash_pieces(part: Part) -> Iterator[Part | None]:
    if not isinstance(part, str):
        yield part
        return
    at = 0
    for found in _DASH.finditer(part):
        yield part[at : found.start()]
        yield None
        at = found.end()
    yield part[at:]


def wide(encoding: str, mark: bytes = b"") -> Callable[[Phrase], Phrase]:
    """Return the change of a text into its UTF-16 form, each byte a character, as the encoders behind it expect."""

    def change(phrase: Phrase) -> Phrase:
        changed = _each_text(phrase, lambda text: text.encode(encoding).decode("latin-1"))
        return replace(changed, parts=joined((mark.decode("latin-1"), *changed.parts)))

    return change


def _encoded(phrase: Phrase, is_wide: bool) -> bytes:
    text = phrase.plain
    if text is None:
        raise Fault("base64 không áp dụng được cho giá trị có ký tự đại diện (*, ?); bỏ ký tự đại diện", "base64")
    return text.encode("latin-1" if is_wide else "utf-8")


def base64(phrase: Phrase, is_wide: bool) -> Phrase:
    """Return the base64 form of a whole text."""
    return replace(phrase, parts=joined((b64encode(_encoded(phrase, is_wide)).decode("ascii"),)))


def base64_offsets(phrase: Phrase, is_wide: bool) -> list[Phrase]:
    """Return the three forms that a text can have inside a longer text in base64, cut to what depends on it alone."""
    raw = _encoded(phrase, is_wide)
    found = []
    for offset, start in enumerate((0, 2, 3)):
        code = b64encode(b" " * offset + raw).decode("ascii")
        end = (0, 3, 2)[(len(raw) + offset) % 3]
        found.append(replace(phrase, parts=joined((code[start : len(code) - end],))))
    return found


def filled(phrase: Phrase, values: Mapping[str, Sequence[str]], limit: int) -> list[Phrase]:
    """Put every known value in place of each %name%."""
    pieces = [piece for part in phrase.parts for piece in _named_pieces(part)]
    names = [piece for piece in pieces if isinstance(piece, _Named)]
    choices = [[read_phrase(value).parts for value in _values_of(name.name, values)] for name in names]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > limit:
        raise Fault(f"các danh sách thay thế sinh ra {count} giá trị, nhiều hơn {limit}; rút gọn danh sách", "placeholder")
    return [replace(phrase, parts=joined(_put(pieces, chosen))) for chosen in product(*choices)]


def filled_text(text: str, values: Mapping[str, Sequence[str]], limit: int) -> list[str]:
    """Put every known value in place of each %name% of an expression, as they stand."""
    found = [text]
    for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
        known = _values_of(name, values)
        if len(found) * len(known) > limit:
            raise Fault(f"danh sách thay thế “%{name}%” sinh ra nhiều hơn {limit} giá trị; rút gọn danh sách", "placeholder")
        found = [one.replace(f"%{name}%", value) for one in found for value in known]
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    name: str


def _named_pieces(part: Part) -> Iterator[Part | _Named]:
    if not isinstance(part, str):
        yield part
        return
    at = 0
    for found in _PLACEHOLDER.finditer(part):
        yield part[at : found.start()]
        yield _Named(found.group(1))
        at = found.end()
    yield part[at:]


def _put(pieces: Sequence[Part | _Named], chosen: Sequence[tuple[Part, ...]]) -> Iterator[Part]:
    values = iter(chosen)
    for piece in pieces:
        if isinstance(piece, _Named):
            yield from next(values)
        else:
            yield piece


def _values_of(name: str, values: Mapping[str, Sequence[str]]) -> Sequence[str]:
    known = values.get(name)
    if known is None:
        raise Fault(f"chưa có danh sách thay thế “%{name}%”; đưa tệp danh sách có mục này", "placeholder")
    return known
