"""Work that a reorganisation left without an heir: a person names who goes on with it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import Form
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import heirs_on, valid_on, visible_to
from vonggac.apps.work import queries, services
from vonggac.apps.work.ui.lines import lines

PER_PAGE = 50


class HeirForm(Form):
    """Which body goes on with the ticked tasks."""

    heir = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Cơ quan tiếp nhận"),
        error_messages={
            "required": gettext_lazy("Chọn cơ quan tiếp nhận."),
            "invalid_choice": gettext_lazy("Chọn cơ quan trong danh sách."),
        },
    )
    task = forms.MultipleChoiceField(
        label=gettext_lazy("Việc"), choices=(), error_messages={"required": gettext_lazy("Đánh dấu ít nhất một việc.")}
    )


def _offer(form: HeirForm, heirs: Mapping[int, Mapping[str, set[int]]], bodies: QuerySet[Organisation]) -> None:
    """Offer every body, those first that went on with the work of the bodies on this page."""
    field = form.fields["heir"]
    field.queryset = bodies
    real = {heir for functions in heirs.values() for found in functions.values() for heir in found}
    named = [(body.pk, field.label_from_instance(body)) for body in bodies]
    first = [one for one in named if one[0] in real]
    groups = [(_("Cơ quan kế thừa"), first), (_("Cơ quan khác"), [one for one in named if one[0] not in real])] if first else named
    field.choices = [("", field.empty_label), *groups]


@requires("work.assign")
def waiting_for_heirs(request: HttpRequest) -> HttpResponseBase:
    """List the tasks without an heir; ticked ones go to the chosen body."""
    today = timezone.localdate()
    waiting = queries.waiting_for_heirs(request.user)
    shown = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    form = HeirForm(request.POST if request.method == "POST" else None)
    _offer(form, heirs_on({task.organisation_id for task in shown.object_list}, today), valid_on(today, visible_to(request.user)))
    form.fields["task"].choices = [(str(task.pk), task.assignment.title) for task in shown.object_list]
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        ids = [int(one) for one in form.cleaned_data["task"]]
        moved = services.name_heir(ids, organisation_id=heir.pk, by=request.user, at=timezone.now())
        messages.success(
            request,
            ngettext("Đã chuyển %(n)s việc cho %(heir)s.", "Đã chuyển %(n)s việc cho %(heir)s.", len(moved))
            % {"n": len(moved), "heir": heir.addressed_as()},
        )
        return redirect("work:heirs")
    return page(
        request, "work/heirs.html", form=form, page_of=shown, rows=lines(shown.object_list, today), ticked=set(request.POST.getlist("task"))
    )
