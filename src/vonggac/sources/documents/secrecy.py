"""Marks of state secrecy in a text or a file name: TUYỆT MẬT, TỐI MẬT, MẬT.

A file that shows one must not be on a networked computer (Law 117/2025, Article 5.2), so a miss is worse than a false alarm; yet a letter
about passwords (mật khẩu) or about protecting secrets (bảo vệ bí mật nhà nước) is everyday work. So a word counts only where a stamp
stands, in five ways:

1. alone in its line in capitals, also letter-spaced, framed, or beside the urgency stamp;
2. alone in its line or cell in any case, above "Kính gửi" (the head of a letter);
3. as the value of "độ mật";
4. inside the letter's own number ("Số: 12/MẬT-UBND", "Số: 05-BC/TU (M)");
5. as words of the file name.

A heading broken over two lines ("CÔNG TÁC BẢO / MẬT", "MẬT / KHẨU") is no stamp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vonggac.kernel.handling import Secrecy
from vonggac.kernel.vietnamese import fold, nfc
from vonggac.sources.documents.model import Mark

_DEGREES = {"tuyet mat": Secrecy.TOP_SECRET, "toi mat": Secrecy.SECRET, "mat": Secrecy.CONFIDENTIAL}
_SPELLINGS = {
    "tuyệt mật": Secrecy.TOP_SECRET, "tuyệtmật": Secrecy.TOP_SECRET, "tuyet mat": Secrecy.TOP_SECRET, "tuyetmat": Secrecy.TOP_SECRET,
    "tối mật": Secrecy.SECRET, "tốimật": Secrecy.SECRET, "toi mat": Secrecy.SECRET, "toimat": Secrecy.SECRET,
    "mật": Secrecy.CONFIDENTIAL, "mat": Secrecy.CONFIDENTIAL,
}  # fmt: skip
_URGENCY = re.compile(r"\b(?:hỏa tốc|hoả tốc|hoa toc|hẹn giờ|hen gio|thượng khẩn|thuong khan|khẩn|khan)\b")
_COPY = re.compile(r"\bbản\s+(?:số|sao)\b.*|\bđộ\s+mật\b")
_FRAME = re.compile(r"[\s\[\](){}<>|*_=.,:;/\\“”\"'«»•+–—-]+")
_STATE_SECRET = frozenset(
    {"bi mat nha nuoc", *(f"{what} {how}bi mat nha nuoc" for what in ("tai lieu", "van ban", "vat") for how in ("", "chua "))}
)
_PROTECTS = (
    "bao ve",
    "lo",
    "lot",
    "mat",
    "ve",
    "luat",
    "danh muc",
    "pham vi",
    "thuoc",
    "do",
    "quan ly",
    "phap luat",
    "cong tac",
    "chua",
    "la",
)
_BEFORE_MAT = ("bao", "bi", "co", "giu", "an", "do bao")
_AFTER_MAT = ("khau", "ma", "do", "danh", "vu", "tham", "thu", "ong", "nghi", "lenh", "dam", "ngu")
_DEGREE_FIELD = re.compile(
    r"(?<!mật )\bđộ[ \t]+mật[ \t]*[:：.–-]?\s*(?P<degree>tuyệt[ \t]+mật|tối[ \t]+mật|mật)[ \t]*(?=$|[.;)\]\n|])",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER_LINE = re.compile(r"^[ \t]*(?:số|so)[ \t]*[:：.]?[ \t]*(?P<rest>[^\n\t]{0,60})", re.IGNORECASE | re.MULTILINE)
_IN_NUMBER = re.compile(
    r"[/\-–(\[ ](?P<degree>tuyệt\s*mật|tối\s*mật|mật|tuyet\s*mat|toi\s*mat|mat|(?<=[(\[])TM|(?<=[(\[])M)(?=$|[/\-–)\].,; \t])",
    re.IGNORECASE,
)
_TM = {"m": Secrecy.CONFIDENTIAL, "tm": Secrecy.SECRET}
_TO = re.compile(r"^[ \t*_]*kính[ \t]+gửi\b", re.IGNORECASE | re.MULTILINE)
_HEAD_LINES = 25
_HEAD_LENGTH = 6_000


def find_marks(text: str, name: str = "", *, where: str = "text") -> tuple[Mark, ...]:
    """Return every mark of state secrecy in the text and in the file name, in order of appearance."""
    text = nfc(text)
    found = [*_stamps(text, where), *_fields(text, where), *_numbers(text, where)]
    found.sort(key=lambda mark: mark.start or 0)
    return (*found, *_in_name(name))


def _stamps(text: str, where: str) -> Iterator[Mark]:
    head = _head_end(text)
    lines = list(_lines(text))
    for index, (start, line) in enumerate(lines):
        in_head = start < head
        cells = re.split(r"\t|\s{3,}|\|", line) if in_head and not _letter_spaced(line) else [line]
        before = lines[index - 1][1] if index else ""
        after = lines[index + 1][1] if index + 1 < len(lines) else ""
        for cell in cells:
            degree = _stamp(cell, in_head, is_recognised=where == "recognised") or _state_secret(cell, before)
            if degree and not _is_broken_heading(cell, before, after):
                yield Mark(degree, cell.strip(), where, start + line.find(cell.strip()))
                break


def _stamp(cell: str, in_head: bool, *, is_recognised: bool) -> Secrecy | None:
    """The degree a line or cell shows when it holds nothing but stamps; recognition often misreads the marks of a red stamp."""
    if not cell.strip() or len(cell) > 80 or (not in_head and not cell.isupper()):
        return None
    plain = _FRAME.sub(" ", cell).strip()
    if _letter_spaced(cell):
        plain = plain.replace(" ", "")
    bare = fold(plain) if is_recognised else plain.lower()
    if bare == "mat" and not in_head:
        return None  # without marks and far from the head it is as likely a name or an abbreviation
    bare = _COPY.sub(" ", _URGENCY.sub(" ", bare))
    return _SPELLINGS.get(" ".join(bare.split()))


def _state_secret(cell: str, before: str) -> Secrecy | None:
    """ "BÍ MẬT NHÀ NƯỚC" alone in capitals, unless it ends a heading about protecting such secrets."""
    plain = fold(_FRAME.sub(" ", cell))
    if not cell.isupper() or plain not in _STATE_SECRET:
        return None
    return None if fold(_FRAME.sub(" ", before)).endswith(_PROTECTS) and before.strip() else Secrecy.CONFIDENTIAL


def _is_broken_heading(cell: str, before: str, after: str) -> bool:
    if fold(_FRAME.sub(" ", cell)) != "mat":
        return False
    last = fold(_FRAME.sub(" ", before)).split()[-1:]
    first = fold(_FRAME.sub(" ", after)).split()[:1]
    return (bool(last) and last[0] in _BEFORE_MAT) or (bool(first) and first[0] in _AFTER_MAT and after.isupper())


def _fields(text: str, where: str) -> Iterator[Mark]:
    for match in _DEGREE_FIELD.finditer(text):
        yield Mark(_DEGREES[fold(match["degree"])], " ".join(match.group().split()), where, match.start())


def _numbers(text: str, where: str) -> Iterator[Mark]:
    """Only the letter's own number stands at the start of a line; a secret letter that is merely cited marks nothing."""
    for line in _NUMBER_LINE.finditer(text):
        match = _IN_NUMBER.search(line["rest"])
        if match and any(letter.isdigit() or letter in "/…." for letter in line["rest"][: match.start() + 1]):
            word = fold(re.sub(r"\s+", " ", match["degree"]))
            degree = _TM.get(word) or _SPELLINGS.get(word)
            if degree:
                yield Mark(degree, line.group().strip(), where, line.start())


def _head_end(text: str) -> int:
    """The head ends at "Kính gửi"; without it, after the first lines."""
    to = _TO.search(text[:_HEAD_LENGTH])
    if to:
        return to.start()
    written = [start for start, line in _lines(text[:_HEAD_LENGTH]) if line.strip()]
    return written[_HEAD_LINES] if len(written) > _HEAD_LINES else min(len(text), _HEAD_LENGTH)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _letter_spaced(line: str) -> bool:
    """ "M Ậ T" or "T U Y Ệ T   M Ậ T"."""
    letters = line.split()
    return len(letters) >= 3 and all(len(letter) == 1 and letter.isalpha() for letter in letters)


# -- file names ---------------------------------------------------------------------------------------------------------------------

_NAME_WORD = re.compile(r"[^\W_]+")
# What follows or precedes "mật" in everyday words; without marks "mat" may also be mất, mặt, mắt, mát.
_EVERYDAY_AFTER = frozenset(
    {  # fmt: skip
        "khau",
        "ma",
        "do",
        "danh",
        "vu",
        "tham",
        "thu",
        "ong",
        "nghi",
        "lenh",
        "dam",
        "ngu",
        "bang",
        "dien",
        "ket",
        "mang",
        "nuoc",
        "tin",
        "an",
        "du",
        "tran",
        "cat",
        "tien",
        "hang",
        "kinh",
        "troi",
        "dat",
        "duong",
        "xe",
        "mua",
        "con",
        "trom",
        "thong",
        "quyen",
        "kiem",
        "uy",
        "hon",
        "sau",
        "bao",
        "doi",
        "giong",
    }
)
_EVERYDAY_BEFORE = frozenset(["bao", "bi", "co", "an"])
_PLAIN_BEFORE = frozenset(["do", "dau", "cv", "congvan", "van", "ban", "lieu", "hoso"])


def _in_name(name: str) -> Iterator[Mark]:
    words = _NAME_WORD.findall(_without_extension(nfc(name)))
    folded = [fold(word) for word in words]
    joined = f" {' '.join(folded)} "
    for plain in ("tuyet mat", "toi mat"):
        if f" {plain} " in joined or f" {plain.replace(' ', '')} " in joined:
            yield Mark(_DEGREES[plain], name, "name")
            return
    if " bi mat nha nuoc " in joined and not re.search(r"(?:bao ve|lo|lot|luat|ve|danh muc|pham vi|quan ly) bi mat nha nuoc", joined):
        yield Mark(Secrecy.CONFIDENTIAL, name, "name")
        return
    if any(_names_mat(words, folded, index, name) for index in range(len(words))):
        yield Mark(Secrecy.CONFIDENTIAL, name, "name")


def _names_mat(words: list[str], folded: list[str], index: int, name: str) -> bool:
    word = words[index].lower()
    if word not in {"mật", "mat"}:
        return False
    before = folded[index - 1] if index else ""
    after = folded[index + 1] if index + 1 < len(folded) else ""
    if re.search(rf"[(\[]\s*{word}\s*[)\]]", nfc(name), re.IGNORECASE):
        return True
    if before in _EVERYDAY_BEFORE or after in _EVERYDAY_AFTER:
        return False
    return word == "mật" or index == 0 or (not after and before in _PLAIN_BEFORE)


def _without_extension(name: str) -> str:
    stem, dot, last = name.rpartition(".")
    return stem if dot and len(last) <= 6 and stem else name
