"""How far a body of a campaign is, in words: for pages and for papers; figures always with what they are of, never a bare percentage."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.hunts.queries.coverage import BodyCoverage, CampaignCoverage, Stage
from vonggac.kernel.reading import format_number

SHAPES = {
    Stage.FAILED: "back",
    Stage.SILENT: "new",
    Stage.RUNNING: "doing",
    Stage.PARTLY: "doing",
    Stage.UNCOUNTED: "doing",
    Stage.WHOLE: "done",
    Stage.TOLD: "off",
    Stage.EXCUSED: "off",
}
"""Stage → the mark of a state."""


def names() -> dict[Stage, str]:
    """Return the stages as filters and reports name them."""
    return {
        Stage.FAILED: _("Chưa chạy được"),
        Stage.SILENT: _("Chưa nộp nhật ký"),
        Stage.RUNNING: _("Đang chạy"),
        Stage.PARTLY: _("Còn máy chưa thấy"),
        Stage.UNCOUNTED: _("Sổ đăng ký chưa ghi máy"),
        Stage.WHOLE: _("Đã thấy đủ máy"),
        Stage.TOLD: _("Chỉ để biết"),
        Stage.EXCUSED: _("Được miễn"),
    }


def stage_words(one: BodyCoverage) -> str:
    """Return a body's stage in one or two words."""
    return names()[one.stage]


def machines_words(one: BodyCoverage) -> str:
    """Return which of the register's machines were seen: "đã thấy 14 trong 20 máy"."""
    numbers = {"seen": format_number(one.seen), "all": format_number(one.machines)}
    if not one.done:
        if not one.machines:
            return _("sổ đăng ký chưa ghi máy nào")
        return ngettext("chưa thấy máy nào trong %(all)s máy", "chưa thấy máy nào trong %(all)s máy", one.machines) % numbers
    return _seen_words(one) % numbers


def _seen_words(one: BodyCoverage) -> str:
    if not one.machines:
        return ngettext("đã thấy %(seen)s máy; sổ đăng ký chưa ghi máy nào", "đã thấy %(seen)s máy; sổ đăng ký chưa ghi máy nào", one.seen)
    if one.seen > one.machines:
        return ngettext("đã thấy %(seen)s máy; sổ đăng ký chỉ ghi %(all)s", "đã thấy %(seen)s máy; sổ đăng ký chỉ ghi %(all)s", one.seen)
    return ngettext("đã thấy %(seen)s trong %(all)s máy", "đã thấy %(seen)s trong %(all)s máy", one.machines)


def hunts_words(one: BodyCoverage) -> str:
    """Return what was handed over and how far it ran: "2 lượt, 1 đang chạy"."""
    if not one.hunts:
        return _("chưa nộp")
    parts = [ngettext("%(n)s lượt", "%(n)s lượt", one.hunts) % {"n": format_number(one.hunts)}]
    if one.of_units:
        words = ngettext("%(n)s của đơn vị trực thuộc", "%(n)s của đơn vị trực thuộc", one.of_units)
        parts.append(words % {"n": format_number(one.of_units)})
    if one.running:
        parts.append(ngettext("%(n)s chưa xong", "%(n)s chưa xong", one.running) % {"n": format_number(one.running)})
    if one.failed:
        parts.append(ngettext("%(n)s không chạy được", "%(n)s không chạy được", one.failed) % {"n": format_number(one.failed)})
    return ", ".join(parts)


def reach_words(covered: CampaignCoverage) -> str:
    """Return how far a campaign came over all its bodies, in one sentence."""
    told = {
        "handed": format_number(covered.handed),
        "all": format_number(covered.expected),
        "seen": format_number(covered.seen_of_register),
        "machines": format_number(covered.machines),
    }
    bodies = ngettext(
        "%(handed)s trong %(all)s cơ quan đã nộp nhật ký", "%(handed)s trong %(all)s cơ quan đã nộp nhật ký", covered.expected
    )
    parts = [bodies % told]
    if covered.machines:
        seen = ngettext(
            "đã thấy %(seen)s trong %(machines)s máy của sổ đăng ký",
            "đã thấy %(seen)s trong %(machines)s máy của sổ đăng ký",
            covered.machines,
        )
        parts.append(seen % told)
    if beyond := covered.beyond_register:
        words = ngettext("%(n)s máy chưa có trong sổ đăng ký", "%(n)s máy chưa có trong sổ đăng ký", beyond)
        parts.append(words % {"n": format_number(beyond)})
    if excused := len(covered.excused):
        parts.append(ngettext("%(n)s cơ quan được miễn", "%(n)s cơ quan được miễn", excused) % {"n": format_number(excused)})
    return "; ".join(parts) + "."
