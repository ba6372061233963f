"""Addresses of the room face."""

from django.urls import URLPattern, path

from vonggac.apps.face.ui import views

app_name = "face"
urlpatterns: list[URLPattern] = [
    path("thanh-phan", views.gallery, name="gallery"),
    path("giao-dien", views.preferences_page, name="preferences"),
    path("da-xac-nhan", views.proved, name="proved"),
    path("phim-tat", views.keys, name="keys"),
    path("tim", views.search, name="search"),
    path("suc-khoe", views.health, name="health"),
]
