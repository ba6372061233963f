"""Addresses of the room registry."""

from django.urls import URLPattern, path

from vonggac.apps.face.memory_upload import in_memory
from vonggac.apps.lists.ui.pages import pages_of
from vonggac.apps.registry.ui import acceptance, contracts, findings, held, netbox, parts, systems

app_name = "registry"
urlpatterns: list[URLPattern] = [
    path("", systems.systems, name="systems"),
    path("them/", systems.add, name="add"),
    path("<int:pk>/", systems.system, name="system"),
    path("<int:pk>/sua/", systems.change, name="change"),
    path("<int:pk>/mo-ta/", systems.describe, name="describe"),
    path("<int:pk>/phieu/", systems.sheet, name="sheet"),
    path("<int:pk>/neu-ngung/", systems.outage, name="outage"),
    path("<int:pk>/goi-ai/", systems.whom_to_call, name="whom-to-call"),
    path("<int:pk>/netbox/", in_memory(netbox.take_in), name="netbox"),
    path("can-xu-ly/", findings.findings, name="findings"),
    path("<int:pk>/thanh-phan/them/", parts.add_component, name="component-add"),
    path("thanh-phan/<int:pk>/sua/", parts.change_component, name="component-change"),
    path("thanh-phan/<int:pk>/bo/", parts.remove_component, name="component-remove"),
    path("<int:pk>/phan/<slug:key>/them/", in_memory(parts.add), name="part-add"),
    path("phan/<slug:key>/<int:pk>/sua/", in_memory(parts.change), name="part-change"),
    path("phan/minh-chung/<int:pk>/tep/", parts.proof_file, name="proof-file"),
    path("phan/<slug:key>/<int:pk>/bo/", parts.remove, name="part-remove"),
    path("hop-dong/", contracts.contracts, name="contracts"),
    path("hop-dong/them/", contracts.add, name="contract-add"),
    path("hop-dong/<int:pk>/", contracts.contract, name="contract"),
    path("hop-dong/<int:pk>/sua/", contracts.change, name="contract-change"),
    path("hop-dong/<int:pk>/noi-dung/them/", acceptance.add_item, name="item-add"),
    path("hop-dong/noi-dung/<int:pk>/sua/", acceptance.change_item, name="item-change"),
    path("hop-dong/noi-dung/<int:pk>/bo/", acceptance.remove_item, name="item-remove"),
    path("hop-dong/<int:pk>/nghiem-thu/<int:year>/<int:number>/", acceptance.month, name="acceptance"),
    path("hop-dong/<int:pk>/nghiem-thu/<int:year>/<int:number>/ket-qua/", acceptance.figures, name="figures"),
    path("hop-dong/<int:pk>/nghiem-thu/<int:year>/<int:number>/tep.docx", acceptance.file, {"ending": "docx"}, name="acceptance-docx"),
    path("hop-dong/<int:pk>/nghiem-thu/<int:year>/<int:number>/tep.xlsx", acceptance.file, {"ending": "xlsx"}, name="acceptance-xlsx"),
    *pages_of("registry", import_act="registry.import", export_act="registry.export"),
    path("<int:pk>/<slug:key>/them/", held.add, name="held-add"),
    path("<slug:key>/<int:pk>/sua/", held.change, name="held-change"),
]
