"""`vonggac feed read`: threat feeds of CERTs into events and indicators; no database, nothing is stored."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import click

FINDINGS, BAD_INPUT = 1, 2
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_COUNTED = {
    "event": "sự kiện",
    "indicator": "chỉ dấu",
    "sighting": "lần thấy",
    "false-positives": "danh sách cảnh báo giả",
    "part": "tệp bên trong",
    "remark": "lưu ý",
    "bad": "chỗ sai",
}


@click.group()
def feed() -> None:
    """Nguồn tin về mối đe dọa: Shadowserver, n6, IntelMQ, XARF, MISP, STIX, danh sách chỉ dấu, thư điện tử."""


@feed.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json_lines", is_flag=True, help="In JSON: mỗi giá trị một dòng, sau mỗi tệp một dòng tổng hợp.")
def read(files: tuple[Path, ...], as_json_lines: bool) -> None:
    """Đọc FILE, định dạng nhận theo nội dung; in sự kiện, chỉ dấu và từng chỗ sai. Không lưu gì."""
    today = datetime.now(HERE).date()
    code = max(_read(path, today, as_json_lines) for path in files)
    sys.stdout.buffer.flush()
    sys.exit(code)


def _read(path: Path, today: date, as_json_lines: bool) -> int:
    """Print one file and return its exit code: 0 whole, 1 with faults in it, 2 not taken in."""
    from vonggac.sources.refusal import Refused

    counts: Counter[str] = Counter()
    form, refused = None, None
    name = path.name if str(path) != "-" else "đầu vào"
    try:
        with _stream(path) as stream:
            form, values = _values(stream, name, today)
            for value in values:
                counts[value["type"]] += 1
                _say(value, as_json_lines)
    except OSError as error:
        refused = f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc."
    except Refused as refusal:
        refused = str(refusal)
    if as_json_lines:
        _print(json.dumps({"type": "file", "name": name, "format": form, "counts": dict(counts), "refused": refused}, ensure_ascii=False))
    elif refused is None:
        _print(f"{name}: {form}; " + ", ".join(f"{counts[kind]} {word}" for kind, word in _COUNTED.items() if counts[kind]))
    if refused is not None:
        click.echo(refused, err=True)
        return BAD_INPUT
    return FINDINGS if counts["bad"] else 0


def _values(stream: BinaryIO, name: str, today: date) -> tuple[str, Iterator[dict[str, Any]]]:
    from vonggac.sources.feeds import FEED, reader_of
    from vonggac.sources.feeds.jsonform import as_json

    reader = reader_of(stream, name)
    return reader.format, map(as_json, reader.read(stream, name, limits=FEED, today=today))


def _say(value: dict[str, Any], as_json_lines: bool) -> None:
    """Print one value; faults and remarks go to stderr as well, with their place."""
    if as_json_lines:
        _print(json.dumps(value, ensure_ascii=False))
    elif value["type"] not in {"bad", "remark"}:
        _print(_words(value))
    if value["type"] in {"bad", "remark"}:
        click.echo(_fault_words(value), err=True)


def _words(value: dict[str, Any]) -> str:
    if value["type"] == "event":
        fields = value["fields"]
        where = fields.get("source.ip") or fields.get("source.network") or fields.get("source.fqdn") or fields.get("source.url") or ""
        port = f" cổng {fields['source.port']}" if "source.port" in fields else ""
        said = (fields.get("time.source", ""), f"{where}{port}", fields.get("classification.type", ""), fields.get("malware.name", ""))
        return "\t".join(map(str, said)).rstrip()
    if value["type"] == "indicator":
        return "\t".join((value["kind"], value["value"], value["tlp"] or "", ", ".join(value["families"]), value["source"])).rstrip()
    if value["type"] == "false-positives":
        return f"{value['name']}\t{len(value['entries'])}\t{value['matching']}"
    if value["type"] == "part":
        return f"# {value['place'].get('part', value['place']['source'])}\t{value['format']}\t{value['letterhead']['sender']}".rstrip()
    return "\t".join((value["saw"], value["of"], value["value"], value["last_seen"] or "")).rstrip()


def _fault_words(value: dict[str, Any]) -> str:
    from vonggac.kernel.badrows import BadRow, Place

    place = value["place"]
    return str(BadRow(Place(place["source"], place.get("part"), place.get("line"), place.get("column")), value["why"], value["seen"]))


def _stream(path: Path) -> BinaryIO:
    from vonggac.sources.feeds import FEED

    if str(path) == "-":
        return io.BytesIO(sys.stdin.buffer.read(FEED.size + 1))
    return path.open("rb")


def _print(text: str) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
