"""Addresses of the room organisations."""

from django.urls import URLPattern, path

from vonggac.apps.lists.ui.pages import pages_of
from vonggac.apps.organisations.ui import bodies, contacts, mandates, planning, reorganise

app_name = "organisations"
urlpatterns: list[URLPattern] = [
    path("", bodies.directory, name="directory"),
    path("them/", bodies.add, name="add"),
    path("goi-ai/", contacts.whom_to_call, name="whom_to_call"),
    path("sap-xep/", reorganise.reorganisations, name="reorganisations"),
    path("sap-xep/moi/", reorganise.begin, name="reorganise"),
    path("sap-xep/<int:number>/", reorganise.reorganisation, name="reorganisation"),
    path("sap-xep/<int:number>/quyet-dinh/", reorganise.decision, name="plan-decision"),
    path("sap-xep/<int:number>/co-quan/", planning.bodies, name="plan-bodies"),
    path("sap-xep/<int:number>/tiep-nhan/", planning.heirs, name="plan-heirs"),
    path("sap-xep/<int:number>/thuc-hien/", reorganise.confirm, name="confirm"),
    path("sap-xep/<int:number>/bo/", reorganise.drop, name="drop"),
    path("<int:number>/", bodies.body, name="body"),
    path("<int:number>/sua/", bodies.change, name="change"),
    path("<int:number>/dau-moi/them/", contacts.add, name="contact-add"),
    path("<int:number>/chuc-nang/them/", mandates.add, name="mandate-add"),
    path("chuc-nang/<int:number>/sua/", mandates.change, name="mandate-change"),
    path("dau-moi/<int:number>/sua/", contacts.change, name="contact-change"),
    path("dau-moi/<int:number>/ngung/", contacts.end, name="contact-end"),
    *pages_of("organisations", import_act="organisations.edit", export_act="organisations.edit"),
]
