"""Addresses of the room accounts."""

from django.urls import URLPattern, path

from vonggac.apps.accounts.ui import enter

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("bat-dau/<str:secret>", enter.enter, name="enter"),
    path("khong-dang-nhap-duoc/", enter.cannot_sign_in, name="cannot_sign_in"),
    path("ho-so/", enter.cannot_sign_in, name="me"),
    path("nguoi-dung/", enter.cannot_sign_in, name="people"),
]
