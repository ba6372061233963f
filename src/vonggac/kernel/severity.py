"""How bad a finding is, apart from where it was found."""

from __future__ import annotations

from enum import IntEnum

from vonggac.kernel.vietnamese import fold


class Severity(IntEnum):
    """Ordered, so that the worst of several is their maximum."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return _WORDS[self]

    @classmethod
    def from_cvss(cls, score: float) -> Severity:
        """Return the rating of a CVSS base score (CVSS v3.1 specification, section 5; unchanged in v4.0, section 6)."""
        if not 0 <= score <= 10:
            raise ValueError(f"a CVSS score lies between 0 and 10, not {score}")
        return max(severity for severity, lowest in _CVSS_FROM.items() if score >= lowest)


_WORDS = {
    Severity.INFO: "Thông tin",
    Severity.LOW: "Thấp",
    Severity.MEDIUM: "Trung bình",
    Severity.HIGH: "Cao",
    Severity.CRITICAL: "Nghiêm trọng",
}
_CVSS_FROM = {Severity.INFO: 0.0, Severity.LOW: 0.1, Severity.MEDIUM: 4.0, Severity.HIGH: 7.0, Severity.CRITICAL: 9.0}
_READ_AS = {fold(word): severity for severity, word in _WORDS.items()} | {
    "info": Severity.INFO,
    "informational": Severity.INFO,
    "none": Severity.INFO,
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "critical": Severity.CRITICAL,
    "rat nghiem trong": Severity.CRITICAL,
}


def parse_severity(text: str) -> Severity | None:
    """Read the words of scanners and warnings, Vietnamese or English; None when it is none of them."""
    return _READ_AS.get(fold(text))
