"""The addresses of the house with sign-in through a directory, as they stand when one is set."""

from django.urls import include, path

from vonggac.apps.accounts.ui.entrance import directory_urls
from vonggac.web.urls import urlpatterns as of_the_house

urlpatterns = [path("tai-khoan/", include(directory_urls())), *of_the_house]
