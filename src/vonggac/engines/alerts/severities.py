"""Each product's own severity on the four steps of the house, with the rule that says so.

The bands are those the product itself publishes where it publishes any: Wazuh's dashboard (0-6, 7-11, 12-14, 15 and more), the CEF
specification (0-3, 4-6, 7-8, 9-10), Microsoft's threat severities, `signature_severity` of Suricata rules. Where a product has none
(ClamAV, Zeek, CrowdSec) the kind of finding decides, and the reason says that it is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from vonggac.engines.alerts.model import Format, Judged, RawAlert
from vonggac.kernel.severity import Severity, parse_severity

_LOW, _MEDIUM, _HIGH, _CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
_NO_WORD = Judged(_MEDIUM, "sản phẩm không nói mức độ: xếp trung bình cho đến khi có người xác minh")

_WAZUH_FROM = ((15, _CRITICAL), (12, _HIGH), (7, _MEDIUM), (0, _LOW))
_TEN_FROM = ((9, _CRITICAL), (7, _HIGH), (4, _MEDIUM), (0, _LOW))
_SIGNATURE = {"critical": _CRITICAL, "major": _HIGH, "minor": _MEDIUM, "informational": _LOW}
_PRIORITY = {1: _HIGH, 2: _MEDIUM}
_DEFENDER = {
    "severe": _CRITICAL,
    "high": _HIGH,
    "moderate": _MEDIUM,
    "medium": _MEDIUM,
    "low": _LOW,
    "informational": _LOW,
    "unknown": _MEDIUM,
}
_DEFENDER_ID = {5: _CRITICAL, 4: _HIGH, 2: _MEDIUM, 1: _LOW}
_DEFENDER_CODE = {
    "5001": _HIGH, "5010": _HIGH, "5012": _HIGH, "5013": _HIGH, "1119": _CRITICAL, "1121": _MEDIUM, "1122": _LOW, "1123": _MEDIUM,
    "1125": _LOW, "1126": _MEDIUM, "1127": _HIGH, "1015": _MEDIUM,
}  # fmt: skip
_CLAMAV = (
    (re.compile(r"eicar", re.IGNORECASE), _LOW, "tệp thử EICAR, không phải mã độc"),
    (re.compile(r"^(?:PUA|PUP)\.", re.IGNORECASE), _LOW, "phần mềm không mong muốn (PUA)"),
    (re.compile(r"^(?:Heuristics|Sanesecurity\.Test)\.", re.IGNORECASE), _MEDIUM, "nhận theo suy đoán, chưa có mẫu"),
    (re.compile(r"ransom|cryptolock|wannacry|lockbit", re.IGNORECASE), _CRITICAL, "mã độc mã hóa tệp"),
    (re.compile(r"", re.IGNORECASE), _HIGH, "mã độc có mẫu nhận dạng"),
)
_ZEEK = (
    (re.compile(r"^Intel(?:::|$)"), _HIGH, "khớp chỉ dấu trong nguồn tin mối đe dọa"),
    (
        re.compile(r"Heartbleed.*Success|SQL_Injection_Victim|TeamCymruMalwareHashRegistry::Match"),
        _HIGH,
        "dấu hiệu tấn công đã thành hoặc tệp mã độc",
    ),
    (re.compile(r"Password_Guessing|Bruteforc|SQL_Injection_Attacker|Heartbleed|Shellshock|Signatures::"), _MEDIUM, "dấu hiệu tấn công"),
    (re.compile(r"^Scan::"), _LOW, "dò quét"),
    (
        re.compile(r"Invalid_Server_Cert|Certificate_Exp|Weak|Old_Version|Vulnerable_Version|PacketFilter|CaptureLoss"),
        _LOW,
        "tình trạng cấu hình",
    ),
)
_CROWDSEC = (
    (re.compile(r"cve-|vpatch|backdoor|log4j|spring4shell|rce|exploit", re.IGNORECASE), _HIGH, "khai thác lỗ hổng"),
    (re.compile(r"bf|brute|enum|sqli|xss|path-traversal|impossible-travel", re.IGNORECASE), _MEDIUM, "dò mật khẩu hoặc thử khai thác"),
    (re.compile(r"scan|prob|crawl|bad-user-agent", re.IGNORECASE), _LOW, "dò quét"),
)  # fmt: skip
_SYSLOG = {0: _CRITICAL, 1: _CRITICAL, 2: _HIGH, 3: _MEDIUM}


def judge(raw: RawAlert) -> Judged:
    """Say how bad a record is on the four steps, and by which rule."""
    return _RULES[raw.format](raw)


def _level(raw: RawAlert) -> Judged:
    return _of_wazuh(raw.fields.get("event.severity"), "Wazuh" if raw.format is Format.WAZUH else "OSSEC")


@lru_cache(maxsize=512)
def _of_wazuh(level: object, product: str) -> Judged:
    if not isinstance(level, int):
        return _NO_WORD
    step = next((step for lowest, step in _WAZUH_FROM if level >= lowest), _LOW)
    return Judged(step, f"{product} mức {level}: 0-6 thấp, 7-11 trung bình, 12-14 cao, từ 15 nghiêm trọng")


def _suricata(raw: RawAlert) -> Judged:
    return _of_suricata(raw.fields.get("labels.signature_severity"), raw.fields.get("event.severity"))


@lru_cache(maxsize=512)
def _of_suricata(said: object, priority: object) -> Judged:
    step = _SIGNATURE.get(said.lower()) if isinstance(said, str) else None
    if step is not None:
        return Judged(step, f"luật Suricata ghi signature_severity {said}")
    if not isinstance(priority, int):
        return _NO_WORD
    return Judged(_PRIORITY.get(priority, _LOW), f"Suricata ưu tiên {priority}: 1 cao, 2 trung bình, từ 3 thấp")


def _ten(raw: RawAlert) -> Judged:
    name = "CEF" if raw.format is Format.CEF else "LEEF"
    return _of_ten(raw.fields.get(f"labels.{name.lower()}_severity"), name)


@lru_cache(maxsize=512)
def _of_ten(said: object, name: str) -> Judged:
    text = said.strip() if isinstance(said, str) else ""
    if text.isdecimal() and len(text) < 3:
        step = next(step for lowest, step in _TEN_FROM if int(text) >= lowest)
        return Judged(step, f"{name} mức {text}: 0-3 thấp, 4-6 trung bình, 7-8 cao, 9-10 nghiêm trọng")
    step_said = _CRITICAL if text.lower() in {"very-high", "very high"} else parse_severity(text) if text else None
    return Judged(max(step_said, _LOW), f"{name} ghi mức {text}") if step_said is not None else _NO_WORD


def _defender(raw: RawAlert) -> Judged:
    fields = raw.fields
    return _of_defender(fields.get("event.code"), fields.get("labels.severity"), fields.get("event.severity"), fields.get("event.outcome"))


@lru_cache(maxsize=512)
def _of_defender(code: object, word: object, number: object, outcome: object) -> Judged:
    if isinstance(code, str) and code in _DEFENDER_CODE:
        return Judged(_DEFENDER_CODE[code], f"Microsoft Defender, sự kiện {code}")
    step = _DEFENDER.get(word.strip().lower()) if isinstance(word, str) else None
    if step is None and isinstance(number, int):
        step = _DEFENDER_ID.get(number)
    if step is None:
        return _NO_WORD
    if outcome == "failure" and step < _CRITICAL:
        return Judged(Severity(step + 1), f"Microsoft Defender ghi mức {word or number}, xử lý không thành nên nâng một bậc")
    return Judged(step, f"Microsoft Defender ghi mức {word or number}")


def _by_table(table: tuple[tuple[re.Pattern[str], Severity, str], ...], product: str, field: str) -> Callable[[RawAlert], Judged]:
    @lru_cache(maxsize=4_096)
    def of(name: str) -> Judged:
        for pattern, step, why in table:
            if pattern.search(name):
                return Judged(step, f"{product} không chấm mức; {why}")
        return _NO_WORD

    return lambda raw: of(raw.text(field)[:500])


def _mapped(raw: RawAlert) -> Judged:
    return _of_mapped(raw.fields.get("labels.severity"))


@lru_cache(maxsize=512)
def _of_mapped(word: object) -> Judged:
    step = parse_severity(word) if isinstance(word, str) else None
    return Judged(max(step, _LOW), f"theo bảng mức độ của cách đọc: {word}") if step is not None else _NO_WORD


def _syslog(raw: RawAlert) -> Judged:
    code = raw.fields.get("log.syslog.severity.code")
    return Judged(_SYSLOG.get(code, _LOW), f"syslog mức {code}") if isinstance(code, int) else Judged(_LOW, "nhật ký thường, không có mức")


_RULES: dict[Format, Callable[[RawAlert], Judged]] = {
    Format.WAZUH: _level, Format.OSSEC: _level, Format.SURICATA: _suricata, Format.FAST: _suricata, Format.CEF: _ten, Format.LEEF: _ten,
    Format.DEFENDER: _defender, Format.MAPPED: _mapped, Format.SYSLOG: _syslog,
    Format.CLAMAV: _by_table(_CLAMAV, "ClamAV", "rule.name"),
    Format.ZEEK: _by_table(_ZEEK, "Zeek", "rule.id"),
    Format.CROWDSEC: _by_table(_CROWDSEC, "CrowdSec", "rule.id"),
}  # fmt: skip
