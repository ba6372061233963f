"""OSSEC, and Wazuh where it writes as OSSEC did: alerts.log in blocks of lines, alerts.json, and the syslog output."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vonggac.engines.alerts.model import Note
from vonggac.engines.alerts.parties import canonical_address
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.times import put_moment
from vonggac.sources.logs.writing import Writable, put, put_all, put_words

BLOCK_START = "** Alert "
_HEAD = re.compile(r"\*\* Alert (\d{9,11}(?:\.\d{1,19})?):([^-\n]*)(?:- ?(.*))?")
_PLACE = re.compile(r"(\d{4} [A-Z][a-z]{2} +\d\d? \d\d:\d\d:\d\d) (.*)")
_AGENT = re.compile(r"\(([^)]{1,128})\) (\S{1,64})->(.*)")
_RULE = re.compile(r"Rule: (\d{1,12}) \(level (\d{1,3})\) -> '(.*)'?")
_NAMED = re.compile(r"(Src IP|Src Port|Dst IP|Dst Port|User|Src Location|Hostname): ?(.*)")
_NAMES = {"Src IP": "source.ip", "Src Port": "source.port", "Dst IP": "destination.ip", "Dst Port": "destination.port", "User": "user.name"}
_SYSLOG = re.compile(r"Alert Level: (\d{1,3}); Rule: (\d{1,12}) - (.*?); Location: (.*?);(.*)", re.DOTALL)
_TAIL = re.compile(r" ?(srcip|user|dstip|srcport|dstport|hostname|classification): ([^;]{1,255});")
_TAILS = {"srcip": "source.ip", "dstip": "destination.ip", "user": "user.name", "srcport": "source.port", "dstport": "destination.port"}
_JSON = (
    ("srcip", "source.ip"), ("srcport", "source.port"), ("dstip", "destination.ip"), ("dstport", "destination.port"),
    ("srcuser", "user.name"), ("dstuser", "user.name"), ("full_log", "message"), ("id", "event.id"), ("hostname", "host.name"),
    ("program_name", "log.syslog.appname"), ("url", "url.original"), ("action", "event.action"),
)  # fmt: skip


def _start() -> Writable:
    return {"event.module": "ossec", "observer.vendor": "OSSEC", "observer.product": "OSSEC"}


def is_ossec(record: dict[str, Any]) -> bool:
    """Say whether a JSON object is an OSSEC alert."""
    rule = record.get("rule")
    return isinstance(rule, dict) and "sidid" in rule


def is_ossec_syslog(text: str) -> bool:
    """Say whether the content of a syslog message is OSSEC's."""
    return text.startswith("Alert Level: ")


def read_ossec(record: dict[str, Any], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one JSON alert."""
    fields, notes, rule = _start(), list[Note](), record["rule"]
    put_moment(fields, notes, record.get("TimeStamp") or record.get("timestamp"), reading)
    _put_rule(fields, rule.get("sidid"), rule.get("comment"), rule.get("level"), rule.get("group"))
    put_all(fields, record, _JSON)
    _put_location(fields, str(record.get("location") or ""))
    if isinstance(changed := record.get("SyscheckFile") or record.get("file"), dict):
        put(fields, "file.path", changed.get("path"))
        put(fields, "file.hash.md5", changed.get("md5_after"))
        put(fields, "file.hash.sha1", changed.get("sha1_after"))
    return fields, notes, True


def read_ossec_syslog(text: str, reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one alert that came through syslog; raises ValueError when it is not whole."""
    found = _SYSLOG.fullmatch(text)
    if found is None:
        raise ValueError("line")
    fields = _start()
    level, rule, name, location, rest = found.groups()
    _put_rule(fields, rule, name, level, None)
    _put_location(fields, location)
    while tail := _TAIL.match(rest):
        if ours := _TAILS.get(tail[1]):
            put(fields, ours, tail[2])
        rest = rest[tail.end() :]
    put(fields, "message", rest.strip())
    return fields, [], True


def read_ossec_block(lines: Sequence[str], reading: Reading) -> tuple[Writable, list[Note], bool]:
    """Return the fields of one block of alerts.log; raises ValueError when its head or its rule is missing."""
    head = _HEAD.fullmatch(lines[0].rstrip())
    rule = next((found for line in lines[1:4] if (found := _RULE.match(line))), None)
    if head is None or rule is None:
        raise ValueError("block")
    fields, notes = _start(), list[Note]()
    put(fields, "event.id", head[1])
    put_moment(fields, notes, float(head[1].partition(".")[0]), reading)
    _put_rule(fields, rule[1], rule[3].rstrip("'"), rule[2], head[3])
    if place := _PLACE.match(lines[1]):
        _put_location(fields, place[2])
    _put_rest(fields, lines[3:])
    return fields, notes, True


def _put_rest(fields: Writable, lines: Sequence[str]) -> None:
    body: list[str] = []
    for line in lines:
        named = _NAMED.fullmatch(line) if not body else None
        if named is None:
            body.append(line)
        elif ours := _NAMES.get(named[1]):
            put(fields, ours, named[2])
    put(fields, "message", "\n".join(body).strip())


def _put_rule(fields: Writable, number: object, name: object, level: object, groups: object) -> None:
    put(fields, "rule.id", number)
    put(fields, "rule.name", name)
    put(fields, "event.severity", level)
    if isinstance(groups, str):
        words = [word.strip() for word in groups.split(",") if word.strip()]
        put_words(fields, "tags", words)
        put(fields, "rule.category", ",".join(words))


def _put_location(fields: Writable, text: str) -> None:
    """ "(web-01) 10.0.0.5->/var/log/auth.log" names the machine; "fw1->/var/log/x" a host that sent syslog."""
    if agent := _AGENT.match(text):
        put(fields, "host.name", agent[1])
        put(fields, "agent.name", agent[1])
        put_words(fields, "host.ip", (agent[2],))
        put(fields, "log.file.path", agent[3])
        return
    host, arrow, path = text.partition("->")
    put(fields, "log.file.path", path if arrow else text)
    if arrow and canonical_address(host):
        put_words(fields, "host.ip", (host,))
    elif arrow:
        fields.setdefault("host.name", host)
