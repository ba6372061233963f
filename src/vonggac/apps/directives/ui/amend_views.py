"""Bổ sung, điều chỉnh: what may happen to a letter after its work was given out, each act on a page that shows what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives import following
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import amending, giving_out
from vonggac.apps.directives.ui.agreeing import agree
from vonggac.apps.directives.ui.amend_forms import AddresseeForm, DeadlineForm, EndForm, ObligationForm, SupersedeForm, WithdrawForm
from vonggac.apps.directives.ui.letters import address, dated, given_or_404, letter_or_404, ways
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown
from vonggac.apps.face.forms import Form
from vonggac.apps.work.models import DueOrigin, Relation
from vonggac.apps.work.refusals import Refused
from vonggac.kernel.reading import format_date

ENDED = (Directive.State.CLOSED, Directive.State.SUPERSEDED)
Words = tuple[str, str]
"""Title of the page, and words of the button that goes on to what will happen."""


@requires("directives.give_out", methods=("GET", "HEAD"))
def amend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What can be done with this letter now."""
    directive = given_or_404(request, pk)
    return page(
        request,
        "directives/amend.html",
        directive=directive,
        dated=dated(directive),
        ended=directive.state in ENDED,
        leaves=following.given_leaves(directive),
        bodies=following.bodies_of(directive).count(),
        open_tasks=following.open_tasks_of(directive),
        spill=request.user.may("directives.spill"),  # type: ignore[union-attr]
        ways=ways(request, directive, "amend"),
    )


def _act(
    request: HttpRequest,
    directive: Directive,
    form: Form,
    words: Words,
    shown: Callable[[dict[str, Any]], Shown],
    act: Callable[[dict[str, Any]], str],
) -> HttpResponseBase:
    """Ask with a form, show what will happen, act; a refusal comes back to the form with nothing lost."""
    if request.method == "POST" and form.is_valid():
        if answer := agree(request, shown(form.cleaned_data)):
            return answer
        try:
            messages.success(request, act(form.cleaned_data))
        except (ValidationError, Refused) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else refusal.message)
        else:
            return redirect("directives:board", pk=directive.pk)
    title, button = words
    context = {"directive": directive, "dated": dated(directive), "form": form, "title": title, "button": button}
    return page(request, "directives/act.html", 422 if form.errors else 200, **context)


def _shown(directive: Directive, title: str, button: str, *happens: Line, stays: tuple[Line, ...] = ()) -> Shown:
    return Shown(title=title, lead=dated(directive), happens=happens, stays=stays, button=button, back=address("amend", directive))


def _titles(leaves: Any) -> str:
    return "; ".join(f"{one.number}. {one.title}" if one.number else one.title for one in leaves)


@requires("directives.give_out")
def deadline(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Set another deadline, for everyone or for some."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = DeadlineForm(request.POST or None, directive=directive)

    def shown(given: dict[str, Any]) -> Shown:
        bodies, leaves = list(given["bodies"]), list(given["leaves"])
        count = following.open_tasks_of(directive, leaves, bodies)
        day = format_date(given["due_on"]) if given["due_on"] else _("không có hạn")
        origin = DueOrigin(given["due_origin"]).label
        return _shown(
            directive,
            ngettext("Đổi hạn của %(n)s việc", "Đổi hạn của %(n)s việc", count) % {"n": count},
            ngettext("Đổi hạn của %(n)s việc", "Đổi hạn của %(n)s việc", count) % {"n": count},
            Line(_("Hạn mới"), f"{day}, {origin}" if given["due_on"] else day),
            Line(_("Nội dung"), _titles(leaves)),
            Line(_("Cơ quan"), "; ".join(one.addressed_as() for one in bodies) if bodies else _("mọi cơ quan được giao")),
            Line(_("Lý do"), given["reason"]),
            stays=(Line(_("Việc đã hoàn thành"), _("giữ nguyên hạn cũ")),),
        )

    def act(given: dict[str, Any]) -> str:
        facts = {name: given[name] for name in ("due_on", "due_origin", "reason")}
        changed = amending.set_deadline(
            directive, given["leaves"], organisations=given["bodies"], by=request.user, at=timezone.now(), **facts
        )
        return ngettext("Đã đổi hạn của %(n)s việc.", "Đã đổi hạn của %(n)s việc.", len(changed)) % {"n": len(changed)}

    return _act(request, directive, form, (_("Đặt hoặc đổi hạn"), _("Kiểm tra lại hạn mới")), shown, act)


@requires("directives.give_out")
def add_obligation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask one thing more of everyone the letter addresses."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = ObligationForm(request.POST or None)
    bodies = following.addressed_everywhere(directive)

    def shown(given: dict[str, Any]) -> Shown:
        day = format_date(given["due_on"]) if given["due_on"] else _("không đặt hạn")
        button = ngettext("Giao thêm %(n)s việc", "Giao thêm %(n)s việc", bodies) % {"n": bodies}
        return _shown(
            directive,
            ngettext("Giao thêm một nội dung cho %(n)s cơ quan", "Giao thêm một nội dung cho %(n)s cơ quan", bodies) % {"n": bodies},
            button,
            Line(_("Nội dung"), f"{given['title']}: {given['text']}"),
            Line(_("Hạn theo dõi nội bộ"), day),
            Line(
                _("Cơ quan nhận"),
                ngettext(
                    "%(n)s cơ quan ở phần Kính gửi, mỗi cơ quan một việc và một thông báo",
                    "%(n)s cơ quan ở phần Kính gửi, mỗi cơ quan một việc và một thông báo",
                    bodies,
                )
                % {"n": bodies},
            ),
        )

    def act(given: dict[str, Any]) -> str:
        giving_out.add_to_given(directive, unit=directive.given_for, by=request.user, at=timezone.now(), **given)  # type: ignore[arg-type]
        return _("Đã giao thêm: %(title)s.") % {"title": given["title"]}

    return _act(request, directive, form, (_("Bổ sung một nội dung"), _("Kiểm tra lại và giao thêm")), shown, act)


@requires("directives.give_out")
def add_addressee(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the letter's work to one more body."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = AddresseeForm(request.POST or None, directive=directive)

    def shown(given: dict[str, Any]) -> Shown:
        name, count = given["body"].addressed_as(), len(given["leaves"])
        return _shown(
            directive,
            ngettext("Giao %(n)s nội dung cho %(body)s", "Giao %(n)s nội dung cho %(body)s", count) % {"n": count, "body": name},
            _("Giao cho %(body)s") % {"body": name},
            Line(_("Cơ quan"), f"{name}, {Relation(given['relation']).label}"),
            Line(_("Nội dung"), _titles(given["leaves"])),
            Line(_("Lý do"), given["reason"]),
        )

    def act(given: dict[str, Any]) -> str:
        facts = {"relation": given["relation"], "reason": given["reason"]}
        tasks = amending.add_addressee(directive, given["body"], list(given["leaves"]), by=request.user, at=timezone.now(), **facts)
        return ngettext("Đã giao %(n)s việc cho %(body)s.", "Đã giao %(n)s việc cho %(body)s.", len(tasks)) % {
            "n": len(tasks),
            "body": given["body"].addressed_as(),
        }

    return _act(request, directive, form, (_("Thêm cơ quan nhận"), _("Kiểm tra lại và giao")), shown, act)


@requires("directives.give_out")
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take one obligation back; what was answered stays."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = WithdrawForm(request.POST or None, directive=directive)

    def shown(given: dict[str, Any]) -> Shown:
        waiting = following.open_tasks_of(directive, [given["leaf"]])
        return _shown(
            directive,
            _("Rút một nội dung"),
            ngettext("Rút nội dung, đóng %(n)s việc", "Rút nội dung, đóng %(n)s việc", waiting) % {"n": waiting},
            Line(_("Nội dung"), _titles([given["leaf"]])),
            Line(_("Việc đóng, không cần trả lời"), str(waiting), warns=True),
            Line(_("Lý do"), given["reason"]),
            stays=(Line(_("Kết quả đã nộp"), _("giữ nguyên")),),
        )

    def act(given: dict[str, Any]) -> str:
        leaf = giving_out.withdraw_obligation(given["leaf"], reason=given["reason"], by=request.user, at=timezone.now())
        return _("Đã rút: %(title)s.") % {"title": leaf.title}

    return _act(request, directive, form, (_("Rút một nội dung"), _("Kiểm tra lại và rút")), shown, act)


def _ending(directive: Directive, title: str, button: str, reason: str, *more: Line) -> Shown:
    waiting = following.open_tasks_of(directive)
    closed = Line(
        _("Việc chưa trả lời"),
        ngettext("%(n)s việc được đóng, ghi rõ không có trả lời", "%(n)s việc được đóng, ghi rõ không có trả lời", waiting)
        % {"n": waiting},
        warns=bool(waiting),
    )
    kept = Line(_("Kết quả, minh chứng, lịch sử"), _("giữ nguyên, không xóa gì"))
    return _shown(directive, title, button, *more, closed, Line(_("Lý do"), reason), stays=(kept,))


@requires("directives.give_out")
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End the letter."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = EndForm(request.POST or None)

    def shown(given: dict[str, Any]) -> Shown:
        return _ending(directive, _("Kết thúc theo dõi văn bản"), _("Kết thúc theo dõi"), given["reason"])

    def act(given: dict[str, Any]) -> str:
        giving_out.close_directive(directive, reason=given["reason"], by=request.user, at=timezone.now())
        return _("Đã kết thúc theo dõi văn bản.")

    return _act(request, directive, form, (_("Kết thúc theo dõi văn bản"), _("Kiểm tra lại và kết thúc")), shown, act)


@requires("directives.give_out")
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an ended letter up again."""
    directive = letter_or_404(request, pk, states=ENDED)
    form = EndForm(request.POST or None)

    def shown(given: dict[str, Any]) -> Shown:
        kept = Line(_("Việc đã đóng"), _("vẫn đóng; mở lại từng việc ở trang của việc đó"))
        return _shown(directive, _("Mở lại văn bản"), _("Mở lại để theo dõi"), Line(_("Lý do"), given["reason"]), stays=(kept,))

    def act(given: dict[str, Any]) -> str:
        giving_out.reopen_directive(directive, reason=given["reason"], by=request.user, at=timezone.now())
        return _("Đã mở lại văn bản.")

    return _act(request, directive, form, (_("Mở lại văn bản"), _("Kiểm tra lại và mở")), shown, act)


@requires("directives.give_out")
def supersede(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End the letter because a newer one takes its place."""
    directive = letter_or_404(request, pk, states=(Directive.State.GIVEN,))
    form = SupersedeForm(request.POST or None, directive=directive, user=request.user)

    def shown(given: dict[str, Any]) -> Shown:
        line = Line(_("Thay bằng"), dated(given["newer"]), href=address("board", given["newer"]), href_words=_("Xem văn bản"))
        return _ending(directive, _("Thay bằng văn bản khác"), _("Ghi nhận thay thế"), given["reason"], line)

    def act(given: dict[str, Any]) -> str:
        giving_out.supersede_directive(directive, given["newer"], reason=given["reason"], by=request.user, at=timezone.now())
        return _("Đã ghi nhận văn bản thay thế.")

    return _act(request, directive, form, (_("Thay bằng văn bản khác"), _("Kiểm tra lại và ghi nhận")), shown, act)
