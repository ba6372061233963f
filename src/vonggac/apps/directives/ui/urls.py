"""Addresses of the room directives: letters coming in and being reviewed, then what follows from them."""

from django.urls import URLPattern

from vonggac.apps.directives.ui import board_urls, intake_urls

app_name = "directives"
urlpatterns: list[URLPattern] = [*intake_urls.urlpatterns, *board_urls.urlpatterns]
