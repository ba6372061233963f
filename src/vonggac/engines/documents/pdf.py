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
from pathlib import Path
from typing import Any, Final

import typst

import vonggac
from vonggac.engines.documents.compose import COPIES_LABEL, SIGN_ROOM_PT, TO_LABEL, Cell, compose
from vonggac.engines.documents.model import Paper
from vonggac.law.layout import Layout

STANDARD: Final = "a-2b"
LARGE: Final = 400_000
"""From so many signs on a document is set by a process of its own, which gives its memory back when it ends."""


def write(paper: Paper, layout: Layout, *, made_at: datetime, fonts: Path | None = None) -> bytes:
    """Return the document as PDF/A-2b; `fonts` is a folder with the four Tinos files, by default the packaged one."""
    data = _data(paper, layout)
    with _folder(fonts) as folder:
        made = _apart if len(data) >= LARGE else typeset
        return made(data, str(folder), made_at.replace(microsecond=0))  # PDF dates count whole seconds; typst refuses finer ones.


def typeset(data: str, folder: str, made_at: datetime, *, tagged: bool = True) -> bytes:
    """Set one document here and now."""
    made = typst.compile(
        _template(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]),
        ignore_system_fonts=True,
        sys_inputs={"paper": data},
        format="pdf",
        pdf_standards=STANDARD,
        pdf_tags=tagged,
        timestamp=made_at,
    )
    return bytes(made)


def _apart(data: str, folder: str, made_at: datetime) -> bytes:
    """Set one document in a process of its own; what it says goes in and what comes out passes through pipes, never through files.

    Without the tree of tags, which for tens of thousands of cells takes a quarter of the memory and four fifths of the file.
    """
    house = str(Path(vonggac.__file__).parents[1])
    paths = os.pathsep.join(part for part in (house, os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(  # noqa: S603  the same interpreter, this very module
        [sys.executable, "-m", __name__, folder, made_at.isoformat()],
        input=data.encode(),
        capture_output=True,
        check=True,
        # One thread: two are no faster on one long table, and each keeps memory of its own.
        env=os.environ | {"PYTHONPATH": paths, "RAYON_NUM_THREADS": "1"},
    )
    return done.stdout


def _template() -> bytes:
    return resources.files(__package__).joinpath("paper.typ").read_bytes()


@contextmanager
def _folder(fonts: Path | None) -> Iterator[Path]:
    if fonts is not None:
        yield fonts
        return
    with resources.as_file(resources.files(__package__).joinpath("fonts")) as packaged:
        yield packaged


def _data(paper: Paper, layout: Layout) -> str:
    values = json.dumps(
        {
            "layout": _layout(layout),
            "parts": compose(paper, layout),
            "to_label": TO_LABEL,
            "copies_label": COPIES_LABEL,
            "sign_room": SIGN_ROOM_PT,
        },
        ensure_ascii=False,
        default=_fields,
    )
    return _LONG_WORD.sub(_breakable, values)


def _fields(value: Any) -> Any:
    """Say a part of a document as JSON; a cell is its words, its column says how they lie."""
    return value.text if isinstance(value, Cell) else {name: getattr(value, name) for name in value.__slots__}


_ROOM_FOR_A_BREAK = "\u200b"
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


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode(), sys.argv[1], datetime.fromisoformat(sys.argv[2]), tagged=False))
