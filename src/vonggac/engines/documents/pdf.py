"""Writes an official document as PDF/A through typst, offline, with the fonts of this package.

The document crosses into typst as one JSON string: no word of it is ever part of the source that typst reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import typst

from vonggac.engines.documents.compose import COPIES_LABEL, SIGN_ROOM_PT, TO_LABEL, compose
from vonggac.engines.documents.model import Paper
from vonggac.law.layout import Layout

STANDARD: Final = "a-2b"


def write(paper: Paper, layout: Layout, *, made_at: datetime, fonts: Path | None = None) -> bytes:
    """Return the document as PDF/A-2b; `fonts` is a folder with the four Tinos files, by default the packaged one."""
    with _folder(fonts) as folder:
        made = typst.compile(
            _template(),
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]),
            ignore_system_fonts=True,
            sys_inputs={"paper": _data(paper, layout)},
            format="pdf",
            pdf_standards=STANDARD,
            timestamp=made_at.replace(microsecond=0),  # PDF dates count whole seconds; typst refuses finer ones.
        )
    return bytes(made)


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
            "parts": asdict(compose(paper, layout)),
            "to_label": TO_LABEL,
            "copies_label": COPIES_LABEL,
            "sign_room": SIGN_ROOM_PT,
        },
        ensure_ascii=False,
    )
    return _LONG_WORD.sub(_breakable, values)


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
