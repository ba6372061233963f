"""The register's lists: systems, components, address ranges, domains, mail domains, contracts; one description each, for both ways."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vonggac.apps.lists.kinds import ListKind
from vonggac.apps.registry import queries
from vonggac.apps.registry.listing.columns import (
    COMPONENT_COLUMNS,
    CONTRACT_COLUMNS,
    DATA_COLUMNS,
    DOMAIN_COLUMNS,
    INVENTORY_COLUMNS,
    LAYER_COLUMNS,
    LINK_COLUMNS,
    MAIL_COLUMNS,
    PROOF_COLUMNS,
    RANGE_COLUMNS,
    SYSTEM_COLUMNS,
    ZONE_COLUMNS,
)
from vonggac.apps.registry.listing.contracts import ContractDesk
from vonggac.apps.registry.listing.held import DomainDesk, MailDomainDesk, RangeDesk
from vonggac.apps.registry.listing.inventory import InventoryDesk
from vonggac.apps.registry.listing.layers import LayerDesk, ProofDesk
from vonggac.apps.registry.listing.links import LinkDesk
from vonggac.apps.registry.listing.parts import DataDesk, ZoneDesk
from vonggac.apps.registry.listing.systems import ComponentDesk, SystemDesk

_ACTS = {"room": "registry", "import_act": "registry.import", "export_act": "registry.export"}
KINDS = (
    ListKind(
        key="he-thong",
        title=gettext_lazy("Hệ thống thông tin"),
        columns=SYSTEM_COLUMNS,
        desk=SystemDesk,
        visible=queries.visible_to,
        act="registry.systems.imported",
        blank_keeps=frozenset({"code", "level"}),
        **_ACTS,
        about=gettext_lazy(
            "Mỗi dòng một hệ thống. Hệ thống đã có được tìm theo mã, không có mã thì theo tên và chủ quản; "
            "cấp độ đã ghi không đổi theo danh sách."
        ),
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
        key="kiem-ke",
        title=gettext_lazy("Kiểm kê: hệ thống, máy chủ, phần mềm, địa chỉ"),
        columns=INVENTORY_COLUMNS,
        desk=InventoryDesk,
        visible=queries.components_visible_to,
        act="registry.parts.imported",
        blank_keeps=frozenset({"owner", "owner_kind", "owner_parent", "level", "claims"}),
        **_ACTS,
        about=gettext_lazy(
            "Mỗi dòng một thành phần; hệ thống, máy chủ, vùng mạng chưa có thì thêm luôn. "
            "Cơ quan mới phải ghi loại cơ quan; địa chỉ ngoài mọi dải được đề xuất, chỉ thêm khi dòng ghi “Có”."
        ),
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
    ListKind(
        key="vung-mang",
        title=gettext_lazy("Vùng mạng của hệ thống"),
        columns=ZONE_COLUMNS,
        desk=ZoneDesk,
        visible=queries.zones_visible_to,
        act="registry.zones.imported",
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một vùng mạng của một hệ thống đã có, với dải địa chỉ trong và ngoài."),
    ),
    ListKind(
        key="du-lieu",
        title=gettext_lazy("Loại dữ liệu"),
        columns=DATA_COLUMNS,
        desk=DataDesk,
        visible=queries.data_visible_to,
        act="registry.data.imported",
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một loại dữ liệu của một hệ thống, với số chủ thể đếm tại một ngày."),
    ),
    ListKind(
        key="lien-ket",
        title=gettext_lazy("Liên kết giữa các hệ thống"),
        columns=LINK_COLUMNS,
        desk=LinkDesk,
        visible=queries.links_visible_to,
        act="registry.links.imported",
        **_ACTS,
        about=gettext_lazy("Mỗi dòng: hệ thống này phụ thuộc vào, trao đổi dữ liệu với, đặt trên, hoặc là một phần của hệ thống kia."),
    ),
    ListKind(
        key="lop",
        title=gettext_lazy("Ai giữ bốn lớp bảo vệ"),
        columns=LAYER_COLUMNS,
        desk=LayerDesk,
        visible=queries.layers_visible_to,
        act="registry.layers.imported",
        blank_keeps=frozenset({"valid_from"}),
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một cơ quan, đơn vị giữ một lớp của một hệ thống."),
    ),
    ListKind(
        key="minh-chung",
        title=gettext_lazy("Minh chứng của bốn lớp"),
        columns=PROOF_COLUMNS,
        desk=ProofDesk,
        visible=queries.proofs_visible_to,
        act="registry.proofs.imported",
        **_ACTS,
        about=gettext_lazy("Mỗi dòng một minh chứng có ngày. Tệp của minh chứng gửi trên trang hệ thống."),
    ),
)
