"""The walk over WordprocessingML: what a reader of the page would see, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vonggac.sources import legacy
from vonggac.sources.documents.numbering import Numbering, W
from vonggac.sources.documents.tableshape import table_text
from vonggac.sources.trees import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DEEPEST = 40
_TRANSPARENT = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo", "ruby", "rubyBase"}
)
_PLAIN = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class Walk:
    """One document being read; remembers list counters, hidden words and footnotes met."""

    def __init__(
        self,
        *,
        numbering: _Element | None = None,
        styles: _Element | None = None,
        footnotes: _Element | None = None,
        endnotes: _Element | None = None,
    ) -> None:
        self.hidden: list[str] = []
        self.has_deletions = False
        self._numbering = Numbering(numbering, styles)
        self._notes = {"footnoteReference": _notes(footnotes), "endnoteReference": _notes(endnotes)}
        self._note_count = 0
        self._pending: list[str] = []
        self._boxes: list[str] = []

    def blocks(self, container: _Element, depth: int = 0) -> str:
        """Return the paragraphs and tables of a container, an empty line between paragraphs."""
        parts: list[str] = []
        for block in self._block_elements(container, depth):
            parts.append(self._table(block, depth) if local(block) == "tbl" else self.paragraph(block, depth))
            parts.extend(self._taken_notes())
        return "\n\n".join(part for part in parts if part.strip(" \n"))

    def paragraph(self, element: _Element, depth: int = 0) -> str:
        """Return one paragraph with its number; text boxes anchored in it stand before it, as they usually float beside."""
        before = len(self._boxes)
        text = "".join(self._inline(element, depth))
        label = self._numbering.label(element) if text.strip() else ""
        boxes, self._boxes = self._boxes[before:], self._boxes[:before]
        return "\n\n".join(part for part in (*boxes, label + text) if part.strip(" \n"))

    def _block_elements(self, container: _Element, depth: int) -> Iterator[_Element]:
        if depth > _DEEPEST:
            return
        for child in container:
            tag = local(child)
            if tag in {"p", "tbl"}:
                yield child
            elif tag in _TRANSPARENT:
                yield from self._block_elements(child, depth + 1)
            elif tag == "AlternateContent":
                yield from self._block_elements(_choice(child), depth + 1)
            elif tag in {"del", "moveFrom"}:
                self.has_deletions = True

    def _inline(self, element: _Element, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            return
        for child in element:
            tag = local(child)
            if tag == "r":
                yield from self._run(child, depth + 1)
            elif tag in {"del", "moveFrom"}:
                self.has_deletions = True
            elif tag in _TRANSPARENT or tag in {"oMath", "oMathPara"}:
                yield from self._inline(child, depth + 1)
            elif tag == "AlternateContent":
                yield from self._inline(_choice(child), depth + 1)
            elif tag == "t":
                yield child.text or ""

    def _run(self, run: _Element, depth: int) -> Iterator[str]:
        text = "".join(self._run_parts(run, depth))
        properties = run.find(f"{W}rPr")
        if properties is None or not text.strip():
            yield text
        elif _is_on(properties, "vanish") or _is_on(properties, "webHidden"):
            self.hidden.append(text)
        else:
            yield _as_shown(text, properties)

    def _run_parts(self, run: _Element, depth: int) -> Iterator[str]:
        for child in run:
            tag = local(child)
            if tag == "t":
                yield child.text or ""
            elif tag in _PLAIN:
                yield _PLAIN[tag]
            elif tag == "br":
                yield "\f" if child.get(f"{W}type") == "page" else "\n"
            elif tag == "sym":
                yield _symbol(child)
            elif tag in self._notes:
                yield self._note(tag, child, depth)
            elif tag == "AlternateContent":
                yield from self._run_parts(_choice(child), depth + 1)
            elif tag in {"drawing", "pict", "object"}:
                self._text_boxes(child, depth)

    def _text_boxes(self, drawing: _Element, depth: int) -> None:
        for box in drawing.iter(f"{W}txbxContent"):
            if depth <= _DEEPEST and not _inside_fallback(box, drawing):
                text = self.blocks(box, depth + 1)
                if text.strip():
                    self._boxes.append(text)

    def _note(self, tag: str, reference: _Element, depth: int) -> str:
        note = self._notes[tag].get(reference.get(f"{W}id", ""))
        if note is None or depth > _DEEPEST:
            return ""
        self._note_count += 1
        sign = str(self._note_count).translate(_SUPERSCRIPT)
        words = " ".join(" ".join("".join(self._inline(each, depth + 1)).split()) for each in note.iter(f"{W}p"))
        self._pending.append(f"{sign} {words.strip()}")
        return sign

    def _taken_notes(self) -> list[str]:
        """Footnotes stand as paragraphs of their own behind the paragraph that calls them, never inside its sentence."""
        taken, self._pending = self._pending, []
        return taken

    def _table(self, table: _Element, depth: int) -> str:
        rows = [[self._cell(cell, depth) for cell in children(row, "tc")] for row in children(table, "tr")]
        return table_text(rows)

    def _cell(self, cell: _Element, depth: int) -> str:
        parts: list[str] = []
        for block in self._block_elements(cell, depth + 1):
            parts.append(self._table(block, depth + 1) if local(block) == "tbl" else self.paragraph(block, depth + 1))
        return "\n".join(part for part in parts if part.strip())


def _notes(root: _Element | None) -> dict[str, _Element]:
    if root is None:
        return {}
    real = [each for each in root if each.get(f"{W}type", "normal") == "normal"]
    return {each.get(f"{W}id", ""): each for each in real}


def children(parent: _Element, wanted: str) -> Iterator[_Element]:
    """Give the rows of a table or the cells of a row, also those inside content controls."""
    for child in parent:
        tag = local(child)
        if tag == wanted:
            yield child
        elif tag in _TRANSPARENT:
            yield from children(child, wanted)


def _choice(alternate: _Element) -> _Element:
    """Word writes the same drawing twice, for new and old readers; one of them is enough."""
    for child in alternate:
        if local(child) == "Choice":
            return child
    return alternate


def _inside_fallback(box: _Element, drawing: _Element) -> bool:
    """Boxes inside boxes are read with the outer one; the copy for old readers is not read."""
    parent = box.getparent()
    while parent is not None and parent is not drawing:
        if local(parent) in {"Fallback", "txbxContent"}:
            return True
        parent = parent.getparent()
    return False


def _is_on(properties: _Element, tag: str) -> bool:
    found = properties.find(f"{W}{tag}")
    return found is not None and found.get(f"{W}val", "true") not in {"0", "false", "off"}


def _as_shown(text: str, properties: _Element) -> str:
    """Old Vietnamese fonts keep other letters in the file than they show, and their "H" faces show capitals."""
    fonts = properties.find(f"{W}rFonts")
    font = (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "") if fonts is not None else ""
    if font.startswith(".Vn"):
        text = legacy.from_tcvn3(text)
        text = text.upper() if font.endswith("H") else text
    elif font.startswith("VNI-"):
        text = legacy.from_vni(text)
    raised = properties.find(f"{W}vertAlign")
    if raised is not None and raised.get(f"{W}val") == "superscript" and text.strip().isdigit():
        text = text.translate(_SUPERSCRIPT)
    return text.upper() if _is_on(properties, "caps") else text


def _symbol(element: _Element) -> str:
    code = element.get(f"{W}char", "")
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""
