"""Lists in and out: what goes in is what was shown, what goes out comes back the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast, organisation
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.lists import services
from vonggac.apps.lists.kinds import ListKind, kind_of, kinds_of_room
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.organisations.models import Contact, Mandate, Organisation
from vonggac.apps.registry.models import (
    AddressRange,
    Component,
    DataKind,
    Domain,
    InformationSystem,
    LayerFact,
    MailDomain,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)
from vonggac.kernel.addresses import parse_range
from vonggac.sources.refusal import Refused

pytestmark = pytest.mark.django_db
KINDS = [
    *("he-thong", "thanh-phan", "kiem-ke", "dia-chi", "ten-mien", "ten-mien-thu", "hop-dong"),
    *("vung-mang", "du-lieu", "lien-ket", "lop", "minh-chung"),
]


def kind(key: str) -> ListKind:
    found = kind_of(key)
    assert found is not None
    return found


def shown(cast: Cast, key: str, text: str) -> ImportRun:
    return services.preview_list(kind(key), text.encode(), "danh-sach.csv", user=cast.coordinator, at=NOW, on=TODAY)


def written(cast: Cast, key: str, text: str) -> ImportRun:
    return services.confirm_import(shown(cast, key, text), by=cast.coordinator, at=NOW)


def furnish(cast: Cast) -> None:
    """One row of each kind at least, with what spoils lists: marks, semicolons, formulas, lines, open and closed ends."""
    one = system("=Cổng “Đức Hòa”; bản 2", cast.commune, code="HT-00001", level=3, purpose="+84 dòng một\ndòng hai", note="'nháy")
    two = system("Một cửa", cast.department, operator=cast.provider_body, exposure="internet", standing="retired")
    Component.objects.create(system=one, what="server", name="Máy chủ báo cáo", version="1.10", quantity=0)
    Component.objects.create(system=one, what="server", name="Máy chủ bảo cáo", vendor="@hãng")
    for text, first, last in (
        ("203.0.113.0/28", None, None),
        ("2001:db8::/48", date(2025, 7, 1), date(2026, 6, 30)),
        ("10.1.1.1-10.1.1.9", None, None),
    ):
        held = parse_range(text)
        AddressRange.objects.create(
            organisation=cast.commune,
            system=one,
            written=str(held),
            first=held.first_key,
            last=held.last_key,
            valid_from=first,
            valid_to=last,
            behind_nat=text.startswith("10."),
            port_first=80 if first else None,
        )
    Domain.objects.create(organisation=cast.commune, system=one, name="duchoa.example.vn")
    Domain.objects.create(organisation=cast.commune, name="duchoa.example.vn", valid_from=date(2020, 1, 1), valid_to=date(2020, 2, 1))
    MailDomain.objects.create(organisation=cast.department, name="thu.example.vn", mailboxes=1200)
    contract = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.department, number="01/2026/HĐ-DV", service_level="-30 phút", valid_from=date(2026, 1, 1)
    )
    contract.systems.add(one, two)
    NetworkZone.objects.create(system=one, name="Vùng “biên”; ngoài", private_prefix="10.51.20.0/24", note="=1+1")
    NetworkZone.objects.create(system=two, name="Vùng máy chủ", public_prefix="203.0.113.16/28", purpose="-dịch vụ")
    for day, count in ((date(2026, 1, 1), None), (date(2026, 6, 1), 0), (date(2026, 7, 1), 250_000)):
        DataKind.objects.create(system=one, name="Hồ sơ đất đai", sort="personal", basic_subjects=count, as_of=day)
    DataKind.objects.create(system=two, name="Văn bản", sort="public", as_of=date(2026, 1, 1), source="Báo cáo số 1")
    SystemLink.objects.create(source=one, target=two, sort="depends_on", flows="hồ sơ; kết quả", valid_from=date(2026, 1, 1))
    SystemLink.objects.create(source=two, target=one, sort="part_of")
    LayerFact.objects.create(system=one, layer=1, who="Tổ trực, 4 người")
    LayerFact.objects.create(system=one, layer=2, body=cast.provider_body, contract=contract, valid_to=date(2026, 1, 31))
    LayerFact.objects.create(system=one, layer=2, body=cast.provider_body, who="24/7", contract=contract)
    SystemProof.objects.create(system=one, layer=2, proved_on=date(2026, 10, 1), sort="alert", reference="12/BC; bản 2", recorded_at=NOW)
    SystemProof.objects.create(system=one, layer=2, proved_on=date(2026, 10, 1), sort="alert", reference="", recorded_at=NOW)
    Contact.objects.create(organisation=cast.commune, role="Trực ban", phone="0900 000 001", is_hotline=True)
    Contact.objects.create(organisation=cast.commune, role="Trực ban", email="truc@example.vn", valid_from=date(2026, 1, 1))
    Mandate.objects.create(organisation=cast.commune, document="Quyết định số 1/QĐ-TN ngày 01/07/2025", valid_from=date(2025, 7, 1))
    Contact.objects.create(organisation=cast.commune, role="Chủ tịch", name="Hồ Văn Đại Diện", is_representative=True)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("key", [*KINDS, "co-quan", "dau-moi", "van-ban-chuc-nang"])
def test_an_exported_list_comes_back_without_a_change(cast: Cast, key: str, form: str) -> None:
    furnish(cast)
    organisation("x-cu", "Xã Cũ", "commune", cast.province, valid_to=date(2025, 6, 30))
    data = services.export_list(kind(key), form, by=cast.coordinator, at=NOW, on=TODAY)
    run = services.preview_list(kind(key), data, f"xuat.{form}", user=cast.coordinator, at=NOW, on=TODAY)
    count = kind(key).visible(cast.coordinator).count()
    assert count
    assert (run.added, run.changed, run.same, run.bad) == (0, 0, count, [])
    assert Entry.objects.filter(act="lists.exported", count=count).exists()


def test_a_list_adds_bodies_but_leaves_ends_and_names_to_a_reorganisation(cast: Cast) -> None:
    head = "Mã cơ quan,Tên cơ quan,Loại cơ quan,Trực thuộc,Địa chỉ,Đến ngày\n"
    rows = "so-moi,Sở Mới,Sở ban ngành,thu,,\nx-duc-hoa,Xã Đức Hòa,Xã,thu,Thôn 1,\nx-an-phu,Xã An Phú,Xã,thu,,31/12/2026\n"
    rows = rows.replace("Sở ban ngành", '"Sở, ban, ngành"')
    run = written(cast, "co-quan", head + rows)
    assert (run.added, run.changed, run.bad_count) == (1, 1, 1)
    assert "sắp xếp tổ chức" in run.bad[0][4]
    made = Organisation.objects.get(code="so-moi")
    assert (made.province_code, made.parent, made.reached_from.count()) == ("thu", cast.province, 2)
    cast.commune.refresh_from_db()
    assert (cast.commune.address, cast.other_commune.valid_to) == ("Thôn 1", None)


def test_a_contact_that_nobody_can_reach_is_refused_and_numbers_keep_their_zero(cast: Cast) -> None:
    run = written(cast, "dau-moi", "Đơn vị,Vai trò,SĐT,Email\nx-duc-hoa,Trực ban,0900000001,\nx-duc-hoa,Văn thư,,\n")
    assert (run.added, run.bad_count, Contact.objects.get().phone) == (1, 1, "0900000001")


def test_representatives_and_documents_of_functions_come_in_as_lists(cast: Cast) -> None:
    head = "Cơ quan,Chức vụ,Họ tên,Người đại diện,Từ ngày\n"
    run = written(cast, "dau-moi", head + "x-duc-hoa,Chủ tịch,Hồ Văn Đại Diện,x,01/07/2025\nx-an-phu,Chủ tịch,,x,\n")
    assert (run.added, run.bad_count) == (1, 1), "a representative has a name; a number is not asked for"
    assert Contact.objects.get().is_representative
    documents = "x-duc-hoa,Quyết định số 1/QĐ-TN,01/07/2025,\nx-an-phu,Quyết định số 2/QĐ-TN,01/07/2025,01/01/2025\n"
    run = written(cast, "van-ban-chuc-nang", "Cơ quan,Văn bản,Từ ngày,Đến ngày\n" + documents)
    assert (run.added, run.bad_count, Mandate.objects.get().organisation) == (1, 1, cast.commune)


def test_every_kind_of_the_register_is_tested_for_its_round_trip() -> None:
    assert [one.key for one in kinds_of_room("registry")] == KINDS


SYSTEMS = """Tên hệ thống,Cơ quan chủ quản,Cấp độ,Kết nối
Cổng xã Đức Hòa,xa duc hoa,CĐ 3,Mở ra Internet
Một cửa,so-thu,,
"""


def test_a_list_goes_in_with_one_line_in_the_log_and_again_changes_nothing(cast: Cast) -> None:
    run = written(cast, "he-thong", SYSTEMS)
    assert (run.state, run.added, run.changed) == (ImportRun.State.APPLIED, 2, 0)
    one = InformationSystem.objects.get(name="Cổng xã Đức Hòa")
    assert (one.owner, one.level, one.exposure, one.code, one.folded) == (
        cast.commune,
        3,
        "internet",
        "HT-00001",
        "cong xa duc hoa ht-00001",
    )
    line = Entry.objects.get(act="registry.systems.imported")
    assert (line.count, bool(line.touched), line.detail["added"]) == (2, True, 2)
    again = shown(cast, "he-thong", SYSTEMS)
    assert (again.added, again.changed, again.same, again.bad_count) == (0, 0, 2, 0)


def test_what_a_list_does_not_say_stays_and_what_it_says_blank_is_emptied(cast: Cast) -> None:
    one = system("Cổng", cast.commune, level=3, note="giữ", purpose="bỏ")
    run = written(cast, "he-thong", f"Mã hệ thống,Tên hệ thống,Chủ quản,Mục đích\n{one.code},Cổng mới,x-duc-hoa,\n")
    assert (run.added, run.changed) == (0, 1)
    one.refresh_from_db()
    assert (one.name, one.level, one.note, one.purpose, one.folded[:8]) == ("Cổng mới", 3, "giữ", "", "cong moi")


@pytest.mark.parametrize(
    ("key", "text", "line", "column", "says"),
    [
        ("he-thong", "Tên hệ thống,Chủ quản\nCổng xã,Xã Không Có\n", 2, "Chủ quản", "Ghi mã hoặc tên đầy đủ"),
        ("he-thong", "Tên hệ thống,Chủ quản,Cấp độ\nCổng xã,x-duc-hoa,6\n", 2, "Cấp độ", "Chọn một trong"),
        ("he-thong", "Tên hệ thống,Chủ quản\nCổng xã,x-duc-hoa\nCổng xã,Xã Đức Hòa\n", 3, "Mã hệ thống", "dòng 2"),
        ("he-thong", "Tên hệ thống,Chủ quản\nCổng xã,Xã Cũ\n", 2, "Chủ quản", "Xã Đức Hòa (x-duc-hoa)"),
        ("thanh-phan", "Mã hệ thống,Loại,Tên thành phần\nHT-9,Máy chủ,A\n", 2, "Mã hệ thống", "Nhập hệ thống trước"),
        ("dia-chi", "Cơ quan,Dải IP\nx-duc-hoa,10.20.0.0/33\n", 2, "Dải IP", "số từ 0 đến 32"),
        ("dia-chi", "Cơ quan,Dải IP,Từ ngày,Đến ngày\nx-duc-hoa,192.0.2.1,02/01/2026,01/01/2026\n", 2, "Đến ngày", "02/01/2026"),
        ("dia-chi", "Cơ quan,Dải IP,Từ cổng\nx-duc-hoa,192.0.2.1,70000\n", 2, "Từ cổng", "65535"),
        ("ten-mien", "Cơ quan,Tên miền\nx-duc-hoa,khong phai\n", 2, "Tên miền", "Nhập tên miền"),
        ("he-thong", "Tên hệ thống,Chủ quản\nCổng xã,Xã Đức Hòa; Xã An Phú\n", 2, "Chủ quản", "một chủ quản"),
        ("he-thong", "Tên hệ thống,Chủ quản,Số người dùng\nCổng xã,x-duc-hoa,-1\n", 2, "Số người dùng", "từ 0"),
        (
            "he-thong",
            "Tên hệ thống,Chủ quản,Ngày vận hành,Ngày dừng vận hành\nCổng xã,x-duc-hoa,02/01/2026,01/01/2026\n",
            2,
            "Ngày dừng",
            "02/01/2026",
        ),
        ("vung-mang", "Hệ thống,Vùng mạng,Dải IP trong\nHT-1,Biên,10.1.1.0/99\n", 2, "Dải IP trong", "số từ 0 đến 32"),
        (
            "du-lieu",
            "Hệ thống,Loại thông tin,Thuộc nhóm,Tính đến ngày,Số chủ thể dữ liệu\nHT-1,Tin,Thông tin công cộng,01/01/2026,5\n",
            2,
            "Số chủ thể",
            "dữ liệu cá nhân",
        ),
        ("lien-ket", "Hệ thống,Liên kết,Hệ thống kia\nHT-1,là một phần của,ht-1\n", 2, "Hệ thống kia", "chính nó"),
        ("lien-ket", "Hệ thống,Liên kết,Hệ thống kia\nHT-1,đặt trên,HT-2\nHT-2,đặt trên,HT-1\n", 3, "Hệ thống kia", "đã đặt trên"),
        ("lop", "Hệ thống,Lớp\nHT-1,Lớp 2\n", 2, "Cơ quan giữ lớp này", "Ghi cơ quan giữ lớp này"),
        ("lop", "Hệ thống,Lớp,Cơ quan,Số hợp đồng\nHT-1,2,nm-thu,99/HĐ\n", 2, "Số hợp đồng", "Nhập hợp đồng trước"),
        ("lop", "Hệ thống,Lớp,Cơ quan,Từ ngày\nHT-1,2,nm-thu,\nHT-1,2,nm-thu,01/01/2026\n", 3, "Cơ quan", "đang giữ lớp này"),
        ("minh-chung", "Hệ thống,Lớp,Ngày,Loại\nHT-1,2,31/12/2099,Biên bản\n", 2, "Ngày", "việc đã có"),
        ("hop-dong", "Nhà cung cấp,Số hợp đồng,Bên thuê,Từ ngày\nnm-thu,1,x-duc-hoa,31/02/2026\n", 2, "Từ ngày", "ngày/tháng/năm"),
    ],
)
def test_a_bad_line_is_located_and_says_what_to_do(cast: Cast, key: str, text: str, line: int, column: str, says: str) -> None:
    old = organisation("x-cu", "Xã Cũ", "commune", cast.province, valid_to=date(2025, 6, 30))
    old.heirs.create(after=cast.commune, on=date(2025, 7, 1))
    system("Một", cast.commune, code="HT-1")
    system("Hai", cast.commune, code="HT-2")
    run = shown(cast, key, text)
    assert run.bad_count == 1
    [[_sheet, seen_line, seen_column, _seen, why]] = run.bad
    assert (seen_line, column in seen_column, says in why) == (line, True, True), run.bad


def test_good_lines_go_in_beside_bad_ones(cast: Cast) -> None:
    run = written(cast, "he-thong", "Tên hệ thống,Chủ quản\nCổng xã,x-duc-hoa\nLạc,Xã Không Có\n")
    assert (run.added, run.bad_count, InformationSystem.objects.count()) == (1, 1, 1)
    from vonggac.sources.tables import Column, Kind, read_table

    read = read_table(
        services.bad_rows_xlsx(run), "sai.xlsx", expected=[Column("line", "Dòng", Kind.INTEGER, True), Column("why", "Cần sửa")]
    )
    assert [row.values["line"] for row in read.rows] == [3]


def test_addresses_of_the_internet_belong_to_one_body_at_a_time(cast: Cast) -> None:
    written(cast, "dia-chi", "Cơ quan,Dải IP,Đến ngày\nx-an-phu,203.0.113.0/24,31/12/2025\n")
    text = "Cơ quan,Dải IP,Từ ngày\nx-duc-hoa,203.0.113.8,{day}\n"
    refused = shown(cast, "dia-chi", text.format(day="31/12/2025"))
    assert (refused.added, refused.bad_count) == (0, 1)
    assert "Xã An Phú" in refused.bad[0][4]
    assert shown(cast, "dia-chi", text.format(day="01/01/2026")).added == 1


def test_private_addresses_may_repeat_but_are_pointed_out_unless_behind_nat(cast: Cast) -> None:
    written(cast, "dia-chi", "Cơ quan,Dải IP\nx-an-phu,192.168.1.0/24\n")
    flagged = shown(cast, "dia-chi", "Cơ quan,Dải IP\nx-duc-hoa,192.168.1.0/24\n")
    assert (flagged.added, flagged.bad_count, len(flagged.warnings)) == (1, 0, 1)
    silent = shown(cast, "dia-chi", "Cơ quan,Dải IP,Sau NAT\nx-duc-hoa,192.168.1.0/24,Có\n")
    assert (silent.added, silent.warnings) == (1, [])


def test_a_wide_range_of_a_body_above_holds_that_of_a_body_below(cast: Cast) -> None:
    run = shown(cast, "dia-chi", "Cơ quan,Dải IP\nthu,203.0.113.0/24\nx-duc-hoa,203.0.113.8/29\n")
    assert (run.added, run.bad_count) == (2, 0)


def test_what_was_shown_does_not_go_in_when_somebody_changed_it_meanwhile(cast: Cast) -> None:
    one = system("Cổng", cast.commune)
    run = shown(cast, "he-thong", f"Mã hệ thống,Tên hệ thống,Chủ quản\n{one.code},Cổng mới,x-duc-hoa\n")
    InformationSystem.objects.filter(pk=one.pk).update(note="khác")
    with pytest.raises(services.NotWritten, match="Tải tệp lên lại"):
        services.confirm_import(run, by=cast.coordinator, at=NOW)
    one.refresh_from_db()
    assert one.name == "Cổng"
    assert not Entry.objects.filter(act="registry.systems.imported").exists()


def test_a_preview_expires_and_is_forgotten(cast: Cast) -> None:
    run = shown(cast, "he-thong", SYSTEMS)
    late = NOW + services.KEPT_FOR
    with pytest.raises(services.NotWritten, match="hết hạn"):
        services.confirm_import(run, by=cast.coordinator, at=late)
    services.forget_expired(at=late)
    assert not ImportRun.objects.exists()


def test_rows_that_were_altered_after_the_preview_are_refused(cast: Cast) -> None:
    run = shown(cast, "he-thong", SYSTEMS)
    run.rows[0][4]["name"] = "Lén sửa"
    run.save()
    with pytest.raises(services.NotWritten):
        services.confirm_import(run, by=cast.coordinator, at=NOW)


def test_much_is_written_by_the_worker_and_twice_is_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "WRITTEN_AT_ONCE", 1)
    from vonggac.apps.jobs.queries import progress_of
    from vonggac.apps.lists.jobs import write_run

    run = written(cast, "he-thong", SYSTEMS)
    assert (run.state, InformationSystem.objects.count()) == (ImportRun.State.WAITING, 0)
    assert progress_of(run.job_key) is not None
    assert write_run.func(run.pk) == {"added": 2, "changed": 0}
    assert write_run.func(run.pk) == {"added": 2, "changed": 0}
    assert InformationSystem.objects.count() == 2
    assert Entry.objects.filter(act="registry.systems.imported").count() == 1


def test_a_list_whose_sender_lost_the_post_is_not_written(cast: Cast) -> None:
    run = shown(cast, "he-thong", SYSTEMS)
    with pytest.raises(services.NotWritten, match="không còn được giao"):
        services.apply_import(run, by=cast.officer, at=datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=1))


@pytest.mark.parametrize("key", KINDS)
def test_the_template_reads_as_an_empty_list_of_its_kind(cast: Cast, key: str) -> None:
    made = services.template(kind(key))
    run = services.preview_list(kind(key), made, "mau.xlsx", user=cast.coordinator, at=NOW, on=TODAY)
    assert (run.to_write, run.bad_count, run.unknown) == (0, 0, [])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"\x00" * 50, b"%PDF-1.7 no list", b"a,b\n1,2\n"])
def test_a_file_that_is_no_list_is_refused_with_what_to_do(cast: Cast, data: bytes) -> None:
    with pytest.raises(Refused):
        services.preview_list(kind("he-thong"), data, "../../x.xlsx", user=cast.coordinator, at=NOW, on=TODAY)
    assert not ImportRun.objects.exists()


def test_nothing_in_an_export_is_a_formula(cast: Cast) -> None:
    import openpyxl

    furnish(cast)
    for key in KINDS:
        book = openpyxl.load_workbook(BytesIO(services.export_list(kind(key), "xlsx", by=cast.coordinator, at=NOW, on=TODAY)))
        assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
        text = services.export_list(kind(key), "csv", by=cast.coordinator, at=NOW, on=TODAY).decode("utf-8-sig")
        assert not any(cell.lstrip('"').startswith(("=", "+", "@")) for line in text.splitlines()[1:] for cell in line.split(","))


def test_a_big_list_never_touches_the_disk_before_it_is_read(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.files import uploadhandler
    from django.core.files.uploadedfile import SimpleUploadedFile

    def spooled(*_told: object, **_more: object) -> None:
        raise AssertionError("a file was spooled to the disk")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", spooled)
    client.force_login(cast.coordinator)
    big = SimpleUploadedFile("danh-sach.csv", b"x,y\n" * 700_000)
    assert client.post("/he-thong/nhap/he-thong/", {"file": big}).status_code == 200


def test_a_list_never_changes_the_level_of_a_system_that_stands(cast: Cast) -> None:
    three, unknown = system("Cổng", cast.commune, level=3), system("Thư", cast.commune)
    text = f"Mã hệ thống,Tên hệ thống,Chủ quản,Cấp độ,Ghi chú\n{three.code},Cổng,x-duc-hoa,CĐ 2,mới\n{unknown.code},Thư,x-duc-hoa,CĐ 4,\n"
    run = shown(cast, "he-thong", text + f"{three.code}x,Khác,x-duc-hoa,CĐ 5,\n")
    assert [tuple(one[1:4]) for one in run.warnings] == [(2, "Cấp độ", "Cấp độ 2"), (3, "Cấp độ", "Cấp độ 4")]
    assert all("đính chính" in one[4] for one in run.warnings)
    assert (run.added, run.changed, run.same) == (1, 1, 1)
    services.confirm_import(run, by=cast.coordinator, at=NOW)
    three.refresh_from_db()
    unknown.refresh_from_db()
    assert (three.level, three.note, three.version, unknown.level) == (3, "mới", 2, None)
    assert InformationSystem.objects.get(name="Khác").level == 5


def test_new_kinds_write_what_they_say_with_their_line_in_the_log(cast: Cast) -> None:
    one, two = system("Cổng", cast.commune, code="HT-1"), system("Kho", cast.department, code="HT-2")
    contract = ProviderContract.objects.create(provider=cast.provider_body, client=cast.commune, number="7/HĐ", valid_from=date(2026, 1, 1))
    contract.systems.add(one)
    said = {
        "vung-mang": "Hệ thống,Vùng mạng,Dải IP trong\nHT-1,Biên,10.1.1.0/24\n",
        "du-lieu": "Hệ thống,Loại thông tin,Thuộc nhóm,Tính đến ngày,Số chủ thể dữ liệu\nHT-1,Hồ sơ,Thông tin cá nhân,01/01/2026,120\n",
        "lien-ket": "Hệ thống,Liên kết,Hệ thống kia\nHT-1,phụ thuộc vào,Kho\n",
        "lop": "Hệ thống,Lớp,Cơ quan,Số hợp đồng\nHT-1,Giám sát chuyên nghiệp,nm-thu,7/HĐ\n",
        "minh-chung": "Hệ thống,Lớp,Ngày,Loại,Số văn bản\nHT-1,Lớp 2,01/10/2026,Biên bản,12/BB\n",
    }
    for key, text in said.items():
        assert written(cast, key, text).added == 1, key
        again = shown(cast, key, text)
        assert (again.to_write, again.same, again.bad_count) == (0, 1, 0), key
    assert one.zones.get().private_prefix == "10.1.1.0/24"
    assert one.data_kinds.get().basic_subjects == 120
    assert one.links_out.get().target == two
    assert (one.layers.get().body, one.layers.get().contract) == (cast.provider_body, contract)
    assert (one.proofs.get().recorded_by, one.proofs.get().recorded_at) == (cast.coordinator, NOW)
    acts = {f"registry.{what}.imported" for what in ("zones", "data", "links", "layers", "proofs")}
    assert acts <= set(Entry.objects.values_list("act", flat=True))
