"""What a rule says that its author probably did not mean. A rule with remarks runs all the same.

Each check is one function over the written document; what it finds, it locates by the keys that lead there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from vonggac.engines.hunt import LEVELS
from vonggac.sources.sigma.collecting import RuleFile, collect
from vonggac.sources.sigma.detections import NOT_DETECTIONS
from vonggac.sources.sigma.documents import line_of, read_documents
from vonggac.sources.sigma.model import DEFAULT, Fault, Read, Remark, SigmaLimits, Step
from vonggac.sources.sigma.reading import Placeholders, read_rules
from vonggac.sources.sigma.rules import is_rule

STATUSES = frozenset({"stable", "test", "experimental", "deprecated", "unsupported"})
KNOWN_KEYS = frozenset({
    "title", "id", "related", "name", "taxonomy", "status", "description", "license", "author", "references", "date", "modified",
    "logsource", "detection", "correlation", "filter", "fields", "falsepositives", "level", "tags", "scope", "custom",
    "regression_tests_path", "simulation",
})  # fmt: skip
LONGEST_TITLE = 110
SHORTEST_KEYWORD = 3
_TAG = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9_.-]+)+")
_TECHNIQUE = re.compile(r"attack\.t\d{4}(?:\.\d{3})?")
_DATE = re.compile(r"\d{4}[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])")
_PLAIN_EXPRESSION = re.compile(r"[\w \-:/=,@]*")
_ESCAPED_JOKER = re.compile(r"(?<![\\])\\[*?]")
_OPEN = ("contains", "startswith", "endswith")


class Found(NamedTuple):
    """One remark before its line is known."""

    at: tuple[Step, ...]
    why: str
    rule: str


Document = Mapping[str, Any]


def check_rules(paths: Iterable[Path], *, placeholders: Placeholders | None = None, limits: SigmaLimits = DEFAULT) -> Read:
    """Read rules as a hunt would, retired ones too, and look at each as its author should have."""
    paths = list(paths)
    read = read_rules(paths, placeholders=placeholders, limits=limits, retired=True)
    remarks = [*read.remarks, *(remark for file in collect(paths, limits) for remark in _of_file(file, limits))]
    return Read(read.ruleset, read.not_loaded, tuple(sorted(remarks, key=lambda one: (one.file, one.line, one.rule))), read.sources)


def _of_file(file: RuleFile, limits: SigmaLimits) -> Iterator[Remark]:
    try:
        documents = read_documents(file.raw, limits) if not file.bad else []
    except Fault:
        return  # told as not loaded
    for number, document in enumerate(documents):
        if is_rule(document):
            for found in lint(document):
                yield Remark(file.name, line_of(file.raw, number, found.at), found.why, found.rule)


def lint(document: Document) -> Iterator[Found]:
    """Give everything that is worth a second look."""
    for check in _CHECKS:
        yield from check(document)


# --- the heading ------------------------------------------------------------------------------------------------------------------


def _identity(document: Document) -> Iterator[Found]:
    written = document.get("id")
    if written is None:
        yield Found(("title",), "không có id; thêm một UUID để kết quả và bộ lọc gọi được quy tắc này", "no-id")
        return
    try:
        UUID(str(written))
    except ValueError:
        yield Found(("id",), "id không phải UUID; sinh một UUID mới", "bad-id")


def _title(document: Document) -> Iterator[Found]:
    title = str(document.get("title") or "")
    if len(title) > LONGEST_TITLE:
        yield Found(("title",), f"tên dài quá {LONGEST_TITLE} ký tự; rút gọn, phần còn lại đưa vào description", "long-title")
    if title.endswith("."):
        yield Found(("title",), "tên kết thúc bằng dấu chấm; bỏ dấu chấm", "title-stop")


def _wanted(document: Document) -> Iterator[Found]:
    for key, why in (
        ("level", "không có level; mặc định là medium"),
        ("status", "không có status; ghi experimental, test hoặc stable"),
        ("description", "không có description; ghi quy tắc tìm gì và phải làm gì"),
        ("author", "không có author; tên tác giả đi kèm mọi kết quả"),
    ):
        if not document.get(key) and "filter" not in document:
            yield Found(("title",), why, f"no-{key}")


def _words(document: Document) -> Iterator[Found]:
    level, status = document.get("level"), document.get("status")
    if level and str(level).lower() not in LEVELS:
        yield Found(("level",), f"level phải là một trong {', '.join(LEVELS)}; đang tính là medium", "bad-level")
    if status and str(status).lower() not in STATUSES:
        yield Found(("status",), f"status phải là một trong {', '.join(sorted(STATUSES))}", "bad-status")
    if status and str(status).lower() in {"deprecated", "unsupported"}:
        yield Found(("status",), "quy tắc đã rút: khi săn lùng sẽ không nạp", "retired")


def _dates(document: Document) -> Iterator[Found]:
    for key in ("date", "modified"):
        if key in document and not _DATE.fullmatch(str(document[key])):
            yield Found((key,), "ngày phải ghi theo dạng 2026-11-23", "bad-date")


def _tags(document: Document) -> Iterator[Found]:
    tags = document.get("tags")
    for place, tag in enumerate(tags if isinstance(tags, list) else []):
        if not _TAG.fullmatch(str(tag)):
            yield Found(("tags", place), f"thẻ “{tag}” phải là chữ thường dạng nhóm.tên, ví dụ attack.t1059", "bad-tag")
        elif str(tag).startswith("attack.t") and str(tag)[8:9].isdigit() and not _TECHNIQUE.fullmatch(str(tag)):
            yield Found(("tags", place), f"“{tag}” không phải mã kỹ thuật ATT&CK; ghi ví dụ attack.t1059.001", "bad-tag")
    if isinstance(tags, list) and len(set(map(str, tags))) < len(tags):
        yield Found(("tags",), "có thẻ ghi hai lần; bỏ một", "same-tag")


def _keys(document: Document) -> Iterator[Found]:
    for key in document:
        if key not in KNOWN_KEYS:
            yield Found((key,), f"Sigma không có mục “{key}”; sửa tên hoặc đưa vào “custom”", "unknown-key")


# --- what it asks -----------------------------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """One item of a detection as written."""

    at: tuple[Step, ...]
    field: str
    modifiers: tuple[str, ...]
    values: Sequence[Any]


def items_of(document: Document) -> Iterator[Asked]:
    """Give every item of every detection."""
    for section in ("detection", "filter"):
        named = document.get(section)
        for name, definition in named.items() if isinstance(named, dict) else ():
            if name not in NOT_DETECTIONS and name != "rules":
                yield from _items((section, name), definition)


def _items(at: tuple[Step, ...], definition: Any) -> Iterator[Asked]:
    if isinstance(definition, dict):
        for key, values in definition.items():
            field, *modifiers = key.split("|")
            yield Asked((*at, key), field, tuple(modifiers), values if isinstance(values, list) else [values])
    elif isinstance(definition, list) and any(isinstance(one, (dict, list)) for one in definition):
        for place, one in enumerate(definition):
            yield from _items((*at, place), one)
    else:
        yield Asked(at, "", (), definition if isinstance(definition, list) else [definition])


def _values(document: Document) -> Iterator[Found]:
    for item in items_of(document):
        for value in item.values:
            if isinstance(value, str):
                yield from _of_text(item, value)
        yield from _of_list(item)


def _of_text(item: Asked, value: str) -> Iterator[Found]:
    if "re" in item.modifiers:
        yield from _of_expression(item, value)
        return
    if _ESCAPED_JOKER.search(value):
        yield Found(
            item.at, f"“{value}”: \\* và \\? là ký tự * và ? thật; muốn gạch chéo rồi ký tự đại diện thì ghi \\\\*", "escaped-joker"
        )
    ends = {"contains": (True, True), "startswith": (False, True), "endswith": (True, False)}
    for name in set(_OPEN) & set(item.modifiers):
        start, end = ends[name]
        if len(value) > 1 and ((start and value[0] == "*") or (end and value.endswith("*") and not value.endswith("\\*"))):
            yield Found(item.at, f"“{value}”: dấu * ở đầu, cuối là thừa khi đã có “|{name}”; bỏ dấu *", "joker-twice")
    if value != value.strip() and not set(_OPEN) & set(item.modifiers) and item.field:
        yield Found(
            item.at, f"“{value}”: khoảng trắng ở đầu hoặc cuối phải trùng đúng cả giá trị; bỏ đi hoặc dùng “|contains”", "space-around"
        )
    if not item.field and len(value) < SHORTEST_KEYWORD:
        yield Found(item.at, f"từ khóa “{value}” quá ngắn nên trùng gần như mọi sự kiện; ghi tên trường", "short-keyword")
    if value == "*" and item.field:
        yield Found(item.at, "“*” chỉ hỏi trường có mặt; ghi “|exists: true” cho rõ", "only-joker")


def _of_expression(item: Asked, value: str) -> Iterator[Found]:
    if value and _PLAIN_EXPRESSION.fullmatch(value):
        yield Found(item.at, f"“{value}” là chữ thường, không cần biểu thức chính quy; dùng “|contains”", "plain-regex")
    if len(value) > 2 and (value.startswith(".*") or (value.endswith(".*") and not value.endswith("\\.*"))):
        yield Found(item.at, f"“{value}”: .* ở đầu, cuối là thừa vì biểu thức tìm ở mọi chỗ; bỏ đi", "open-regex")


def _of_list(item: Asked) -> Iterator[Found]:
    if "all" in item.modifiers and len(item.values) < 2:
        yield Found(item.at, "“|all” với một giá trị không có tác dụng; bỏ “|all” hoặc thêm giá trị", "all-of-one")
    if "all" in item.modifiers and len(item.values) > 1 and not set(item.modifiers) - {"all"} and item.field:
        yield Found(item.at, "một trường không thể bằng nhiều giá trị cùng lúc; dùng “|contains|all” hoặc bỏ “|all”", "all-of-whole")
    folded = [str(value) if {"re", "cased"} & set(item.modifiers) else str(value).lower() for value in item.values]
    if len(set(folded)) < len(folded):
        twice = next(value for value in folded if folded.count(value) > 1)
        yield Found(item.at, f"giá trị “{twice}” có hai lần (không phân biệt chữ hoa); bỏ một", "same-value")


def _source(document: Document) -> Iterator[Found]:
    from vonggac.sources.sigma.logsources import shipped_table
    from vonggac.sources.sigma.rules import read_log_source

    if "logsource" not in document:
        return
    try:
        source = read_log_source(document["logsource"])
    except Fault:
        return
    if not shipped_table().knows(source):
        yield Found(
            ("logsource",), f"chưa có bộ đọc nào gọi sự kiện là “{source}”: quy tắc nạp được nhưng sẽ không có gì để tìm", "idle-source"
        )


_CHECKS: tuple[Callable[[Document], Iterator[Found]], ...] = (_identity, _title, _wanted, _words, _dates, _tags, _keys, _values, _source)
