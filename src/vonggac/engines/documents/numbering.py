"""Numbers of the parts of a text: I. II. · 1. 2. · a) b) c) d) đ) e)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vonggac.engines.documents.model import Block, Item, Rank

# The order of Vietnamese letters as Annex I numbers points with them; letters with marks other than đ are not used.
LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DEPTH = {Rank.ROMAN: 0, Rank.ARABIC: 1, Rank.LETTER: 2}


def roman(number: int) -> str:
    """Return a Roman numeral."""
    out = ""
    for value, digits in _ROMAN:
        count, number = divmod(number, value)
        out += digits * count
    return out


def letter(number: int) -> str:
    """Return the letter of the n-th point; past the alphabet letters double (aa, bb) so that none repeats."""
    turn, place = divmod(number - 1, len(LETTERS))
    return LETTERS[place] * (turn + 1)


def labels(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Give every block its number ("" for those without); a part starts the numbers of the parts below it anew."""
    counts = [0, 0, 0]
    for block in blocks:
        if not isinstance(block, Item):
            yield block, ""
            continue
        depth = _DEPTH[block.rank]
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (2 - depth)
        yield block, _label(block.rank, counts[depth])


def _label(rank: Rank, count: int) -> str:
    if rank is Rank.ROMAN:
        return f"{roman(count)}."
    return f"{count}." if rank is Rank.ARABIC else f"{letter(count)})"
