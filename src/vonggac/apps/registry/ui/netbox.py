"""The page that takes a list of NetBox in, for one system."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import FileField, Form
from vonggac.apps.face.memory_upload import say_dropped
from vonggac.apps.lists.kinds import kind_of
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.lists.services import preview_table
from vonggac.apps.registry import queries
from vonggac.apps.registry.listing.netbox import DEVICES, PREFIXES, devices_table, prefixes_table
from vonggac.apps.registry.models import InformationSystem
from vonggac.sources.inventories.netbox import read_devices, read_prefixes
from vonggac.sources.refusal import Refused

LISTS = [(DEVICES, gettext_lazy("Thiết bị (devices)")), (PREFIXES, gettext_lazy("Dải địa chỉ (prefixes)"))]


class NetBoxForm(Form):
    """One list that NetBox exported."""

    what = forms.ChoiceField(label=gettext_lazy("Danh sách gì"), choices=LISTS, widget=forms.RadioSelect, initial=DEVICES)
    file = FileField(label=gettext_lazy("Tệp CSV xuất từ NetBox"), endings=("csv", "txt"))


@requires("registry.import")
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare a list with what stands, and lead to what it would do; nothing is written here."""
    system = get_object_or_404(queries.editable_by(request.user).select_related("owner"), pk=pk)
    form = NetBoxForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        try:
            run = _previewed(request, system, form)
        except Refused as refused:
            form.add_error("file", refused.bad.why)
        else:
            return HttpResponseRedirect(reverse("registry:run", args=[run.kind, run.pk]))
    title = _("Nhập từ NetBox cho %(name)s") % {"name": system.name}
    back = system.get_absolute_url()
    lead = _("Chưa ghi gì ở bước này: trang sau cho xem dòng mới, dòng sửa, chỗ cần sửa. Thiết bị không ở trạng thái đang dùng bị bỏ qua.")
    return page(request, "registry/form.html", form=form, title=title, lead=lead, submit=_("So với dữ liệu đã ghi"), back=back)


def _previewed(request: HttpRequest, system: InformationSystem, form: NetBoxForm) -> ImportRun:
    file, key = form.cleaned_data["file"], form.cleaned_data["what"]
    kind = kind_of(key)
    if kind is None:
        raise LookupError(key)
    data = file.read()
    if key == DEVICES:
        table = devices_table(read_devices(data, file.name), file.name, system, kind.columns)
    else:
        table = prefixes_table(read_prefixes(data, file.name), file.name, system, kind.columns)
    return preview_table(kind, table, user=request.user, at=now(), on=localdate())
