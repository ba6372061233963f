"""What a hunt could see, in words: a hunt that found nothing says something only beside this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.hunts.models import Hunt, RulePack
from vonggac.apps.hunts.packing import pack_in
from vonggac.kernel import badrows
from vonggac.kernel.reading import format_number

UNKNOWN = "không rõ"
"""Events of no log that is known, as the engine counts them."""
MOST_LINES = 200
"""Lines of one part on the page; the whole stands in the file of coverage that can be taken along."""


@dataclass(frozen=True, slots=True)
class Place:
    """A thing that was not seen: where, and why."""

    where: str
    why: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that could not be seen, as a sentence, with its list."""

    key: str
    sentence: str
    lines: Sequence[Place]
    count: int

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.lines))


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen and what could not be."""

    sentences: Sequence[str]
    kinds: Sequence[tuple[str, int]]
    parts: Sequence[Part] = field(default_factory=tuple)
    blind: str = ""
    """How many of the rules had no event to look at; empty when each had."""


def seen_by(hunt: Hunt, packs: Mapping[int, str]) -> Seen:
    """Return what a hunt could see; `packs` names its sets of rules."""
    told: dict[str, Any] = hunt.coverage or {}
    kinds = sorted(told.get("kinds", {}).items(), key=lambda one: -one[1])
    parts = [_not_loaded(told, packs), _idle(told), _unseen(told), _bad(told, hunt)]
    return Seen(list(_sentences(told, hunt)), kinds, [one for one in parts if one.count], _blind(told) if hunt.events else "")


def _blind(told: dict[str, Any]) -> str:
    idle, loaded = len(told.get("idle", ())), told.get("loaded", 0)
    if not idle:
        return ""
    words = ngettext(
        "%(n)s trong %(all)s quy tắc không có loại sự kiện để xét", "%(n)s trong %(all)s quy tắc không có loại sự kiện để xét", idle
    )
    return words % {"n": format_number(idle), "all": format_number(loaded)}


def _sentences(told: dict[str, Any], hunt: Hunt) -> list[str]:
    files = ngettext("%(n)s tệp", "%(n)s tệp", hunt.files_read) % {"n": format_number(hunt.files_read)}
    events = ngettext("%(n)s sự kiện", "%(n)s sự kiện", hunt.events) % {"n": format_number(hunt.events)}
    looked = max(0, told.get("loaded", 0) - len(told.get("idle", ())))
    rules = ngettext("%(n)s quy tắc", "%(n)s quy tắc", looked) % {"n": format_number(looked)}
    said = [_("Đã mở %(files)s, không có sự kiện nào để xét.") % {"files": files}]
    if hunt.events:
        said = [_("Đã đọc %(files)s, %(events)s; đã xét bằng %(rules)s.") % {"files": files, "events": events, "rules": rules}]
    if left := told.get("left_out", 0):
        words = ngettext("%(n)s sự kiện ngoài khoảng thời gian nên không xét.", "%(n)s sự kiện ngoài khoảng thời gian nên không xét.", left)
        said.append(words % {"n": format_number(left)})
    if undated := told.get("undated", 0):
        words = ngettext(
            "%(n)s sự kiện khớp mà không ghi thời điểm nên không tính vào tương quan.",
            "%(n)s sự kiện khớp mà không ghi thời điểm nên không tính vào tương quan.",
            undated,
        )
        said.append(words % {"n": format_number(undated)})
    return said


def _not_loaded(told: dict[str, Any], packs: Mapping[int, str]) -> Part:
    rows = told.get("not_loaded", [])
    words = ngettext("%(n)s quy tắc không nạp được nên không tìm gì.", "%(n)s quy tắc không nạp được nên không tìm gì.", len(rows)) % {
        "n": format_number(len(rows))
    }
    lines = [Place(_in_pack(one.get("file", ""), packs), one.get("why", ""), one.get("title", "")) for one in rows[:MOST_LINES]]
    return Part("not-loaded", words, lines, len(rows))


def _in_pack(name: str, packs: Mapping[int, str]) -> str:
    """Name a rule file with its set, as a person knows both."""
    number, rest = pack_in(name)
    return f"{packs[number]}: {rest}" if number in packs else rest


def _idle(told: dict[str, Any]) -> Part:
    rows = told.get("idle", [])
    words = ngettext(
        "%(n)s quy tắc nữa không có loại sự kiện để xét, vì loại nhật ký ấy không được nộp.",
        "%(n)s quy tắc nữa không có loại sự kiện để xét, vì loại nhật ký ấy không được nộp.",
        len(rows),
    ) % {"n": format_number(len(rows))}
    return Part("idle", words, [Place(one.get("title", ""), "", one.get("rule_id", "")) for one in rows[:MOST_LINES]], len(rows))


def _unseen(told: dict[str, Any]) -> Part:
    asked = sorted(told.get("unseen_fields", {}).items(), key=lambda one: -len(one[1]))
    words = ngettext(
        "%(n)s trường mà quy tắc hỏi không có trong sự kiện nào.", "%(n)s trường mà quy tắc hỏi không có trong sự kiện nào.", len(asked)
    ) % {"n": format_number(len(asked))}
    lines = [Place(name, _asked_by(len(rules))) for name, rules in asked[:MOST_LINES]]
    return Part("unseen", words, lines, len(asked))


def _asked_by(number: int) -> str:
    return ngettext("%(n)s quy tắc hỏi", "%(n)s quy tắc hỏi", number) % {"n": format_number(number)}


def _bad(told: dict[str, Any], hunt: Hunt) -> Part:
    found = [Place(_place(one), one.get("why", ""), one.get("seen", "")) for one in told.get("bad", [])]
    for file in hunt.files.all():
        found += [Place(_in_file(file.name, one.get("where", "")), one.get("why", "")) for one in file.remarks]
    lines = list({(one.where, one.why): one for one in reversed(found)}.values())[::-1]
    whole = told.get("bad_count", 0) <= len(told.get("bad", ()))
    count = len(lines) if whole else max(hunt.bad_count, told.get("bad_count", 0), len(lines))
    words = ngettext("%(n)s chỗ trong tệp không đọc được.", "%(n)s chỗ trong tệp không đọc được.", count) % {"n": format_number(count)}
    return Part("bad", words, lines[:MOST_LINES], count)


def _in_file(name: str, where: str) -> str:
    """Say a place with its file, once."""
    return where if where.startswith(name) else f"{name}: {where}".rstrip(": ")


def nothing_seen(hunt: Hunt, seen: Seen) -> str:
    """Say that a hunt which is over had nothing to look at, and what to hand in; empty when it had. Files are a matter of YARA alone."""
    if any(pack.kind == RulePack.Kind.YARA for pack in hunt.packs.all()):
        return ""
    if not hunt.events and not (hunt.coverage or {}).get("left_out"):
        return _("Không đọc được sự kiện nào trong tệp đã nộp. Sửa theo lý do dưới đây rồi nộp lại.")
    if [kind for kind, _number in seen.kinds] == [UNKNOWN]:
        words = ngettext(
            "Không nhận ra đây là nhật ký nào: %(n)s dòng chữ chỉ được tìm bằng từ khóa. Nộp nhật ký xuất từ máy: EVTX, JSON, CSV, syslog.",
            "Không nhận ra đây là nhật ký nào: %(n)s dòng chữ chỉ được tìm bằng từ khóa. Nộp nhật ký xuất từ máy: EVTX, JSON, CSV, syslog.",
            hunt.events,
        )
        return words % {"n": format_number(hunt.events)}
    return ""


def _place(one: dict[str, Any]) -> str:
    """Say a place as what is noted of its file says it, so that one place is one line."""
    return str(badrows.Place(str(one.get("source", "")), line=one.get("line") or None))
