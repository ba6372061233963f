"""Addresses of the room situation."""

from django.urls import path

from vonggac.apps.situation.ui import views

app_name = "situation"
urlpatterns = [path("", views.home, name="home")]
