"""Pages of a reorganisation as a whole: the list, a new one, what it carries, carrying it out, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.organisations import queries, services
from vonggac.apps.organisations.models import Organisation, Reorganisation
from vonggac.apps.organisations.services.soundness import NEW, demand_sound
from vonggac.apps.organisations.ui.plan_forms import DecisionForm
from vonggac.kernel.reading import format_date, format_number, parse_key

A_PAGE = 50
MOST_SHOWN = 100
"""Things of one sort that get a box of their own; a choice for the rest covers all others."""


@requires("organisations.read", methods=("GET", "HEAD"))
def reorganisations(request: HttpRequest) -> HttpResponse:
    """List the changes of bodies, the latest first."""
    rows = Paginator(queries.reorganisations_visible_to(request.user), A_PAGE).get_page(request.GET.get("page"))
    may_begin = request.user.may("organisations.reorganise")  # type: ignore[union-attr]
    return page(request, "organisations/reorganisations.html", rows=rows, may_begin=may_begin, today=localdate())


def row_of(request: HttpRequest, number: int) -> Reorganisation:
    """Return the reorganisation of the address, or 404."""
    return get_object_or_404(queries.reorganisations_visible_to(request.user).select_related("corrects"), pk=number)


@requires("organisations.reorganise")
def begin(request: HttpRequest) -> HttpResponse:
    """Keep a decision, and lead to the choice of bodies."""
    first = parse_key(request.GET.get("dinh-chinh", ""))
    corrects = row_of(request, first) if first is not None else None
    if corrects is not None and corrects.state != Reorganisation.State.CONFIRMED:
        corrects = None
    form = DecisionForm(request.POST or None, initial={"what": "split", "effective_on": localdate()} if corrects else {})
    if request.method == "POST" and form.is_valid():
        row = services.start_reorganisation(**form.cleaned_data, corrects=corrects, by=request.user, at=now())
        return redirect("organisations:plan-bodies", row.pk)
    return page(request, "organisations/begin.html", status=422 if form.errors else 200, form=form, corrects=corrects)


@requires("organisations.reorganise")
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """Change what was decided while it is a draft."""
    row = row_of(request, number)
    form = DecisionForm(request.POST or None, initial={name: getattr(row, name) for name in ("what", "effective_on", "basis")})
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_reorganisation(row, by=request.user, at=now(), endings=row.plan.get("endings", []), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("organisations:plan-bodies", row.pk)
    return page(request, "organisations/begin.html", status=422 if form.errors else 200, form=form, row=row, corrects=row.corrects)


@dataclass(frozen=True, slots=True)
class Held:
    """What one room holds for the changing bodies, with the choices that are open."""

    key: str
    label: str
    count: int
    open: list[tuple[str, str, str]]
    """(identifier, title, chosen heir or "")"""

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """The first things, each with a box of its own."""
        return self.open[:MOST_SHOWN]

    @property
    def beyond(self) -> int:
        """How many things have no box of their own."""
        return max(0, len(self.open) - MOST_SHOWN)

    @property
    def named(self) -> int:
        """How many have a named heir."""
        return sum(1 for _id, _title, chosen in self.open if chosen)


def held_by(row: Reorganisation) -> list[Held]:
    """Return what every room holds, as the rooms say now."""
    chosen: Mapping[str, Any] = row.plan.get("choices", {})
    return [held for key, told in services.preview_reorganisation(row) for held in _held(key, told, chosen)]


def _held(key: str, told: Any, chosen: Mapping[str, Any]) -> Iterator[Held]:
    for number, carried in enumerate(told):
        things = [(thing, title, str(chosen.get(thing, ""))) for thing, title in carried.open_choices]
        label = carried.label[:1].upper() + carried.label[1:]
        yield Held(f"{key}.{number}", label, carried.count, things)


def takers_of(row: Reorganisation) -> list[tuple[str, str]]:
    """Return (how a plan names it, its name) of everyone who takes something over."""
    new = {f"{NEW}{one['key']}": one["name"] for one in row.plan.get("beginnings", [])}
    named = queries.named(int(heir["after"]) for heir in row.plan.get("heirs", []) if not str(heir["after"]).startswith(NEW))
    words = {**new, **{str(pk): body.name for pk, body in named.items()}}
    used = dict.fromkeys(str(heir["after"]) for heir in row.plan.get("heirs", []))
    return [(after, words.get(after, after)) for after in used]


def who_takes_what(row: Reorganisation) -> list[tuple[Organisation, list[tuple[str, str]]]]:
    """Return each body that ends or gives, with (function, heir's name)."""
    names = dict(takers_of(row))
    bodies = queries.named([*row.plan.get("endings", []), *row.plan.get("givers", [])])
    heirs = row.plan.get("heirs", [])
    return [
        (body, [(heir.get("function", ""), names[str(heir["after"])]) for heir in heirs if heir["before"] == pk])
        for pk, body in bodies.items()
    ]


def _faults(row: Reorganisation) -> list[str]:
    try:
        demand_sound(row.what, row.effective_on, row.plan)
    except ValidationError as refused:
        return list(refused.messages)
    return []


@requires("organisations.read")
def reorganisation(request: HttpRequest, number: int) -> HttpResponse:
    """Show one change: a draft with everything it carries, a confirmed one with what came of it."""
    row = row_of(request, number)
    may_act = request.user.may("organisations.reorganise")  # type: ignore[union-attr]
    if request.method == "POST":
        if not may_act:
            raise PermissionDenied("organisations.reorganise")
        return _keep_choices(request, row)
    context: dict[str, Any] = {"row": row, "may_act": may_act, "today": localdate(), "what_follows": who_takes_what(row)}
    if row.state != Reorganisation.State.DRAFT:
        return page(request, "organisations/reorganised.html", **context, **_came_of(row, may_act))
    faults = _faults(row)
    takers = [] if faults else takers_of(row)
    held, nothing = _sorted_out([] if faults else held_by(row))
    asks = bool(takers) and any(one.open for one in held)
    return page(request, "organisations/preview.html", **context, faults=faults, held=held, nothing=nothing, takers=takers, asks=asks)


def _sorted_out(held: list[Held], *, only_open: bool = False) -> tuple[list[Held], list[str]]:
    """Return what there is, and the names of what there is none of."""
    here = [one for one in held if one.open or (one.count and not only_open)]
    return here, [one.label[:1].lower() + one.label[1:] for one in held if one not in here]


def _came_of(row: Reorganisation, may_act: bool) -> dict[str, Any]:
    made = queries.named(row.plan.get("made", {}).values())
    confirmed = row.state == Reorganisation.State.CONFIRMED
    held, nothing = _sorted_out(held_by(row) if confirmed and may_act else [], only_open=row.carried_at is not None)
    moved = sum(row.plan.get("moved", {}).values())
    return {"made": list(made.values()), "held": held, "nothing": nothing, "moved": moved, "corrections": row.corrected_by.all()}


def _keep_choices(request: HttpRequest, row: Reorganisation) -> HttpResponse:
    """Keep the named heirs: a thing's own box first, then the choice for the rest of its sort."""
    allowed = {code for code, _name in takers_of(row)}
    choices: dict[str, int | str] = {}
    for held in held_by(row):
        rest = request.POST.get(f"rest:{held.key}", "")
        for thing, _title, _heir in held.open:
            said = request.POST.get(f"to:{thing}", "") or rest
            if said in allowed:
                choices[thing] = said if said.startswith(NEW) else int(said)
    try:
        services.plan_reorganisation(row, by=request.user, at=now(), choices=choices)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(
            request, ngettext("Đã ghi %(n)s lựa chọn.", "Đã ghi %(n)s lựa chọn.", len(choices)) % {"n": format_number(len(choices))}
        )
    return redirect("organisations:reorganisation", row.pk)


@requires("organisations.reorganise")
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Carry a draft out, after a page that says exactly what happens."""
    row = row_of(request, number)
    here = reverse("organisations:reorganisation", args=[row.pk])
    if row.state != Reorganisation.State.DRAFT or _faults(row):
        return redirect(here)
    if answer := ask(request, _shown(row, here)):
        return answer
    try:
        services.confirm_reorganisation(row, by=request.user, at=now(), today=localdate())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(here)


def _shown(row: Reorganisation, back: str) -> Shown:
    held = held_by(row)
    happens = [Line(_("Căn cứ"), row.basis), Line(_("Ngày hiệu lực"), format_date(row.effective_on))]
    endings = queries.named(row.plan.get("endings", []))
    if endings:
        happens.append(Line(_("Kết thúc"), "; ".join(body.name for body in endings.values())))
    if begun := row.plan.get("beginnings", []):
        happens.append(Line(_("Bắt đầu"), "; ".join(f"{one['name']} ({one['code']})" for one in begun)))
    for body, heirs in who_takes_what(row):
        if heirs:
            happens.append(Line(body.name, "; ".join(_taken(function, name) for function, name in heirs)))
    for one in held:
        happens += _carried(one)
    if row.effective_on > localdate():
        said = _("tự động vào ngày %(day)s; các con số sẽ tính lại vào ngày đó") % {"day": format_date(row.effective_on)}
        happens.append(Line(_("Chuyển giao"), said, warns=True))
    return Shown(
        title=_("Thực hiện sắp xếp: %(what)s") % {"what": row.get_what_display()},
        happens=happens,
        stays=[Line(_("Lịch sử"), _("cơ quan cũ, việc đã xong và nhật ký giữ nguyên; nơi tiếp nhận và người kiểm tra đọc được"))],
        button=ngettext("Thực hiện với %(n)s cơ quan", "Thực hiện với %(n)s cơ quan", len(endings) or len(who_takes_what(row)))
        % {"n": format_number(len(endings) or len(who_takes_what(row)))},
        back=back,
        back_words=_("Chưa thực hiện, quay lại"),
        promise=_("Tôi đã đối chiếu với văn bản. Sau khi thực hiện, muốn sửa phải lập việc sắp xếp đính chính."),
        sensitive=True,
        beneath=[row.plan, [(one.key, one.count, one.open) for one in held]],
    )


def _taken(function: str, name: str) -> str:
    if not function:
        return _("toàn bộ sang %(name)s") % {"name": name}
    return _("“%(function)s” sang %(name)s") % {"function": function, "name": name}


def _carried(held: Held) -> Iterator[Line]:
    if held.count:
        yield Line(
            held.label,
            ngettext("%(n)s mục chuyển theo nơi tiếp nhận", "%(n)s mục chuyển theo nơi tiếp nhận", held.count)
            % {"n": format_number(held.count)},
        )
    if held.named:
        yield Line(
            held.label,
            ngettext("%(n)s mục chuyển theo lựa chọn của bạn", "%(n)s mục chuyển theo lựa chọn của bạn", held.named)
            % {"n": format_number(held.named)},
        )
    if waiting := len(held.open) - held.named:
        yield Line(
            held.label,
            ngettext("%(n)s mục ở lại cơ quan cũ, chờ người quyết định", "%(n)s mục ở lại cơ quan cũ, chờ người quyết định", waiting)
            % {"n": format_number(waiting)},
            warns=True,
        )


@requires("organisations.reorganise")
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Give a draft up, after a page that says so."""
    row = row_of(request, number)
    back = reverse("organisations:reorganisation", args=[row.pk])
    if row.state != Reorganisation.State.DRAFT:
        return redirect(back)
    shown = Shown(
        title=_("Bỏ việc sắp xếp đang soạn"),
        happens=[Line(_("Căn cứ"), row.basis), Line(_("Bản soạn"), _("không còn thực hiện được; vẫn đọc được trong danh sách"))],
        stays=[Line(_("Cơ quan"), _("không cơ quan nào thay đổi"))],
        button=_("Bỏ bản soạn này"),
        back=back,
    )
    if answer := ask(request, shown):
        return answer
    services.drop_reorganisation(row, by=request.user, at=now())
    messages.success(request, _("Đã bỏ bản soạn."))
    return redirect("organisations:reorganisations")
