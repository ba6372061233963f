"""Addresses of hunts, findings and what is known to be good: /san-lung/…"""

from __future__ import annotations

from django.urls import path

from vonggac.apps.hunts.ui import downloads, finding_acts, findings, hunt_new, hunts, known

urlpatterns = [
    path("", hunts.hunts, name="hunts"),
    path("luot/nop/", hunt_new.new, name="new"),
    path("luot/<int:pk>/", hunts.hunt, name="hunt"),
    path("luot/<int:pk>/tien-do/", hunts.progress, name="progress"),
    path("luot/<int:pk>/dung/", hunts.stop, name="stop"),
    path("luot/<int:pk>/chay-lai/", hunts.again, name="again"),
    path("luot/<int:pk>/tim-lai/", hunt_new.anew, name="anew"),
    path("luot/<int:pk>/tai/<slug:kind>/", downloads.download, name="download"),
    path("ket-qua/", findings.findings, name="findings"),
    path("ket-qua/hang-loat/", finding_acts.bulk, name="bulk"),
    path("ket-qua/<int:pk>/", findings.finding, name="finding"),
    path("ket-qua/<int:pk>/ket-luan/", finding_acts.judge, name="judge"),
    path("ket-qua/<int:pk>/hop-le/", finding_acts.know, name="know"),
    path("ket-qua/<int:pk>/giao-viec/", finding_acts.give, name="give"),
    path("hop-le/", known.known_list, name="known_list"),
    path("hop-le/<int:pk>/", known.known, name="known"),
    path("hop-le/<int:pk>/gia-han/", known.extend, name="known_extend"),
    path("hop-le/<int:pk>/ket-thuc/", known.end, name="known_end"),
]
