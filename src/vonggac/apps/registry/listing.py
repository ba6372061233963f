"""The register's lists: systems, components, address ranges, domains, mail domains, contracts; one description each, for both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from vonggac.apps.lists.kinds import Desk, Key, ListKind, Remark, Values, Wanted, Wrong
from vonggac.apps.organisations.directory import Directory, NotInDirectory
from vonggac.apps.organisations.models import Ancestry
from vonggac.apps.registry import queries
from vonggac.apps.registry.models import AddressRange, Component, Domain, InformationSystem, MailDomain, ProviderContract
from vonggac.apps.registry.numbering import number_systems
from vonggac.apps.registry.overlaps import Claim, conflicts
from vonggac.kernel.addresses import AddressError, parse_domain, parse_range
from vonggac.kernel.addresses import AddressRange as Range
from vonggac.kernel.levels import Level
from vonggac.kernel.reading import format_date
from vonggac.kernel.vietnamese import fold, tone_on_first
from vonggac.sources.tables.model import Choice, Column, Kind, Value

NOT_KNOWN = "0"


def _choices(words: type[TextChoices]) -> tuple[Choice, ...]:
    """Return the words of a choice as lists say them: Vietnamese, whatever the reader's language."""
    with override("vi"):
        return tuple(Choice(value, str(label)) for value, label in words.choices)


_ROMAN = ("I", "II", "III", "IV", "V")
LEVELS = (
    *(
        Choice(str(n), str(Level(n)), (f"CĐ {n}", f"Cấp {n}", f"Cấp {roman}", f"Cấp độ {roman}", roman))
        for n, roman in enumerate(_ROMAN, start=1)
    ),
    Choice(NOT_KNOWN, "Chưa xác định", ("chưa rõ", "chưa có", "không rõ", "-")),
)
_BODY_NOTE = "Mã hoặc tên đầy đủ của cơ quan như trong danh bạ."
_FROM = Column("valid_from", "Từ ngày", Kind.DATE, synonyms=("Ngày bắt đầu", "Sử dụng từ ngày", "Hiệu lực từ"))
_TO = Column(
    "valid_to", "Đến ngày", Kind.DATE, synonyms=("Ngày kết thúc", "Hết hạn", "Hiệu lực đến"), note="Ngày cuối; để trống nếu còn dùng."
)
_SYSTEM = Column("system", "Mã hệ thống", Kind.CODE, at_most=300, synonyms=("Hệ thống", "Tên hệ thống"), note="Mã hoặc tên hệ thống.")


def _note(longest: int) -> Column:
    return Column("note", "Ghi chú", at_most=longest)


def _body(key: str, title: str, *synonyms: str, required: bool = False) -> Column:
    return Column(key, title, Kind.CODE, required, synonyms, at_most=300, note=_BODY_NOTE)


class _Named(Desk):
    """Looks bodies and systems up by what a list calls them."""

    names_systems: ClassVar[bool] = True

    def prepare(self) -> None:
        self.directory = Directory(self.on)
        self.codes: dict[str, int] = {}
        self.called: dict[str, set[int]] = {}
        self.code_of: dict[int, str] = {}
        if self.names_systems:
            for pk, code, name in queries.visible_to(self.user).order_by("pk").values_list("pk", "code", "name"):
                self.codes[fold(code)] = pk
                self.code_of[pk] = code
                self.called.setdefault(fold(name), set()).add(pk)

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

    def system_code(self, written: Value, key: str = "system") -> str | None:
        """Return the code of the system a cell names by code or name."""
        if not isinstance(written, str) or not written:
            return None
        pk = self.codes.get(fold(written))
        called = self.called.get(fold(written), set())
        if pk is None and len(called) == 1:
            pk = next(iter(called))
        if pk is not None:
            return self.code_of[pk]
        if called:
            codes = ", ".join(sorted(self.code_of[one] for one in called))
            raise Wrong(key, _("Có %(n)s hệ thống tên này. Ghi mã: %(codes)s.") % {"n": len(called), "codes": codes}, "ambiguous")
        raise Wrong(key, _("Chưa có hệ thống “%(name)s”. Nhập hệ thống trước, rồi nhập dòng này.") % {"name": written}, "no-such-system")

    def system_id(self, code: Value) -> int | None:
        """Return the system behind a canonical code."""
        return self.codes[fold(str(code))] if code else None


def spelled(name: Value) -> str:
    """Return a name as it is compared: marks count, case, blanks and the place of a tone do not."""
    return " ".join(tone_on_first(str(name or "")).casefold().split())


def demand_in_order(values: Values) -> None:
    """Refuse an end before the beginning."""
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:  # type: ignore[operator]
        said = _("Sửa “Đến ngày” thành ngày không trước %(day)s, hoặc để trống nếu còn dùng.")
        raise Wrong("valid_to", said % {"day": format_date(first)}, "ends-before-it-begins")  # type: ignore[arg-type]


# --- systems ------------------------------------------------------------------------------------------------------------------------


class SystemDesk(_Named):
    """Systems are found by code, else by name and owner; one without a code gets the next number."""

    model = InformationSystem
    names_systems = False

    def rows(self) -> Any:
        return super().rows().order_by("pk")

    def values_of(self, row: InformationSystem) -> Values:
        return {
            "code": row.code,
            "name": row.name,
            "owner": self.directory.written(row.owner_id),
            "operator": self.directory.written(row.operator_id),
            "provider": self.directory.written(row.provider_id),
            "level": str(row.level) if row.level else None,
            "exposure": row.exposure,
            "standing": row.standing,
            "purpose": row.purpose,
            "note": row.note,
        }

    def canonical(self, values: Values) -> Values:
        bodies = {key: self.body(values, key) for key in ("owner", "operator", "provider")}
        level = values["level"] if values["level"] != NOT_KNOWN else None
        exposure = values["exposure"] or InformationSystem.Exposure.UNKNOWN.value
        standing = values["standing"] or InformationSystem.Standing.RUNNING.value
        return {**values, **bodies, "level": level, "exposure": exposure, "standing": standing}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        if values["code"]:
            return [("code", fold(str(values["code"])))]
        return [("name", spelled(values["name"]), values["owner"])]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        return [("code", fold(str(values["code"]))), ("name", spelled(values["name"]), values["owner"])]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in ("code", "name", "exposure", "standing", "purpose", "note")}
        bodies = {f"{key}_id": self.body_id(values[key]) for key in ("owner", "operator", "provider")}
        return {**plain, **bodies, "level": int(str(values["level"])) if values["level"] else None}

    def name_new(self, new: Sequence[Any]) -> None:
        number_systems(new)


# --- components ---------------------------------------------------------------------------------------------------------------------


class ComponentDesk(_Named):
    """A component is found by its system, what it is, and its name."""

    model = Component

    def values_of(self, row: Component) -> Values:
        plain: Values = {key: getattr(row, key) for key in ("what", "name", "vendor", "product", "version", "quantity", "note")}
        return {"system": self.code_of[row.system_id], **plain}

    def canonical(self, values: Values) -> Values:
        quantity = 1 if values["quantity"] is None else values["quantity"]
        if not isinstance(quantity, int) or not 0 <= quantity <= 1_000_000:
            raise Wrong("quantity", _("Nhập số lượng từ 0 đến 1.000.000."))
        return {**values, "system": self.system_code(values["system"]), "quantity": quantity}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["system"], values["what"], spelled(values["name"]))]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in ("what", "name", "vendor", "product", "version", "note")}
        return {**plain, "quantity": values["quantity"], "system_id": self.system_id(values["system"])}


# --- what organisations hold --------------------------------------------------------------------------------------------------------


class _HeldDesk(_Named):
    """What a body holds is found by body, thing and first day; without a first day, by the only one there is."""

    thing: ClassVar[str]

    def values_of(self, row: Any) -> Values:
        return {
            "organisation": self.directory.written(row.organisation_id),
            self.thing: getattr(row, self.thing),
            "system": self.code_of.get(row.system_id) if row.system_id else None,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "note": row.note,
        }

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        return {**values, "organisation": self.body(values, "organisation"), "system": self.system_code(values["system"])}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        exact = (values["organisation"], values[self.thing], values["valid_from"])
        return [exact] if values["valid_from"] else [exact, (values["organisation"], values[self.thing], "any")]

    def standing_keys(self, values: Values) -> Sequence[Key]:
        return [(values["organisation"], values[self.thing], values["valid_from"]), (values["organisation"], values[self.thing], "any")]

    def fields(self, values: Values) -> dict[str, Any]:
        held = {"organisation_id": self.body_id(values["organisation"]), "system_id": self.system_id(values["system"])}
        return {
            **held,
            self.thing: values[self.thing],
            **{key: values[key] for key in ("valid_from", "valid_to")},
            "note": values["note"] or "",
        }


class RangeDesk(_HeldDesk):
    """Address ranges, each claimed by one body at a time."""

    model = AddressRange
    thing = "written"

    def values_of(self, row: AddressRange) -> Values:
        written = str(Range(row.first, row.last))
        return {
            **super().values_of(row),
            "written": written,
            "behind_nat": row.behind_nat,
            "port_first": row.port_first,
            "port_last": row.port_last,
        }

    def canonical(self, values: Values) -> Values:
        try:
            written = str(parse_range(str(values["written"])))
        except AddressError as error:
            raise Wrong("written", str(error), "no-address") from None
        demand_ports(values["port_first"], values["port_last"])
        return {**super().canonical(values), "written": written, "behind_nat": bool(values["behind_nat"])}

    def fields(self, values: Values) -> dict[str, Any]:
        found = parse_range(str(values["written"]))
        ports = {key: values[key] for key in ("port_first", "port_last")}
        return {**super().fields(values), **ports, "behind_nat": values["behind_nat"], "first": found.first_key, "last": found.last_key}

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Compare all claims, standing and new, in one sweep; of two new ones the later line is told."""
        replaced = {one.pk for one in wanted if one.pk is not None}
        claims = [claim_of(row) for row in AddressRange.objects.all() if row.pk not in replaced]
        claims += [self._claim(one) for one in wanted]
        kin = set(Ancestry.objects.filter(depth__gt=0).values_list("above_id", "below_id")) if wanted else set()
        for found in conflicts(claims, kin):
            one, other = (found.other, found.one) if isinstance(found.other.mark, Wanted) else (found.one, found.other)
            if isinstance(one.mark, Wanted) and isinstance(other.mark, Wanted) and other.mark.line > one.mark.line:
                one, other = other, one
            if isinstance(one.mark, Wanted):
                yield Remark(one.mark, "written", self._said(other, refuses=found.refuses), found.refuses)

    def _claim(self, one: Wanted) -> Claim:
        values = one.after
        body = self.body_id(values["organisation"]) or 0
        days: Any = (values["valid_from"], values["valid_to"])
        return Claim(one, body, parse_range(str(values["written"])), *days, bool(values["behind_nat"]))

    def _said(self, other: Claim, *, refuses: bool) -> str:
        named = {"range": str(other.range), "name": self.directory.name(other.organisation_id)}
        if refuses:
            said = _("Trùng với %(range)s của %(name)s trong cùng thời gian. Sửa dải, hoặc ghi ngày kết thúc cho dải kia trước.")
        else:
            said = _("Địa chỉ nội bộ trùng với %(range)s của %(name)s. Nếu mỗi nơi ở sau một thiết bị NAT riêng, ghi “Sau NAT: Có”.")
        return said % named


def claim_of(row: AddressRange) -> Claim:
    """Return a standing range as a claim."""
    return Claim(row.pk, row.organisation_id, Range(row.first, row.last), row.valid_from, row.valid_to, row.behind_nat)


def demand_ports(first: Value, last: Value) -> None:
    """Refuse ports that no network has."""
    for key, port in (("port_first", first), ("port_last", last)):
        if port is not None and not 0 <= int(str(port)) <= 65535:
            raise Wrong(key, _("Nhập cổng từ 0 đến 65535."), "no-port")
    if last is not None and (first is None or int(str(last)) < int(str(first))):
        raise Wrong("port_last", _("Nhập “Từ cổng” không lớn hơn “Đến cổng”."), "no-port")


class DomainDesk(_HeldDesk):
    """Domain names."""

    model = Domain
    thing = "name"

    def canonical(self, values: Values) -> Values:
        try:
            name = parse_domain(str(values["name"]))
        except AddressError as error:
            raise Wrong("name", str(error), "no-domain") from None
        return {**super().canonical(values), "name": name}


class MailDomainDesk(DomainDesk):
    """Domains of official mailboxes."""

    model = MailDomain

    def values_of(self, row: MailDomain) -> Values:
        return {**super().values_of(row), "mailboxes": row.mailboxes}

    def canonical(self, values: Values) -> Values:
        boxes = values["mailboxes"]
        if boxes is not None and not 0 <= int(str(boxes)) <= 10_000_000:
            raise Wrong("mailboxes", _("Nhập số hộp thư từ 0 trở lên."))
        return super().canonical(values)

    def fields(self, values: Values) -> dict[str, Any]:
        return {**super().fields(values), "mailboxes": values["mailboxes"]}


# --- contracts ----------------------------------------------------------------------------------------------------------------------


class ContractDesk(_Named):
    """A contract is found by its provider and number; its scope is a list of systems."""

    model = ProviderContract

    def rows(self) -> Any:
        return super().rows().prefetch_related("systems")

    def values_of(self, row: ProviderContract) -> Values:
        plain: Values = {key: getattr(row, key) for key in ("number", "title", "service_level", "valid_from", "valid_to", "note")}
        bodies = {key: self.directory.written(getattr(row, f"{key}_id")) for key in ("provider", "client")}
        return {**plain, **bodies, "systems": tuple(sorted(system.code for system in row.systems.all()))}

    def canonical(self, values: Values) -> Values:
        demand_in_order(values)
        bodies = {key: self.body(values, key) for key in ("provider", "client")}
        listed: Any = values["systems"] or ()
        systems = tuple(sorted({str(self.system_code(one, "systems")) for one in listed}))
        return {**values, **bodies, "systems": systems}

    def finding_keys(self, values: Values) -> Sequence[Key]:
        return [(values["provider"], fold(str(values["number"])))]

    def fields(self, values: Values) -> dict[str, Any]:
        plain = {key: values[key] or "" for key in ("number", "title", "service_level", "note")}
        bodies = {f"{key}_id": self.body_id(values[key]) for key in ("provider", "client")}
        return {**plain, **bodies, "valid_from": values["valid_from"], "valid_to": values["valid_to"]}

    def write(self, wanted: Sequence[Wanted], told: Callable[[int], None]) -> list[Any]:
        """Write contracts, then which systems they name, in sets."""
        rows = super().write(wanted, told)
        known = {(row.provider_id, row.number): row.pk for row in rows}
        through = ProviderContract.systems.through
        through.objects.filter(providercontract_id__in=list(known.values())).delete()
        pairs = [
            through(
                providercontract_id=known[(self.body_id(one.after["provider"]), one.after["number"])],
                informationsystem_id=self.system_id(code),
            )
            for one in wanted
            for code in one.after["systems"] or ()  # type: ignore[union-attr]
        ]
        through.objects.bulk_create(pairs, batch_size=500)
        return rows


# --- the kinds ----------------------------------------------------------------------------------------------------------------------

SYSTEM_COLUMNS = (
    Column(
        "code",
        "Mã hệ thống",
        Kind.CODE,
        at_most=60,
        synonyms=("Mã", "Mã HT", "Mã số"),
        note="Để trống với hệ thống mới: mã được cấp khi nhập.",
    ),
    Column("name", "Tên hệ thống", required=True, at_most=300, synonyms=("Hệ thống", "Tên hệ thống thông tin", "Hệ thống thông tin")),
    _body("owner", "Chủ quản", "Cơ quan chủ quản", "Chủ quản hệ thống thông tin", "Đơn vị chủ quản", required=True),
    _body("operator", "Đơn vị vận hành", "Vận hành", "Cơ quan vận hành", "Đơn vị quản lý vận hành"),
    _body("provider", "Nhà cung cấp", "Nhà cung cấp dịch vụ", "Doanh nghiệp cung cấp"),
    Column("level", "Cấp độ", Kind.CHOICE, choices=LEVELS, synonyms=("Cấp độ an toàn", "Cấp độ ATTT", "CĐ")),
    Column("exposure", "Kết nối", Kind.CHOICE, choices=_choices(InformationSystem.Exposure), synonyms=("Loại kết nối", "Môi trường mạng")),
    Column("standing", "Tình trạng", Kind.CHOICE, choices=_choices(InformationSystem.Standing), synonyms=("Trạng thái", "Hiện trạng")),
    Column("purpose", "Mục đích", at_most=4_000, synonyms=("Chức năng", "Mô tả")),
    _note(4_000),
)
COMPONENT_COLUMNS = (
    Column("system", "Mã hệ thống", Kind.CODE, True, ("Hệ thống", "Tên hệ thống"), at_most=300, note="Mã hoặc tên hệ thống."),
    Column("what", "Loại thành phần", Kind.CHOICE, True, ("Loại", "Nhóm"), choices=_choices(Component.What)),
    Column("name", "Tên thành phần", required=True, at_most=200, synonyms=("Thành phần", "Tên", "Tên thiết bị")),
    Column("vendor", "Hãng", at_most=120, synonyms=("Hãng sản xuất", "Nhà sản xuất")),
    Column("product", "Sản phẩm", at_most=200, synonyms=("Model", "Tên sản phẩm")),
    Column("version", "Phiên bản", at_most=80, synonyms=("Version",), note="Định dạng ô là văn bản, để 1.10 không thành 1.1."),
    Column("quantity", "Số lượng", Kind.INTEGER, synonyms=("SL",)),
    _note(4_000),
)
RANGE_COLUMNS = (
    _body("organisation", "Cơ quan", "Đơn vị", "Cơ quan quản lý", required=True),
    Column(
        "written",
        "Dải địa chỉ IP",
        Kind.CODE,
        True,
        ("Địa chỉ IP", "Dải IP", "IP"),
        at_most=100,
        note="10.20.0.0/24, 10.1.1.5 hoặc 10.1.1.1-10.1.1.9.",
    ),
    _SYSTEM,
    Column("behind_nat", "Sau NAT", Kind.BOOL, synonyms=("NAT", "Ra Internet qua NAT")),
    Column("port_first", "Từ cổng", Kind.INTEGER),
    Column("port_last", "Đến cổng", Kind.INTEGER),
    _FROM,
    _TO,
    _note(300),
)
DOMAIN_COLUMNS = (
    _body("organisation", "Cơ quan", "Đơn vị", "Cơ quan quản lý", required=True),
    Column("name", "Tên miền", Kind.CODE, True, ("Domain",), at_most=300, note="Ví dụ quangngai.gov.vn."),
    _SYSTEM,
    _FROM,
    _TO,
    _note(300),
)
MAIL_COLUMNS = (
    _body("organisation", "Cơ quan", "Đơn vị", "Cơ quan quản lý", required=True),
    Column("name", "Tên miền thư", Kind.CODE, True, ("Tên miền thư điện tử", "Tên miền"), at_most=300),
    _SYSTEM,
    Column("mailboxes", "Số hộp thư", Kind.INTEGER, synonyms=("Số lượng hộp thư", "Số tài khoản thư")),
    _FROM,
    _TO,
    _note(300),
)
CONTRACT_COLUMNS = (
    _body("provider", "Nhà cung cấp", "Bên cung cấp", "Doanh nghiệp", required=True),
    Column("number", "Số hợp đồng", Kind.CODE, True, ("Hợp đồng số", "Hợp đồng"), at_most=120),
    _body("client", "Bên thuê", "Cơ quan thuê", "Khách hàng", "Cơ quan", required=True),
    Column("title", "Nội dung", at_most=300, synonyms=("Tên hợp đồng", "Tên gói thầu")),
    Column("service_level", "Mức dịch vụ", at_most=300, synonyms=("Cam kết dịch vụ", "SLA")),
    Column(
        "systems",
        "Mã các hệ thống",
        Kind.LIST,
        at_most=300,
        synonyms=("Hệ thống", "Phạm vi"),
        note="Mã hoặc tên, cách nhau bằng dấu chấm phẩy.",
    ),
    Column("valid_from", "Từ ngày", Kind.DATE, True, ("Ngày bắt đầu", "Ngày hiệu lực")),
    Column("valid_to", "Đến ngày", Kind.DATE, synonyms=("Ngày kết thúc", "Hết hạn"), note="Ngày cuối; để trống nếu không thời hạn."),
    _note(4_000),
)
_ACTS = {"room": "registry", "import_act": "registry.import", "export_act": "registry.export"}
KINDS = (
    ListKind(
        key="he-thong",
        title=gettext_lazy("Hệ thống thông tin"),
        columns=SYSTEM_COLUMNS,
        desk=SystemDesk,
        visible=queries.visible_to,
        act="registry.systems.imported",
        blank_keeps=frozenset({"code"}),
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một hệ thống. Hệ thống đã có được tìm theo mã, không có mã thì theo tên và chủ quản."),
    ),
    ListKind(
        key="thanh-phan",
        title=gettext_lazy("Thành phần hệ thống"),
        columns=COMPONENT_COLUMNS,
        desk=ComponentDesk,
        visible=queries.components_visible_to,
        act="registry.components.imported",
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một máy chủ, thiết bị, ứng dụng hoặc dịch vụ của một hệ thống đã có."),
    ),
    ListKind(
        key="dia-chi",
        title=gettext_lazy("Dải địa chỉ IP"),
        columns=RANGE_COLUMNS,
        desk=RangeDesk,
        visible=queries.ranges_visible_to,
        act="registry.ranges.imported",
        blank_keeps=frozenset({"valid_from"}),
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một dải của một cơ quan. Địa chỉ trên Internet chỉ thuộc một cơ quan tại một thời điểm."),
    ),
    ListKind(
        key="ten-mien",
        title=gettext_lazy("Tên miền"),
        columns=DOMAIN_COLUMNS,
        desk=DomainDesk,
        visible=queries.domains_visible_to,
        act="registry.domains.imported",
        blank_keeps=frozenset({"valid_from"}),
        **_ACTS,
    ),
    ListKind(
        key="ten-mien-thu",
        title=gettext_lazy("Tên miền thư điện tử công vụ"),
        columns=MAIL_COLUMNS,
        desk=MailDomainDesk,
        visible=queries.mail_domains_visible_to,
        act="registry.mail_domains.imported",
        blank_keeps=frozenset({"valid_from"}),
        **_ACTS,
    ),
    ListKind(
        key="hop-dong",
        title=gettext_lazy("Hợp đồng dịch vụ"),
        columns=CONTRACT_COLUMNS,
        desk=ContractDesk,
        visible=queries.contracts_visible_to,
        act="registry.contracts.imported",
        **_ACTS,
        about=gettext_lazy("Nhà cung cấp chỉ thấy hệ thống có tên trong hợp đồng còn hiệu lực."),
    ),
)
