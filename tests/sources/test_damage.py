"""Whatever happened to a file on its way, the answer is a document, a table or a sentence; never a crash."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from sources import samples
from sources.documents.test_edxml import AT, ENVELOPE
from sources.tables.test_tables import COLUMNS, HEADER, workbook
from vonggac.sources.documents import Refused, read_document
from vonggac.sources.documents.edxml import write
from vonggac.sources.tables import read_table

BODY = (
    samples.paragraph("Công văn", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
)
NUMBERS = samples.wordprocessing(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)


def _seeds() -> dict[str, bytes]:
    return {
        "a.docx": samples.letter_docx(),
        "a.pdf": samples.pdf("Công văn số 12. " * 30),
        "a.txt": samples.LETTER.encode(),
        "a.html": b"<html><body><table><tr><td>a<td>b</table><ol start=3><li>x</ol></body></html>",
        "a.edxml": write(ENVELOPE, at=AT),
        "a.xlsx": workbook(HEADER, ["A", "b", "0905", 2, "1,5", "31/12/2025", "x", "III", "a; b"]),
        "a.csv": (",".join(HEADER) + '\nA,"b",0905,2\n').encode(),
    }


def _damaged(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice([1, 3, 20])):
        place, fate = dice.randrange(len(out)), dice.random()
        if fate < 0.5:
            out[place] = dice.randrange(256)
        elif fate < 0.7:
            del out[place : place + dice.randrange(50)]
        elif fate < 0.9:
            out[place:place] = dice.randbytes(8)
        else:
            other = dice.randrange(len(out))
            out[place : place + 20] = out[other : other + 20]
        out = out or bytearray(b"x")
    return bytes(out)


def _inside_out(dice: random.Random) -> bytes:
    """A Word file whose ZIP is sound and whose XML is not what Word would write."""
    values = ["", "-1", "9", "x", "99999999999999999999", "0"]
    body, numbers = BODY, NUMBERS
    for old in ("0", "1"):
        body = body.replace(f'w:val="{old}"', f'w:val="{dice.choice(values)}"')
        numbers = numbers.replace(f'"{old}"', f'"{dice.choice(values)}"')
    return samples.docx(body, word__numbering_xml=numbers)


def _cases(count: int) -> Iterator[tuple[bytes, str]]:
    dice = random.Random(20261122)
    seeds = _seeds()
    for _ in range(count):
        name = dice.choice(list(seeds))
        yield _damaged(seeds[name], dice), name
        yield _inside_out(dice), "a.docx"


def _answer(data: bytes, name: str) -> None:
    if name in {"a.xlsx", "a.csv"}:
        read_table(data, name, expected=COLUMNS)
    else:
        read_document(data, name, recognise=False)


def _answers(count: int) -> int:
    refused = 0
    for data, name in _cases(count):
        try:
            _answer(data, name)
        except Refused as refusal:
            refused += refusal.bad.why.endswith(".")
    return refused


def test_a_damaged_file_gets_an_answer() -> None:
    assert _answers(150) > 40


@pytest.mark.long
def test_thousands_of_damaged_files_get_an_answer() -> None:
    assert _answers(5_000) > 1_000
