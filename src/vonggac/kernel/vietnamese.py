"""Vietnamese text: one spelling on the way in, one folded form to search, one key to order by.

Databases cannot be relied on here: SQLite neither folds case outside ASCII nor orders Vietnamese, and đ is a letter of its own that
no Unicode decomposition takes apart. So the three forms are computed once, here, and stored beside the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width blanks and byte-order marks: copied along from Word and web pages, seen by nobody."""


def nfc(text: str) -> str:
    """Return text in Unicode normal form C, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _fold_table() -> dict[int, str | None]:
    latin = [*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    table: dict[int, str | None] = {point: _bare(chr(point)) for point in latin if chr(point).isalpha()}
    table.update(dict.fromkeys([*range(0x300, 0x370), *map(ord, _INVISIBLE)], None))
    return table


_FOLD = _fold_table()


def fold(text: str) -> str:
    """Return text without marks, in lower case, with single blanks: what a search compares.

    `fold("ĐỨC HOÀ") == fold("Đức Hòa") == "duc hoa"`. Letters outside the Latin script lose case and marks too.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = text.translate(_FOLD)
    if not folded.isascii():
        folded = _bare(folded)
    return " ".join(folded.split())


_NOT_WORD = re.compile(r"[^0-9a-z]+")


def slug(text: str) -> str:
    """Return text for an address or a file name: `slug("Xã Đức Hòa") == "xa-duc-hoa"`; empty when nothing is left."""
    return _NOT_WORD.sub("-", fold(text)).strip("-")


# Tone placement. The official spelling of the letters we handle is hòa, thủy, ủy; hoà, thuỷ, uỷ is the same word.
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""In dictionary order: ngang, huyền, hỏi, ngã, sắc, nặng."""
_MARKED = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in "aeyAEY" for tone in _TONES[1:])
_LATE_TONE = re.compile(f"(?<![qQ])([oOuU])([{_MARKED}])(?![^\\W\\d_])")
_GLIDES = {"oa", "oe", "uy"}


def letters_of(short_name: str) -> str:
    """Return the letters by which a body stands in the number of its papers: "Sở KH&CN" gives SKHCN, "Công an tỉnh" CAT, "UBND tỉnh" UBND.

    Words in capitals stay, of the others the first letter counts; a "tỉnh" behind capitals falls away. No blanks and no "&", as numbers
    of papers are written (Decree 30/2020, Annex I, section II, item 3).
    """
    words = nfc(short_name).split()
    if len(words) > 1 and words[-1] == "tỉnh" and words[-2].isupper():
        words.pop()
    parts = ["".join(filter(str.isalnum, word)) for word in words]
    letters = "".join(part if part.isupper() else part[:1] for part in parts)
    bare = "".join(part for part in unicodedata.normalize("NFD", letters) if part not in _TONES[1:])
    return unicodedata.normalize("NFC", bare).upper()


def _tone_first(match: re.Match[str]) -> str:
    glide, marked = match.groups()
    decomposed = unicodedata.normalize("NFD", marked)
    plain, tone = decomposed[0], decomposed[1:]
    if (glide + plain).lower() not in _GLIDES:
        return match.group()
    return unicodedata.normalize("NFC", glide + tone) + plain


def tone_on_first(text: str) -> str:
    """Return text with the tone of an open oa, oe, uy on its first vowel: "Thuỷ" and "Thủy" both become "Thủy"; "quý" stays."""
    return _LATE_TONE.sub(_tone_first, nfc(text))


def same_spelling(one: str, other: str) -> bool:
    """Say whether two texts are the same words, whatever their case, blanks, normal form or tone placement; marks count."""
    return " ".join(tone_on_first(one).casefold().split()) == " ".join(tone_on_first(other).casefold().split())


# Order. Vietnamese dictionaries compare letters first and tones only between words of equal letters.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {letter: f"{0x40 + rank:02x}" for rank, letter in enumerate(_ALPHABET)}
_TONE_RANK = {tone: str(rank) for rank, tone in enumerate(_TONES) if tone}
_BREAK = "02"
_OTHER_LETTER = "70"
_WORDS = re.compile(r"\d+|[^\W\d_]+")
SORT_KEY_LENGTH = 512
"""The longest key; a database column of this size always holds one."""


def _number_key(digits: str) -> str:
    """A longer number is a larger number, so its length comes first: "Tổ 2" stands before "Tổ 10"."""
    digits = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    return f"10{min(len(digits), 255):02x}" + "".join(f"3{digit}" for digit in digits)


def _letters_and_tone(word: str) -> tuple[str, str]:
    letters: list[str] = []
    tone = "0"
    for letter in word:
        for part in _split_tone(letter):
            if part in _TONE_RANK:
                tone = _TONE_RANK[part] if tone == "0" else tone
            elif not unicodedata.combining(part):
                letters.append(_PRIMARY.get(part, _OTHER_LETTER))
    return "".join(letters), tone


@lru_cache(maxsize=4096)
def _split_tone(letter: str) -> str:
    """Return the letter of the Vietnamese alphabet followed by its tone mark, if any: "ế" becomes "ê" and an acute."""
    if letter in _PRIMARY:
        return letter
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in _TONE_RANK)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE_RANK))
    return (base if base in _PRIMARY else unicodedata.normalize("NFD", base)) + tones


def sort_key(text: str) -> str:
    """Return a key whose order is that of a Vietnamese dictionary: letters first (a ă â b … d đ …), then tones, numbers by value.

    The key holds only the characters 0-9 and a-f, so every database orders it alike, under any collation. Case, punctuation and the
    placement of tones do not count.
    """
    words = _WORDS.findall(nfc(text).lower())
    primary: list[str] = []
    tones: list[str] = []
    for word in words:
        letters, tone = (_number_key(word), "0") if word[0].isdecimal() else _letters_and_tone(word)
        primary.append(letters)
        tones.append(tone)
    return f"{_BREAK.join(primary)}00{''.join(tones)}"[:SORT_KEY_LENGTH]
