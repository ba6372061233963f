"""JSON into a mapping, with every mistake at its place and what to write instead; and back."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import re2

from vonggac.engines.alerts.ecs import Holds, holds
from vonggac.engines.alerts.suppressing import Fault
from vonggac.kernel.severity import parse_severity
from vonggac.sources.logs.mapping.model import AlertWhen, Claims, Kind, Mapping, SeverityRule, TimeRule
from vonggac.sources.logs.patterns import PatternError, checked

LONGEST_PATTERN = 4_000
MOST_FIELDS = 200
PATTERN_MEMORY = 8 * 1024 * 1024
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_KNOWN = {"name", "kind", "claims", "fields", "constants", "pattern", "separator", "columns", "time", "severity", "alert"}


class MappingError(ValueError):
    """A mapping that cannot be used; `faults` says where and what to do."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.why}" for fault in faults))
        self.faults = faults


class _Checker:
    """Takes values out of JSON and remembers what was wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: str, why: str) -> None:
        self.faults.append(Fault(place, why))

    def text(self, value: object, place: str, *, needed: bool = False, longest: int = 500) -> str:
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or len(value) > longest or (needed and not value.strip()):
            self.fault(place, f"Ghi chữ, từ 1 đến {longest} ký tự." if needed else f"Ghi chữ, tối đa {longest} ký tự.")
            return ""
        return value

    def texts(self, value: object, place: str) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > MOST_FIELDS or not all(isinstance(one, str) and len(one) <= 500 for one in value):
            self.fault(place, "Ghi danh sách chữ.")
            return ()
        return tuple(value)

    def words(self, value: object, place: str) -> dict[str, str]:
        if value is None:
            return {}
        good = isinstance(value, dict) and len(value) <= MOST_FIELDS
        if not isinstance(value, dict) or not good or not all(isinstance(one, str) and len(one) <= 500 for one in value.values()):
            self.fault(place, "Ghi các cặp “tên: chữ”.")
            return {}
        return {str(name): one for name, one in value.items()}

    def part(self, value: object, place: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.fault(place, "Ghi thành {tên: giá trị}.")
        return {}


def mapping_from_json(content: object) -> Mapping:
    """Return the mapping; raises MappingError with everything that is wrong."""
    check = _Checker()
    record = check.part(content, "")
    for name in sorted(set(map(str, record)) - _KNOWN):
        check.fault(name, "Bỏ hoặc sửa tên mục này.")
    mapping = Mapping(
        name=check.text(record.get("name"), "name", needed=True, longest=100),
        kind=_kind(check, record.get("kind")),
        claims=_claims(check, record.get("claims")),
        fields=check.words(record.get("fields"), "fields"),
        constants=check.words(record.get("constants"), "constants"),
        pattern=check.text(record.get("pattern"), "pattern", longest=LONGEST_PATTERN),
        separator=check.text(record.get("separator"), "separator", longest=5),
        columns=check.texts(record.get("columns"), "columns"),
        time=_time(check, record.get("time")),
        severity=_severity(check, record.get("severity")),
        alert=_alert(check, record.get("alert", True)),
    )
    _check_fields(check, mapping)
    _check_kind(check, mapping)
    if check.faults:
        raise MappingError(check.faults)
    return mapping


def _kind(check: _Checker, value: object) -> Kind:
    try:
        return Kind(str(value))
    except ValueError:
        check.fault("kind", f"Chọn một trong: {', '.join(Kind)}.")
        return Kind.PATTERN


def _claims(check: _Checker, value: object) -> Claims:
    said = check.part(value if value is not None else {}, "claims")
    return Claims(
        check.texts(said.get("contains"), "claims.contains"),
        check.text(said.get("starts"), "claims.starts"),
        check.texts(said.get("has"), "claims.has"),
    )


def _time(check: _Checker, value: object) -> TimeRule | None:
    if value is None:
        return None
    said = check.part(value, "time")
    pieces = check.texts(said.get("pieces"), "time.pieces")
    if not pieces:
        check.fault("time.pieces", 'Ghi tên phần chứa thời gian, ví dụ ["date", "time"].')
    pattern, zone = check.text(said.get("pattern"), "time.pattern", longest=80), check.text(said.get("zone"), "time.zone", longest=60)
    try:
        checked(pattern)
    except PatternError as error:
        check.fault("time.pattern", f"{error}.")
    if zone and zone_of(zone) is None:
        check.fault("time.zone", "Ghi múi giờ dạng +07:00 hoặc Asia/Ho_Chi_Minh.")
    return TimeRule(pieces, pattern, zone)


def zone_of(text: str) -> tzinfo | None:
    """Read +07:00 or the name of a zone; None for anything else."""
    if offset := _OFFSET.fullmatch(text):
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(length if offset[1] == "+" else -length) if length < timedelta(hours=24) else None
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        return None


def _severity(check: _Checker, value: object) -> SeverityRule | None:
    if value is None:
        return None
    said = check.part(value, "severity")
    table = check.words(said.get("table"), "severity.table")
    otherwise = check.text(said.get("otherwise"), "severity.otherwise") or "medium"
    for place, word in [*((f"severity.table.{name}", word) for name, word in table.items()), ("severity.otherwise", otherwise)]:
        if parse_severity(word) is None:
            check.fault(place, "Ghi một mức: info, low, medium, high, critical.")
    piece = check.text(said.get("piece"), "severity.piece", needed=True)
    return SeverityRule(piece, {name.strip().lower(): word for name, word in table.items()}, otherwise)


def _alert(check: _Checker, value: object) -> AlertWhen | None:
    if isinstance(value, bool) or value is None:
        return AlertWhen() if value else None
    said = check.part(value, "alert")
    piece, values = check.text(said.get("piece"), "alert.piece", needed=True), check.texts(said.get("values"), "alert.values")
    if not values:
        check.fault("alert.values", "Ghi các giá trị làm nên cảnh báo.")
    return AlertWhen(piece, values)


def _check_fields(check: _Checker, mapping: Mapping) -> None:
    if not mapping.fields:
        check.fault("fields", 'Ghi ít nhất một trường, ví dụ "source.ip": "srcip".')
    for group, names in (("fields", mapping.fields), ("constants", mapping.constants)):
        for name in names:
            kind = holds(name)
            if kind is None or kind is Holds.MOMENT:
                check.fault(f"{group}.{name}", "Không có trường này. Chọn trong danh sách trường; thời gian ghi ở mục time.")
    if not (mapping.claims.contains or mapping.claims.starts or mapping.claims.has or mapping.kind is Kind.PATTERN):
        check.fault(
            "claims", "Ghi dấu hiệu nhận ra nguồn này: chữ có trong dòng (contains), chữ đầu dòng (starts) hoặc phần phải có (has)."
        )


def _check_kind(check: _Checker, mapping: Mapping) -> None:
    known: set[str] | None = None
    if mapping.kind is Kind.PATTERN:
        known = _groups(check, mapping.pattern)
    elif mapping.kind is Kind.COLUMNS:
        known = set(mapping.columns) - {""}
        if not known:
            check.fault("columns", "Ghi tên các cột theo thứ tự; cột bỏ qua thì để trống.")
        if len(mapping.separator) > 1:
            check.fault("separator", "Dấu ngăn cột là một ký tự.")
    if known is None:
        return
    used = [(f"fields.{name}", piece) for name, piece in mapping.fields.items()]
    used += [("time.pieces", piece) for piece in (mapping.time.pieces if mapping.time else ())]
    used += [("severity.piece", mapping.severity.piece)] if mapping.severity else []
    used += [("alert.piece", mapping.alert.piece)] if mapping.alert and mapping.alert.piece else []
    used += [("claims.has", piece) for piece in mapping.claims.has]
    for place, piece in used:
        if piece not in known:
            check.fault(place, f"Không có phần “{piece[:60]}”; có: {', '.join(sorted(known)[:20]) or 'không có phần nào'}.")


def compile_pattern(pattern: str) -> Any:
    """Compile with RE2: linear time whatever the pattern, bounded memory; raises re2.error."""
    options = re2.Options()
    options.max_mem = PATTERN_MEMORY
    options.log_errors = False
    return re2.compile(pattern, options)


def _groups(check: _Checker, pattern: str) -> set[str]:
    if not pattern.strip():
        check.fault("pattern", "Ghi biểu thức chính quy có nhóm đặt tên, ví dụ src=(?P<nguon>\\S+).")
        return set()
    try:
        compiled = compile_pattern(pattern)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        check.fault("pattern", f"Sửa biểu thức chính quy ({said[:150]}). Nhóm nhìn trước, nhìn sau và tham chiếu ngược không dùng được.")
        return set()
    names = set(compiled.groupindex)
    if not names:
        check.fault("pattern", "Đặt tên cho các nhóm, ví dụ src=(?P<nguon>\\S+).")
    return names


def as_json(mapping: Mapping) -> dict[str, Any]:
    """Return what `mapping_from_json` reads, without empty parts."""
    content = asdict(mapping)
    content["kind"] = mapping.kind.value
    alert = mapping.alert
    content["alert"] = False if alert is None else True if not alert.piece else {"piece": alert.piece, "values": list(alert.values)}
    kept = {name: _plain(value) for name, value in content.items() if value not in ("", {}, (), [], None)}
    return kept | {"alert": content["alert"]}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one not in ("", (), None)}
    return list(value) if isinstance(value, tuple) else value


def read_moment(text: str, pattern: str) -> datetime | None:
    """Read a moment to a checked pattern; None when it is none."""
    try:
        return datetime.strptime(text, checked(pattern))  # noqa: DTZ007  the caller adds the zone
    except (ValueError, OverflowError, re.error):
        return None
