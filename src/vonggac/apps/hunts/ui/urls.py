"""Addresses of the room: /san-lung/…"""

from __future__ import annotations

from vonggac.apps.hunts.ui import campaign_urls, hunt_urls, pack_urls

app_name = "hunts"
urlpatterns = [*hunt_urls.urlpatterns, *campaign_urls.urlpatterns, *pack_urls.urlpatterns]
