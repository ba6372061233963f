"""Numbers and symbols of documents: "5653/UBND-CNTT", "84/2025/QĐ-UBND", "40-CT/TW", "1025-CVHQ" (Decree 30/2020, Annex I, box 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .page import Found, Page

_U = "A-ZĐÂÊÔƠƯĂÁÀẢÃẠ"
_TOKEN = rf"[{_U}][A-Za-zĐđÂÊÔƠƯĂ0-9]{{0,14}}"
_FIRST = rf"(?![vV]\s?/\s?[vV])[{_U}][{_U}0-9&][A-Za-zĐđ0-9]{{0,13}}"
_SYMBOL = rf"{_FIRST}(?:\s?[-–&]\s?{_TOKEN}|\.{_TOKEN}|\s?[-–]\s?\d(?:\.\d)?){{0,6}}(?:/{_TOKEN})?"
_STATE = rf"(?P<no>\d{{1,6}}(?:-\d{{1,5}})?[a-zA-Z]?)\s{{0,3}}/\s{{0,3}}(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?(?P<sym>{_SYMBOL})"
_PARTY = rf"(?P<pno>\d{{1,6}})\s?[-–]\s?(?P<psym>{_TOKEN}\s?/\s?{_TOKEN}(?:[-.]{_TOKEN})?)"
_CITED = re.compile(rf"(?<![\w/.,\-–@])(?:{_STATE}|{_PARTY})")
_BARE_DASH = re.compile(rf"(?<![\w/])\d{{1,6}}-[{_U}]{{2,10}}\b")

_LABEL = re.compile(
    r"(?P<before>(?:^|[|\t\n\r]|\s\s|\s)[*_#>\s]{0,6})(?P<label>s[o06]\s*(?:(?:ky\s*)?hieu|van\s+ban)?)\s*(?P<colon>[:;])?", re.MULTILINE
)
_BLANK = r"[\s.…_\-]{0,60}"
_OWN_BLANK = re.compile(rf"{_BLANK}/\s?(?:(?P<year>20\d\d)\s?/\s?)?(?P<sym>{_SYMBOL})")
_OWN_PARTY_BLANK = re.compile(rf"[\s.…_]{{0,60}}-\s?(?P<sym>{_TOKEN}\s?/\s?{_TOKEN})")
_OWN = re.compile(rf"\s*(?:{_STATE}|{_PARTY})")
_OWN_HALF = re.compile(r"\s*(?P<no>\d{1,6})(?![\d\w])")
_NOT_OWN = re.compile(
    r"(?:cong van|van ban|quyet dinh|nghi dinh|thong tu|chi thi|to trinh|ke hoach|thong bao|nghi quyet|bao cao|cong dien|luat|dien thoai|tai khoan|lo|khoan|ghi)\s*$"  # noqa: E501
)
_TIGHT = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """The number of the letter itself; a blank before the slash leaves only the symbol."""

    number: Found | None
    symbol: Found | None
    end: int


def tight(raw: str) -> str:
    """Return a number without the blanks that typing and line breaks put into it."""
    return _TIGHT.sub("", raw).replace("–", "-")


def cited_numbers(page: Page, start: int, end: int) -> Iterator[Found]:
    """Yield every document number in a region, in order."""
    for match in _CITED.finditer(page.text, start, end):
        yield Found(tight(match.group()), *match.span())


def own_number(page: Page, start: int, end: int) -> OwnNumber | None:
    """Return the number after "Số:" in the letterhead; the label with a colon wins over one without."""
    for colon_needed in (True, False):
        for label in _LABEL.finditer(page.folded, start, end):
            if bool(label["colon"]) == colon_needed and _stands_alone(page, label, start) and (own := _own_at(page, label.end(), end)):
                return own
    return None


def _stands_alone(page: Page, label: re.Match[str], start: int) -> bool:
    before = page.folded[max(start, label.start("label") - 40) : label.start("label")].rstrip(" *_")
    if label["colon"]:
        return _NOT_OWN.search(before) is None
    return not before or before[-1] in "\n\r|\t\f" or label["before"].endswith("  ")


def _own_at(page: Page, at: int, end: int) -> OwnNumber | None:
    text = page.text
    if match := _OWN.match(text, at, end):
        return _whole(match)
    if match := _OWN_BLANK.match(text, at, end) or _OWN_PARTY_BLANK.match(text, at, end):
        return OwnNumber(None, Found(tight(match["sym"]), *match.span("sym")), match.end())
    if match := _OWN_HALF.match(text, at, end):
        return OwnNumber(Found(match["no"], *match.span("no")), None, match.end())
    return OwnNumber(None, None, at) if not text[at:end].strip()[:1].isalpha() or page.text[at : at + 1] == "\n" else None


def _whole(match: re.Match[str]) -> OwnNumber:
    first, sym = ("no", "sym") if match["no"] else ("pno", "psym")
    whole = Found(tight(match.string[match.start(first) : match.end()]), match.start(first), match.end())
    return OwnNumber(whole, Found(tight(match[sym]), *match.span(sym)), match.end())
