"""Tactics and techniques of MITRE ATT&CK as rules tag them ("attack.t1059.001", "attack.execution").

Tactic identifiers and short names: ATT&CK Enterprise 19 (which parts defence evasion in two) and before. Names of techniques:
`techniques.tsv`, which says its version and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

TACTICS = {
    "reconnaissance": ("TA0043", "Trinh sát"),
    "resource-development": ("TA0042", "Chuẩn bị nguồn lực"),
    "initial-access": ("TA0001", "Xâm nhập ban đầu"),
    "execution": ("TA0002", "Thực thi"),
    "persistence": ("TA0003", "Bám trụ"),
    "privilege-escalation": ("TA0004", "Leo thang đặc quyền"),
    "stealth": ("TA0005", "Ẩn mình"),
    "defense-impairment": ("TA0112", "Làm suy yếu phòng thủ"),
    "defense-evasion": ("TA0005", "Né tránh phòng thủ"),
    "credential-access": ("TA0006", "Lấy thông tin đăng nhập"),
    "discovery": ("TA0007", "Dò tìm"),
    "lateral-movement": ("TA0008", "Di chuyển ngang"),
    "collection": ("TA0009", "Thu thập"),
    "command-and-control": ("TA0011", "Chỉ huy, điều khiển"),
    "exfiltration": ("TA0010", "Lấy dữ liệu ra ngoài"),
    "impact": ("TA0040", "Phá hoại"),
}
"""Tactic as tags write it → identifier and Vietnamese name, in the order of an attack."""
_TECHNIQUE = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)


def techniques_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the technique identifiers among tags, each once: T1059.001."""
    found = (_TECHNIQUE.fullmatch(tag) for tag in tags)
    return tuple(dict.fromkeys(one[1].upper() for one in found if one))


def tactics_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tactics among tags as TACTICS names them."""
    named = (tag.lower().removeprefix("attack.").replace("_", "-") for tag in tags if tag.lower().startswith("attack."))
    return tuple(dict.fromkeys(name for name in named if name in TACTICS))


@cache
def _names() -> Mapping[str, str]:
    """Read identifier → own name, of techniques and of sub-techniques."""
    text = resources.files(__package__).joinpath("techniques.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {code: name for code, _tab, name in rows}


def own_name(code: str) -> str:
    """Return what ATT&CK calls a technique, or a sub-technique without its parent; the code itself when it is not known."""
    return _names().get(code, code)


def technique_name(code: str) -> str:
    """Return what ATT&CK calls a technique, a sub-technique after its parent; empty when it is not known."""
    own, parent = _names().get(code, ""), _names().get(code[:5], "")
    return f"{parent}: {own}" if own and parent and "." in code else own


def named(code: str) -> str:
    """Return the code with its name: "T1003.001 OS Credential Dumping: LSASS Memory"."""
    return f"{code} {technique_name(code)}".strip()
