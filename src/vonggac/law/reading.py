"""Rule files into checked values, with the file and line of whatever is wrong.

Files are read with the fast C loader, which forgets lines; only when something is wrong is the file read again to find the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from vonggac.kernel.vietnamese import nfc
from vonggac.law.model import Confidence, LawError

E = TypeVar("E", bound=Enum)
Path_ = tuple[str | int, ...]
_ABSENT: Any = object()


def _line_of(file: Path, path: Path_) -> int:
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == step), node)
    return node.start_mark.line + 1 if node is not None else 1


@dataclass(slots=True)
class RuleFile:
    """One YAML file, its content and its table of sources."""

    file: Path
    content: Mapping[str, Any]
    sources: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> RuleFile:
        """Read a file; its top must be a mapping."""
        try:
            content = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)  # noqa: S506  it is the safe loader, in C
        except FileNotFoundError:
            raise LawError(f"{file.name}: thêm tệp này vào thư mục {file.parent.name}") from None
        except yaml.YAMLError as error:
            raise LawError(f"{file.name}: sửa cú pháp YAML: {error}") from None
        if not isinstance(content, dict):
            raise LawError(f"{file.name}: viết các mục ở đầu tệp dưới dạng “tên: giá trị”")
        return cls(file, content, content.get("sources") or {})

    def error(self, why: str, *path: str | int) -> LawError:
        """Make an error that names the file and the line."""
        return LawError(f"{self.file.name}, dòng {_line_of(self.file, path)}: {why}")

    def records(self, name: str) -> Iterator[Record]:
        """Give the entries of a list at the top of the file; each must be a mapping."""
        entries = self.content.get(name) or []
        if not isinstance(entries, list):
            raise self.error(f"viết “{name}” thành danh sách", name)
        for index, entry in enumerate(entries):
            yield self.record(entry, name, index)

    def record(self, entry: object, *path: str | int) -> Record:
        """Wrap one entry for reading."""
        if not isinstance(entry, dict):
            raise self.error("viết mục này thành {tên: giá trị, …}", *path)
        return Record(self, dict(entry), path)


@dataclass(slots=True)
class Record:
    """One entry; every field is taken once, and what is left over is a mistake."""

    file: RuleFile
    fields: dict[str, Any]
    path: Path_

    def error(self, why: str, name: str | None = None) -> LawError:
        """Make an error at this entry or at one of its fields."""
        return self.file.error(why, *self.path, *((name,) if name else ()))

    def _take(self, name: str, default: Any) -> Any:
        value = self.fields.pop(name, None)
        if value is None:
            if default is _ABSENT:
                raise self.error(f"thêm “{name}”")
            return default
        return value

    def text(self, name: str, default: str = _ABSENT) -> str:
        """Take a text; a number or a date without quotes is refused, because YAML would already have changed it."""
        value = self._take(name, default)
        if not isinstance(value, str):
            raise self.error(f"đặt giá trị của “{name}” trong dấu nháy", name)
        return nfc(value)

    def optional_text(self, name: str) -> str | None:
        """Take a text or None."""
        return self.text(name, "") or None

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"viết “{name}” thành danh sách chữ", name)
        return tuple(map(nfc, value))

    def numbers(self, name: str) -> tuple[int, ...]:
        """Take a list of whole numbers."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise self.error(f"viết “{name}” thành danh sách số nguyên", name)
        return tuple(value)

    def number(self, name: str) -> int | None:
        """Take a whole number or None."""
        value = self._take(name, None)
        if value is not None and type(value) is not int:
            raise self.error(f"viết “{name}” thành số nguyên", name)
        return value

    def flag(self, name: str, default: bool | None = False) -> bool | None:
        """Take true or false."""
        value = self._take(name, default)
        if value is not None and not isinstance(value, bool):
            raise self.error(f"viết “{name}” là true hoặc false", name)
        return value

    def day(self, name: str) -> date | None:
        """Take a date or None."""
        value = self._take(name, None)
        if value is not None and type(value) is not date:
            raise self.error(f"viết “{name}” dạng năm-tháng-ngày, ví dụ 2025-07-01", name)
        return value

    def one_of(self, name: str, words: type[E], default: E = _ABSENT) -> E:
        """Take one of the words of an enumeration."""
        value = self._take(name, default)
        try:
            return words(value)
        except ValueError:
            known = ", ".join(str(word.value) for word in words)
            raise self.error(f"sửa “{name}”: “{value}” không phải một trong {known}", name) from None

    def mapping(self, name: str) -> dict[Any, Any]:
        """Take a mapping, empty when it is not there."""
        value = self._take(name, {})
        if not isinstance(value, dict):
            raise self.error(f"viết “{name}” thành {{khóa: giá trị, …}}", name)
        return value

    def inner(self, name: str) -> Record:
        """Take an entry inside this entry."""
        return self.file.record(self._take(name, _ABSENT), *self.path, name)

    def records(self, name: str) -> Iterator[Record]:
        """Give the entries of a list inside this entry."""
        for index, entry in enumerate(self._take(name, [])):
            yield self.file.record(entry, *self.path, name, index)

    def optional_inner(self, name: str) -> Record | None:
        """Take an entry inside this entry, or None."""
        return self.inner(name) if self.fields.get(name) is not None else None

    def source(self) -> str:
        """Take the source; its short name must stand in the file's table."""
        name = self.text("source", "")
        if name and name not in self.file.sources:
            raise self.error(f"thêm nguồn “{name}” vào bảng sources ở đầu tệp", "source")
        return self.file.sources.get(name, "")

    def dated(self) -> dict[str, Any]:
        """Take what every dated fact carries."""
        first, last = self.day("from"), self.day("to")
        if first is not None and last is not None and last < first:
            raise self.error(f"sửa “to”: {last} đứng trước “from” {first}")
        confidence = self.one_of("confidence", Confidence, Confidence.READ)
        return {"valid_from": first, "valid_to": last, "source": self.source(), "confidence": confidence}

    def end(self) -> None:
        """Refuse fields that nobody took: a misspelt name must not be silently without effect."""
        if self.fields:
            unknown = ", ".join(f"“{name}”" for name in self.fields)
            raise self.error(f"bỏ hoặc sửa tên trường {unknown}")
