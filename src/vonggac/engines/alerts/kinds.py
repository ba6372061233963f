"""The kind of attack in the Reference Security Incident Taxonomy, as the product's own words say it; nothing is guessed beyond them."""

from __future__ import annotations

import re
from functools import lru_cache

from vonggac.engines.alerts.model import AttackKind, Format, RawAlert

CLASSES = {
    "abusive-content": "Nội dung xấu", "malicious-code": "Mã độc", "information-gathering": "Dò quét, thu thập thông tin",
    "intrusion-attempts": "Tấn công, khai thác", "intrusions": "Xâm nhập", "availability": "Từ chối dịch vụ, gián đoạn",
    "information-content-security": "Lộ, sửa thông tin", "fraud": "Lừa đảo", "vulnerable": "Lỗ hổng, cấu hình yếu", "other": "Khác",
}  # fmt: skip
"""The classes of the taxonomy as this house says them."""
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "malicious-code", "infected-system",
        r"ransom|trojan|malware|virus|worm|\bbotnet|backdoor(?!.*attempt)|spyware|cryptominer|coin.?min|eicar|adware|pua\b",
    ),
    ("malicious-code", "c2-server", r"command.and.control|\bc2\b|\bcnc\b"),
    ("fraud", "phishing", r"phish|credential theft|successful credential"),
    (
        "intrusion-attempts", "brute-force",
        r"brute|password.?guess|authentication_fail|login_denied|multiple.*(?:logon|login|authentication).*fail|[-_/]bf\b|user.?enum|"
        r"invalid_login",
    ),
    ("availability", "dos", r"denial.of.service|\bddos\b|\bdos\b|flood"),
    ("intrusions", "privileged-account-compromise", r"successful (?:administrator|user) privilege gain|privilege.?escalation"),
    ("information-gathering", "scanner", r"scan|recon|prob(?:e|ing)|information leak|sweep|enumerat|crawl"),
    (
        "intrusion-attempts", "exploit",
        r"sql.?i(?:njection)?|xss|web application attack|path.?traversal|rce\b|cve-\d|exploit|shellcode|privilege gain|web_attack|"
        r"\battack\b|log4j",
    ),
    ("information-content-security", "data-leak", r"exfil|data.?leak|data.?loss"),
    ("abusive-content", "spam", r"spam"),
    ("vulnerable", "", r"vulnerab|weak|expired|invalid_server_cert"),
    ("intrusion-attempts", "ids-alert", r"intrusion|intel::"),
)  # fmt: skip
_TABLE = tuple((re.compile(words, re.IGNORECASE), classification, type_) for classification, type_, words in _WORDS)
_SEEN_AT_MOST = 300


def kind_of(raw: RawAlert) -> AttackKind | None:
    """Return the class that the product's category, groups or rule name say; None when they say none."""
    if raw.format is Format.CLAMAV or raw.fields.get("event.category") == ("malware",):
        return _MALWARE
    category = raw.fields.get("rule.category")
    if isinstance(category, str) and (found := _in_words(category[:_SEEN_AT_MOST])):
        return found
    name = raw.fields.get("rule.name")
    return _in_words(name[:_SEEN_AT_MOST]) if isinstance(name, str) else None


_MALWARE = AttackKind("malicious-code", "infected-system", "sản phẩm phòng chống mã độc báo")


@lru_cache(maxsize=16_384)
def _in_words(text: str) -> AttackKind | None:
    for pattern, classification, type_ in _TABLE:
        if found := pattern.search(text):
            return AttackKind(classification, type_, f"sản phẩm ghi “{found[0]}”")
    return None
