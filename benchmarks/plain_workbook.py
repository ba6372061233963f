"""A list once more as spreadsheets save it: every text once, in a part of its own, and cells that point there."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_SCHEMAS}/spreadsheetml/2006/main"'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {"/xl/workbook.xml": "sheet.main", "/xl/worksheets/sheet1.xml": "worksheet", "/xl/sharedStrings.xml": "sharedStrings"}


def write_workbook(path: Path, listed: Path) -> None:
    """Turn a CSV file into a workbook of one sheet."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _write_frame(archive)
        with listed.open(encoding="utf-8", newline="") as file, archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"<worksheet {_MAIN}><sheetData>".encode())
            for line, row in enumerate(csv.reader(file), 1):
                cells = "".join(_cell(f"{chr(65 + at)}{line}", cell, texts) for at, cell in enumerate(row))
                sheet.write(f'<row r="{line}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f"<sst {_MAIN}>{items}</sst>")


def _write_frame(archive: zipfile.ZipFile) -> None:
    kinds = "".join(f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in _PARTS.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    archive.writestr("[Content_Types].xml", f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">{rels}{kinds}</Types>')
    archive.writestr("_rels/.rels", _relations(officeDocument="xl/workbook.xml"))
    archive.writestr("xl/_rels/workbook.xml.rels", _relations(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"))
    sheet = '<sheets><sheet name="T11" sheetId="1" r:id="rId1"/></sheets>'
    archive.writestr("xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_SCHEMAS}/officeDocument/2006/relationships">{sheet}</workbook>')


def _relations(**targets: str) -> str:
    kind = f"{_SCHEMAS}/officeDocument/2006/relationships"
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}/{name}" Target="{targets[name]}"/>' for number, name in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{told}</Relationships>'


def _cell(reference: str, cell: str, texts: dict[str, int]) -> str:
    if cell.isdecimal():
        return f'<c r="{reference}"><v>{cell}</v></c>'
    return f'<c r="{reference}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
