"""The one-page guide of a kit, from one text: a page that opens without a network, and plain text."""

from __future__ import annotations

import re
from html import escape

_STYLE = """
body { font: 17px/1.55 "Segoe UI", "Noto Sans", Arial, sans-serif; max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; color: #1a1a1a;
  background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #bbb; } h3 { margin: 1rem 0 .2rem; }
li { margin: .25rem 0; } p { margin: .6rem 0; }
@media print { @page { size: A4; margin: 12mm 14mm; } body { font-size: 9.6pt; line-height: 1.36; margin: 0; max-width: none; padding: 0; }
  h1 { margin: 0; } h2 { margin: .7rem 0 .2rem; } h3 { margin: .4rem 0 0; }
  li { margin: .1rem 0; } p { margin: .3rem 0; } ul, ol { margin: .2rem 0; } }
"""
_ITEM = re.compile(r"(-|\d+\.) (.*)")


def as_html(text: str) -> str:
    """Return the page; nothing in it comes from elsewhere."""
    out, inside, title = [], "", ""
    for line in text.splitlines():
        item = _ITEM.fullmatch(line)
        wanted = ("ul" if item[1] == "-" else "ol") if item else ""
        if wanted != inside:
            out += [f"</{inside}>"] if inside else []
            out += [f"<{wanted}>"] if wanted else []
            inside = wanted
        if item:
            out.append(f"<li>{escape(item[2], quote=False)}</li>")
        elif heading := re.fullmatch(r"(#{1,3}) (.*)", line):
            title = title or heading[2]
            out.append(f"<h{len(heading[1])}>{escape(heading[2], quote=False)}</h{len(heading[1])}>")
        elif line:
            out.append(f"<p>{escape(line, quote=False)}</p>")
    out += [f"</{inside}>"] if inside else []
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
    return f'<!doctype html>\n<html lang="vi"><head>{head}<style>{_STYLE}</style></head><body>\n' + "\n".join(out) + "\n</body></html>\n"


def as_text(text: str) -> str:
    """Return the same words for an editor: headings in capitals or underlined."""
    lines = []
    for line in text.splitlines():
        if heading := re.fullmatch(r"(#{1,2}) (.*)", line):
            lines += [heading[2].upper(), "=" * len(heading[2])] if heading[1] == "#" else [heading[2].upper()]
        else:
            lines.append(line.removeprefix("### "))
    return "\n".join(lines) + "\n"
