"""Files against hash sets and YARA rules: hashed first, scanned only when unknown. Nothing is executed, written or changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BufferedReader, BytesIO, FileIO
from pathlib import Path
from typing import Any, BinaryIO

from vonggac.engines.hunt.indicating import Indicators, Known, Sort, heading_of
from vonggac.engines.hunt.results import Detection, Sighted
from vonggac.engines.hunt.rules import Heading
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events import DEFAULT, Chunk, Input, find_inputs
from vonggac.sources.events import Limits as ReadingLimits
from vonggac.sources.events.archives import Inside, packing_of, read_archive
from vonggac.sources.events.guarding import Budget
from vonggac.sources.filescan.hashes import HashSets, digests_of
from vonggac.sources.filescan.model import ScanLimits, Tally
from vonggac.sources.filescan.rules import YaraRules, metadata_of, patterns_of
from vonggac.sources.limits import MEGABYTE, megabytes

_HEAD = 512
_STEP = 1 * MEGABYTE
_ALL = ("md5", "sha1", "sha256")
"""Hashes that a found file is described by."""
_CRITICAL, _HIGH, _MEDIUM = 90, 70, 50
_LEVELS = {"critical": "critical", "high": "high", "medium": "medium", "low": "low"}


class _About:
    """What a result says of its file; put together only when there is one."""

    __slots__ = ("_path", "_said", "_told")

    def __init__(self, path: str, told: os.stat_result | None, said: dict[str, Any] | None = None) -> None:
        self._path, self._told, self._said = path, told, said

    def __call__(self) -> dict[str, Any]:
        if self._said is None:
            assert self._told is not None
            modified = datetime.fromtimestamp(self._told.st_mtime, UTC).isoformat()
            self._said = {"path": self._path, "size": self._told.st_size, "modified": modified}
        return dict(self._said)


class FileScan:
    """Rules and hash sets made ready for files."""

    def __init__(
        self,
        rules: YaraRules | None = None,
        hashes: HashSets | None = None,
        known: Iterable[Known] = (),
        *,
        limits: ScanLimits | None = None,
        reading: ReadingLimits = DEFAULT,
    ) -> None:
        self.limits, self.reading = limits or ScanLimits(), reading
        self.hashes = hashes or HashSets()
        self.tally = Tally()
        self._names = Indicators(one for one in known if one.sort is Sort.FILE)
        self._scanner: Any = _scanner(rules, self.limits) if rules is not None else None
        self._asks_names = rules is not None and rules.asks_names
        self._found: list[Detection] = []

    def scan(self, paths: Iterable[str | Path]) -> Iterator[Detection]:
        """Give what was found in files and folders, archives looked into; what could not be read stands in `tally.bad`."""
        for found in find_inputs(paths, limits=self.reading):
            if isinstance(found, BadRow):
                self.tally.bad.append(found)
            else:
                yield from self.scan_file(found)

    def scan_file(self, found: Input) -> Iterator[Detection]:
        """Give what was found in one file."""
        try:
            with open(found.path, "rb", buffering=0) as stream:  # noqa: PTH123  a Path is not needed for one call
                yield from self._stream(stream, found, os.fstat(stream.fileno()))
        except OSError:
            self._say(found.name, "Không đọc được tệp. Kiểm tra quyền đọc, ổ đĩa rồi chạy lại.", "unreadable")

    def _stream(self, stream: FileIO, found: Input, told: os.stat_result) -> Iterator[Detection]:
        about = _About(found.path, told)
        self.tally.files += 1
        self.tally.bytes += told.st_size
        if len(self._names):
            yield from self._named(found.name, about())
        if told.st_size > self.limits.size:
            yield from self._too_large(stream, found.name, about)
            return
        if self.hashes.ways:
            data = _read(stream, told.st_size + 1)
            yield from self.look(data, found.name, about)
        else:
            data = stream.read(_HEAD) or b""
            if data:
                yield from self._scanned(found.path, found.name, about)
        if packing := packing_of(data[:_HEAD]):
            stream.seek(0)
            with BufferedReader(stream) as buffered:
                yield from self._members(buffered, packing, found.name)

    def _too_large(self, stream: FileIO, name: str, about: _About) -> Iterator[Detection]:
        """A file that is too large to be scanned is hashed all the same; its members are looked at."""
        head = stream.read(_HEAD) or b""
        running = {way: hashlib.new(way, head, usedforsecurity=False) for way in self.hashes.ways}
        while running and (data := stream.read(_STEP)):
            for one in running.values():
                one.update(data)
        digests = {way: one.digest() for way, one in running.items()}
        if known := self.hashes.is_known(digests):
            yield _known_file(known, name, about() | _hex(digests))
        elif not self.hashes.is_allowed(digests):
            self._say(name, f"Tệp lớn hơn {megabytes(self.limits.size)} MB nên không quét nội dung. Nâng giới hạn nếu cần.", "too-large")
        if packing := packing_of(head):
            stream.seek(0)
            with BufferedReader(stream) as buffered:
                yield from self._members(buffered, packing, name)

    def _members(self, stream: BinaryIO, packing: Any, name: str) -> Iterator[Detection]:
        """Look at everything inside an archive by the door that logs come through, with its limits."""
        inside = Inside(0, Budget(self.reading.unpacked, self.reading.entries), self._member)
        for chunk in read_archive(packing, stream, name, self.reading, inside):
            self.tally.bad += chunk.bad
            yield from self._found
            self._found.clear()

    def _member(self, stream: BinaryIO, name: str, limits: ReadingLimits, depth: int, budget: Budget) -> Iterator[Chunk]:
        data = _read(stream, self.limits.size + 1)
        self.tally.files += 1
        self.tally.bytes += len(data)
        about = _About(name, None, {"path": name, "size": len(data), "modified": limits.written.isoformat() if limits.written else ""})
        self._found += self._named(name, about()) if len(self._names) else []
        if len(data) > self.limits.size:
            self._say(name, f"Tệp lớn hơn {megabytes(self.limits.size)} MB nên không quét nội dung. Giải nén rồi quét.", "too-large")
            return
        self._found += self.look(data, name, about)
        yield Chunk(name, [])
        if packing := packing_of(data[:_HEAD]):
            yield from read_archive(packing, BytesIO(data), name, limits, Inside(depth, budget, self._member))

    # --- one file's bytes ----------------------------------------------------------------------------------------------------------

    def look(self, data: bytes, name: str, about: _About) -> Iterator[Detection]:
        """Give what hash sets and rules say of bytes."""
        digests = digests_of(data, self.hashes.ways)
        if known := self.hashes.is_known(digests):
            yield _known_file(known, name, about() | _hex(digests_of(data, _ALL)))
        elif self.hashes.is_allowed(digests):
            self.tally.allowed += 1
            return
        if data:
            yield from self._scanned(data, name, about)

    def _scanned(self, what: bytes | str, name: str, about: _About) -> Iterator[Detection]:
        """Scan bytes, or a file by its path, which the library maps instead of reading."""
        if self._scanner is None:
            return
        import yara_x

        self.tally.scanned += 1
        if self._asks_names:
            _set_globals(self._scanner, name)
        try:
            found = self._scanner.scan(what) if isinstance(what, bytes) else self._scanner.scan_file(what)
            matching = found.matching_rules
        except yara_x.TimeoutError:
            self._say(name, f"Quét quá {self.limits.seconds} giây nên dừng ở tệp này. Quét riêng tệp với thời hạn dài hơn.", "timeout")
            return
        except yara_x.ScanError as error:
            self._say(name, f"Không quét được tệp ({error}). Giữ tệp gốc và báo cho bộ phận kỹ thuật.", "scan-failed")
            return
        if matching:
            data = what if isinstance(what, bytes) else Path(what).read_bytes()
            hashes = _hex(digests_of(data, _ALL))
            for rule in matching:
                yield self._detection(rule, data, name, about() | hashes)

    def _detection(self, rule: Any, data: bytes, name: str, about: dict[str, Any]) -> Detection:
        said = metadata_of(rule)
        places = list(patterns_of(rule))
        shown = [_place(one, data, self.limits.shown) for one in places[: self.limits.matches]]
        fields = {"file": about, "matches": shown, "meta": said}
        because = f"quy tắc YARA {rule.identifier} khớp {len(places)} đoạn" if places else f"quy tắc YARA {rule.identifier} khớp"
        event = Sighted(name, shown[0]["offset"] if shown else 0, about.get("modified", ""), "", fields)
        return Detection(_heading(rule, said), event, because=because)

    def _named(self, name: str, about: dict[str, Any]) -> list[Detection]:
        """Ask the lists of file names; their expressions are written for paths with backslashes."""
        path = about["path"]
        met = {id(one.known): one.known for _number, one in self._names.look([path, path.replace("/", "\\")])}
        return [_known_file(known, name, about) for known in met.values()]

    def _say(self, name: str, why: str, rule: str) -> None:
        self.tally.bad.append(BadRow(Place(name), why, "", rule))


def _scanner(rules: YaraRules, limits: ScanLimits) -> Any:
    import yara_x

    scanner = yara_x.Scanner(rules.compiled)
    scanner.set_timeout(limits.seconds)
    return scanner


def _set_globals(scanner: Any, name: str) -> None:
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    scanner.set_global("filename", last)
    scanner.set_global("filepath", name)
    scanner.set_global("extension", f".{ending.lower()}" if dot and stem else "")


def _read(stream: BinaryIO, size: int) -> bytes:
    parts, have = [], 0
    while have < size and (data := stream.read(min(_STEP, size - have))):
        parts.append(data)
        have += len(data)
    return b"".join(parts)


def _hex(digests: dict[str, bytes]) -> dict[str, str]:
    return {way: digest.hex() for way, digest in digests.items()}


def _place(place: tuple[str, int, int], data: bytes, shown: int) -> dict[str, Any]:
    pattern, offset, length = place
    piece = data[offset : offset + min(length, shown)]
    text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)  # noqa: PLR2004  ASCII that can be printed
    return {"pattern": pattern, "offset": offset, "length": length, "hex": piece.hex(), "text": text}


def _known_file(known: Known, name: str, about: dict[str, Any]) -> Detection:
    what = "mã băm" if known.sort is Sort.HASH else "tên tệp"
    event = Sighted(name, 0, about.get("modified", ""), "", {"file": about})
    return Detection(heading_of(known), event, because=f"{what} có trong {known.source}")


def _heading(rule: Any, said: dict[str, str]) -> Heading:
    return Heading(
        id=f"yara:{rule.identifier}",
        title=said.get("description") or str(rule.identifier).replace("_", " "),
        level=_level(said),
        description=said.get("description", ""),
        author=said.get("author", ""),
        licence=said.get("license", said.get("licence", "")),
        tags=tuple(dict.fromkeys(f"attack.{tag.lower()}" if _is_technique(tag) else tag for tag in rule.tags)),
        references=tuple(one for one in (said.get("reference", ""),) if one.startswith("http")),
        file=str(rule.namespace),
    )


def _is_technique(tag: str) -> bool:
    return tag[:1] in "Tt" and tag[1:5].isdecimal() and len(tag) in {5, 9}


def _level(said: dict[str, str]) -> str:
    """Return the level that a rule's author means: a word, or a score of a hundred."""
    if (word := said.get("severity", said.get("level", "")).lower()) in _LEVELS:
        return _LEVELS[word]
    score = said.get("score", "")
    if not score.isdecimal():
        return "high"
    number = int(score)
    return "critical" if number >= _CRITICAL else "high" if number >= _HIGH else "medium" if number >= _MEDIUM else "low"
