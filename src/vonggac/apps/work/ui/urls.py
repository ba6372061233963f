"""Addresses of the room work."""

from django.urls import URLPattern, path

from vonggac.apps.work.ui import calendars, downloads, heirs, letters, mine, on_finding, review, sheets, tasks

app_name = "work"
urlpatterns: list[URLPattern] = [
    path("", mine.my_work, name="mine"),
    path("danh-sach/", mine.task_list, name="list"),
    path("tiep-nhan/", mine.acknowledge, name="acknowledge"),
    path("thong-bao/", mine.notices, name="notices"),
    path("duyet/", review.review, name="review"),
    path("duyet/lan-luot/", review.one_by_one, name="one_by_one"),
    path("cho-tiep-nhan/", heirs.waiting_for_heirs, name="heirs"),
    path("ve-he-thong/<slug:key>/", on_finding.for_finding, name="for_finding"),
    path("don-doc/", review.drafts, name="drafts"),
    path("gia-han/<int:pk>/", review.decide_extension, name="decide_extension"),
    path("dot/<str:group>/", letters.letter, name="letter"),
    path("dot/<str:group>/mau.xlsx", sheets.template, name="template"),
    path("dot/<str:group>/nhap/", sheets.take_in, name="take_in"),
    path("tra-loi/<str:token>/", letters.through_link, name="through_link"),
    path("minh-chung/<int:pk>/", downloads.evidence, name="evidence"),
    path("minh-chung/<int:pk>/bo/", tasks.withdraw, name="withdraw"),
    path("lich/", calendars.settings_page, name="calendar"),
    path("lich/<str:token>.ics", calendars.feed, name="feed"),
    path("<int:pk>/", tasks.task_page, name="task"),
    path("<int:pk>/tra-loi/", tasks.answer, name="answer"),
    path("<int:pk>/khong-ap-dung/", tasks.not_applicable, name="not_applicable"),
    path("<int:pk>/gia-han/", tasks.extension, name="extension"),
    path("<int:pk>/giao-don-vi/", tasks.relay, name="relay"),
    path("<int:pk>/giao-bo-phan/", tasks.assign, name="assign"),
    path("<int:pk>/trao-doi/", tasks.comment, name="comment"),
    path("<int:pk>/duyet/", review.decide, name="decide"),
    path("<int:pk>/tra-loi-chung/", tasks.for_served, name="for_served"),
]
