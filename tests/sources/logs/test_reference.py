"""Logs of real products with stated answers: row counts, syslog heads, CEF, fast.log, EVE, firewalls; the score is printed."""

from __future__ import annotations

import configparser
import csv
import gzip
import io
import json
import os
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vonggac.sources.logs import Format, LogFile, RawAlert, Reading, Record, Unparsed, read_line, read_log
from vonggac.sources.logs.mapping import shipped_mappings

REFERENCE = os.environ.get("VONGGAC_REFERENCE", "")
pytestmark = pytest.mark.skipif(not REFERENCE, reason="VONGGAC_REFERENCE is not set: the reference logs are not here")
DATA = Path(REFERENCE or ".") / "data"
READING = Reading(datetime(2026, 11, 23, 1, tzinfo=UTC), source="mau")
STATED = re.compile(
    r'results\["s0[01]-[a-z]+"\]\["(?P<parser>[^"]+)"\]\[(?P<at>\d+)\]\.Evt\.Parsed\["(?P<key>[^"]+)"\] == (?P<value>".*")$'
)


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def read(path: Path) -> tuple[LogFile, list[Record]]:
    log = read_log(io.BytesIO(content(path)), READING, mappings=shipped_mappings())
    return log, list(log)


def test_every_zeek_log_has_as_many_records_as_its_index_states() -> None:
    """The index counts every line without #; in five logs, written by `zeek-cut -m`, the first of them holds the names."""
    with (DATA / "INDEX.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["path"].startswith("alerts/zeek")]
    wrong, total = [], 0
    for row in rows:
        log, _ = read(DATA / row["path"])
        total += log.count.alerts + log.count.context
        names = log.count.headers - sum(line.startswith(b"#") for line in content(DATA / row["path"]).splitlines())
        if log.count.alerts + log.count.context + names != int(row["rows"]) or log.count.unparsed or not log.count.agrees:
            wrong.append((row["path"], row["rows"], log.count))
    print(f"\nZeek: {len(rows) - len(wrong)} of {len(rows)} logs, {total} rows")
    assert len(rows) > 80
    assert wrong == []


def test_zeek_says_the_same_in_both_of_its_forms() -> None:
    pair = [read(DATA / "alerts" / "zeek-wrccdc" / name)[1] for name in ("zeek-default-notice.log.gz", "zeek-json-notice.json.gz")]
    names = ("source.ip", "destination.ip", "destination.port", "rule.id", "message", "labels.sub", "event.id", "network.transport")
    tabs, objects = ([[one.fields.get(name) for name in names] for one in records if isinstance(one, RawAlert)] for records in pair)
    assert len(tabs) == 207
    assert tabs == objects


def test_suricata_samples_are_read_whole() -> None:
    found = {path.name: read(path) for path in sorted((DATA / "alerts" / "suricata-eve").iterdir())}
    assert all(log.count.unparsed == 0 and log.count.agrees for log, _ in found.values())
    assert {name for name, (log, _) in found.items() if log.count.alerts} == {"telegraf-test3.json", "telegraf-v2-alert.json"}
    first = found["telegraf-v2-alert.json"][1][0]
    assert isinstance(first, RawAlert)
    assert (first.fields["rule.id"], first.fields["source.port"], first.fields["event.severity"]) == ("6", 18715, 3)
    assert first.fields["@timestamp"] == datetime(2021, 5, 30, 18, 7, 13, 208777, tzinfo=UTC)


def stated(folder: Path) -> dict[str, dict[int, dict[str, str]]]:
    """What the folder's assertions state: parser → place → name → value."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    file = folder / "parser.assert"
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if match := STATED.match(line):
            try:
                value = json.loads(match["value"])
            except ValueError:
                continue
            found.setdefault(match["parser"], {}).setdefault(int(match["at"]), {})[match["key"]] = value
    return found


OURS = {
    "crowdsecurity/syslog-logs": {"program": "log.syslog.appname", "pid": "log.syslog.procid", "message": "message"},
    "crowdsecurity/cef-logs": {
        "cef_device_vendor": "observer.vendor", "cef_device_product": "observer.product", "cef_device_version": "observer.version",
        "cef_signature_id": "rule.id", "cef_event_name": "rule.name", "cef_severity": "labels.cef_severity",
    },
    "crowdsecurity/suricata-fastlogs": {
        "source_ip": "source.ip", "source_port": "source.port", "dest_ip": "destination.ip", "dest_port": "destination.port",
        "rule_id": "rule.id", "suricata_priority": "event.severity", "suricata_alert_signature": "rule.name",
        "suricata_classification": "rule.category",
    },
    "crowdsecurity/iptables-logs": {
        "src_ip": "source.ip", "dst_ip": "destination.ip", "src_port": "source.port", "dst_port": "destination.port",
        "proto": "network.transport", "int_eth": "observer.ingress.interface.name", "length": "network.bytes",
    },
    "crowdsecurity/sshd-logs": {"sshd_client_ip": "source.ip", "sshd_invalid_user": "user.name"},
    "crowdsecurity/palo-alto-threat-log": {
        "src_ip": "source.ip", "dst_ip": "destination.ip", "src_port": "source.port", "dst_port": "destination.port",
        "nat_src_port": "source.nat.port", "ip_proto": "network.transport", "direction": "network.direction", "threat_id": "rule.name",
        "session_id": "event.id", "repeat_count": "labels.count",
    },
}  # fmt: skip
LOWEST = {
    "crowdsecurity/syslog-logs": 0.95,
    "crowdsecurity/cef-logs": 1.0,
    "crowdsecurity/suricata-fastlogs": 1.0,
    "crowdsecurity/iptables-logs": 0.95,
    "crowdsecurity/sshd-logs": 0.9,
    "crowdsecurity/palo-alto-threat-log": 1.0,
}


def test_what_crowdsec_states_of_its_logs_is_what_is_read_here() -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    misses: list[str] = []
    for folder in sorted((DATA / "alerts" / "crowdsec").iterdir()):
        logs = list(folder.glob("*.log"))
        lines = [line for path in logs for line in path.read_bytes().split(b"\n") if line.strip()]
        for parser, places in stated(folder).items():
            for at, values in places.items():
                for key, name in OURS.get(parser, {}).items():
                    if at >= len(lines) or not values.get(key):
                        continue
                    total[parser] += 1
                    if _value(lines[at], parser, name) == values[key].strip():
                        right[parser] += 1
                    else:
                        misses.append(f"{folder.name}[{at}] {key}: {values[key][:80]!r}, here {_value(lines[at], parser, name)[:80]!r}")
    print()
    for parser in OURS:
        print(f"{parser}: {right[parser]} of {total[parser]}")
    print("\n".join(misses))
    assert {parser: right[parser] / total[parser] for parser in OURS if right[parser] < LOWEST[parser] * total[parser]} == {}


def _value(line: bytes, parser: str, name: str) -> str:
    """A syslog head is compared as a head, whatever stands behind it."""
    mappings = () if parser == "crowdsecurity/syslog-logs" else shipped_mappings()
    found = read_line(line, READING, mappings=mappings)
    value = found.fields.get(name, "") if isinstance(found, RawAlert) else ""
    return str(value).strip()


def test_crowdsec_alerts_of_suricata_are_found_by_signature() -> None:
    [path] = (DATA / "alerts" / "crowdsec" / "suricata-eve-detect").glob("*.log")
    log, records = read(path)
    assert (log.count.alerts, log.count.unparsed) == (4, 0)
    first = records[0]
    assert isinstance(first, RawAlert)
    assert (first.fields["rule.id"], first.fields["event.id"], first.fields["source.ip"]) == ("2034125", "1398609176796675", "1.2.3.4")


def test_every_log_of_the_reference_is_counted_to_the_last_line() -> None:
    files = [path for path in sorted((DATA / "alerts").rglob("*")) if path.suffix in {".log", ".gz", ".json"}]
    sums: Counter[str] = Counter()
    for path in files:
        log, records = read(path)
        assert log.count.agrees, path
        assert log.count.alerts + log.count.context + log.count.unparsed == len(records)
        sums += Counter(alerts=log.count.alerts, context=log.count.context, unparsed=log.count.unparsed, lines=log.count.lines)
    print(f"\n{len(files)} files: {dict(sums)}")
    assert len(files) > 150


def ini_lines(folder: str) -> list[tuple[str, str]]:
    """(expected decoder, line) of the rule tests."""
    found = []
    for path in sorted((DATA / "alerts" / folder).glob("*.ini")):
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=(), interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            parser.read_string(path.read_text(encoding="utf-8"))
        except configparser.Error:
            continue
        for section in parser.sections():
            items = dict(parser.items(section))
            found += [(items.get("decoder", ""), value) for key, value in items.items() if re.match(r"log \d+ (?:pass|fail)", key)]
    return found


def test_lines_of_the_rule_tests_are_read_or_kept_with_a_reason() -> None:
    lines = ini_lines("wazuh-rule-tests") + ini_lines("ossec-rule-tests")
    rules: Counter[str] = Counter()
    for _, line in lines:
        found = read_line(line.encode(), READING, mappings=shipped_mappings())
        assert found.message == line.rstrip("\r\n")
        rules[found.rule if isinstance(found, Unparsed) else found.format.value] += 1
    print(f"\n{len(lines)} lines of rule tests: {dict(rules)}")
    assert len(lines) > 500
    assert sum(rules.values()) == len(lines)
    assert rules[Format.SYSLOG.value] + rules[Format.MAPPED.value] > 90


def test_the_decoder_that_a_rule_test_names_is_the_program_of_the_head() -> None:
    """Where Wazuh decodes by the program's name, the head read here must give that name."""
    wanted = {"sshd", "sudo", "su", "named", "vsftpd", "postfix", "dovecot", "systemd", "exim", "opensmtpd"}
    right = total = 0
    misses = []
    for decoder, line in ini_lines("wazuh-rule-tests"):
        if decoder in wanted and re.match(r"[A-Z][a-z]{2} [ \d]\d ", line):
            found = read_line(line.encode(), READING)
            program = str(found.fields.get("log.syslog.appname", "")) if isinstance(found, RawAlert) else ""
            total += 1
            right += decoder.removeprefix("open") in program
            misses += [] if decoder.removeprefix("open") in program else [f"{decoder}: {program!r} {line[:90]}"]
    print(f"\nprograms: {right} of {total}", *misses[:10], sep="\n")
    assert total > 20
    assert right >= 0.9 * total
