"""Writes an official document as PDF/A through typst, offline, with the fonts of this package.

The document crosses into typst as one JSON string: no word of it is ever part of the source that typst reads.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from vonggac.engines.documents import pieces
from vonggac.engines.documents.compose import COPIES_LABEL, SIGN_ROOM_PT, TO_LABEL, Cell, Composed, compose
from vonggac.engines.documents.model import Paper
from vonggac.law.layout import Layout

STANDARD: Final = "a-2b"
LARGE: Final = 400_000
"""From so many signs on a document is set piece by piece by processes of their own, which give their memory back when they end."""
TYPESETTER: Final = Path(__file__).with_name("typesetter.py")


def write(paper: Paper, layout: Layout, *, made_at: datetime, fonts: Path | None = None) -> bytes:
    """Return the document as PDF/A-2b; `fonts` is a folder with the four Tinos files, by default the packaged one."""
    parts = compose(paper, layout)
    data = _data(parts, layout)
    second = made_at.replace(microsecond=0)  # PDF dates count whole seconds; typst refuses finer ones.
    with _folder(fonts) as folder, resources.as_file(_template()) as template:
        if len(data) < LARGE:
            return typeset(data, template, folder, second)
        letters = " ".join(sorted(set(data) - _NO_LETTERS))
        del data
        return _bound(list(_set_apart(parts, layout, letters, (STANDARD, str(template), str(folder), second.isoformat()))))


def typeset(data: str, template: Path, folder: Path, made_at: datetime) -> bytes:
    """Set one document here and now, with its tree of tags."""
    import typst

    made = typst.compile(
        template.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]),
        ignore_system_fonts=True,
        sys_inputs={"paper": data},
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=made_at,
    )
    return bytes(made)


def _set_apart(parts: Composed, layout: Layout, letters: str, setting: tuple[str, ...]) -> Iterator[tuple[bytes, bool]]:
    """Yield a long document piece by piece, and of each whether it was cut.

    A table whose rows all stand on the last page of its piece cannot be cut there: the piece is set again with more of them.
    """
    page, room = 0, pieces.ROOM
    while True:
        piece = pieces.piece_of(parts, room)
        asked = _data(piece.parts, layout, piece={"letters": letters, "page": page, "cut": piece.place is not None})
        said, _, sheets = _run("set", *setting, given=asked.encode()).partition(b"\n")
        if piece.place is None:
            yield sheets, False
            return
        begins = json.loads(said)
        if begins["row"] == 0:
            room *= 2
            continue
        yield sheets, True
        parts, page, room = pieces.rest_from(parts, piece.place, begins["row"]), begins["page"], pieces.ROOM


def _bound(made: list[tuple[bytes, bool]]) -> bytes:
    sizes = json.dumps([(len(sheets), cut) for sheets, cut in made])
    return _run("bind", given=b"".join((sizes.encode(), b"\n", *(sheets for sheets, _cut in made))))


def _run(*words: str, given: bytes) -> bytes:
    """Let a process of its own do it; what it says goes in and what comes out passes through pipes, never through files."""
    done = subprocess.run(  # noqa: S603  the same interpreter, a file of this very folder
        # -P: its folder is no place to import from.
        [sys.executable, "-P", str(TYPESETTER), *words],
        input=given,
        capture_output=True,
        check=True,
        # One thread: two are no faster on one long table, and each keeps memory of its own.
        env=os.environ | {"RAYON_NUM_THREADS": "1"},
    )
    return done.stdout


def _template() -> Traversable:
    return resources.files(__package__).joinpath("paper.typ")


@contextmanager
def _folder(fonts: Path | None) -> Iterator[Path]:
    if fonts is not None:
        yield fonts
        return
    with resources.as_file(resources.files(__package__).joinpath("fonts")) as packaged:
        yield packaged


def _data(parts: Composed, layout: Layout, **more: Any) -> str:
    values = json.dumps(
        {
            "layout": _layout(layout),
            "parts": parts,
            "to_label": TO_LABEL,
            "copies_label": COPIES_LABEL,
            "sign_room": SIGN_ROOM_PT,
            **more,
        },
        ensure_ascii=False,
        default=_fields,
    )
    return _LONG_WORD.sub(_breakable, values)


def _fields(value: Any) -> Any:
    """Say a part of a document as JSON; a cell is its words, its column says how they lie."""
    return value.text if isinstance(value, Cell) else {name: getattr(value, name) for name in value.__slots__}


_ROOM_FOR_A_BREAK = "\u200b"
_NO_LETTERS = {*' "\\\u00a0', _ROOM_FOR_A_BREAK}
_LONG_WORD = re.compile(r"[^\s\"\\]{25,}")


def _breakable(found: re.Match[str]) -> str:
    """Let a word too long for a line (an address, a file name) break; typst would run it off the page."""
    word = found.group()
    return _ROOM_FOR_A_BREAK.join(word[start : start + 12] for start in range(0, len(word), 12))


def _layout(layout: Layout) -> dict[str, Any]:
    return {
        "font": layout.pdf_font,
        "colour": layout.colour,
        "frame_colour": layout.frame_colour,
        "page_width": layout.page_width,
        "page_height": layout.page_height,
        "margins": {side: margin.use for side, margin in layout.margins.items()},
        **{name: getattr(layout, name).use for name in ("indent", "gap", "line", "about_gap")},
        "boxes": {name: {"size": box.size.use, "bold": box.bold, "italic": box.italic} for name, box in layout.boxes.items()},
    }
