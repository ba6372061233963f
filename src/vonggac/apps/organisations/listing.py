"""Lists of bodies and contacts, and what every list needs that names bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from vonggac.apps.lists.kinds import Desk, Key, ListKind, Remark, Values, Wanted, Wrong
from vonggac.apps.organisations import models as rows
from vonggac.apps.organisations import queries
from vonggac.apps.organisations.directory import Directory, NotInDirectory
from vonggac.apps.organisations.services.tree import rebuild_ancestry
from vonggac.kernel.addresses import AddressError, parse_domain, parse_mail
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import fold, tone_on_first
from vonggac.sources.tables.model import Choice, Column, Kind, Value

FROM = Column("valid_from", "Từ ngày", Kind.DATE, synonyms=("Ngày bắt đầu", "Sử dụng từ ngày", "Hiệu lực từ"))
TO = Column(
    "valid_to", "Đến ngày", Kind.DATE, synonyms=("Ngày kết thúc", "Hết hạn", "Hiệu lực đến"), note="Ngày cuối; để trống nếu còn dùng."
)


def choices_of(words: type[TextChoices]) -> tuple[Choice, ...]:
    """Return the words of a choice as lists say them: Vietnamese, whatever the reader's language."""
    with override("vi"):
        return tuple(Choice(value, str(label)) for value, label in words.choices)


def body_column(key: str, title: str, *synonyms: str, required: bool = False) -> Column:
    """Return a column that names a body."""
    note = "Mã hoặc tên đầy đủ của cơ quan như trong danh bạ."
    return Column(key, title, Kind.CODE, required, synonyms, at_most=300, note=note)


def spelled(name: Value) -> str:
    """Return a name as it is compared: marks count, case, blanks and the place of a tone do not."""
    return " ".join(tone_on_first(str(name or "")).casefold().split())


def demand_in_order(values: Values) -> None:
    """Refuse an end before the beginning."""
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:  # type: ignore[operator]
        said = _("Sửa “Đến ngày” thành ngày không trước %(day)s, hoặc để trống nếu còn dùng.")
        raise Wrong("valid_to", said % {"day": format_date(first)}, "ends-before-it-begins")  # type: ignore[arg-type]


class NamesBodies(Desk):
    """Looks bodies up by what a list calls them."""

    def prepare(self) -> None:
        self.directory = Directory(self.on)

    def body(self, values: Values, key: str) -> str | None:
        """Return the code of the body a cell names."""
        written = values.get(key)
        if not isinstance(written, str) or not written:
            return None
        try:
            return self.directory.written(self.directory.find(written))
        except NotInDirectory as nobody:
            raise Wrong(key, str(nobody), "no-such-body") from None

    def body_id(self, code: Value) -> int | None:
        """Return the body behind a canonical code."""
        return self.directory.find(str(code)) if code else None


TEXTS = ("code", "name", "short_name", "addressee_name", "kind", "domain", "address", "source", "note")


class BodyDesk(NamesBodies):
    """A body is found by code and first day. A list adds bodies and corrects facts; an end or another name is a reorganisation."""

    model = rows.Organisation

    def prepare(self) -> None:
        super().prepare()
        self.provinces = dict(queries.visible_to(self.user).values_list("pk", "province_code"))
        standing = queries.valid_on(self.on).filter(kind=rows.Kind.PROVINCE).order_by("pk")
        self.home = standing.values_list("province_code", flat=True).first() or ""

    def values_of(self, row: rows.Organisation) -> Values:
        plain: Values = {name: getattr(row, name) for name in TEXTS}
        days: Values = {"valid_from": row.valid_from, "valid_to": row.valid_to}
        return {**plain, **days, "province_code": row.province_code, "parent": self.directory.written(row.parent_id)}

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        parent = self.body(values, "parent")
        national = values["kind"] == rows.Kind.NATIONAL.value
        province = values["province_code"] or ("" if national else self._province_of(parent))
        return {**values, "parent": parent, "province_code": province, "domain": self._domain(values["domain"])}

    def _province_of(self, parent: str | None) -> str:
        """Return the province of the body above; without one, this province."""
        pk = self.body_id(parent)
        return self.provinces.get(pk, "") if pk else self.home

    def _domain(self, written: Value) -> str | None:
        try:
            return parse_domain(str(written)) if written else None
        except AddressError as error:
            raise Wrong("domain", str(error)) from None

    def finding_keys(self, values: Values) -> Sequence[Key]:
        exact = (fold(str(values["code"])), values["valid_from"])
        return [exact] if values["valid_from"] else [exact, (exact[0], "any")]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        return [(fold(str(values["code"])), values["valid_from"]), (fold(str(values["code"])), "any")]

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Refuse what only a reorganisation may do, because work and register must follow it."""
        said = _("Đổi tên, kết thúc, chuyển cơ quan cấp trên: lập một việc sắp xếp tổ chức để việc và hệ thống đi theo.")
        for one in wanted:
            for column in ("name", "valid_to", "parent"):
                if one.before is not None and one.before[column] != one.after[column] and (column != "parent" or one.before[column]):
                    yield Remark(one, column, said)

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {name: values[name] or "" for name in TEXTS}
        days = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
        return {
            **plain,
            **days,
            "province_code": values["province_code"],
            "parent_id": self.body_id(values["parent"]),
            "from_profile": False,
        }

    def write(self, wanted: Sequence[Wanted], told: Callable[[int], None]) -> list[Any]:
        """Write the bodies and the tree over them."""
        written = super().write(wanted, told)
        rebuild_ancestry(on=self.on)
        return written


class ContactDesk(NamesBodies):
    """A contact is found by its body, role, name and purpose."""

    model = rows.Contact

    def values_of(self, row: rows.Contact) -> Values:
        texts = ("role", "name", "phone", "email", "purpose", "source", "is_hotline", "is_representative", "valid_from", "valid_to")
        return {"organisation": self.directory.written(row.organisation_id), **{name: getattr(row, name) for name in texts}}

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        stands = bool(values["is_representative"])
        if stands and not values["name"]:
            raise Wrong("name", _("Ghi họ và tên của người đại diện."), "representative-without-a-name")
        if not values["phone"] and not values["email"] and not stands:
            raise Wrong("phone", _("Ghi điện thoại hoặc thư điện tử."), "cannot-be-reached")
        try:
            email = parse_mail(str(values["email"])) if values["email"] else None
        except AddressError as error:
            raise Wrong("email", str(error)) from None
        plain = {"email": email, "is_hotline": bool(values["is_hotline"]), "is_representative": stands}
        return {**values, "organisation": self.body(values, "organisation"), **plain}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        named = (values["organisation"], spelled(values["role"]), spelled(values["name"]), spelled(values["purpose"]))
        return [(*named, spelled(values["phone"]), spelled(values["email"]), values["valid_from"]), named]

    def fields(self, values: Values) -> dict[str, Any]:
        texts = {name: values[name] or "" for name in ("role", "name", "phone", "email", "purpose", "source")}
        days = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
        marks = {"is_hotline": values["is_hotline"], "is_representative": values["is_representative"]}
        return {**texts, **days, **marks, "organisation_id": self.body_id(values["organisation"])}


class MandateDesk(NamesBodies):
    """The document that says what a body is for is found by its body and its own words."""

    model = rows.Mandate

    def values_of(self, row: rows.Mandate) -> Values:
        days: Values = {"valid_from": row.valid_from, "valid_to": row.valid_to}
        return {"organisation": self.directory.written(row.organisation_id), "document": row.document, **days}

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        return {**values, "organisation": self.body(values, "organisation")}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["organisation"], spelled(values["document"]))]

    def fields(self, values: Values) -> dict[str, Any]:
        days = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
        return {"document": values["document"] or "", **days, "organisation_id": self.body_id(values["organisation"])}


BODY_COLUMNS = (
    Column("code", "Mã cơ quan", Kind.CODE, True, ("Mã", "Mã đơn vị", "Mã định danh"), at_most=40),
    Column("name", "Tên cơ quan", required=True, at_most=300, synonyms=("Tên đơn vị", "Cơ quan", "Đơn vị")),
    Column("kind", "Loại cơ quan", Kind.CHOICE, True, ("Loại", "Loại đơn vị"), choices=choices_of(rows.Kind)),
    body_column("parent", "Cơ quan cấp trên", "Trực thuộc", "Cấp trên"),
    Column("short_name", "Tên viết tắt", at_most=120, synonyms=("Viết tắt", "Tên gọi tắt")),
    Column(
        "addressee_name", "Tên trên văn bản", at_most=300, synonyms=("Tên khi gửi văn bản",), note="Ví dụ UBND xã …; để trống nếu như tên."
    ),
    Column("province_code", "Mã tỉnh", Kind.CODE, at_most=40, note="Để trống: như cơ quan cấp trên, hoặc tỉnh này."),
    Column("domain", "Tên miền", Kind.CODE, at_most=253),
    Column("address", "Địa chỉ", at_most=300, synonyms=("Trụ sở",)),
    FROM,
    TO,
    Column("source", "Căn cứ", at_most=300, synonyms=("Nguồn",)),
    Column("note", "Ghi chú", at_most=4_000),
)
CONTACT_COLUMNS = (
    body_column("organisation", "Cơ quan", "Đơn vị", required=True),
    Column("role", "Chức vụ, vai trò", required=True, at_most=200, synonyms=("Chức vụ", "Vai trò", "Bộ phận")),
    Column("name", "Họ và tên", at_most=200, synonyms=("Họ tên", "Tên")),
    Column("phone", "Điện thoại", Kind.CODE, at_most=60, synonyms=("Số điện thoại", "SĐT", "Di động")),
    Column("email", "Thư điện tử", Kind.CODE, at_most=254, synonyms=("Email", "Hộp thư", "Thư điện tử công vụ")),
    Column("purpose", "Việc phụ trách", at_most=200, synonyms=("Phụ trách", "Nội dung")),
    Column("is_hotline", "Đường dây nóng", Kind.BOOL, synonyms=("Trực 24/7", "Hotline")),
    Column("is_representative", "Người đại diện", Kind.BOOL, synonyms=("Đại diện", "Thủ trưởng", "Người đứng đầu")),
    FROM,
    TO,
    Column("source", "Nguồn", at_most=300, synonyms=("Căn cứ",)),
)
MANDATE_COLUMNS = (
    body_column("organisation", "Cơ quan", "Đơn vị", required=True),
    Column(
        "document",
        "Văn bản quy định chức năng, nhiệm vụ",
        required=True,
        at_most=300,
        synonyms=("Văn bản", "Quyết định quy định chức năng"),
        note="Loại, số, ngày, nơi ban hành.",
    ),
    FROM,
    TO,
)
KINDS = (
    ListKind(
        key="co-quan",
        room="organisations",
        title=gettext_lazy("Cơ quan"),
        about=gettext_lazy("Danh sách thêm cơ quan mới và sửa thông tin; sáp nhập, đổi tên, kết thúc thì lập việc sắp xếp tổ chức."),
        columns=BODY_COLUMNS,
        desk=BodyDesk,
        visible=lambda user: queries.visible_to(user).order_by("pk"),
        act="organisations.bodies.imported",
        import_act="organisations.edit",
        export_act="organisations.edit",
        blank_keeps=frozenset({"valid_from", "province_code"}),
    ),
    ListKind(
        key="dau-moi",
        room="organisations",
        title=gettext_lazy("Đầu mối liên hệ"),
        columns=CONTACT_COLUMNS,
        desk=ContactDesk,
        visible=lambda user: queries.contacts_visible_to(user).order_by("pk"),
        act="organisations.contacts.imported",
        import_act="organisations.edit",
        export_act="organisations.edit",
        blank_keeps=frozenset({"valid_from"}),
    ),
    ListKind(
        key="van-ban-chuc-nang",
        room="organisations",
        title=gettext_lazy("Văn bản quy định chức năng, nhiệm vụ"),
        columns=MANDATE_COLUMNS,
        desk=MandateDesk,
        visible=lambda user: queries.mandates_visible_to(user).order_by("pk"),
        act="organisations.mandates.imported",
        import_act="organisations.edit",
        export_act="organisations.edit",
        blank_keeps=frozenset({"valid_from"}),
    ),
)
