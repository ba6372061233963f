"""`vonggac botnet …`: whose are the addresses of a list, without a database."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click

from vonggac.cli.days import Day

if TYPE_CHECKING:
    from vonggac.engines.addresses import Counts, Gathering, Matches, OwnedRange, Sightings
    from vonggac.engines.addresses.summing import Sum
    from vonggac.kernel.badrows import BadRow
    from vonggac.sources.addresslists import Batch

HITS, BAD_INPUT = 1, 2
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
BUCKETS = {"minute": 60, "day": 86_400}
SHOWN_BAD = 100
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def botnet() -> None:
    """Danh sách địa chỉ IP nhiễm mã độc: địa chỉ này của ai, vào lúc đó."""


@botnet.command("match")
@click.argument("listed", metavar="LIST", type=_FILE)
@click.option("--ranges", "ranges", required=True, type=_FILE, help="Danh sách dải địa chỉ (XLSX, CSV), như sổ đăng ký xuất ra.")
@click.option("--on", "day", type=Day(), default=None, help="Ngày của danh sách (mặc định hôm nay); dùng cho dòng không ghi thời điểm.")
@click.option("--inside", is_flag=True, help="Danh sách lập từ bên trong mạng: địa chỉ nội bộ cũng được đối chiếu.")
@click.option(
    "--same", type=click.Choice(list(BUCKETS)), default="minute", help="Hai dòng trùng nhau khi cùng phút, hay chỉ cần cùng ngày."
)
@click.option("--all", "everything", is_flag=True, help="Với --json: in cả dòng không khớp và dòng trùng.")
@click.option("--json", "as_json", is_flag=True, help="In JSON: mỗi dòng của danh sách một đối tượng, cuối cùng là tổng.")
def match_list(listed: Path, ranges: Path, day: date | None, inside: bool, same: str, everything: bool, as_json: bool) -> None:
    """Đối chiếu LIST (XLSX, CSV, DOCX, PDF, chữ) với các dải địa chỉ có thời hạn; in nơi giữ từng địa chỉ và lý do."""
    from vonggac.engines.addresses import RangeIndex, match
    from vonggac.engines.addresses.rendering import summary_as_json

    on = day or datetime.now(HERE).date()
    with _no_looking_for_rings():
        index = RangeIndex(_ranges(ranges))
        rows, remarks, left_out = _rows(listed)
        matches = match(index, rows, list_day=on, inside=inside, bucket=BUCKETS[same])
    counts = matches.counts(left_out=left_out)
    if as_json:
        about = {"list": listed.name, "ranges": ranges.name, "on": on.isoformat()}
        _print_json(matches, remarks, summary_as_json(counts, about), everything=everything)
    else:
        _print(_words(matches, counts, on))
    _tell(remarks, matches, listed.name)
    sys.exit(HITS if counts.matched else BAD_INPUT if counts.refused else 0)


# --- in -----------------------------------------------------------------------------------------------------------------------------


def _ranges(path: Path) -> Sequence[OwnedRange]:
    """Read the ranges; a file with a mistake is not used at all, because what it leaves out would be missed."""
    from vonggac.sources.addressranges import read_ranges
    from vonggac.sources.refusal import Refused

    try:
        found = read_ranges(path.read_bytes(), path.name)
    except OSError as error:
        _stop(f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc.")
    except Refused as refusal:
        _stop(str(refusal))
    if found.bad:
        more = [f"{path.name}: còn {found.bad_count - len(found.bad)} chỗ sai nữa."] if found.bad_count > len(found.bad) else []
        _stop("\n".join([*map(str, found.bad), *more, "Sửa các dải này rồi đối chiếu lại; chưa dòng nào được đối chiếu."]))
    return found.ranges


@contextmanager
def _no_looking_for_rings() -> Iterator[None]:
    """Millions of cells come and go here and none makes a ring; looking for rings among them costs a twentieth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _rows(path: Path) -> tuple[Sightings, list[BadRow], int]:
    """Read the list batch by batch into columns; return what its reader remarked and how many rows it left out as well."""
    from vonggac.engines.addresses import Gathering
    from vonggac.engines.addresses.values import NEVER
    from vonggac.sources.addresslists import Meaning, read_batches
    from vonggac.sources.refusal import Refused

    gathering, left_out = Gathering(NEVER), 0
    remarks: list[BadRow] = []
    wanted = (Meaning.PORT, Meaning.SEEN, Meaning.LAST_SEEN, Meaning.FIRST_SEEN, Meaning.FAMILY)
    try:
        for batch in read_batches(path, today=datetime.now(HERE).date(), only=wanted):
            left_out += batch.bad_count
            remarks += batch.bad
            _take(gathering, batch)
    except OSError as error:
        _stop(f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc.")
    except Refused as refusal:
        _stop(str(refusal))
    return gathering.whole(), remarks, left_out


def _take(gathering: Gathering, batch: Batch) -> None:
    """When a machine was seen last says best who had its address; a time that was not understood was told by the reader."""
    from vonggac.sources.addresslists import Meaning

    columns = batch.columns
    time = next((one for one in (Meaning.SEEN, Meaning.LAST_SEEN, Meaning.FIRST_SEEN) if one in batch.times), None)
    gathering.take(
        columns.get(Meaning.ADDRESS) or [""] * len(batch),
        batch.places,
        ports=columns.get(Meaning.PORT),
        seconds=batch.times[time] if time else None,
        whole_days=_whole_days(columns[time]) if time else None,
        families=columns.get(Meaning.FAMILY),
    )


def _whole_days(words: Sequence[str]) -> list[bool] | None:
    """A time without a clock is a day; ten figures and more are seconds. None: every one has a clock."""
    from vonggac.kernel.columns import TextColumn

    if TextColumn.of(words).holding(":").all():
        return None
    return [":" not in word and "h" not in word and not (len(word) > 9 and word[:10].isdecimal()) for word in words]


# --- out ----------------------------------------------------------------------------------------------------------------------------


def _print_json(matches: Matches, remarks: Sequence[BadRow], summary: dict[str, Any], *, everything: bool) -> None:
    from vonggac.engines.addresses.rendering import refused_lines, remark_lines, row_lines

    for lines in (row_lines(matches, everything=everything), refused_lines(matches.rows.refused), remark_lines(remarks)):
        _print_all(lines)
    _print_all([json.dumps(summary, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"])


def _print_all(lines: Iterable[bytes]) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _print(text: str) -> None:
    _print_all([text.encode() + b"\n"])


def _tell(remarks: Sequence[BadRow], matches: Matches, name: str) -> None:
    from vonggac.kernel.badrows import BadRow, Place

    refused = matches.rows.refused
    told = [*remarks, *(BadRow(Place(name, line=one.line), one.why, one.seen, one.rule.value) for one in refused[:SHOWN_BAD])]
    for row in told[:SHOWN_BAD]:
        click.echo(str(row), err=True)
    more = len(remarks) + len(refused) - SHOWN_BAD
    if more > 0:
        click.echo(f"{name}: còn {more} chỗ phải xem nữa; xem bằng --json.", err=True)


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(BAD_INPUT)


# --- for a person at a terminal -----------------------------------------------------------------------------------------------------

_HEADINGS = ("Kết quả", "Cơ quan / hệ thống", "Địa chỉ", "Dòng", "Lần đầu", "Lần cuối", "Mã độc", "Cần có")
VERDICTS = {
    "held": "có nơi giữ",
    "contested": "nhiều nơi cùng nhận",
    "question": "phải hỏi",
    "unassigned": "của tỉnh, chưa ghi ai giữ",
    "former": "hết hoặc chưa đến thời hạn",
    "outside": "ngoài các dải",
    "private": "địa chỉ nội bộ",
    "shared-space": "địa chỉ dùng chung của nhà mạng",
    "loopback": "địa chỉ của chính máy",
    "link-local": "địa chỉ tự đặt",
    "documentation": "địa chỉ ví dụ",
    "benchmark": "địa chỉ đo thiết bị",
    "multicast": "địa chỉ gửi nhóm",
    "broadcast": "địa chỉ quảng bá",
    "unspecified": "không xác định",
    "reserved": "địa chỉ để dành",
    "bogon": "chưa cấp cho ai",
}


def _words(matches: Matches, counts: Counts, on: date) -> str:
    from vonggac.engines.addresses.summing import sums
    from vonggac.kernel.reading import format_number

    lines = list(_table([_HEADINGS, *map(_line, sums(matches))])) if counts.matched else []
    parts = (("khớp", counts.matched), ("không khớp", counts.unmatched), ("bị loại", counts.refused), ("trùng", counts.duplicates))
    told = ", ".join(f"{format_number(number)} {name}" for name, number in parts)
    lines.append(f"{format_number(counts.rows)} dòng: {told}.")
    lines += [f"  {VERDICTS[verdict.value]}: {format_number(number)}" for verdict, number in counts.by_verdict.items()]
    undated = sum(1 for exact in matches.rows.exact.tolist() if exact == 2)
    if undated:
        lines.append(f"{format_number(undated)} dòng không ghi thời điểm: đối chiếu theo ngày của danh sách, {on:%d/%m/%Y}.")
    return "\n".join(lines)


def _line(one: Sum) -> tuple[str, ...]:
    from vonggac.engines.addresses.wording import NEEDED
    from vonggac.kernel.reading import format_number

    holders = "; ".join(" / ".join(part for part in holder if part) or "chưa ghi" for holder in one.holders)
    needs = "; ".join(NEEDED[need] for need in one.needs)
    asked = f" ({', '.join(one.asked)})" if one.asked else ""
    return (
        VERDICTS[one.verdict.value],
        holders,
        format_number(one.addresses),
        format_number(one.rows),
        _moment(one.first),
        _moment(one.last),
        ", ".join(one.families[:3]) + (f" và {len(one.families) - 3} loại khác" if len(one.families) > 3 else ""),
        needs + asked if needs else asked.strip(" ()"),
    )


def _moment(second: int | None) -> str:
    return f"{datetime.fromtimestamp(second, UTC).astimezone(HERE):%d/%m/%Y %H:%M}" if second is not None else ""


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
    for row in rows:
        yield "  ".join(
            cell.rjust(width) if at in {2, 3} else cell.ljust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
