"""`vonggac hunt PATH…`: search logs and files with Sigma, indicators and YARA; no database, nothing is stored or changed."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from vonggac.cli.crews import LOOPBACK, check_cluster, cluster_options, crew_of
from vonggac.cli.moments import HERE, Moment

if TYPE_CHECKING:
    from vonggac.engines.hunt import Detection, Heading, NotLoaded, RuleSet
    from vonggac.engines.hunt.indicating import Known
    from vonggac.sources.filescan import FileScan
    from vonggac.sources.hunting import Watched
    from vonggac.sources.hunting.outputs import About

FOUND, BAD_INPUT, INTERRUPTED = 1, 2, 130
LEVELS = ("informational", "low", "medium", "high", "critical")
FORMATS = ("table", "jsonl", "ecs", "csv", "timeline-html", "timesketch", "navigator", "stix")
MEGABYTE = 1024 * 1024
RULE_FILE_AT_MOST = 1 * MEGABYTE
_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@dataclass(slots=True)
class Wanted:
    """What the command line asks for."""

    paths: tuple[Path, ...]
    rules: tuple[Path, ...] = ()
    ioc: tuple[Path, ...] = ()
    yara: tuple[Path, ...] = ()
    allow: tuple[Path, ...] = ()
    files: bool = False
    clamav: bool = False
    since: datetime | None = None
    until: datetime | None = None
    level: str = LEVELS[0]
    jobs: int = 1
    memory: int | None = None
    resume: Path | None = None
    cache: Path | None = None
    placeholders: Path | None = None
    pipeline: tuple[str, ...] = ()
    sysmon_only: bool = False
    cluster: str | None = None
    workers: int = 2
    interface: str = LOOPBACK
    cluster_address: str | None = None

    @property
    def looks_at_files(self) -> bool:
        """Whether files themselves are looked at, beside the events in them."""
        return bool(self.yara or self.allow or self.files or self.clamav)

    @property
    def looks_at_events(self) -> bool:
        """Whether logs are read at all: not when only files are asked about."""
        return bool(self.rules or self.ioc)


@dataclass(slots=True)
class Loaded:
    """What was read before the hunt begins."""

    rules: RuleSet
    not_loaded: list[NotLoaded] = field(default_factory=list)
    known: tuple[Known, ...] = ()
    scan: FileScan | None = None


@click.command("hunt")
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH…")
@click.option("--rules", multiple=True, type=_PATH, help="Quy tắc Sigma: tệp, thư mục hoặc zip; ghi được nhiều lần.")
@click.option("--placeholders", type=_FILE, help="Tệp danh sách thay cho %tên% trong quy tắc.")
@click.option("--pipeline", multiple=True, help="Bảng nguồn nhật ký thêm: tên (elastic-defend) hoặc tệp .yml; ghi được nhiều lần.")
@click.option("--sysmon-only", is_flag=True, help="Chỉ tìm trong Sysmon khi Security (4688) cũng ghi cùng việc ấy.")
@click.option("--ioc", multiple=True, type=_FILE, help="Chỉ dấu: danh sách, CSV, MISP, STIX, danh sách của LOKI; ghi được nhiều lần.")
@click.option("--yara", multiple=True, type=_PATH, help="Quy tắc YARA: quét cả tệp trong PATH; ghi được nhiều lần.")
@click.option("--allow", multiple=True, type=_FILE, help="Mã băm của tệp an toàn; tệp đó không bị quét.")
@click.option("--files", is_flag=True, help="Xét cả tệp trong PATH theo mã băm và tên tệp của --ioc.")
@click.option("--clamav", is_flag=True, help="Hỏi thêm ClamAV đã cài trên máy.")
@click.option("--since", type=Moment(), help="Chỉ xét sự kiện từ lúc này (giờ Việt Nam nếu không ghi múi giờ).")
@click.option("--until", type=Moment(ends=True), help="Chỉ xét sự kiện đến lúc này.")
@click.option("--level", type=click.Choice(LEVELS), default=LEVELS[0], show_default=True, help="Chỉ nêu kết quả từ mức này.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Dạng kết quả.")
@click.option("--json", "as_json", is_flag=True, help="Như --format jsonl: mỗi kết quả một đối tượng, mỗi đối tượng một dòng.")
@click.option("--out", type=_FILE, help="Ghi kết quả ra tệp này thay cho màn hình; không ghi đè.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Số tiến trình.")
@cluster_options
@click.option("--memory", type=click.IntRange(200), help="Trần bộ nhớ, tính bằng MB, cho mọi tiến trình cộng lại.")
@click.option("--resume", type=_FOLDER, help="Thư mục ghi chỗ đã làm; chạy lại cùng lệnh thì làm tiếp.")
@click.option("--cache", type=_FOLDER, help="Thư mục giữ quy tắc đã dịch (mặc định: thư mục đệm của người dùng).")
@click.option("--coverage", is_flag=True, help="In đủ báo cáo bao phủ ra stderr, không chỉ phần tóm tắt.")
@click.option("--coverage-json", type=_FILE, help="Ghi báo cáo bao phủ dạng JSON ra tệp này.")
@click.option("--progress/--no-progress", default=None, help="Báo tiến độ ra stderr (mặc định: khi stderr là màn hình).")
def hunt(
    form: str, as_json: bool, out: Path | None, coverage: bool, coverage_json: Path | None, progress: bool | None, **asked: object
) -> None:
    """Săn lùng dấu hiệu tấn công trong PATH: nhật ký (EVTX, JSON, CSV, syslog, web, Zeek, Suricata…), thư mục, tệp nén.

    Mã thoát 0 không thấy gì, 1 có kết quả, 2 đầu vào phải sửa.
    """
    wanted = Wanted(**asked)  # type: ignore[arg-type]
    _check(wanted, out)
    try:
        loaded = _load(wanted)
        found = _run(wanted, loaded, "jsonl" if as_json else form, out, whole=coverage, report=coverage_json, progress=progress)
    except KeyboardInterrupt:
        more = f" Chạy lại cùng lệnh để làm tiếp từ {wanted.resume}." if wanted.resume else ""
        click.echo(f"Đã dừng theo yêu cầu; kết quả chưa đủ.{more}", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERRUPTED)
    sys.exit(found)


def _check(wanted: Wanted, out: Path | None) -> None:
    """Refuse before any work what cannot work."""
    for path in (*wanted.paths, *wanted.rules, *wanted.ioc, *wanted.yara, *wanted.allow):
        if not path.exists():
            _stop(f"{path}: không tìm thấy; kiểm tra đường dẫn.")
    if out is not None and out.exists():
        _stop(f"{out}: đã có tệp này; ghi tên khác hoặc dời tệp cũ đi.")
    if wanted.since and wanted.until and wanted.since > wanted.until:
        _stop("--since sau --until: không sự kiện nào nằm giữa; sửa một trong hai.")
    if wanted.clamav and not _has_clamav():
        _stop("--clamav: máy này chưa cài ClamAV (clamdscan, clamscan); cài rồi chạy lại, hoặc bỏ tùy chọn này.")
    if why := check_cluster(wanted.cluster, wanted.jobs, wanted.interface, wanted.cluster_address):
        _stop(why)
    if wanted.files and not wanted.ioc:
        _stop("--files cần --ioc: chưa có mã băm hay tên tệp nào để so.")
    if wanted.allow and not (wanted.yara or wanted.files):
        _stop("--allow cần --yara hoặc --files: chưa có việc quét tệp nào để bỏ bớt.")


def _has_clamav() -> bool:
    from vonggac.sources.filescan.clamav import installed

    return installed() is not None


# --- in -----------------------------------------------------------------------------------------------------------------------------


def _load(wanted: Wanted) -> Loaded:
    from vonggac.engines.hunt import RuleSet
    from vonggac.sources.refusal import Refused

    if not (wanted.looks_at_events or wanted.looks_at_files):
        wanted.rules = _starter()
    loaded = Loaded(RuleSet(()))
    try:
        if wanted.rules:
            _load_rules(wanted, loaded)
        if wanted.ioc:
            _load_known(wanted, loaded)
        if wanted.looks_at_files:
            _load_scan(wanted, loaded)
    except Refused as refusal:
        _stop(str(refusal))
    return loaded


def _starter() -> tuple[Path, ...]:
    """Return our own rules, for a first look when nothing else is given."""
    import vonggac.sources.sigma

    folder = Path(vonggac.sources.sigma.__file__).parent / "starter"
    if not folder.is_dir():
        _stop("Ghi --rules, --ioc hoặc --yara: chưa có gì để tìm.")
    click.echo("Không ghi --rules, --ioc, --yara: dùng bộ quy tắc có sẵn.", err=True)
    return (folder,)


def _load_rules(wanted: Wanted, loaded: Loaded) -> None:
    from vonggac.sources.hunting.seeking import without_collector
    from vonggac.sources.sigma import Fault, read_placeholders, read_rules

    try:
        lists = read_placeholders(wanted.placeholders) if wanted.placeholders else None
        tables = [Path(one) if one.endswith((".yml", ".yaml")) else one for one in wanted.pipeline]
        cache = wanted.cache or _cache()
        with without_collector():
            read = read_rules(wanted.rules, pipelines=tables, placeholders=lists, sysmon_only=wanted.sysmon_only, cache=cache)
    except Fault as fault:
        _stop(f"--placeholders, --pipeline: {fault.why}.")
    except OSError as error:
        _stop(f"{error.filename}: không mở được tệp ({error.strerror}); kiểm tra tên và quyền đọc.")
    loaded.rules, loaded.not_loaded = read.ruleset, [*loaded.not_loaded, *read.not_loaded]
    if not (read.ruleset.rules or read.ruleset.correlations):
        for one in read.not_loaded[:10]:
            click.echo(f"{one.file}: {one.why}", err=True)
        _stop("--rules: không có quy tắc nào dùng được. Chỉ rõ thư mục chứa tệp .yml của Sigma.")


def _load_known(wanted: Wanted, loaded: Loaded) -> None:
    from vonggac.sources.hunting.known import read_known

    gathered = read_known(wanted.ioc, at=datetime.now(HERE))
    loaded.known = tuple(gathered.known)
    for row in gathered.bad[:10]:
        click.echo(str(row), err=True)
    if len(gathered.bad) > 10:
        click.echo(f"--ioc: còn {len(gathered.bad) - 10} chỗ nữa; xem bằng vonggac feed read.", err=True)


def _load_scan(wanted: Wanted, loaded: Loaded) -> None:
    from vonggac.sources.filescan import FileScan, hash_sets, read_yara

    rules = read_yara(wanted.yara, cache=wanted.cache or _cache()) if wanted.yara else None
    if rules is not None:
        loaded.not_loaded += rules.not_loaded
    loaded.scan = FileScan(rules, hash_sets(wanted.allow, loaded.known), loaded.known)


def _cache() -> Path:
    """Return the user's own folder for what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "vonggac" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vonggac"


# --- through ------------------------------------------------------------------------------------------------------------------------


def _run(wanted: Wanted, loaded: Loaded, form: str, out: Path | None, *, whole: bool, report: Path | None, progress: bool | None) -> int:
    from vonggac.cli.watching import Progress
    from vonggac.sources.hunting import Watched

    shown = Progress() if progress or (progress is None and sys.stderr.isatty()) else None
    watched = Watched(told=shown)
    count = _Counted(_enough(_detections(wanted, loaded, watched), wanted.level))
    _write(count, form, out, _about(wanted, loaded))
    if shown is not None:
        shown.end()
    _report(watched, loaded, whole=whole, report=report)
    if count.found:
        return FOUND
    return BAD_INPUT if watched.bad_count and not _saw_anything(watched, loaded) else 0


@dataclass(slots=True)
class _Counted:
    """Detections, counted as they pass."""

    detections: Iterator[Detection]
    found: int = 0

    def __iter__(self) -> Iterator[Detection]:
        for detection in self.detections:
            self.found += 1
            yield detection


def _detections(wanted: Wanted, loaded: Loaded, watched: Watched) -> Iterator[Detection]:
    from vonggac.sources.hunting import Options
    from vonggac.sources.hunting import hunt as hunt_events

    if wanted.looks_at_events:
        options = Options(
            since=wanted.since, until=wanted.until, jobs=wanted.jobs, journal=wanted.resume, known=loaded.known,
            memory=wanted.memory * MEGABYTE if wanted.memory else None,
        )  # fmt: skip
        with crew_of(wanted.cluster, wanted.workers, wanted.interface, wanted.cluster_address) as crew:
            yield from hunt_events(wanted.paths, loaded.rules, options, watched, crew=crew)
    if loaded.scan is not None:
        yield from _files(wanted, loaded.scan, watched)


def _files(wanted: Wanted, scan: FileScan, watched: Watched) -> Iterator[Detection]:
    """Look at the files themselves; progress counts them like the bytes of logs."""
    from vonggac.kernel.badrows import BadRow
    from vonggac.sources.events import Input, find_inputs

    inputs = [one for one in find_inputs(wanted.paths) if isinstance(one, Input)]
    watched.bytes_all += sum(one.size for one in inputs)
    if wanted.yara or wanted.files:
        for one in inputs:
            for detection in scan.scan_file(one):
                watched.found += 1
                yield detection
            watched.bytes += one.size
            watched.tell()
        watched.take_bad_again(scan.tally.bad)
    if wanted.clamav:
        for answer in _clamav([one.path for one in inputs]):
            if isinstance(answer, BadRow):
                watched.take_bad([answer])
            else:
                yield answer


def _clamav(paths: list[str]) -> Iterable[object]:
    from vonggac.sources.filescan import installed, scan_with_clamav

    return scan_with_clamav(installed() or "clamscan", paths)


def _enough(detections: Iterable[Detection], level: str) -> Iterator[Detection]:
    from vonggac.sources.hunting.outputs.grouping import rank

    least = LEVELS.index(level)
    return (one for one in detections if rank(one.heading) >= least)


def _saw_anything(watched: Watched, loaded: Loaded) -> bool:
    return bool(watched.events or (loaded.scan is not None and loaded.scan.tally.files))


# --- out ----------------------------------------------------------------------------------------------------------------------------


def _about(wanted: Wanted, loaded: Loaded) -> About:
    from vonggac.sources.hunting.outputs import About

    count = len(loaded.rules.rules) + len(loaded.rules.correlations)
    names = tuple(path.name or str(path) for path in wanted.paths)
    return About(datetime.now(HERE), rules=count, paths=names, rule_text=lambda heading: _rule_text(wanted.rules, heading))


def _rule_text(folders: Iterable[Path], heading: Heading) -> str:
    """Return a rule as its file has it, when the file holds that rule alone."""
    for folder in folders:
        path = folder if folder.is_file() else folder.absolute().parent / heading.file
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if path.stat().st_size <= RULE_FILE_AT_MOST:
                text = path.read_text(encoding="utf-8-sig")
                if heading.id in text and "\n---" not in text:
                    return text
    return ""


def _write(detections: Iterable[Detection], form: str, out: Path | None, about: About) -> None:
    """Write as detections come; bytes, so that the terminal's own encoding does not matter."""
    from vonggac.sources.hunting.outputs import output

    pieces = output(form)(detections, about)
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    try:
        with out.open("xb") as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        _stop(f"{out}: không ghi được ({error.strerror or error}); kiểm tra thư mục và chỗ trống.")


def _report(watched: Watched, loaded: Loaded, *, whole: bool, report: Path | None) -> None:
    """Say on stderr what could be seen, always."""
    from vonggac.engines.hunt import Coverage
    from vonggac.sources.hunting.outputs.table import clean
    from vonggac.sources.hunting.reporting import as_json, bad_lines, lines_of

    told = watched.coverage or Coverage(0, (), 0, {}, (), {})
    told = replace(told, not_loaded=(*told.not_loaded, *loaded.not_loaded))
    for line in (*lines_of(told, watched, whole=whole), *_file_lines(loaded), *bad_lines(watched.bad, watched.bad_count, whole=whole)):
        click.echo(clean(line), err=True)
    if report is not None:
        try:
            report.write_text(json.dumps(as_json(told, watched), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            _stop(f"{report}: không ghi được ({error.strerror or error}); kiểm tra thư mục và chỗ trống.")


def _file_lines(loaded: Loaded) -> Iterator[str]:
    from vonggac.kernel.reading import format_number

    if loaded.scan is not None:
        tally = loaded.scan.tally
        parts = (("tệp", tally.files), ("quét nội dung", tally.scanned), ("an toàn theo mã băm", tally.allowed))
        yield "Tệp: " + ", ".join(f"{format_number(number)} {name}" for name, number in parts) + "."


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(BAD_INPUT)
