"""What stands behind the addresses of a range: said in lists and forms, kept with who answers, and no clash with a provider's stock."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast
from registry_cast import system
from vonggac.apps.lists import services as lists
from vonggac.apps.lists.kinds import kind_of
from vonggac.apps.registry.models import AddressRange
from vonggac.apps.registry.services import set_range
from vonggac.engines.addresses import RangeKind
from vonggac.sources.addressranges import read_ranges

pytestmark = pytest.mark.django_db
HEAD = "Cơ quan;Dải địa chỉ IP;Loại dải;Nhà cung cấp;Từ cổng;Đến cổng\n"


def written(cast: Cast, *rows: str) -> lists.ImportRun:
    kind = kind_of("dia-chi")
    assert kind is not None
    content = (HEAD + "\n".join(rows) + "\n").encode()
    run = lists.preview_list(kind, content, "dai.csv", user=cast.coordinator, at=NOW, on=TODAY)
    assert not run.bad, run.bad
    return lists.confirm_import(run, by=cast.coordinator, at=NOW)


def test_a_list_says_what_stands_behind_and_who_answers(cast: Cast) -> None:
    written(cast, "nm-thu;14.160.0.0/16;Động;;;", "x-duc-hoa;14.160.1.1;Dùng chung;nm-thu;1024;2047", "x-an-phu;14.160.1.2;;;;")
    told = {row.written: (row.kind, row.provider) for row in AddressRange.objects.select_related("provider")}
    assert told == {
        "14.160.0.0/16": ("dynamic", None),
        "14.160.1.1": ("shared", cast.provider_body),
        "14.160.1.2": ("fixed", None),
    }


def test_what_is_exported_is_what_the_matching_without_a_database_reads(cast: Cast) -> None:
    written(cast, "nm-thu;14.160.0.0/16;Khối;;;", "x-duc-hoa;14.160.1.1;Dùng chung;nm-thu;1024;2047")
    kind = kind_of("dia-chi")
    assert kind is not None
    made, _ids = lists.list_of(kind, lists.XLSX, user=cast.coordinator, on=TODAY)
    found = read_ranges(made, "dai.xlsx")
    assert not found.bad
    block, shared = found.ranges
    assert block.kind is RangeKind.BLOCK
    assert (shared.kind, shared.ports, bool(shared.provider)) == (RangeKind.SHARED, (1024, 2047), True)


def test_a_body_holds_single_addresses_out_of_a_providers_stock(cast: Cast) -> None:
    stock = AddressRange(organisation=cast.provider_body, written="14.160.0.0/16", kind="dynamic")
    set_range(stock, by=cast.coordinator, at=NOW)
    set_range(AddressRange(organisation=cast.commune, written="14.160.1.1"), by=cast.coordinator, at=NOW)
    with pytest.raises(ValidationError, match="Trùng với"):
        set_range(AddressRange(organisation=cast.other_commune, written="14.160.1.1"), by=cast.coordinator, at=NOW)
    with pytest.raises(ValidationError, match="Trùng với"):
        set_range(AddressRange(organisation=cast.department, written="14.160.0.0/16", kind="block"), by=cast.coordinator, at=NOW)
    assert AddressRange.objects.count() == 2


def test_ports_out_of_order_never_reach_the_table(cast: Cast) -> None:
    row = AddressRange(organisation=cast.commune, written="14.160.1.1", first="0" * 32, last="0" * 32, port_first=9, port_last=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_form_keeps_the_kind_and_the_provider(client: Client, cast: Cast) -> None:
    portal = system("Cổng xã", cast.commune)
    client.force_login(cast.commune_officer)
    url = reverse("registry:held-add", args=[portal.pk, "dia-chi"])
    client.post(url, {"written": "14.160.1.1", "organisation": "x-duc-hoa", "kind": "shared", "provider": "nm-thu"})
    row = AddressRange.objects.get()
    assert (row.kind, row.provider) == ("shared", cast.provider_body)
    assert "Dùng chung của nhà mạng" in client.get(portal.get_absolute_url()).content.decode()
    client.post(reverse("registry:held-change", args=["dia-chi", row.pk]), {"written": "14.160.1.1", "organisation": "x-duc-hoa"})
    row.refresh_from_db()
    assert row.kind == "fixed", "nothing said means fixed"
