"""One ready account per role, with invented people; in a demonstration only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding, Post, User
from vonggac.apps.audit.services import record
from vonggac.apps.jobs.ports import ReadyAccount
from vonggac.apps.organisations import queries as organisations
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.law import load as law

PASSWORD = "Trinh-Dien-2026"  # noqa: S105  printed for everybody, in a demonstration only
SPECIALISED_UNIT = "specialised-unit"
"""Who coordinates and answers for the province's network security (Decree 331/2026, Article 3(1)(c)); the profile names the body."""
CAST: tuple[tuple[str, str, Role, str, str], ...] = (
    ("dieuphoi", "Người Trình Diễn Điều Phối", Role.COORDINATOR, SPECIALISED_UNIT, "Cán bộ điều phối"),
    ("canbo", "Người Trình Diễn Cán Bộ Sở", Role.OFFICER, Kind.DEPARTMENT, "Cán bộ phụ trách an toàn thông tin"),
    ("xa", "Người Trình Diễn Cán Bộ Xã", Role.OFFICER, Kind.COMMUNE, "Cán bộ phụ trách"),
    ("nhamang", "Người Trình Diễn Nhà Mạng", Role.PROVIDER, Kind.PROVIDER, "Đầu mối kỹ thuật"),
    ("ungcuu", "Người Trình Diễn Ứng Cứu", Role.RESPONDER, Kind.RESPONSE_TEAM, "Thành viên"),
    ("lanhdao", "Người Trình Diễn Lãnh Đạo", Role.LEADER, SPECIALISED_UNIT, "Lãnh đạo phụ trách"),
    ("kiemtra", "Người Trình Diễn Kiểm Tra", Role.AUDITOR, Kind.AGENCY, "Kiểm tra, giám sát"),
    ("quantri", "Người Trình Diễn Quản Trị", Role.ADMINISTRATOR, SPECIALISED_UNIT, "Quản trị hệ thống"),
)
"""User name, name, role, where (a kind of organisation, or a role the province's profile gives one), title."""
ANSWERING = (Role.OFFICER, Role.PROVIDER)
IN_POST_SINCE = timedelta(days=120)
"""The people of a demonstration came before its work, so that the log names them with their posts."""


@transaction.atomic
def make_demonstration(*, at: datetime) -> Iterable[ReadyAccount]:
    """Make the cast where it is missing and return who may sign in; a second run changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("ready accounts with a known password belong into a demonstration only")
    made = [_one(*line, at=at) for line in CAST]
    if any(made):
        record("accounts.demonstration.made", by=None, at=at, count=sum(made))
    return [ReadyAccount(f"{role.label}", username, PASSWORD) for username, _name, role, _kind, _title in CAST]


def _one(username: str, full_name: str, role: Role, kind: str, title: str, *, at: datetime) -> bool:
    place = _place(kind, at)
    if place is None or User.objects.filter(username=username).exists():
        return False
    user = User(username=username, full_name=full_name, email=f"{username}@example.vn", is_demo=True)
    user.set_password(PASSWORD)
    user.save()
    post, _made = Post.objects.get_or_create(organisation=place, title=title, defaults={"role": role})
    Holding.objects.create(post=post, user=user, began_at=at - IN_POST_SINCE)
    return True


@transaction.atomic
def make_colleagues(bodies: Iterable[Organisation], *, at: datetime) -> dict[int, User]:
    """Give every body one officer, invented and unable to sign in, so that its work has hands; return body id → officer.

    Where somebody answers already, that person stays the only one.
    """
    if not settings.DEMO:
        raise RuntimeError("invented officers belong into a demonstration only")
    found: dict[int, User] = {}
    for body in bodies:
        held = Holding.objects.filter(post__organisation=body, post__role__in=ANSWERING, ended_at=None).select_related("user").first()
        found[body.pk] = held.user if held else _colleague(body, at)
    if found:
        record("accounts.demonstration.made", by=None, at=at, count=len(found), touched=found)
    return found


def _colleague(body: Organisation, at: datetime) -> User:
    user = User(username=f"trinhdien-{body.code}", full_name=f"Người Trình Diễn {body.name}"[:150], is_demo=True)
    user.email = f"{user.username}@example.vn"
    user.mail_notices = False
    user.set_unusable_password()
    user.save()
    post = Post.objects.create(organisation=body, title="Cán bộ phụ trách", role=Role.OFFICER)
    Holding.objects.create(post=post, user=user, began_at=at - IN_POST_SINCE)
    return user


def _place(kind: str, at: datetime) -> Organisation | None:
    today = timezone.localdate(at)
    standing = organisations.valid_on(today)
    seat = law.province(settings.PROVINCE).role_on(kind, today)
    if seat and (found := standing.filter(code=seat.organisation).first()):
        return found
    kind = Kind.POLICE if kind == SPECIALISED_UNIT else kind
    return standing.filter(kind=kind).order_by("id").first() or standing.order_by("id").first()
