"""The cast of the tests: a province in small, with invented people. The fixture `cast` of tests/apps gives it to a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding, Post, User
from vonggac.apps.organisations.models import Ancestry, Kind, Organisation

NOW = datetime(2026, 11, 23, 0, 42, tzinfo=UTC)
"""07:42 on 23 November 2026 in Vietnam."""
TODAY = date(2026, 11, 23)


def organisation(code: str, name: str, kind: str, parent: Organisation | None = None, **facts: object) -> Organisation:
    """Make one body and its place in the tree."""
    row = Organisation.objects.create(code=code, name=name, kind=kind, parent=parent, province_code="thu", **facts)
    above = [] if parent is None else list(Ancestry.objects.filter(below=parent))
    pairs = [Ancestry(above=row, below=row, depth=0)]
    pairs += [Ancestry(above_id=pair.above_id, below=row, depth=pair.depth + 1) for pair in above]
    Ancestry.objects.bulk_create(pairs)
    return row


def person(username: str, full_name: str, role: str, at: Organisation, title: str = "") -> User:
    """Make one person in one post."""
    user = User.objects.create(username=username, full_name=full_name, email=f"{username}@example.vn")
    post, _made = Post.objects.get_or_create(organisation=at, title=title or str(Role(role).label), defaults={"role": role})
    Holding.objects.create(post=post, user=user, began_at=datetime(2026, 1, 1, tzinfo=UTC))
    return user


@dataclass
class Cast:
    """Everyone a test needs: the office that coordinates, agencies, communes, a provider, a stranger."""

    province: Organisation
    office: Organisation
    department: Organisation
    commune: Organisation
    other_commune: Organisation
    provider_body: Organisation
    coordinator: User
    officer: User
    commune_officer: User
    stranger: User
    """An officer of the other commune: may not know what the first one has."""
    provider: User
    responder: User
    leader: User
    auditor: User
    administrator: User

    @classmethod
    def assemble(cls) -> Cast:
        """Make the whole cast; every name is invented."""
        province = organisation("thu", "Tỉnh Thử Nghiệm", Kind.PROVINCE)
        committee = organisation("ubnd-thu", "Ủy ban nhân dân tỉnh Thử Nghiệm", Kind.AGENCY, province)
        police = organisation("ca-thu", "Công an tỉnh Thử Nghiệm", Kind.POLICE, province)
        office = organisation("anm-thu", "Phòng An ninh mạng Công an tỉnh Thử Nghiệm", Kind.POLICE, police)
        department = organisation("so-thu", "Sở Khoa học và Công nghệ tỉnh Thử Nghiệm", Kind.DEPARTMENT, committee)
        commune = organisation("x-duc-hoa", "Xã Đức Hòa", Kind.COMMUNE, province, addressee_name="UBND xã Đức Hòa")
        other = organisation("x-an-phu", "Xã An Phú", Kind.COMMUNE, province, addressee_name="UBND xã An Phú")
        provider_body = organisation("nm-thu", "Nhà mạng Thử Nghiệm", Kind.PROVIDER, province)
        return cls(
            province=province,
            office=office,
            department=department,
            commune=commune,
            other_commune=other,
            provider_body=provider_body,
            coordinator=person("dieuphoi", "Trần Thị Điều Phối", Role.COORDINATOR, office),
            officer=person("canbo.so", "Lê Văn Cán Bộ", Role.OFFICER, department),
            commune_officer=person("canbo.xa", "Phạm Thị Xã", Role.OFFICER, commune),
            stranger=person("canbo.khac", "Đỗ Văn Khác", Role.OFFICER, other),
            provider=person("nhamang", "Vũ Thị Mạng", Role.PROVIDER, provider_body),
            responder=person("ungcuu", "Hồ Văn Ứng Cứu", Role.RESPONDER, department, "Thành viên Đội ứng cứu"),
            leader=person("lanhdao", "Ngô Thị Lãnh Đạo", Role.LEADER, office, "Lãnh đạo phòng"),
            auditor=person("kiemtra", "Bùi Văn Kiểm Tra", Role.AUDITOR, committee),
            administrator=person("quantri", "Đặng Thị Quản Trị", Role.ADMINISTRATOR, office, "Quản trị hệ thống"),
        )
