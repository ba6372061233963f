"""How the invented systems are kept: what they are, on what they stand, who guards their layers, under which contracts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import (
    AcceptanceFigure,
    AcceptanceItem,
    Component,
    DataKind,
    InformationSystem,
    LayerFact,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)
from vonggac.apps.situation.demonstration.stage import Stage

NOTE = "Dữ liệu trình diễn, hư cấu"
Systems = dict[str, InformationSystem]
DESCRIBED: dict[str, tuple[str, str, str, int, date]] = {
    "TD-01": ("public", "data_centre", "người dân, doanh nghiệp nộp hồ sơ thủ tục hành chính ở mọi xã, phường", 250_000, date(2023, 5, 12)),
    "TD-02": ("internal", "data_centre", "cán bộ, công chức của mọi cơ quan trong tỉnh", 6_200, date(2021, 1, 4)),
    "TD-03": ("public", "provider", "người đọc tin tức của tỉnh", 40_000, date(2022, 9, 1)),
    "TD-04": ("internal", "data_centre", "cán bộ đất đai", 900, date(2020, 6, 1)),
    "TD-05": ("internal", "own", "cán bộ tài chính", 450, date(2019, 3, 1)),
    "TD-06": ("public", "provider", "người xin cấp phép xây dựng", 8_000, date(2024, 2, 5)),
    "TD-07": ("internal", "own", "cán bộ tổ chức", 300, date(2020, 1, 2)),
    "TD-08": ("public", "cloud", "khách du lịch", 15_000, date(2023, 1, 10)),
    "TD-09": ("infrastructure", "own", "mọi hệ thống đặt tại trung tâm dữ liệu", 6_500, date(2018, 11, 1)),
    "TD-10": ("internal", "data_centre", "mọi hộp thư công vụ", 7_100, date(2017, 7, 1)),
}
"""code → kind, place, whom it serves, about how many, since when; the others stay bare, as they do in life."""
LINKS = (
    ("TD-01", "TD-09", "hosted_on", ""),
    ("TD-02", "TD-09", "hosted_on", ""),
    ("TD-04", "TD-09", "hosted_on", ""),
    ("TD-10", "TD-09", "hosted_on", ""),
    ("TD-06", "TD-01", "depends_on", "hồ sơ cấp phép và trạng thái xử lý"),
    ("TD-01", "TD-04", "exchanges_data", "thông tin thửa đất"),
    ("TD-05", "TD-02", "depends_on", "văn bản giao dự toán"),
    ("TD-01", "TD-10", "depends_on", "thư báo kết quả"),
)


def describe_systems(stage: Stage) -> None:
    """Write everything about the systems that stand; the transaction is the caller's."""
    systems = {one.code: one for one in InformationSystem.objects.filter(code__startswith="TD-")}
    for code, facts in DESCRIBED.items():
        _describe(systems[code], *facts, unit=stage.unit)
    _parts(systems)
    _data(systems, stage.today)
    SystemLink.objects.bulk_create(
        [SystemLink(source=systems[one], target=systems[other], sort=sort, flows=flows) for one, other, sort, flows in LINKS]
    )
    contracts = _contracts(systems, stage) if stage.providers else []
    _layers(systems, stage, contracts)


def _describe(system: InformationSystem, kind: str, hosting: str, serves: str, users: int, since: date, *, unit: Organisation) -> None:
    system.system_type, system.hosting, system.serves, system.users = kind, hosting, serves, users
    system.in_operation_on, system.specialised_unit = since, unit
    system.serves_several = system.code in {"TD-01", "TD-02", "TD-09", "TD-10"}
    system.physical = "Hai máy chủ ảo trên cụm của trung tâm dữ liệu, một tường lửa, một thiết bị cân bằng tải."
    system.logical = "Vùng biên nhận yêu cầu từ Internet, vùng ứng dụng xử lý, vùng dữ liệu chỉ mở cho vùng ứng dụng."
    system.save()


def _parts(systems: Systems) -> None:
    main = systems["TD-01"]
    zones = [
        ("Vùng biên", "10.51.20.0/26", "192.0.2.0/28"),
        ("Vùng ứng dụng", "10.51.20.64/26", ""),
        ("Vùng dữ liệu", "10.51.20.128/26", ""),
    ]
    edge, application, store = (
        NetworkZone.objects.create(system=main, name=name, private_prefix=inside, public_prefix=outside, note=NOTE)
        for name, inside, outside in zones
    )
    rack: dict[str, Any] = {"system": main, "place": "Tủ A3", "note": NOTE}
    server = Component.objects.create(
        what="server", name="Máy chủ ứng dụng 1", zone=application, os="Ubuntu 22.04", private_ip="10.51.20.70", **rack
    )
    data = Component.objects.create(what="server", name="Máy chủ dữ liệu", zone=store, os="Debian 12", private_ip="10.51.20.130", **rack)
    firewall = {"zone": edge, "private_ip": "10.51.20.1", "public_ip": "192.0.2.1", "use": "security"}
    Component.objects.create(what="security", name="Tường lửa biên", product="TL-200", version="7.2", **firewall, **rack)
    Component.objects.create(
        what="application", name="Cổng nộp hồ sơ", product="DVC", version="4.10", host=server, use="production", **rack
    )
    Component.objects.create(what="database", name="Kho hồ sơ", product="PostgreSQL", version="15.8", host=data, **rack)


def _data(systems: Systems, today: date) -> None:
    def counted(code: str, name: str, basic: int | None, sensitive: int | None) -> DataKind:
        days = {"as_of": today - timedelta(days=40), "source": "Phòng quản lý hệ thống kê khai", "note": NOTE}
        return DataKind(system=systems[code], name=name, sort="personal", basic_subjects=basic, sensitive_subjects=sensitive, **days)

    DataKind.objects.bulk_create(
        [
            counted("TD-01", "Hồ sơ thủ tục hành chính", 250_000, None),
            counted("TD-04", "Chủ sử dụng đất", 180_000, None),
            counted("TD-07", "Lý lịch cán bộ", 7_400, 7_400),
            counted("TD-10", "Người dùng thư", 7_100, 0),
        ]
    )


def _contracts(systems: Systems, stage: Stage) -> list[ProviderContract]:
    today, client = stage.today, systems["TD-01"].owner
    watching = ProviderContract.objects.create(
        provider=stage.providers[0],
        client=client,
        number="01/2026/HĐ-GS-TD",
        title="Giám sát an ninh mạng 24/7",
        service_level="Sẵn sàng 99,5 %, phản hồi trong 30 phút",
        watches=True,
        valid_from=date(today.year, 1, 1),
        valid_to=today + timedelta(days=74),
        licence_number="12/GP-TD",
        licence_until=today + timedelta(days=400),
        undertaking_on=date(today.year, 1, 5),
        note=NOTE,
    )
    watching.systems.set([systems[code] for code in ("TD-01", "TD-02", "TD-03", "TD-10")])
    hosting = ProviderContract.objects.create(
        provider=stage.providers[-1],
        client=systems["TD-03"].owner,
        number="07/2025/HĐ-CTT-TD",
        title="Thuê chỗ đặt cổng thông tin điện tử",
        hosts=True,
        valid_from=date(today.year - 1, 7, 1),
        valid_to=today + timedelta(days=500),
        licence_until=today + timedelta(days=30),
        note=NOTE,
    )
    hosting.systems.set([systems["TD-03"], systems["TD-06"]])
    checking = ProviderContract.objects.create(
        provider=stage.providers[0],
        client=client,
        number="05/2026/HĐ-KT-TD",
        title="Kiểm tra, đánh giá an ninh mạng cổng dịch vụ công",
        assesses=True,
        valid_from=today - timedelta(days=120),
        valid_to=today + timedelta(days=4),
        licence_number="12/GP-TD",
        licence_until=today + timedelta(days=400),
        undertaking_on=today - timedelta(days=120),
        note=NOTE,
    )
    checking.systems.set([systems["TD-01"]])
    _promises(watching, today)
    return [watching, hosting]


def _promises(contract: ProviderContract, today: date) -> None:
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    items = [
        AcceptanceItem(position=1, measure="availability", words="Tỷ lệ sẵn sàng của dịch vụ giám sát", at_least=Decimal("99.5")),
        AcceptanceItem(position=2, measure="respond", words="Thời gian phản hồi cảnh báo mức cao", at_most=Decimal(30)),
        AcceptanceItem(position=3, measure="report", words="Báo cáo giám sát hằng tháng"),
    ]
    brought = ((Decimal("99.82"), None), (Decimal(34), None), (None, True))
    for item, (figure, met) in zip(items, brought, strict=True):
        item.contract = contract
        item.save()
        AcceptanceFigure.objects.create(item=item, month=last_month, figure=figure, said_met=met)


def _layers(systems: Systems, stage: Stage, contracts: list[ProviderContract]) -> None:
    for code in ("TD-01", "TD-02", "TD-03", "TD-09", "TD-10"):
        system = systems[code]
        LayerFact.objects.create(system=system, layer=1, body=system.operator or system.owner, who="4 người, trực 24/7", note=NOTE)
        _prove(system, 1, stage, 2, "handover", "Sổ giao ca")
        if contracts and contracts[0].systems.filter(pk=system.pk).exists():
            LayerFact.objects.create(system=system, layer=2, body=contracts[0].provider, contract=contracts[0], note=NOTE)
            _prove(system, 2, stage, 20, "alert", "Báo cáo giám sát tháng trước")
        LayerFact.objects.create(system=system, layer=4, who="Trung tâm An ninh mạng quốc gia", note=NOTE)
        _prove(system, 4, stage, 1, "signal", "Nhật ký kết nối")
    main = systems["TD-01"]
    LayerFact.objects.create(system=main, layer=3, who="Đơn vị đánh giá độc lập (giả định)", note=NOTE)
    _prove(main, 3, stage, 411, "assessment", "Báo cáo 08/BC-ĐG-TD")


def _prove(system: InformationSystem, layer: int, stage: Stage, days_ago: int, sort: str, reference: str) -> None:
    day = stage.today - timedelta(days=days_ago)
    SystemProof.objects.create(
        system=system, layer=layer, proved_on=day, sort=sort, reference=reference, recorded_at=stage.moment(days_ago), note=NOTE
    )
