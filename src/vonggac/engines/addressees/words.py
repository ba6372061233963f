"""One key for the many spellings of a name: "Các sở, ban, ngành tỉnh" and "sở ban ngành" are the same phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vonggac.kernel.vietnamese import fold, tone_on_first
from vonggac.law.model import Vocabulary

_REMEMBERED = 20_000
"""How many keys are kept; a directory lives as long as the process, and letters bring ever new phrases."""
_NOT_WORD = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """Return text in lower case with marks, words apart by single blanks, without punctuation."""
    return _NOT_WORD.sub(" ", tone_on_first(text).casefold()).strip()


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted({plain(word) for word in words if plain(word)}, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)) or r"(?!)"


class Words:
    """Reads phrases with the vocabulary of the law and the names of the provinces.

    Fillers and "tỉnh" are taken away while the marks still stand, because without them "tịnh" and "tài" would go too.
    """

    def __init__(self, vocabulary: Vocabulary, provinces: Iterable[str]) -> None:
        own = _any_of(name.casefold().removeprefix("tỉnh ") for name in provinces)
        self._province = re.compile(rf"\btỉnh\b(?! (?:ủy|đoàn)\b)(?: (?:{own})\b)?")
        self._fillers = re.compile(rf"\b(?:{_any_of(vocabulary.fillers)})\b")
        self._short = {plain(long): plain(short) for long, short in vocabulary.abbreviations}
        self._long = re.compile(rf"\b(?:{_any_of(self._short)})\b")
        self._heads = re.compile(rf"(?:{_any_of((*vocabulary.heads, *vocabulary.members))})\b")
        self._breaks = re.compile(rf"[\s,]+(?:{_any_of(vocabulary.breaks)})\b", re.IGNORECASE)
        self._keys: dict[str, str] = {}

    def key(self, text: str) -> str:
        """Return what two spellings of the same addressee have in common."""
        if (known := self._keys.get(text)) is None:
            if len(self._keys) >= _REMEMBERED:
                self._keys.clear()
            known = self._keys[text] = fold(self.marked_key(text))
        return known

    def marked_key(self, text: str) -> str:
        """Return the key with its marks: Sơn Hà and Sơn Hạ, Ba Tơ and Ba Tô are different communes."""
        seen = self._long.sub(lambda found: self._short[found.group()], plain(text))
        bare = self._fillers.sub(" ", self._province.sub(" ", seen))
        return " ".join(bare.split()) or seen

    def without_head(self, text: str) -> tuple[str, str] | None:
        """Split "Giám đốc Trung tâm X" into the post and the body; None when no post leads.

        "Chánh Văn phòng" loses only "Chánh": what follows the post is the name of the body.
        """
        found = self._heads.match(tone_on_first(text).casefold().lstrip())
        if found is None:
            return None
        text = tone_on_first(text).lstrip()
        return text[: found.end()].strip(), text[found.end() :].strip()

    def before_break(self, text: str) -> str:
        """Return what stands before the sentence goes on: "Viettel Quảng Ngãi tiếp tục …" gives "Viettel Quảng Ngãi"."""
        return self._breaks.split(tone_on_first(text), maxsplit=1)[0].strip()
