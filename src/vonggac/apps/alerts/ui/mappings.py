"""Pages of ways of reading: the list with those that come along, the form with its trial, versions and who uses them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.alerts.queries import mappings as queries
from vonggac.apps.alerts.queries.sources import sources_visible_to
from vonggac.apps.alerts.services import mappings as services
from vonggac.apps.alerts.ui.field_words import offered
from vonggac.apps.alerts.ui.mapping_forms import KINDS, MappingForm
from vonggac.apps.alerts.ui.source_forms import zones
from vonggac.apps.alerts.ui.suppression_forms import FIELDS
from vonggac.apps.face.access import page, requires
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import parse_key
from vonggac.sources.logs import Reading
from vonggac.sources.logs.mapping import MappingError, Trial, mapping_from_json, try_mapping
from vonggac.sources.logs.mapping.shipped import SHIPPED

READ = ("GET", "HEAD")


@requires("alerts.sources", methods=READ)
def mappings(request: HttpRequest) -> HttpResponse:
    """Show the ways of reading: the house's own, then those that come along."""
    rows, kinds = list(queries.newest_mappings(request.user)), dict(KINDS)
    shipped = [(one["name"], _reads(one["name"]), kinds.get(one["kind"], "")) for one in SHIPPED]
    return page(request, "alerts/mappings.html", rows=rows, shipped=shipped)


def _reads(name: str) -> str:
    """Say what a way of reading that comes along is for; one that has no words here is known by its name."""
    return {
        "netfilter": _("Tường lửa Linux (iptables, nftables)"),
        "fortigate": _("Tường lửa FortiGate"),
        "palo-alto-threat": _("Tường lửa Palo Alto, nhật ký THREAT"),
        "sshd": _("OpenSSH: đăng nhập sai, đăng nhập được"),
        "sshd-connection": _("OpenSSH: kết nối bị ngắt, bị từ chối"),
        "sshd-pam": _("OpenSSH: xác thực qua PAM"),
    }.get(name, name)


@requires("alerts.sources", methods=READ)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version: its body, the other versions, the sources of this name."""
    row = get_object_or_404(queries.mappings_visible_to(request.user), pk=pk)
    versions = list(queries.versions_of(request.user, row.name))
    users = list(sources_visible_to(request.user).filter(mapping__name=row.name))
    unread = queries.unparsed_counts(users)
    told = [(one, unread.get(one.pk, 0)) for one in users]
    return page(request, "alerts/mapping.html", row=row, versions=versions, users=told)


@requires("alerts.sources")
def edit_mapping(request: HttpRequest) -> HttpResponseBase:
    """Write a way of reading: try it on lines, save it as a new version."""
    body, sample = _begun(request)
    form = MappingForm(request.POST or None, body=body if request.method == "GET" else None, initial={"sample": sample} if sample else None)
    trials: list[Trial] = []
    if request.method == "POST" and form.is_valid():
        saved, trials = _acted(request, form)
        if saved is not None:
            messages.success(request, _("Đã lưu cách đọc %(name)s.") % {"name": saved})
            return redirect("alerts:mapping", saved.pk)
    told = {"fields": offered(FIELDS), "zones": zones(), "trials": [(one, _pieces(one)) for one in trials], "pieces": _names(trials)}
    return page(request, "alerts/mapping_form.html", 422 if form.errors else 200, form=form, **told)


def _begun(request: HttpRequest) -> tuple[dict[str, Any], str]:
    """Return what the form begins with: one that comes along, a version, lines of a source that could not be read."""
    shipped = next((one for one in SHIPPED if one["name"] == request.GET.get("tu")), None)
    version, source = (parse_key(request.GET.get(name, ""), figures=9) for name in ("ban", "nguon"))
    if version is not None:
        row = get_object_or_404(queries.mappings_visible_to(request.user), pk=version)
        return row.body, row.sample
    lines = ""
    if source is not None:
        found = get_object_or_404(sources_visible_to(request.user), pk=source)
        lines = "\n".join(queries.unread_lines(found))
    return ({**shipped, "name": f"{shipped['name']}-rieng"} if shipped else {}), lines


def _acted(request: HttpRequest, form: MappingForm) -> tuple[Any, list[Trial]]:
    """Try, or save; what is wrong is put beside its box either way."""
    try:
        services.demand_no_secret(form.cleaned_data["sample"] or "")
        whole = mapping_from_json(form.body())
        if request.POST.get("act") == "save":
            return services.save_mapping(form.body(), sample=form.cleaned_data["sample"] or "", by=request.user, at=now()), []
    except MappingError as wrong:
        found: dict[str, list[str]] = {}
        for fault in wrong.faults:
            found.setdefault(fault.place, []).append(fault.why)
        form.place(found)
        return None, []
    except ValidationError as refused:
        form.place({name: [said] if isinstance(said, str) else said for name, said in placed(refused).items()})
        return None, []
    if not form.samples():
        form.add_error("sample", _("Dán ít nhất một dòng mẫu để thử."))
        return None, []
    return None, try_mapping(whole, form.samples(), Reading(now()))


def _pieces(one: Trial) -> list[tuple[str, str]]:
    return [(name, ", ".join(value) if isinstance(value, tuple) else str(value)) for name, value in sorted((one.fields or {}).items())]


def _names(trials: list[Trial]) -> list[str]:
    return sorted({name for one in trials for name in one.pieces})[:200]


@requires("alerts.sources", methods=("POST",))
def use_mapping(request: HttpRequest, pk: int, source: int) -> HttpResponseBase:
    """Give a source this version."""
    row = get_object_or_404(queries.mappings_visible_to(request.user), pk=pk)
    user = sources_visible_to(request.user).filter(pk=source, mapping__name=row.name).first()
    if user is None:
        raise Http404
    services.use_mapping(user, row, by=request.user, at=now())
    messages.success(request, _("Từ bản ghi tiếp theo, nguồn %(name)s được đọc bằng %(mapping)s.") % {"name": user.name, "mapping": row})
    return redirect("alerts:mapping", row.pk)
