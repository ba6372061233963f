from ipaddress import ip_address

import pytest

from vonggac.sources.inventories.netbox import read_devices, read_prefixes
from vonggac.sources.refusal import Refused

EXPORT = """\
Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address,ID,Tenant Group,Platform,Serial number,Asset tag,IPv4 Address,\
IPv6 Address,Cluster,Comments,Tags,Created
sw-loi-01,Active,UBND xã Đức Hòa,Phòng máy xã,Tầng 1,R1,Chuyển mạch,Cisco,C9200L,10.20.0.5/24,1,,IOS XE,00123,TS-07,10.20.0.5/24,\
2405:4803:b04:20::5/64,,Máy chính,"lõi,xã",2026-03-01 13:43
,Offline,UBND xã Đức Hòa,Phòng máy xã,—,,Máy chủ,Dell,R650,,2,,,SN-9,TS-08,,,,,,2026-03-01 13:44
fw-01,Planned,UBND xã Đức Hòa,Phòng máy xã,,,Tường lửa,Fortinet,60F,,3,,,,,10.20.0.300/24,,,,,2026-03-01 13:45
sw-loi-01,Active,UBND xã Đức Hòa,Phòng máy xã,,,Chuyển mạch,Cisco,C9200L,,1,,,,,,,,,,2026-03-01 13:46
,Active,UBND xã Đức Hòa,Phòng máy xã,,,Máy in,HP,M404,,5,,,,,,,,,,2026-03-01 13:47
"""
PREFIXES = """\
Prefix,Status,Children,VRF,Utilization,Tenant,Site,VLAN,Role,Description
10.20.0.0/16,Container,2,Global,12.5,UBND tỉnh,,,,Mạng tỉnh
• 10.20.0.0/24,Active,0,Global,40.0,UBND xã Đức Hòa,Phòng máy xã,110,Nội bộ,
•• 10.20.1.0/24,Available,0,Global,,,,,,
10.20.0.0/24,Active,0,Khách,0.0,,,,,
10.20.0.0/24,Active,0,Global,0.0,,,,,
10.20.0.0/33,Active,0,Global,0.0,,,,,
2405:4803:b04:20::/64,Active,0,Global,0.0,,,,,
"""


def test_an_export_of_devices_is_read_with_names_addresses_and_leading_zeros() -> None:
    read = read_devices(EXPORT.encode(), "netbox_devices.csv")
    first, second = read.devices
    assert (first.name, first.status, first.in_use, first.model, first.role) == ("sw-loi-01", "active", True, "C9200L", "Chuyển mạch")
    assert first.addresses == (ip_address("10.20.0.5"), ip_address("2405:4803:b04:20::5"))
    assert (first.serial, first.asset_tag, first.tags, first.description) == ("00123", "TS-07", ("lõi", "xã"), "Máy chính")
    assert (second.name, second.status, second.in_use, second.location, second.addresses) == ("TS-08", "offline", False, "", ())
    assert set(read.unknown) == {"Tenant Group", "Created"}


def test_rows_that_cannot_be_read_are_located_and_the_others_stay() -> None:
    read = read_devices(EXPORT.encode(), "netbox_devices.csv")
    assert [(bad.place.line, bad.place.column) for bad in read.bad] == [(4, "IPv4 Address"), (5, "ID"), (6, "Name")]
    assert read.bad_count == 3
    assert "dòng 2" in read.bad[1].why
    assert read.bad[0].seen == "10.20.0.300/24"


def test_the_headings_of_an_import_file_are_known_too() -> None:
    text = "name,device_role,tenant,manufacturer,device_type,serial,status,site,primary_ip4\n"
    text += "mc-01,Máy chủ,UBND xã,Dell,R650,7,active,Xã,10.1.1.1/24\n"
    (device,) = read_devices(text.encode("utf-8-sig"), "nhap.csv").devices
    assert (device.role, device.model, device.serial, str(device.addresses[0])) == ("Máy chủ", "R650", "7", "10.1.1.1")


def test_prefixes_keep_their_table_and_free_space_is_passed_over() -> None:
    read = read_prefixes(PREFIXES.encode(), "netbox_prefixes.csv")
    assert [(prefix.text, prefix.vrf, prefix.status) for prefix in read.prefixes] == [
        ("10.20.0.0/16", "", "container"),
        ("10.20.0.0/24", "", "active"),
        ("10.20.0.0/24", "Khách", "active"),
        ("2405:4803:b04:20::/64", "", "active"),
    ]
    inside = read.prefixes[1]
    assert (inside.range.size, inside.vlan, inside.tenant, inside.site) == (256, "110", "UBND xã Đức Hòa", "Phòng máy xã")
    assert [(bad.place.line, bad.place.column) for bad in read.bad] == [(6, "Prefix"), (7, "Prefix")]
    assert [warning.rule for warning in read.warnings] == ["free-space"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Status,Site\nActive,x\n", "<html></html>"])
def test_what_is_no_list_of_netbox_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_devices(text.encode(), "x.csv")
    with pytest.raises(Refused):
        read_prefixes(text.encode(), "x.csv")
