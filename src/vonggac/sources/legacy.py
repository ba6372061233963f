"""Vietnamese text written for fonts of the time before Unicode, recognised by its syllables and turned into Unicode.

TCVN3 (also called ABC; TCVN 5712:1993, table VN3) gives each accented letter one byte; VNI writes a bare letter and then a mark. Files
and spreadsheets in both still arrive, either as bytes or, after a careless conversion, as Latin letters in a Unicode file
("Céng hßa x· héi"). Whether a text is one of them is judged by how many of its accented words are possible Vietnamese syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from vonggac.kernel.vietnamese import nfc

_TCVN3_BYTES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ "
    "CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ "
    "EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
_TCVN3 = {int(pair[:2], 16): pair[2:] for pair in _TCVN3_BYTES.split()}

# Bare letter, then the modifiers of VNI for Windows and what they make of it.
_VNI_MARKS = {
    "a": "ùáøàûảõãïạââáấàầåẩãẫäậêăéắèằúẳüẵëặ",
    "e": "ùéøèûẻõẽïẹâêáếàềåểãễäệ",
    "o": "ùóøòûỏõõïọâôáốàồåổãỗäộ",
    "ô": "ùớøờûởõỡïợ",
    "u": "ùúøùûủõũïụ",
    "ö": "ùứøừûửõữïự",
    "y": "ùýøỳûỷõỹ",
}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_RHYME = "(?:uyê|iê|yê|uô|ươ|uâ|uơ|oă|oa|oe|uê|uy|ươ|ưu|ia|ya|ua|ưa|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt]|[ioyu])?"
_SYLLABLE = re.compile(f"{_ONSET}(?:{_RHYME})")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u00b5-\u00be\u00ad\u00a1-\u00b2])*|[\u00a1-\u00be][^\W\d_]*")
_ENOUGH_WORDS = 4
_SURE = 0.75


def from_tcvn3(text: str) -> str:
    """Return TCVN3 text, held as Latin-1 letters, as Unicode."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Return VNI text, held as Windows-1252 letters, as Unicode."""
    return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)


def repaired(text: str) -> tuple[str, str | None]:
    """Return the text in Unicode and the name of the old encoding it was in, or the same text and None."""
    if not _looks_latin(text):
        return text, None
    as_is = vietnamese_share(text)
    options: list[tuple[str, Callable[[str], str]]] = [("TCVN3", from_tcvn3), ("VNI", from_vni)]
    name, better = max(((name, convert(text)) for name, convert in options), key=lambda option: vietnamese_share(option[1]))
    share = vietnamese_share(better)
    return (nfc(better), name) if share >= _SURE and share > as_is + 0.2 else (text, None)


def vietnamese_share(text: str) -> float:
    """Return which share of the accented words are possible Vietnamese syllables; 0 when there are too few to say."""
    accented = [word for word in _words(text) if not word.isascii()]
    if len(accented) < _ENOUGH_WORDS:
        return 0.0
    return sum(1 for word in accented if is_syllable(word)) / len(accented)


def is_syllable(word: str) -> bool:
    """Say whether a word could be one Vietnamese syllable: one onset, one rhyme, at most one tone, one case."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(1 for mark in parts if mark in _TONES) > 1:
        return False
    toneless = nfc("".join(mark for mark in parts if mark not in _TONES))
    return bool(_SYLLABLE.fullmatch(toneless))


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:200_000])


def _looks_latin(text: str) -> bool:
    """Real Unicode Vietnamese has letters beyond Latin-1 (ơ, ư, đ, ạ); text from the old fonts has only letters below U+0100."""
    beyond = sum(1 for letter in text if "\u0100" <= letter <= "\u1eff" and letter not in "ŒœŠšŸŽž")
    latin = sum(1 for letter in text if "\u00a1" <= letter <= "\u00ff")
    return latin > 0 and beyond * 10 <= latin


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for letter, marks in _VNI_MARKS.items():
        for mark, made in zip(marks[::2], marks[1::2], strict=True):
            table[letter + mark] = made
            table[letter.upper() + mark.upper()] = table[letter.upper() + mark] = made.upper()
    for letter, made in _VNI_ALONE.items():
        table[letter], table[letter.upper()] = made, made.upper()
    return table


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
