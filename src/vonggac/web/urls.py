"""All addresses: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from vonggac.apps.face.api import build_from_registry

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("vonggac.apps.situation.ui.urls")),
    path("tai-khoan/", include("vonggac.apps.accounts.ui.urls")),
    path("tai-khoan/", include("vonggac.apps.accounts.ui.entrance")),
    path("co-quan/", include("vonggac.apps.organisations.ui.urls")),
    path("he-thong/", include("vonggac.apps.registry.ui.urls")),
    path("viec/", include("vonggac.apps.work.ui.urls")),
    path("cap-do/", include("vonggac.apps.compliance.ui.urls")),
    path("nguy-co/", include("vonggac.apps.threats.ui.urls")),
    path("canh-bao/", include("vonggac.apps.alerts.ui.urls")),
    path("san-lung/", include("vonggac.apps.hunts.ui.urls")),
    path("van-ban/", include("vonggac.apps.directives.ui.urls")),
    path("nhat-ky/", include("vonggac.apps.audit.ui.urls")),
    path("api/v1/", build_from_registry().urls),
    path("", include("vonggac.apps.face.ui.urls")),
]
