"""Addresses of the room accounts."""

from django.urls import URLPattern, path

from vonggac.apps.accounts.ui import enter, me, people, posts, transfers

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("bat-dau/<str:secret>", enter.enter, name="enter"),
    path("khong-dang-nhap-duoc/", enter.cannot_sign_in, name="cannot_sign_in"),
    path("ho-so/", me.me, name="me"),
    path("ho-so/ket-thuc-phien-khac/", me.end_other_sessions, name="end_other_sessions"),
    path("khoa-ket-noi/", me.keys, name="keys"),
    path("khoa-ket-noi/<int:number>/thu-hoi/", me.revoke_key, name="revoke_key"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/<int:number>/", people.person, name="person"),
    path("nguoi-dung/<int:number>/lap-lai/", people.recover, name="recover"),
    path("nguoi-dung/<int:number>/ngung/", people.stop, name="stop"),
    path("nguoi-dung/<int:number>/hoat-dong-lai/", people.bring_back, name="bring_back"),
    path("vi-tri/", posts.posts, name="posts"),
    path("vi-tri/moi/", posts.new_post, name="new_post"),
    path("vi-tri/<int:number>/", posts.post, name="post"),
    path("vi-tri/<int:number>/moi-nguoi/", posts.invite, name="invite"),
    path("vi-tri/<int:number>/moi-nguoi/<int:link>/thu-hoi/", posts.withdraw_invitation, name="withdraw_invitation"),
    path("vi-tri/<int:number>/giao/", posts.assign, name="assign"),
    path("vi-tri/<int:number>/thoi-giu/<int:holding>/", posts.leave, name="leave"),
    path("vi-tri/<int:number>/ban-giao/<int:holding>/", posts.propose, name="propose"),
    path("vi-tri/<int:number>/dong/", posts.close, name="close"),
    path("ban-giao/", transfers.transfers, name="transfers"),
    path("ban-giao/<int:number>/", transfers.transfer, name="transfer"),
    path("ban-giao/<int:number>/bien-ban/", transfers.minutes, name="minutes"),
]
