"""The columns of the register's lists, with the headings that people use for them."""

from __future__ import annotations

from vonggac.apps.organisations.listing import FROM, TO, body_column, choices_of
from vonggac.apps.registry.models import Component, InformationSystem
from vonggac.kernel.levels import Level
from vonggac.sources.tables.model import Choice, Column, Kind

NOT_KNOWN = "0"


_ROMAN = ("I", "II", "III", "IV", "V")
LEVELS = (
    *(
        Choice(str(n), str(Level(n)), (f"CĐ {n}", f"Cấp {n}", f"Cấp {roman}", f"Cấp độ {roman}", roman))
        for n, roman in enumerate(_ROMAN, start=1)
    ),
    Choice(NOT_KNOWN, "Chưa xác định", ("chưa rõ", "chưa có", "không rõ", "-")),
)
_SYSTEM = Column("system", "Mã hệ thống", Kind.CODE, at_most=300, synonyms=("Hệ thống", "Tên hệ thống"), note="Mã hoặc tên hệ thống.")


def _note(longest: int) -> Column:
    return Column("note", "Ghi chú", at_most=longest)


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
    body_column("owner", "Chủ quản", "Cơ quan chủ quản", "Chủ quản hệ thống thông tin", "Đơn vị chủ quản", required=True),
    body_column("operator", "Đơn vị vận hành", "Vận hành", "Cơ quan vận hành", "Đơn vị quản lý vận hành"),
    body_column("provider", "Nhà cung cấp", "Nhà cung cấp dịch vụ", "Doanh nghiệp cung cấp"),
    Column("level", "Cấp độ", Kind.CHOICE, choices=LEVELS, synonyms=("Cấp độ an toàn", "Cấp độ ATTT", "CĐ")),
    Column(
        "exposure", "Kết nối", Kind.CHOICE, choices=choices_of(InformationSystem.Exposure), synonyms=("Loại kết nối", "Môi trường mạng")
    ),
    Column("standing", "Tình trạng", Kind.CHOICE, choices=choices_of(InformationSystem.Standing), synonyms=("Trạng thái", "Hiện trạng")),
    Column("purpose", "Mục đích", at_most=4_000, synonyms=("Chức năng", "Mô tả")),
    _note(4_000),
)
COMPONENT_COLUMNS = (
    Column("system", "Mã hệ thống", Kind.CODE, True, ("Hệ thống", "Tên hệ thống"), at_most=300, note="Mã hoặc tên hệ thống."),
    Column("what", "Loại thành phần", Kind.CHOICE, True, ("Loại", "Nhóm"), choices=choices_of(Component.What)),
    Column("name", "Tên thành phần", required=True, at_most=200, synonyms=("Thành phần", "Tên", "Tên thiết bị")),
    Column("vendor", "Hãng", at_most=120, synonyms=("Hãng sản xuất", "Nhà sản xuất")),
    Column("product", "Sản phẩm", at_most=200, synonyms=("Model", "Tên sản phẩm")),
    Column("version", "Phiên bản", at_most=80, synonyms=("Version",), note="Định dạng ô là văn bản, để 1.10 không thành 1.1."),
    Column("quantity", "Số lượng", Kind.INTEGER, synonyms=("SL",)),
    _note(4_000),
)
RANGE_COLUMNS = (
    body_column("organisation", "Cơ quan", "Đơn vị", "Cơ quan quản lý", required=True),
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
    FROM,
    TO,
    _note(300),
)
DOMAIN_COLUMNS = (
    body_column("organisation", "Cơ quan", "Đơn vị", "Cơ quan quản lý", required=True),
    Column("name", "Tên miền", Kind.CODE, True, ("Domain",), at_most=300, note="Ví dụ quangngai.gov.vn."),
    _SYSTEM,
    FROM,
    TO,
    _note(300),
)
MAIL_COLUMNS = (
    body_column("organisation", "Cơ quan", "Đơn vị", "Cơ quan quản lý", required=True),
    Column("name", "Tên miền thư", Kind.CODE, True, ("Tên miền thư điện tử", "Tên miền"), at_most=300),
    _SYSTEM,
    Column("mailboxes", "Số hộp thư", Kind.INTEGER, synonyms=("Số lượng hộp thư", "Số tài khoản thư")),
    FROM,
    TO,
    _note(300),
)
CONTRACT_COLUMNS = (
    body_column("provider", "Nhà cung cấp", "Bên cung cấp", "Doanh nghiệp", required=True),
    Column("number", "Số hợp đồng", Kind.CODE, True, ("Hợp đồng số", "Hợp đồng"), at_most=120),
    body_column("client", "Bên thuê", "Cơ quan thuê", "Khách hàng", "Cơ quan", required=True),
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

INVENTORY_COLUMNS = (
    Column(
        "system", "Hệ thống", Kind.CODE, True, ("Mã hệ thống", "Tên hệ thống"), at_most=300, note="Mã hoặc tên; tên mới thì thêm hệ thống."
    ),
    body_column("owner", "Chủ quản", "Cơ quan chủ quản", "Đơn vị chủ quản"),
    Column("level", "Cấp độ", Kind.CHOICE, choices=LEVELS, synonyms=("CĐ", "Cấp độ an toàn"), note="Chỉ dùng khi thêm hệ thống mới."),
    *COMPONENT_COLUMNS[1:3],
    Column("host", "Chạy trên", at_most=200, synonyms=("Máy chủ", "Đặt trên máy chủ"), note="Tên máy chủ trong cùng hệ thống."),
    Column("zone", "Vùng mạng", at_most=200, synonyms=("Vùng", "Phân vùng mạng")),
    Column("private_ip", "IP trong", Kind.CODE, at_most=100, synonyms=("IP nội bộ", "Địa chỉ IP", "IP Private", "Địa chỉ IP nội bộ")),
    Column("public_ip", "IP ngoài", Kind.CODE, at_most=100, synonyms=("IP Public", "IP công cộng")),
    Column("os", "Hệ điều hành", at_most=120, synonyms=("HĐH", "OS")),
    *COMPONENT_COLUMNS[3:6],
    Column("use", "Dùng vào việc gì", Kind.CHOICE, choices=choices_of(Component.Use), synonyms=("Mục đích sử dụng",)),
    Column("place", "Nơi đặt", at_most=200, synonyms=("Vị trí", "Địa điểm")),
    Column("asset_tag", "Số sê-ri", Kind.CODE, at_most=120, synonyms=("Serial", "Mã tài sản", "S/N")),
    *COMPONENT_COLUMNS[6:],
)
