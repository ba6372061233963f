"""Text without columns: one address a line, "address port", names and web addresses, comments behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vonggac.kernel.addresses import refang
from vonggac.sources.addresslists.cells import PLAIN, addresses_in, domain_in, is_url
from vonggac.sources.addresslists.delimited import Rows, is_comment
from vonggac.sources.addresslists.model import ColumnShape, Meaning
from vonggac.sources.addresslists.texts import Block
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

COLUMNS = tuple(
    ColumnShape(index, "", meaning, 0.8, "Tìm thấy trong từng dòng.")
    for index, meaning in enumerate((Meaning.ADDRESS, Meaning.DOMAIN, Meaning.URL, Meaning.NOTE))
)
_BEHIND = re.compile(r"\s[#;]|\s//\s|^[#;]")
_PORT_BEHIND = re.compile(r"(\S+?)[\s,]+(\d{1,5})")
_PORT_OF_NAME = re.compile(r":\d{1,5}$")


def rows_of_lines(blocks: Iterator[Block], name: str, limits: Limits) -> Iterator[Rows]:
    """Give one row of address, domain, URL and note for every line that is no comment."""
    count = 0
    for block in blocks:
        places: list[int] = []
        rows: list[list[str]] = []
        for index, line in enumerate(block.lines):
            if not (line := line.strip(" \t\ufeff")) or is_comment(line):
                continue
            places.append(block.number(index))
            rows.append([line, "", "", ""] if PLAIN.fullmatch(line) else list(cut(line, limits.cell)))
        count += len(places)
        if count > limits.rows:
            refuse(name, f"Danh sách có hơn {limits.rows} dòng. Chia thành nhiều tệp.", "too-many-rows")
        left_out = sum(1 for each in block.bad if each.rule != "encoding-changed")
        yield Rows(places, rows, bad=block.bad, bad_count=left_out)


def cut(line: str, longest: int) -> tuple[str, str, str, str]:
    """Return address, domain, URL and note of one line."""
    if len(line) > longest:
        return line, "", "", ""
    behind = _BEHIND.search(line)
    text, note = (line[: behind.start()].strip(), line[behind.end() :].strip(" \t#;/")) if behind else (line, "")
    if is_url(text):
        return (text if addresses_in(text).found else ""), "", text, note
    if "/" in text and domain_in(text.split("/", 1)[0]):
        return "", "", text, note
    if name := domain_in(_PORT_OF_NAME.sub("", refang(text))):
        return "", name, "", note
    if (port := _PORT_BEHIND.fullmatch(text)) and "/" not in port[1] and len(addresses_in(port[1]).found) == 1:
        return (f"[{port[1]}]:{port[2]}" if ":" in port[1] else f"{port[1]}:{port[2]}"), "", "", note
    return text, "", "", note
