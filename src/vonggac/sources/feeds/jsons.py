"""JSON from outside: one document, an array, or objects line by line; bounded in size and depth, each with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from vonggac.kernel.badrows import Place
from vonggac.sources.feeds.ceilings import NESTING, WHOLE
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.lines import Lines
from vonggac.sources.feeds.model import Found
from vonggac.sources.limits import Limits, megabytes
from vonggac.sources.refusal import refuse

_BLANK = " \t\r\n"
_TOO_DEEP = "Nội dung JSON lồng nhau quá sâu. Hỏi lại nơi gửi."
_DAMAGED = "Tệp JSON hỏng hoặc bị cắt"


class DeepError(ValueError):
    """More brackets within brackets than anything real has."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _whole_number(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("a number of more than 40 digits")
    return int(digits)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=_whole_number)


def value_of(text: str) -> Any:
    """Return the value of one JSON text, or raise ValueError; what is nested too deeply is refused, never followed."""
    try:
        value, end = _DECODER.raw_decode(text, _start(text, 0))
    except RecursionError:
        raise DeepError from None
    if text[end:].strip(_BLANK):
        raise ValueError("more than one value")
    _bounded(value)
    return value


def _start(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _bounded(value: Any) -> None:
    """Walk without recursion and refuse depth."""
    level, depth = [value], 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        if depth > NESTING:
            raise DeepError
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]


def document(stream: BinaryIO, name: str, limits: Limits) -> Any:
    """Return the one value of a file, or refuse it with the line where it breaks."""
    text = whole_text(stream, name, limits)
    try:
        return value_of(text)
    except DeepError:
        refuse(name, _TOO_DEEP, "too-deep")
    except json.JSONDecodeError as error:
        refuse(name, f"{_DAMAGED} ở dòng {error.lineno}. Tải lại tệp gốc.", "damaged", cause=error)
    except ValueError as error:
        refuse(name, f"{_DAMAGED}. Tải lại tệp gốc.", "damaged", cause=error)


def whole_text(stream: BinaryIO, name: str, limits: Limits) -> str:
    """Return the text of a file that can only be read at once."""
    at_most = min(WHOLE, limits.size)
    data = stream.read(at_most + 1)
    if len(data) > at_most:
        refuse(name, f"Tệp lớn hơn {megabytes(at_most)} MB. Chia thành nhiều tệp.", "too-large")
    from vonggac.sources.encodings import decode

    return decode(data, name).text


def objects(
    stream: BinaryIO, name: str, limits: Limits, faults: Faults, inside: tuple[str, ...] = ()
) -> Iterator[tuple[Place, Any] | Found]:
    """Yield every object with its place: of an array, of the list under one of the keys `inside`, of lines, or the one that is there.

    Lines are read as a stream; a line that is no JSON is a located fault and the next one is read.
    """
    first = stream.readline(64 * 1024)
    while first.strip() == b"" and first:
        first = stream.readline(64 * 1024)
    stream.seek(0)
    if _stands_alone(first, inside):
        yield from _by_line(stream, name, limits, faults)
    else:
        yield from _at_once(stream, name, limits, inside)


def _stands_alone(line: bytes, inside: tuple[str, ...]) -> bool:
    """Say whether the first line is an object of its own, and no wrapping around a list of them."""
    if not line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") or not line.endswith(b"\n"):
        return False
    try:
        value = value_of(line.decode("utf-8-sig", errors="replace"))
    except ValueError:
        return False
    return isinstance(value, dict) and not any(isinstance(value.get(key), list) for key in inside)


def _by_line(stream: BinaryIO, name: str, limits: Limits, faults: Faults) -> Iterator[tuple[Place, Any] | Found]:
    lines, count = Lines(stream, name, limits), 0
    for line in lines:
        yield from lines.faults(faults)
        if not line.strip():
            continue
        count += 1
        if count > limits.rows:
            refuse(name, f"Tệp có hơn {limits.rows} mục. Chia thành nhiều tệp.", "too-many-rows")
        try:
            yield Place(name, line=lines.number), value_of(line)
        except DeepError:
            yield from faults.bad(lines.number, _TOO_DEEP, "too-deep")
        except ValueError:
            rule = "truncated" if lines.is_cut else "damaged"
            yield from faults.bad(lines.number, f"{_DAMAGED} ở dòng này. Tải lại tệp gốc.", rule, line[:200])
    yield from lines.faults(faults)


def _at_once(stream: BinaryIO, name: str, limits: Limits, inside: tuple[str, ...]) -> Iterator[tuple[Place, Any]]:
    value = document(stream, name, limits)
    key = next((key for key in inside if isinstance(value, dict) and isinstance(value.get(key), list)), None)
    if key is not None:
        value, where = value[key], key
    else:
        where = ""
    if not isinstance(value, list):
        yield Place(name, line=1), value
        return
    for index, one in enumerate(value):
        yield Place(name, column=f"{where}[{index}]"), one


def head_value(head: bytes) -> Any:
    """Return the beginning of a JSON file as far as recognising needs it: the whole value, its first line, or None."""
    text = head.decode("utf-8-sig", errors="replace")
    for candidate in (text, text.partition("\n")[0]):
        try:
            return value_of(candidate)
        except ValueError:
            continue
    return None


def head_has(head: bytes, *keys: str) -> int:
    """Count which of these keys the first bytes name; for files too long to be read whole for it."""
    return sum(f'"{key}"'.encode() in head for key in keys)
