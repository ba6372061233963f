"""Rules written in tests, read as files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent
from typing import Any

from vonggac.engines.hunt import AllOf, Condition, NotLoaded
from vonggac.sources.sigma import Read, read_rules
from vonggac.sources.sigma.modifiers import condition_of

HEAD = """\
title: Quy tắc thử
id: 00000000-0000-4000-8000-000000000001
logsource:
    product: thu
"""


def asks(key: str | None, values: Any, placeholders: Mapping[str, Sequence[str]] | None = None) -> Condition:
    """What one item of a detection asks."""
    return condition_of(key, values, placeholders or {})


def read(*texts: str, **options: Any) -> Read:
    """Read each text as a file of its own."""
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number}.yml").write_text(text, encoding="utf-8")
        return read_rules([Path(folder)], **options)


def rule(detection: str, head: str = HEAD) -> str:
    """Return a rule around a detection."""
    return f"{head}detection:\n{indent(dedent(detection).strip(), '    ')}\n"


def asked(detection: str) -> Condition:
    """What the only rule asks, its log source apart."""
    found = read(rule(detection))
    assert found.not_loaded == ()
    condition = found.ruleset.rules[0].condition
    assert isinstance(condition, AllOf)
    rest = condition.parts[1:]
    return rest[0] if len(rest) == 1 else AllOf(rest)


def refused(text: str, **options: Any) -> NotLoaded:
    """Why the only rule is not loaded."""
    found = read(text, **options)
    assert len(found.not_loaded) == 1, found
    assert found.ruleset.rules == ()
    return found.not_loaded[0]
