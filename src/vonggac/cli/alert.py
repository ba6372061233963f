"""`vonggac alert …`: read logs of alerting products without a database."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

if TYPE_CHECKING:
    from vonggac.engines.alerts import Alert, Group
    from vonggac.sources.logs import Count, Reading, Record
    from vonggac.sources.logs.mapping import CompiledMapping

FINDINGS, BAD_INPUT = 1, 2
MOST_SHOWN = 200
MOST_NOTED = 20
_LARGEST_MAPPING = 1_000_000


class _Zone(click.ParamType):
    """A time zone: +07:00 or a name."""

    name = "múi giờ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tzinfo:
        from vonggac.sources.logs.mapping.checking import zone_of

        found = zone_of(str(value))
        if found is None:
            self.fail(f"“{value}” không phải múi giờ; ghi ví dụ +07:00 hoặc Asia/Ho_Chi_Minh", param, ctx)
        return found


class _Moment(click.ParamType):
    """A moment with its zone."""

    name = "thời điểm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            self.fail(f"“{value}” không phải thời điểm có múi giờ; ghi ví dụ 2026-11-23T07:30:00+07:00", param, ctx)
        return found


@click.group()
def alert() -> None:
    """Cảnh báo của hệ thống giám sát và phòng chống mã độc: đọc, chuẩn hóa, gộp."""


@alert.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--mapping", "mapping_files", multiple=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp ánh xạ trường (JSON)."
)
@click.option("--zone", type=_Zone(), default="+07:00", help="Múi giờ của thời gian không ghi múi giờ (mặc định +07:00).")
@click.option("--at", type=_Moment(), default=None, help="Thời điểm nhận (mặc định bây giờ); suy ra năm của syslog cũ.")
@click.option("--alerts", "only_alerts", is_flag=True, help="Bỏ bản ghi bối cảnh, chỉ in cảnh báo và bản ghi không đọc được.")
@click.option("--json", "as_json_lines", is_flag=True, help="In JSON: mỗi bản ghi một đối tượng ECS, mỗi đối tượng một dòng.")
def read(
    files: tuple[Path, ...], mapping_files: tuple[Path, ...], zone: tzinfo, at: datetime | None, only_alerts: bool, as_json_lines: bool
) -> None:
    """Đọc FILE (nhật ký của sản phẩm bất kỳ) và in cảnh báo đã chuẩn hóa."""
    mappings = _mappings(mapping_files)
    now = (at or datetime.now(UTC)).astimezone(UTC)
    sys.exit(max(_one(path, mappings, zone, now, only_alerts, as_json_lines) for path in files))


def _mappings(files: Iterable[Path]) -> list[CompiledMapping]:
    """Own mappings come before the shipped ones; a wrong one stops everything, for its result would be wrong throughout."""
    from vonggac.sources.logs.mapping import CompiledMapping, MappingError, mapping_from_json, shipped_mappings

    found = []
    for path in files:
        try:
            with path.open("rb") as file:
                found.append(CompiledMapping(mapping_from_json(json.loads(file.read(_LARGEST_MAPPING)))))
        except MappingError as error:
            _stop([f"{path.name}, {fault.place or 'ánh xạ'}: {fault.why}" for fault in error.faults])
        except (ValueError, RecursionError):
            _stop([f"{path.name}: không phải JSON; sửa cú pháp."])
        except OSError as error:
            _stop([_not_open(path, error)])
    return [*found, *shipped_mappings()]


def _stop(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(BAD_INPUT)


def _not_open(path: Path, error: OSError) -> str:
    return f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc."


def _one(path: Path, mappings: Sequence[CompiledMapping], zone: tzinfo, now: datetime, only_alerts: bool, as_json_lines: bool) -> int:
    from vonggac.sources.logs import Reading

    reading = Reading(now, zone, "đầu vào" if str(path) == "-" else path.name)
    try:
        if str(path) == "-":
            return _read(sys.stdin.buffer, reading, mappings, only_alerts, as_json_lines)
        with path.open("rb") as file:
            return _read(_unpacked(file), reading, mappings, only_alerts, as_json_lines)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        click.echo(f"{path}: tệp nén hỏng hoặc tải dở; phần đọc được đã in, tải lại rồi chạy lại.", err=True)
    except OSError as error:
        click.echo(_not_open(path, error), err=True)
    return BAD_INPUT


def _unpacked(file: BinaryIO) -> BinaryIO:
    """A rotated log is often packed with gzip; the content says so, not the name. It is unpacked as it is read, never as a whole."""
    start = file.read(2)
    file.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if start == b"\x1f\x8b" else file


def _read(stream: BinaryIO, reading: Reading, mappings: Sequence[CompiledMapping], only_alerts: bool, as_json_lines: bool) -> int:
    from vonggac.engines.alerts import as_ecs, normalise
    from vonggac.sources.logs import RawAlert, Unparsed, read_log, unparsed_as_ecs

    log = read_log(stream, reading, mappings=mappings)
    alerts: list[Alert] = []
    for record in log:
        if isinstance(record, Unparsed):
            _note(record, log.count.unparsed)
            if as_json_lines:
                _print(unparsed_as_ecs(record))
        elif isinstance(record, RawAlert) and (record.is_alert or not only_alerts):
            one = normalise(record, reading.now_utc)
            if as_json_lines:
                _print(as_ecs(one))
            elif record.is_alert:
                alerts.append(one)
    if not as_json_lines:
        _say(reading.source, log.count, alerts)
    return FINDINGS if log.count.unparsed else 0


def _note(record: Record, number: int) -> None:
    """The first ones say where and why; after that the count at the end speaks."""
    from vonggac.sources.logs import Unparsed

    if isinstance(record, Unparsed) and number <= MOST_NOTED:
        click.echo(f"{record.place}: {record.why}", err=True)
    if number == MOST_NOTED + 1:
        click.echo("Còn bản ghi khác không đọc được; dùng --json để xem hết.", err=True)


def _print(answer: dict[str, Any]) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


# --- for a person at a terminal ---------------------------------------------------------------------------------------------------


def _say(source: str, count: Count, alerts: Sequence[Alert]) -> None:
    from vonggac.engines.alerts import group_repeats

    groups = sorted(group_repeats(alerts), key=lambda group: (-group.severity, group.first_at, group.key.value))
    lines = [_headline(source, count, len(groups)), *_rows(groups[:MOST_SHOWN], alerts)]
    if len(groups) > MOST_SHOWN:
        lines.append(f"Còn {len(groups) - MOST_SHOWN} nhóm khác; dùng --json để xem hết.")
    sys.stdout.buffer.write("\n".join(lines).encode("utf-8") + b"\n")


def _headline(source: str, count: Count, groups: int) -> str:
    formats = ", ".join(f"{name} {number}" for name, number in sorted(count.formats.items()))
    rest = f"{count.context} bối cảnh, {count.unparsed} không đọc được, {count.blank + count.headers} dòng trống và dòng đầu tệp"
    return f"{source}: {count.lines} dòng, {count.alerts} cảnh báo trong {groups} nhóm, {rest}" + (f" ({formats})" if formats else "")


def _rows(groups: Sequence[Group], alerts: Sequence[Alert]) -> Iterator[str]:
    for group in groups:
        first = alerts[group.members[0]]
        ends = " → ".join(end for end in (first.source, first.target) if end)
        yield f"{str(group.severity):<12} {group.count:>6} lần  {first.title[:120]}  {ends}  [{first.product}, {first.judged.because}]"
