"""A head of syslog that comes again is taken apart once, and says the same as when it is taken apart anew."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import product

import pytest

from vonggac.sources.logs import Reading
from vonggac.sources.logs.syslog import header, read_header

NOW = Reading(datetime(2026, 11, 23, 1, tzinfo=UTC), source="mau")
PRIORITIES = ("", "<13>", "<191>", "<999>")
TIMES = ("Nov 23 08:00:00", "Feb 30 08:00:00", "Nov  3 08:00:00", "Xyz 23 08:00:00")
HOSTS = ("may-do", "10.1.2.3", "2026", "UTC", "a.b.vn", "CEF", "Z")
TAGS = ("app", "sshd[812]", "CEF", "LEEF", "a/b", "-", "last.one")
CONTENTS = ("hello", " two blanks", "", ": colon", "CEF:0|a|b|c|d|e|5|", '{"a":1}', "- dash", "[1] x", "x: y: z", "%ASA-6-1: a")


def test_a_plain_head_says_what_it_says_when_looked_at_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{a}{b} {c} {d}: {e}" for a, b, c, d, e in product(PRIORITIES, TIMES, HOSTS, TAGS, CONTENTS)]
    plain = [read_header(text, NOW) for text in texts]
    assert any(header._of_head.cache_info()[:1]), "the short way was taken"
    monkeypatch.setattr(header, "_PLAIN", re.compile(r"(?!)"))
    for text, one in zip(texts, plain, strict=True):
        assert one == read_header(text, NOW), text


def test_what_is_made_of_one_message_never_shows_in_the_next() -> None:
    first = read_header("<13>Nov 23 08:00:00 may-do app: a", NOW)
    first.fields["host.name"] = "another"
    assert read_header("<13>Nov 23 08:00:00 may-do app: b", NOW).fields["host.name"] == "may-do"


def test_one_head_read_in_two_years_is_of_two_years() -> None:
    later = Reading(NOW.now.replace(year=2028), source="mau")
    years = [read_header("Nov 20 08:00:00 may-do app: a", at).fields["@timestamp"].year for at in (NOW, later, NOW)]  # type: ignore[union-attr]
    assert years == [2026, 2028, 2026]
