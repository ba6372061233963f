"""The columns of the register's lists, with the headings that people use for them."""

from __future__ import annotations

from django.utils.translation import override

from vonggac.apps.organisations.listing import FROM, TO, body_column, choices_of
from vonggac.apps.organisations.models import Kind as BodyKind
from vonggac.apps.registry.models import Component, DataKind, InformationSystem, Layer, SystemLink, SystemProof
from vonggac.kernel.levels import Level
from vonggac.sources.addressranges import KINDS as RANGE_KINDS
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
with override("vi"):
    LAYERS = tuple(Choice(str(layer.value), str(layer.label), (str(layer.value), f"Lớp {layer.value}")) for layer in Layer)
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
    Column(
        "level",
        "Cấp độ",
        Kind.CHOICE,
        choices=LEVELS,
        synonyms=("Cấp độ an toàn", "Cấp độ ATTT", "CĐ"),
        note="Chỉ dùng khi thêm hệ thống; của hệ thống đã có thì giữ nguyên.",
    ),
    Column(
        "exposure", "Kết nối", Kind.CHOICE, choices=choices_of(InformationSystem.Exposure), synonyms=("Loại kết nối", "Môi trường mạng")
    ),
    Column("standing", "Tình trạng", Kind.CHOICE, choices=choices_of(InformationSystem.Standing), synonyms=("Trạng thái", "Hiện trạng")),
    Column("purpose", "Mục đích", at_most=4_000, synonyms=("Chức năng", "Mô tả")),
    body_column("specialised_unit", "Đơn vị chuyên trách", "Đơn vị chuyên trách về an toàn thông tin", "Đơn vị chuyên trách ATTT"),
    Column(
        "system_type",
        "Loại hệ thống",
        Kind.CHOICE,
        choices=choices_of(InformationSystem.SystemType),
        synonyms=("Loại hình hệ thống",),
        note="Theo khoản 2 Điều 9 Nghị định 331/2026/NĐ-CP.",
    ),
    Column("hosting", "Nơi đặt hệ thống", Kind.CHOICE, choices=choices_of(InformationSystem.Hosting), synonyms=("Nơi đặt", "Đặt tại")),
    Column("serves", "Phục vụ ai", at_most=500, synonyms=("Đối tượng phục vụ", "Phạm vi phục vụ")),
    Column("users", "Số người dùng", Kind.INTEGER, synonyms=("Số người sử dụng", "Số lượng người dùng")),
    Column("serves_several", "Dùng chung cho nhiều cơ quan", Kind.BOOL, synonyms=("Dùng chung",)),
    Column("physical", "Mô hình vật lý", at_most=20_000, synonyms=("Mô tả vật lý",)),
    Column("logical", "Mô hình lô-gích", at_most=20_000, synonyms=("Mô hình logic", "Mô tả lô-gích")),
    Column("construction_started_on", "Bắt đầu xây dựng từ ngày", Kind.DATE, synonyms=("Ngày bắt đầu xây dựng",)),
    Column("in_operation_on", "Vận hành từ ngày", Kind.DATE, synonyms=("Ngày đưa vào vận hành", "Ngày vận hành")),
    Column("ended_on", "Vận hành đến hết ngày", Kind.DATE, synonyms=("Ngày dừng vận hành",), note="Để trống nếu còn dùng."),
    Column("unwatched_because", "Lý do nằm ngoài phạm vi giám sát", at_most=500, synonyms=("Lý do không giám sát",)),
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
    Column("kind", "Loại dải", Kind.CHOICE, choices=RANGE_KINDS, synonyms=("Loại địa chỉ", "Cách cấp"), note="Để trống là cố định."),
    body_column("provider", "Nhà cung cấp", "Nhà mạng", "Doanh nghiệp viễn thông"),
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
    Column("hosts", "Cho thuê nơi đặt hệ thống", Kind.BOOL, synonyms=("Cho thuê hạ tầng", "Cho thuê chỗ đặt")),
    Column("operates", "Vận hành hệ thống", Kind.BOOL, synonyms=("Vận hành",), note="Hợp đồng nêu nhà cung cấp là đơn vị vận hành."),
    Column("watches", "Giám sát hệ thống", Kind.BOOL, synonyms=("Giám sát",)),
    Column("assesses", "Kiểm tra, đánh giá hệ thống", Kind.BOOL, synonyms=("Kiểm tra, đánh giá", "Đánh giá")),
    Column("licence_number", "Số giấy phép", Kind.CODE, at_most=120, synonyms=("Giấy phép", "Giấy phép kinh doanh dịch vụ")),
    Column("licence_until", "Giấy phép có giá trị đến ngày", Kind.DATE, synonyms=("Giấy phép hết hạn", "Hạn giấy phép")),
    Column("undertaking_on", "Ngày cam kết bảo mật", Kind.DATE, synonyms=("Cam kết bảo mật",), note="Để trống nếu chưa có cam kết."),
    _note(4_000),
)
_NAMED = Column("system", "Mã hệ thống", Kind.CODE, True, ("Hệ thống", "Tên hệ thống"), at_most=300, note="Mã hoặc tên hệ thống.")
_LAYER = Column("layer", "Lớp", Kind.CHOICE, True, ("Lớp bảo vệ",), choices=LAYERS)
ZONE_COLUMNS = (
    _NAMED,
    Column("name", "Tên vùng mạng", required=True, at_most=200, synonyms=("Vùng mạng", "Vùng")),
    Column("purpose", "Dùng để làm gì", at_most=500, synonyms=("Mục đích", "Chức năng")),
    Column("private_prefix", "Dải IP trong", Kind.CODE, at_most=100, synonyms=("Dải IP nội bộ", "IP trong"), note="Ví dụ 10.51.20.0/24."),
    Column("public_prefix", "Dải IP ngoài", Kind.CODE, at_most=100, synonyms=("Dải IP công cộng", "IP ngoài")),
    _note(500),
)
DATA_COLUMNS = (
    _NAMED,
    Column("name", "Loại thông tin", required=True, at_most=200, synonyms=("Loại dữ liệu", "Tên dữ liệu")),
    Column("sort", "Thuộc nhóm", Kind.CHOICE, True, ("Nhóm thông tin",), choices=choices_of(DataKind.Sort)),
    Column(
        "basic_subjects",
        "Số người có dữ liệu cá nhân cơ bản",
        Kind.INTEGER,
        synonyms=("Số chủ thể dữ liệu cơ bản", "Số chủ thể dữ liệu"),
        note="Để trống nếu chưa đếm; ghi 0 nếu không có.",
    ),
    Column("sensitive_subjects", "Số người có dữ liệu cá nhân nhạy cảm", Kind.INTEGER, synonyms=("Số chủ thể dữ liệu nhạy cảm",)),
    Column("as_of", "Tính đến ngày", Kind.DATE, True, ("Ngày đếm", "Tại ngày")),
    Column("source", "Theo ai, theo văn bản nào", at_most=300, synonyms=("Nguồn", "Căn cứ")),
    _note(500),
)
LINK_COLUMNS = (
    Column("source", "Mã hệ thống", Kind.CODE, True, ("Hệ thống", "Tên hệ thống"), at_most=300, note="Mã hoặc tên hệ thống."),
    Column("sort", "Liên kết", Kind.CHOICE, True, ("Loại liên kết", "Quan hệ"), choices=choices_of(SystemLink.Sort)),
    Column("target", "Mã hệ thống kia", Kind.CODE, True, ("Hệ thống kia", "Với hệ thống"), at_most=300, note="Mã hoặc tên hệ thống."),
    Column("flows", "Dữ liệu đi giữa hai bên", at_most=300, synonyms=("Dữ liệu trao đổi",)),
    FROM,
    TO,
    _note(500),
)
LAYER_COLUMNS = (
    _NAMED,
    _LAYER,
    body_column("body", "Cơ quan giữ lớp này", "Cơ quan", "Đơn vị"),
    Column("who", "Ghi rõ thêm", at_most=300, synonyms=("Ai giữ lớp này",), note="Ví dụ “4 người, trực 24/7”, hoặc đơn vị ngoài danh bạ."),
    Column("contract", "Theo hợp đồng số", Kind.CODE, at_most=200, synonyms=("Số hợp đồng", "Hợp đồng")),
    FROM,
    TO,
    _note(500),
)
PROOF_COLUMNS = (
    _NAMED,
    _LAYER,
    Column("proved_on", "Ngày của minh chứng", Kind.DATE, True, ("Ngày", "Ngày minh chứng")),
    Column("sort", "Loại minh chứng", Kind.CHOICE, True, ("Loại",), choices=choices_of(SystemProof.Sort)),
    Column("reference", "Số, ký hiệu hoặc nơi lưu", at_most=300, synonyms=("Số văn bản", "Số, ký hiệu")),
    _note(500),
)

INVENTORY_COLUMNS = (
    Column(
        "system", "Hệ thống", Kind.CODE, True, ("Mã hệ thống", "Tên hệ thống"), at_most=300, note="Mã hoặc tên; tên mới thì thêm hệ thống."
    ),
    body_column("owner", "Chủ quản", "Cơ quan chủ quản", "Đơn vị chủ quản"),
    Column(
        "owner_kind",
        "Loại cơ quan chủ quản",
        Kind.CHOICE,
        choices=choices_of(BodyKind),
        synonyms=("Loại cơ quan",),
        note="Ghi khi chủ quản chưa có trong danh bạ: ghi thì thêm cơ quan.",
    ),
    body_column("owner_parent", "Cấp trên của chủ quản", "Cơ quan cấp trên", "Trực thuộc"),
    Column("level", "Cấp độ", Kind.CHOICE, choices=LEVELS, synonyms=("CĐ", "Cấp độ an toàn"), note="Chỉ dùng khi thêm hệ thống mới."),
    *COMPONENT_COLUMNS[1:3],
    Column("host", "Chạy trên", at_most=200, synonyms=("Máy chủ", "Đặt trên máy chủ"), note="Tên máy chủ trong cùng hệ thống."),
    Column("zone", "Vùng mạng", at_most=200, synonyms=("Vùng", "Phân vùng mạng")),
    Column("private_ip", "IP trong", Kind.CODE, at_most=100, synonyms=("IP nội bộ", "Địa chỉ IP", "IP Private", "Địa chỉ IP nội bộ")),
    Column("public_ip", "IP ngoài", Kind.CODE, at_most=100, synonyms=("IP Public", "IP công cộng")),
    Column(
        "claims",
        "Ghi địa chỉ vào dải",
        Kind.BOOL,
        synonyms=("Thêm dải địa chỉ",),
        note="Có: địa chỉ chưa thuộc dải nào thì thêm vào dải địa chỉ của chủ quản.",
    ),
    Column("os", "Hệ điều hành", at_most=120, synonyms=("HĐH", "OS")),
    *COMPONENT_COLUMNS[3:6],
    Column("use", "Dùng vào việc gì", Kind.CHOICE, choices=choices_of(Component.Use), synonyms=("Mục đích sử dụng",)),
    Column("place", "Nơi đặt", at_most=200, synonyms=("Vị trí", "Địa điểm")),
    Column("asset_tag", "Số sê-ri", Kind.CODE, at_most=120, synonyms=("Serial", "Mã tài sản", "S/N")),
    *COMPONENT_COLUMNS[6:],
)
