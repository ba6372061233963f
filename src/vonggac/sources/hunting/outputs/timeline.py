"""Detections as one HTML file that opens offline: filters, a heat map of ATT&CK techniques, and every event whole.

Everything from an event or a rule is escaped; the file loads nothing, and its own script is the only one that may run (its digest stands in
the content security policy). Without a script everything is there but the filters.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from importlib import resources
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from vonggac.engines.hunt.results import Detection, Sighted
from vonggac.engines.hunt.rules import LEVELS
from vonggac.kernel.reading import format_number
from vonggac.sources.hunting.outputs.about import About, in_utc
from vonggac.sources.hunting.outputs.grouping import level_of, rank
from vonggac.sources.hunting.outputs.plain import as_json
from vonggac.sources.hunting.outputs.table import WORDS, clean
from vonggac.sources.hunting.outputs.techniques import TACTICS, named, own_name, tactics_of, techniques_of

SHOWN_AT_MOST = 5_000
"""Detections that a browser shows without trouble; the worst ones are kept, the rest is counted."""
LONGEST = 20_000
"""Characters of one value that are shown."""
FIELDS_AT_MOST = 500
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
TOLD = "Đang hiện {shown} trong {all} kết quả."
NO_TACTIC = "Không nêu chiến thuật"


class _Row(NamedTuple):
    """One detection, ready to be ordered; it is written only if it is shown."""

    rank: int
    time: str
    number: int
    level: str
    rule: str
    title: str
    host: str
    techniques: tuple[str, ...]
    detection: Detection


class _Kept:
    """The rows that are shown, and counts of all."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self.count = 0
        self.levels: Counter[str] = Counter()
        self.cells: Counter[tuple[str, str]] = Counter()

    def take(self, detection: Detection) -> None:
        heading = detection.heading
        techniques = techniques_of(heading.tags)
        self.levels[level_of(heading)] += 1
        for tactic in tactics_of(heading.tags) or ("",):
            self.cells.update((tactic, technique) for technique in techniques)
        self.count += 1
        row = _Row(
            -rank(heading), in_utc(detection.event.time), self.count, level_of(heading), heading.id, heading.title,
            detection.event.host, techniques, detection,
        )  # fmt: skip
        self.rows.append(row)
        if len(self.rows) >= 2 * SHOWN_AT_MOST:
            self.cut()

    def cut(self) -> None:
        """Keep the worst, the earliest of them first."""
        self.rows.sort(key=lambda row: row[:3])
        del self.rows[SHOWN_AT_MOST:]


def timeline(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give the page; detections are shown in the order of time, those without one at the end."""
    kept = _Kept()
    for detection in detections:
        kept.take(detection)
    kept.cut()
    rows = sorted(kept.rows, key=lambda row: (not row.time, row.time, row.number))
    yield _head(about, kept)
    yield _filters(rows)
    yield from _map(kept.cells)
    yield f'<h2 id="events">Kết quả</h2><p id="told" role="status" data-words="{TOLD}">{format_number(len(rows))} kết quả.</p>\n'.encode()
    yield b'<ol class="events">\n'
    for row in rows:
        yield _item(row.detection, row).encode("utf-8", "replace")
    yield f"</ol>\n</main>\n<script>{_own('timeline.js')}</script>\n</body></html>\n".encode()


def _own(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _head(about: About, kept: _Kept) -> bytes:
    script = base64.b64encode(hashlib.sha256(_own("timeline.js").encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    counts = ", ".join(f"{WORDS[level]} {format_number(kept.levels[level])}" for level in reversed(LEVELS) if kept.levels[level])
    left = kept.count - len(kept.rows)
    shown = format_number(len(kept.rows))
    more = f"<p><strong>Trang chỉ hiện {shown} kết quả nặng nhất; {format_number(left)} kết quả nữa có trong dạng jsonl.</strong></p>"
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}"><meta name="referrer" content="no-referrer">
<title>Kết quả săn lùng, {about.at.astimezone(HERE):%d/%m/%Y}</title>
<style>{_own("timeline.css")}</style></head>
<body><a class="skip" href="#events">Đến danh sách kết quả</a><main>
<h1>{format_number(kept.count)} kết quả săn lùng</h1>
<p>{escape(counts) or "Không có kết quả."}</p>
<p class="muted">Chạy lúc {about.at.astimezone(HERE):%H:%M ngày %d/%m/%Y}, {format_number(about.rules)} quy tắc. \
Mọi giờ là giờ Việt Nam (UTC+7). \
Dữ liệu: {escape(clean(", ".join(about.paths))) or "không ghi"}.</p>
{more if left else ""}
""".encode("utf-8", "replace")


def _map(cells: Mapping[tuple[str, str], int]) -> Iterator[bytes]:
    if not cells:
        return
    counted = f"{format_number(len({technique for _tactic, technique in cells}))} kỹ thuật"
    yield (
        f'<h2 id="map">Kỹ thuật ATT&amp;CK</h2><details class="sheet map"><summary class="plain">Bản đồ nhiệt: {counted}</summary>'
        '<table class="map"><caption>Số kết quả theo chiến thuật và kỹ thuật; '
        "bấm một kỹ thuật để lọc. Một quy tắc nêu nhiều chiến thuật thì đếm ở từng chiến thuật.</caption>"
        '<thead><tr><th scope="col">Chiến thuật</th><th scope="col">Kỹ thuật và số kết quả</th></tr></thead><tbody>\n'
    ).encode()
    most = max(cells.values())
    for tactic in [*TACTICS, ""]:
        counts = Counter({technique: count for (one, technique), count in sorted(cells.items()) if one == tactic})
        if counts:
            name = TACTICS[tactic][1] if tactic else NO_TACTIC
            row = "".join(_cell(one, count, most) for one, count in counts.most_common())
            yield f'<tr><th scope="row">{name}</th><td>{row}</td></tr>\n'.encode()
    yield b"</tbody></table></details>\n"


def _cell(technique: str, count: int, most: int) -> str:
    heat = next(step for step, share in ((4, 0.75), (3, 0.4), (2, 0.1), (1, 0.0)) if count >= most * share)
    return (
        f'<button type="button" disabled aria-pressed="false" class="heat-{heat}" data-technique="{technique}">'
        f'<span lang="en">{escape(own_name(technique))}</span> {technique}: {format_number(count)}</button>'
    )


def _filters(rows: list[_Row]) -> bytes:
    levels = Counter(row.level for row in rows)
    boxes = "".join(_box(level, levels[level]) for level in reversed(LEVELS) if levels[level])
    rules = sorted({(row.title, row.rule) for row in rows})
    hosts = sorted({row.host for row in rows if row.host})
    techniques = sorted({one for row in rows for technique in row.techniques for one in (technique, technique[:5])})
    return f"""<h2>Lọc</h2><form class="sheet" hidden>
<fieldset><legend>Mức</legend>{boxes}</fieldset>
{_select("rule", "Quy tắc", [(rule, title) for title, rule in rules])}
{_select("host", "Máy", [(host, host) for host in hosts])}
{_select("technique", "Kỹ thuật", [(one, named(one)) for one in techniques])}
<label class="field">Từ lúc <input type="datetime-local" name="since"></label>
<label class="field">Đến lúc <input type="datetime-local" name="until"></label>
<label class="field">Có chữ <input type="search" name="words" autocomplete="off"></label>
<button type="reset">Bỏ lọc</button></form>
""".encode("utf-8", "replace")


def _box(level: str, count: int) -> str:
    words = f"{WORDS[level]} ({format_number(count)})"
    return f'<label class="box"><input type="checkbox" name="level" value="{level}" checked> {words}</label>'


def _select(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{escape(value)}">{escape(clean(words))}</option>' for value, words in options)
    return f'<label class="field">{label} <select name="{name}"><option value="">Tất cả</option>{listed}</select></label>'


def _item(detection: Detection, row: _Row) -> str:
    data = {"level": row.level, "rule": row.rule, "host": row.host, "time": row.time, "techniques": " ".join(row.techniques)}
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    return (
        f'<li {attributes}><details><summary><time datetime="{row.time}">{_moment(row.time)}</time>'
        f'<span class="level {row.level}">{WORDS[row.level]}</span><span>{escape(clean(row.title))}</span>'
        f"<span>{escape(clean(row.host))}</span></summary>{_inside(detection)}</details></li>\n"
    )


def _moment(time: str) -> str:
    if not time:
        return "không rõ giờ"
    return f"{datetime.fromisoformat(time).astimezone(HERE):%d/%m/%Y %H:%M:%S}"


def _inside(detection: Detection) -> str:
    heading = detection.heading
    said = (
        ("Vì sao", detection.because),
        ("Mô tả", heading.description),
        ("Có thể là bình thường khi", "; ".join(heading.false_positives)),
        ("Kỹ thuật", "; ".join(named(one) for one in techniques_of(heading.tags))),
        ("Nhãn", " ".join(heading.tags)),
        ("Quy tắc", f"{heading.id} {heading.file}".strip()),
        ("Tác giả quy tắc", heading.author),
        ("Giấy phép", heading.licence),
        ("Tham khảo", " ".join(heading.references)),
    )
    lines = "".join(f"<p><strong>{name}:</strong> {escape(clean(words))}</p>" for name, words in said if words)
    events = "".join(map(_event, (detection.event, *detection.others)))
    return f'<div class="inside">{lines}{events}</div>'


def _event(event: Sighted) -> str:
    rows = "".join(f'<tr><th scope="row">{escape(clean(name))}</th><td>{escape(_shown(text))}</td></tr>' for name, text in _fields(event))
    place = f"{event.source}, bản ghi {event.record}" + (f", {_moment(in_utc(event.time))}" if event.time else "")
    return f'<table class="event"><caption>{escape(clean(place))}</caption><tbody>{rows}</tbody></table>'


def _shown(text: str) -> str:
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return "\n".join(clean(line) for line in cut.replace("\r\n", "\n").split("\n"))


def _fields(event: Sighted) -> Iterator[tuple[str, str]]:
    for number, pair in enumerate(_flat("", event.fields, 8)):
        if number == FIELDS_AT_MOST:
            yield "…", "còn nữa; xem dạng jsonl"
            return
        yield pair


def _flat(prefix: str, value: Any, left: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and left:
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else str(name), inner, left - 1)
    else:
        yield prefix, value if isinstance(value, str) else as_json(value)
