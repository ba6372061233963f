"""A program of its own that sets one piece of a document, or binds the pieces into one file, and gives all its memory back when it ends.

Run by `pdf.py` as a file, not as a module, so that it loads nothing of the house. It reads standard input and writes standard output:

    typesetter.py set STANDARD TEMPLATE FONTS MOMENT    the document as JSON -> where the next piece begins, a line of JSON; the PDF
    typesetter.py bind                                  a line of JSON with size and `cut` of each piece, the pieces -> one PDF

The first page of each piece is a specimen of all letters of the whole document: the fonts of all pieces are then the same, and one copy of
them is enough. It is left out of the bound file, as is the last page of a piece that was cut.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any


def set_piece(paper: str, standard: str, template: str, folder: str, moment: str) -> tuple[dict[str, int] | None, bytes]:
    """Set one piece: return the first row of its last page with the number of that page, when it was cut, and the PDF.

    Without the tree of tags: the pieces' trees cannot be joined, and for tens of thousands of cells one is four fifths of the file.
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    compiler: Any = typst.Compiler(template, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"paper": paper})
    made = compiler.compile(format="pdf", pdf_standards=standard, pdf_tags=False, timestamp=datetime.fromisoformat(moment))
    found = json.loads(compiler.query("<cut>", field="value"))
    return (found[0] if found else None), made


def bind(pieces: list[tuple[bytes, bool]]) -> bytes:
    """Return the pages of all pieces as one file with the properties of the first; fonts and colours they have in common are kept once."""
    import pypdf

    writer = pypdf.PdfWriter()
    readers = [pypdf.PdfReader(io.BytesIO(data)) for data, _cut in pieces]
    common: dict[bytes, Any] = {}
    for reader, (_data, cut) in zip(readers, pieces, strict=True):
        pages = reader.pages[1 : -1 if cut else None]
        _share(pages, writer, common)
        for page in pages:
            writer.add_page(page)
    _take_over(readers[0], writer, hashlib.sha256(b"".join(data for data, _cut in pieces)).digest()[:16])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _share(pages: Any, writer: Any, common: dict[bytes, Any]) -> None:
    """Let the pages of a piece point at the fonts and colours that an equal piece has brought into the bound file already."""
    met: dict[int, Any] = {}
    for page in pages:
        for kind in ("/Font", "/ColorSpace"):
            shelf = page["/Resources"].get(kind, {})
            for name in list(shelf):
                ref = shelf.raw_get(name)
                if ref.pdf is writer:  # a shelf of several pages
                    continue
                if ref.idnum not in met:
                    digest = hashlib.sha256(repr(_content(ref)).encode()).digest()
                    met[ref.idnum] = common[digest] if digest in common else common.setdefault(digest, ref.clone(writer))
                shelf[name] = met[ref.idnum]


def _content(part: Any) -> Any:
    """Return what a part of a file holds, all that it points at included; two parts with the same content look the same on paper."""
    from pypdf.generic import DictionaryObject, StreamObject

    part = part.get_object()
    if isinstance(part, DictionaryObject):
        data = part.get_data() if isinstance(part, StreamObject) else b""
        return data, [(str(name), _content(part.raw_get(name))) for name in sorted(part)]
    if isinstance(part, list):
        return [_content(one) for one in part]
    return str(part)


def _take_over(first: Any, writer: Any, digest: bytes) -> None:
    """Give the bound file what makes the first piece an archivable one; the count of pages and the name of this very file are its own."""
    from pypdf.generic import ArrayObject, NameObject, TextStringObject

    root = first.trailer["/Root"]
    document, piece = (str(part) for part in first.trailer["/ID"])
    own = base64.b64encode(digest).decode()
    for name in ("/Metadata", "/OutputIntents", "/Lang", "/ViewerPreferences"):
        writer.root_object[NameObject(name)] = root.raw_get(name).clone(writer)
    packet = writer.root_object["/Metadata"].get_object()
    said = packet.get_data().decode().replace(piece, own)
    packet.set_data(re.sub(r"(<xmpTPg:NPages>)\d+", rf"\g<1>{len(writer.pages)}", said).encode())
    writer.metadata = first.metadata
    writer._ID = ArrayObject([TextStringObject(document), TextStringObject(own)])
    writer.pdf_header = first.pdf_header


def _pieces(source: Any) -> Iterator[tuple[bytes, bool]]:
    for size, cut in json.loads(source.readline()):
        yield source.read(size), cut


def main(verb: str, *words: str) -> None:
    """Do what the program was started for."""
    if verb == "bind":
        sys.stdout.buffer.write(bind(list(_pieces(sys.stdin.buffer))))
        return
    cut, made = set_piece(sys.stdin.buffer.read().decode(), *words)
    sys.stdout.buffer.write(json.dumps(cut).encode() + b"\n" + made)


if __name__ == "__main__":
    main(*sys.argv[1:])
