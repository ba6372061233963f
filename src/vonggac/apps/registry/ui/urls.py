"""Addresses of the room registry."""

from django.urls import URLPattern, path

from vonggac.apps.lists.ui.pages import pages_of
from vonggac.apps.registry.ui import contracts, held, systems

app_name = "registry"
urlpatterns: list[URLPattern] = [
    path("", systems.systems, name="systems"),
    path("them/", systems.add, name="add"),
    path("<int:pk>/", systems.system, name="system"),
    path("<int:pk>/sua/", systems.change, name="change"),
    path("<int:pk>/thanh-phan/them/", systems.add_component, name="component-add"),
    path("thanh-phan/<int:pk>/sua/", systems.change_component, name="component-change"),
    path("thanh-phan/<int:pk>/bo/", systems.remove_component, name="component-remove"),
    path("hop-dong/", contracts.contracts, name="contracts"),
    path("hop-dong/them/", contracts.add, name="contract-add"),
    path("hop-dong/<int:pk>/", contracts.contract, name="contract"),
    path("hop-dong/<int:pk>/sua/", contracts.change, name="contract-change"),
    *pages_of("registry", import_act="registry.import", export_act="registry.export"),
    path("<int:pk>/<slug:key>/them/", held.add, name="held-add"),
    path("<slug:key>/<int:pk>/sua/", held.change, name="held-change"),
]
