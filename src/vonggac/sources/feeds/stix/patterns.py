"""STIX patterns (STIX 2.1, part 9) read as far as they are single values: everything else stays whole.

A pattern is turned into indicators only when meeting one of the values alone fulfils it: one observation, or several joined by OR,
of comparisons by =, IN or ISSUBSET joined by OR; or a joined pair that still names one thing (an address with its port, several
hashes of one file with its name or size).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vonggac.sources.feeds import observables
from vonggac.sources.feeds.model import Kind

LONGEST = 65_536
_DEEPEST = 24
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>t?'(?:[^'\\]|\\.)*'|[hb]'[^']*')
  | (?P<number>[+-]?\d+(?:\.\d+)?)
  | (?P<operator>!=|<>|<=|>=|==|=|<|>)
  | (?P<mark>[\[\]()\,])
  | (?P<path>[A-Za-z][A-Za-z0-9-]*:(?:[A-Za-z0-9_-]+|'(?:[^'\\]|\\.)*'|\.|\[(?:\*|\d+)\])+)
  | (?P<word>[A-Za-z_]+)
    )""",
    re.VERBOSE,
)


class PatternError(ValueError):
    """A text is no STIX pattern."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """path operator values, perhaps NOT."""

    path: str
    operator: str
    values: tuple[Any, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts held together by AND, OR or FOLLOWEDBY; of comparisons or of observations."""

    how: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """What stands between brackets, and whether a qualifier (WITHIN, REPEATS, START) narrows it."""

    inside: Node
    is_qualified: bool = False


Node = Comparison | Joined | Observation


@dataclass(frozen=True, slots=True)
class Simple:
    """One value that alone fulfils the pattern."""

    kind: Kind
    value: str
    port: int | None = None


def parse(pattern: str) -> Node:
    """Return the tree of a pattern, or raise PatternError."""
    if len(pattern) > LONGEST:
        raise PatternError("Mẫu STIX quá dài")
    reading = _Reading(list(_tokens(pattern)))
    tree = reading.observations(0)
    if reading.at < len(reading.tokens):
        raise PatternError(f"Mẫu STIX thừa “{reading.tokens[reading.at][1]}”")
    return tree


def simple_values(tree: Node) -> list[Simple] | None:
    """Return the values of a simple pattern; None when the pattern is more than values; NotAValue when a value is none."""
    if isinstance(tree, Joined):
        if tree.how != "OR":
            return None
        branches = [simple_values(part) for part in tree.parts]
        return None if any(branch is None for branch in branches) else [one for branch in branches for one in branch or ()]
    if not isinstance(tree, Observation) or tree.is_qualified:
        return None
    return _inside(tree.inside)


def _inside(node: Node) -> list[Simple] | None:
    if isinstance(node, Comparison):
        return _of_comparison(node)
    if not isinstance(node, Joined):
        return None
    if node.how == "AND":
        return _together(node.parts)
    branches = [_inside(part) for part in node.parts]
    return None if any(branch is None for branch in branches) else [one for branch in branches for one in branch or ()]


_ADDRESS_PATHS = frozenset(
    {
        "ipv4-addr:value", "ipv6-addr:value", "network-traffic:dst_ref.value", "network-traffic:src_ref.value",
        "domain-name:resolves_to_refs[*].value",
    }
)  # fmt: skip
_MAIL_PATHS = frozenset(
    {
        "email-addr:value", "email-message:from_ref.value", "email-message:sender_ref.value", "email-message:to_refs[*].value",
        "email-message:additional_header_fields.reply_to",
    }
)  # fmt: skip
_PORTED = (
    ("network-traffic:dst_port", "network-traffic:dst_ref.value"),
    ("network-traffic:src_port", "network-traffic:src_ref.value"),
    ("network-traffic:dst_port", "domain-name:value"),
)
"""A port and the address or name it belongs to."""
_HASH_PATH = re.compile(r"(?:file|artifact):hashes\.'?(?:MD5|SHA-?1|SHA-?224|SHA-?256|SHA-?384|SHA-?512)'?", re.IGNORECASE)
_SAME_FILE = frozenset({"file:name", "file:size", "file:mime_type"})
_SAME_MAILBOX = frozenset({"email-addr:value", "email-addr:display_name"})


def _of_comparison(node: Comparison) -> list[Simple] | None:
    if node.negated or node.operator not in {"=", "==", "IN", "ISSUBSET"}:
        return None
    read = _reader_of(node.path)
    if read is None or not all(isinstance(value, str) for value in node.values):
        return None
    return [Simple(*read(value)) for value in node.values]


def _reader_of(path: str) -> Any:
    if path in _ADDRESS_PATHS and not path.startswith("domain"):
        return observables.address_or_range
    if path == "domain-name:value":
        return observables.domain
    if path == "url:value":
        return observables.url
    if path in _MAIL_PATHS:
        return observables.mailbox
    return observables.digest if _HASH_PATH.fullmatch(path) else None


def _together(parts: tuple[Node, ...]) -> list[Simple] | None:
    """Parts joined by AND: an address with its port, or the hashes of one file with what else it is called."""
    if not all(isinstance(part, Comparison) and part.operator == "=" and not part.negated for part in parts):
        return None
    compared = {part.path: part for part in parts if isinstance(part, Comparison)}
    hashes = [part for path, part in compared.items() if _HASH_PATH.fullmatch(path)]
    if hashes and all(_HASH_PATH.fullmatch(path) or path in _SAME_FILE for path in compared):
        return [one for part in hashes for one in _of_comparison(part) or ()]
    if compared.keys() == _SAME_MAILBOX:
        return _of_comparison(compared["email-addr:value"])
    about = {path for path in compared if not path.endswith(("protocols[*]", "protocols", "_ref.type"))}
    for port_path, host_path in _PORTED:
        if about == {port_path, host_path}:
            return _ported(_of_comparison(compared[host_path]), compared[port_path].values[0])
    return None


def _ported(found: list[Simple] | None, port: Any) -> list[Simple] | None:
    """Put the port to the values; some write it as text."""
    number = int(port) if isinstance(port, str) and port.isdecimal() else port
    if not found or not isinstance(number, int) or not 0 < number <= 65535:
        return None
    return [Simple(one.kind, one.value, number) for one in found]


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(pattern.rstrip())
    while at < end:
        found = _TOKEN.match(pattern, at)
        if found is None or found.end() == at:
            raise PatternError(f"Mẫu STIX sai ở ký tự {at + 1}")
        at = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]


class _Reading:
    """Recursive descent with a floor under it."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, text: str | None = None) -> tuple[str, str]:
        token = self.peek()
        if token[0] == "end" or (text is not None and token[1].upper() != text):
            raise PatternError(f"Mẫu STIX thiếu “{text or 'giá trị'}”")
        self.at += 1
        return token

    def is_word(self, *words: str) -> bool:
        kind, text = self.peek()
        return kind == "word" and text.upper() in words

    def observations(self, depth: int) -> Node:
        """observation (AND|OR|FOLLOWEDBY observation)*; mixed words make it more than values, so the last word stands for all."""
        parts, hows = [self.observation(depth)], []
        while self.is_word("AND", "OR", "FOLLOWEDBY"):
            hows.append(self.take()[1].upper())
            parts.append(self.observation(depth))
        if not hows:
            return parts[0]
        return Joined("OR" if set(hows) == {"OR"} else "AND" if set(hows) == {"AND"} else "FOLLOWEDBY", tuple(parts))

    def observation(self, depth: int) -> Node:
        _not_too_deep(depth)
        if self.peek()[1] == "(":
            self.take("(")
            inside = self.observations(depth + 1)
            self.take(")")
            return Observation(inside, is_qualified=True) if self.qualifiers() else inside
        self.take("[")
        comparison = self.comparisons(depth + 1)
        self.take("]")
        return Observation(comparison, is_qualified=self.qualifiers())

    def qualifiers(self) -> bool:
        """WITHIN n SECONDS, REPEATS n TIMES, START t'…' STOP t'…'."""
        found = False
        while self.is_word("WITHIN", "REPEATS", "START"):
            word = self.take()[1].upper()
            self.take()
            self.take({"WITHIN": "SECONDS", "REPEATS": "TIMES", "START": "STOP"}[word])
            if word == "START":
                self.take()
            found = True
        return found

    def comparisons(self, depth: int) -> Node:
        """AND binds closer than OR."""
        parts = [self.joined_by_and(depth)]
        while self.is_word("OR"):
            self.take()
            parts.append(self.joined_by_and(depth))
        return parts[0] if len(parts) == 1 else Joined("OR", tuple(parts))

    def joined_by_and(self, depth: int) -> Node:
        parts = [self.comparison(depth)]
        while self.is_word("AND"):
            self.take()
            parts.append(self.comparison(depth))
        return parts[0] if len(parts) == 1 else Joined("AND", tuple(parts))

    def comparison(self, depth: int) -> Node:
        _not_too_deep(depth)
        if self.peek()[1] == "(":
            self.take("(")
            inside = self.comparisons(depth + 1)
            self.take(")")
            return inside
        negated = False
        while self.is_word("NOT", "EXISTS"):
            negated = self.take()[1].upper() == "NOT" or negated
        kind, path = self.take()
        if kind != "path":
            raise PatternError(f"Mẫu STIX cần đường dẫn thay cho “{path}”")
        if self.peek()[1] == "]":
            return Comparison(path, "EXISTS", (), negated)
        if self.is_word("NOT"):
            self.take()
            negated = True
        operator = self.take()[1].upper()
        if operator not in {"=", "==", "!=", "<>", "<", ">", "<=", ">=", "IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"}:
            raise PatternError(f"Mẫu STIX có phép so sánh lạ “{operator}”")
        return Comparison(path, operator, self.values(operator), negated)

    def values(self, operator: str) -> tuple[Any, ...]:
        if operator != "IN":
            return (self.value(),)
        self.take("(")
        found = [self.value()]
        while self.peek()[1] == ",":
            self.take(",")
            found.append(self.value())
        self.take(")")
        return tuple(found)

    def value(self) -> Any:
        kind, text = self.take()
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "word" and text.lower() in {"true", "false"}:
            return text.lower() == "true"
        if kind != "text" or not text.startswith("'"):
            if kind == "text":
                return text.encode()
            raise PatternError(f"Mẫu STIX cần giá trị thay cho “{text}”")
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _not_too_deep(depth: int) -> None:
    if depth > _DEEPEST:
        raise PatternError("Mẫu STIX lồng nhau quá sâu")
