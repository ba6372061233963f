"""The pages of how systems are kept: four questions each, then what each is for."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from cast import NOW, Cast
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.audit.models import Entry
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(cast: Cast) -> InformationSystem:
    return system("Một cửa xã Đức Hòa", cast.commune, level=3, serves="người dân trong xã", users=12_000)


@pytest.fixture
def centre(cast: Cast) -> InformationSystem:
    return system("Trung tâm dữ liệu", cast.department, level=3)


@pytest.fixture
def contract(cast: Cast, portal: InformationSystem) -> ProviderContract:
    row = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.commune, number="01/HĐ", valid_from=date(2026, 1, 1), hosts=True, watches=True
    )
    row.systems.add(portal)
    return row


def rows_of(portal: InformationSystem, centre: InformationSystem) -> dict[str, Any]:
    return {
        "vung-mang": NetworkZone.objects.create(system=portal, name="Vùng máy chủ", private_prefix="10.51.20.0/24"),
        "du-lieu": DataKind.objects.create(system=portal, name="Hồ sơ", sort="personal", basic_subjects=250_000, as_of=localdate()),
        "lien-ket": SystemLink.objects.create(source=portal, target=centre, sort="hosted_on"),
        "lop": LayerFact.objects.create(system=portal, layer=1, who="Tổ trực, 4 người"),
        "minh-chung": SystemProof.objects.create(
            system=portal, layer=1, proved_on=localdate(), sort="handover", reference="Sổ trực", recorded_at=NOW
        ),
    }


SAID: dict[str, dict[str, Any]] = {
    "vung-mang": {"name": "Vùng biên", "private_prefix": "10.51.21.0/24"},
    "du-lieu": {"name": "Lý lịch", "sort": "personal", "basic_subjects": "1.200", "as_of": "01/11/2026"},
    "lien-ket": {"sort": "depends_on", "target": "trung tam du lieu"},
    "lop": {"layer": "2", "who": "Tổ giám sát"},
    "minh-chung": {"layer": "2", "proved_on": "01/11/2026", "sort": "alert", "reference": "Báo cáo tháng 10"},
}


def agree(client: Client, url: str) -> Any:
    asked = client.post(url, {})
    return client.post(url, {"agreed_to": asked.context["signed"]})


@pytest.mark.parametrize("key", SAID)
def test_each_part_is_added_changed_and_taken_out_by_who_may_and_leaves_its_lines(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem, key: str
) -> None:
    # The coordinator sees every system, so the link's other end too.
    url = reverse("registry:part-add", args=[portal.pk, key])
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    row = rows_of(portal, centre)[key]
    assert client.post(url, SAID[key]).status_code == 302, client.post(url, SAID[key]).context["form"].errors
    assert type(row).objects.count() == 2
    change = reverse("registry:part-change", args=[key, row.pk])
    assert_guarded(client, change, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    remove = reverse("registry:part-remove", args=[key, row.pk])
    assert_guarded(client, remove, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    assert agree(client, remove).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()
    acts = set(Entry.objects.values_list("act", flat=True))
    assert len({act for act in acts if act.endswith((".set", ".removed"))}) == 2


@pytest.mark.parametrize(
    ("key", "said", "field"),
    [
        ("vung-mang", {"name": "x", "private_prefix": "10.51.20.0/99"}, "private_prefix"),
        ("vung-mang", {"name": "Vùng máy chủ"}, "name"),
        ("du-lieu", {"name": "Tin", "sort": "public", "basic_subjects": "5", "as_of": "01/11/2026"}, "sort"),
        ("du-lieu", {"name": "Hồ sơ", "sort": "personal", "as_of": "today"}, "as_of"),
        ("lien-ket", {"sort": "part_of", "target": "Một cửa xã Đức Hòa"}, "target"),
        ("lien-ket", {"sort": "hosted_on", "target": "không có hệ thống này"}, "target"),
        ("lien-ket", {"sort": "hosted_on", "target": "Trung tâm dữ liệu"}, "target"),
        ("lop", {"layer": "1"}, "body"),
        ("lop", {"layer": "9", "who": "x"}, "layer"),
        ("minh-chung", {"layer": "1", "proved_on": "31/12/2099", "sort": "alert", "reference": "x"}, "proved_on"),
    ],
)
def test_bad_parts_are_refused_at_their_field_and_nothing_is_half_written(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem, key: str, said: dict[str, Any], field: str
) -> None:
    row = rows_of(portal, centre)[key]
    client.force_login(cast.coordinator)
    answer = client.post(reverse("registry:part-add", args=[portal.pk, key]), said)
    assert field in answer.context["form"].errors
    assert type(row).objects.count() == 1


def test_a_whole_is_not_part_of_its_part_but_dependence_may_be_mutual(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem
) -> None:
    inner = system("Phần trong", cast.commune)
    SystemLink.objects.create(source=portal, target=centre, sort="part_of")
    SystemLink.objects.create(source=inner, target=portal, sort="part_of")
    client.force_login(cast.coordinator)
    url = reverse("registry:part-add", args=[centre.pk, "lien-ket"])
    assert "target" in client.post(url, {"sort": "part_of", "target": inner.code}).context["form"].errors
    assert client.post(url, {"sort": "depends_on", "target": inner.code}).status_code == 302
    assert (
        client.post(reverse("registry:part-add", args=[inner.pk, "lien-ket"]), {"sort": "depends_on", "target": centre.code}).status_code
        == 302
    )
    page = client.get(reverse("registry:outage", args=[centre.pk])).content.decode()
    assert "Có vòng phụ thuộc" in page


def test_what_falls_is_drawn_and_listed_and_only_of_what_the_reader_may_know(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem
) -> None:
    SystemLink.objects.create(source=portal, target=centre, sort="hosted_on")
    url = reverse("registry:outage", args=[centre.pk])
    page = assert_guarded(client, url, works=cast.coordinator, stranger=cast.stranger).content.decode()
    assert "<svg" in page
    assert 'role="img"' not in page[page.index("<svg viewBox") :].partition("</svg>")[0], (
        "a picture whose boxes are links is a group, not one image"
    )
    assert page.count(portal.name) >= 2
    client.force_login(cast.officer)
    assert portal.name not in client.get(url).content.decode()
    client.force_login(cast.leader)
    assert portal.name not in client.get(url).content.decode(), "links from level 3 on are need-to-know"
    InformationSystem.objects.update(level=2)
    assert portal.name in client.get(url).content.decode()


def test_the_sheet_and_the_call_page_answer_who_may_know_of_the_system(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem
) -> None:
    rows_of(portal, centre)
    sheet = assert_guarded(client, reverse("registry:sheet", args=[portal.pk]), works=cast.coordinator, stranger=cast.stranger)
    assert "10.51.20.0/24" in sheet.content.decode()
    client.force_login(cast.leader)
    assert "10.51.20.0/24" not in client.get(reverse("registry:sheet", args=[portal.pk])).content.decode()
    call = assert_guarded(client, reverse("registry:whom-to-call", args=[portal.pk]), works=cast.coordinator, stranger=cast.stranger)
    assert cast.commune.name in call.content.decode()


def test_zones_and_addresses_of_parts_are_need_to_know(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem
) -> None:
    rows_of(portal, centre)
    Component.objects.create(system=portal, what="server", name="Máy chủ web", private_ip="10.51.20.7")
    url = reverse("registry:system", args=[portal.pk])
    for user, knows in ((cast.coordinator, True), (cast.commune_officer, True), (cast.leader, False)):
        client.force_login(user)
        page = client.get(url).content.decode()
        assert ("10.51.20.7" in page) is knows
        assert ("Vùng máy chủ" in page) is knows
        assert "Máy chủ web" in page


def test_the_page_shows_the_four_layers_and_which_of_them_need_somebody(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem
) -> None:
    rows_of(portal, centre)
    LayerFact.objects.create(system=portal, layer=3, body=cast.provider_body)
    SystemProof.objects.create(system=portal, layer=3, proved_on=date(2025, 1, 1), sort="assessment", reference="x", recorded_at=NOW)
    client.force_login(cast.coordinator)
    page = client.get(reverse("registry:system", args=[portal.pk])).content.decode()
    assert "3 lớp cần xử lý" in page
    assert "Tổ trực, 4 người" in page
    assert "Quá hạn" in page


def test_the_page_says_who_operates_what_is_hired_and_who_did_before_the_rule_changed(
    client: Client, cast: Cast, portal: InformationSystem, contract: ProviderContract
) -> None:
    client.force_login(cast.coordinator)
    url = reverse("registry:system", args=[portal.pk])
    page = client.get(url).content.decode()
    assert "khoản 3 Điều 5 Nghị định 331/2026/NĐ-CP" in page
    assert "Thông tư 12/2022/TT-BTTTT" in page, "under the old rule the provider operated it"
    ProviderContract.objects.update(operates=True)
    page = client.get(url).content.decode()
    assert "nêu nhà cung cấp là đơn vị vận hành" in page
    assert "Thông tư 12/2022/TT-BTTTT" not in page


def test_the_description_is_changed_and_a_change_meanwhile_is_not_written_over(
    client: Client, cast: Cast, portal: InformationSystem
) -> None:
    url = reverse("registry:describe", args=[portal.pk])
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    said = {"system_type": "public", "hosting": "provider", "serves_several": "yes", "in_operation_on": "12/05/2023", "version": "1"}
    client.force_login(cast.commune_officer)
    assert client.post(url, said).status_code == 302
    portal.refresh_from_db()
    assert (portal.system_type, portal.serves_several, portal.version) == ("public", True, 2)
    answer = client.post(url, {**said, "serves": "mọi người"})
    assert "vừa sửa mục này" in answer.content.decode()
    portal.refresh_from_db()
    assert portal.serves == ""
    answer = client.post(url, {**said, "version": "2", "construction_started_on": "01/06/2024"})
    assert "in_operation_on" in answer.context["form"].errors


def test_the_list_finds_systems_that_lack_a_layer(client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem) -> None:
    LayerFact.objects.create(system=portal, layer=2, who="Tổ giám sát")
    LayerFact.objects.create(system=centre, layer=2, who="Tổ giám sát", valid_to=localdate() - timedelta(days=1))
    client.force_login(cast.coordinator)
    names = [row.name for row in client.get(reverse("registry:systems") + "?layer=2").context["rows"]]
    assert names == [centre.name]


# --- findings -----------------------------------------------------------------------------------------------------------------------


def kinds_of(client: Client) -> list[str]:
    return [one.kind for one in client.get(reverse("registry:findings")).context["rows"]]


def test_findings_name_what_somebody_must_see_to(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = reverse("registry:findings")
    page = assert_guarded(client, url, works=cast.coordinator, read_only=cast.administrator).content.decode()
    assert "Ngoài phạm vi giám sát" in page
    assert "chưa ai giữ lớp 2" in page
    assert sorted(kinds_of(client)) == ["layer", "layer", "layer", "unwatched"]
    client.force_login(cast.stranger)
    assert kinds_of(client) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, {"undertaking"}),
        ({"undertaking_on": date(2026, 1, 1)}, set()),
        ({"undertaking_on": date(2026, 1, 1), "valid_to": 90}, {"contract"}),
        ({"undertaking_on": date(2026, 1, 1), "valid_to": 91}, set()),
        ({"undertaking_on": date(2026, 1, 1), "licence_until": 90}, {"licence"}),
        ({"undertaking_on": date(2026, 1, 1), "licence_until": -1}, {"licence"}),
        ({"undertaking_on": date(2026, 1, 1), "valid_to": -1}, {"unwatched"}),
    ],
)
def test_contracts_are_warned_of_ninety_days_ahead(
    client: Client, cast: Cast, portal: InformationSystem, contract: ProviderContract, facts: dict[str, Any], expected: set[str]
) -> None:
    today = localdate()
    days = {name: today + timedelta(days=value) if isinstance(value, int) else value for name, value in facts.items()}
    ProviderContract.objects.update(**days)
    client.force_login(cast.coordinator)
    assert set(kinds_of(client)) - {"layer"} == expected


@pytest.mark.parametrize(("level", "expected"), [(1, 0), (2, 0), (3, 4), (5, 4), (None, 4)])
def test_a_small_system_asks_nobody_for_layers_that_its_level_does_not_demand(
    client: Client, cast: Cast, level: int | None, expected: int
) -> None:
    system("Mạng nội bộ xã", cast.commune, level=level)
    client.force_login(cast.coordinator)
    page = client.get(reverse("registry:findings"))
    assert len(page.context["rows"]) == expected
    assert ("khoản 4, khoản 5 Điều 10 Luật 116/2025/QH15" in page.content.decode()) == bool(expected)


def test_a_contract_that_the_reader_does_not_see_still_watches_the_system(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.department, number="02/HĐ", valid_from=date(2026, 1, 1), watches=True
    )
    row.systems.add(portal)
    client.force_login(cast.commune_officer)
    assert "unwatched" not in kinds_of(client)


def test_words_are_made_only_for_the_findings_that_are_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    room = import_module("vonggac.apps.registry.queries.findings")
    for number in range(60):
        system(f"Hệ thống số {number}", cast.commune, level=4)
    worded: list[Any] = []
    said = room._said
    monkeypatch.setattr(room, "_said", lambda one: worded.append(one) or said(one))
    assert room.count_findings(cast.coordinator, localdate()).total() == 240
    found = room.findings(cast.coordinator, localdate())
    assert worded == []
    assert found[0].words
    assert len(worded) == 1


def test_findings_of_one_sort_stand_together_under_one_explanation(client: Client, cast: Cast) -> None:
    for number in range(3):
        system(f"Hệ thống số {number}", cast.commune, level=3 + number % 2)
    client.force_login(cast.coordinator)
    page = client.get(reverse("registry:findings"))
    assert page.content.decode().count("chưa ai giữ lớp 2") == 1
    assert [(one.key, one.number) for one in page.context["groups"]] == [
        ("unwatched", 3),
        ("layer-1-missing", 3),
        ("layer-3-missing", 3),
        ("layer-4-missing", 3),
    ]
    assert [one.level for one, _give in page.context["groups"][0].lines] == [4, 3, 3]
    assert page.content.decode().count('<details class="fold" open') == 2


def test_the_group_with_the_most_urgent_finding_stands_first_and_open(
    client: Client, cast: Cast, portal: InformationSystem, contract: ProviderContract
) -> None:
    ProviderContract.objects.update(undertaking_on=localdate(), valid_to=localdate() + timedelta(days=4))
    client.force_login(cast.coordinator)
    groups = client.get(reverse("registry:findings")).context["groups"]
    assert (groups[0].key, groups[0].due, groups[0].is_open) == ("contract", localdate() + timedelta(days=4), True)


def test_a_long_group_shows_its_first_and_leads_to_the_rest(client: Client, cast: Cast) -> None:
    for number in range(60):
        system(f"Hệ thống số {number:02}", cast.commune, level=4)
    client.force_login(cast.coordinator)
    url = reverse("registry:findings")
    page = client.get(url)
    assert [len(one.lines) for one in page.context["groups"]] == [20, 20, 20, 20]
    assert 'href="?loai=layer-3-missing"' in page.content.decode()
    assert "Xem cả 60 điều" in page.content.decode()
    one = client.get(url + "?loai=layer-3-missing")
    assert {row.group for row in one.context["rows"]} == {"layer-3-missing"}
    assert (one.context["total"], len(one.context["rows"]), one.context["pager"].paginator.num_pages) == (60, 50, 2)
    assert len(client.get(url + "?loai=layer").context["rows"]) == 50
    assert len(client.get(url + "?loai=layer-9-missing").context["rows"]) == 80


def test_a_contract_that_ends_inside_a_season_is_told_with_the_season(
    client: Client, cast: Cast, portal: InformationSystem, contract: ProviderContract
) -> None:
    from vonggac.apps.registry import ports

    today = localdate()
    ProviderContract.objects.update(undertaking_on=today, valid_to=today + timedelta(days=80))
    tet = ports.Season("đợt cao điểm Tết", today + timedelta(days=60), today + timedelta(days=100))
    ports.seasons.add("test", lambda first, last: [tet] if tet.first <= last and tet.last >= first else [])
    try:
        client.force_login(cast.coordinator)
        page = client.get(reverse("registry:findings") + "?loai=season")
        assert [one.kind for one in page.context["rows"]] == ["season"]
        assert "đợt cao điểm Tết" in page.content.decode()
    finally:
        ports.seasons.entries.pop("test")


def test_findings_and_pages_ask_the_same_number_of_questions_for_many_systems(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem, contract: ProviderContract
) -> None:
    SystemLink.objects.create(source=portal, target=centre, sort="hosted_on")
    client.force_login(cast.coordinator)
    urls = [reverse("registry:findings"), reverse("registry:outage", args=[centre.pk]), reverse("registry:system", args=[centre.pk])]

    def counted() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            found.append(len(asked))
        return found

    few = counted()
    for number in range(25):
        more = system(f"Hệ thống số {number}", cast.commune, level=number % 5 + 1)
        SystemLink.objects.create(source=more, target=portal, sort="depends_on")
        LayerFact.objects.create(system=more, layer=1, who="Tổ trực")
        other = ProviderContract.objects.create(
            provider=cast.provider_body, client=cast.commune, number=f"{number}/HĐ", valid_from=date(2026, 1, 1)
        )
        other.systems.add(more)
    assert counted() == few


def test_the_situation_page_shows_how_many_there_are(client: Client, cast: Cast, portal: InformationSystem) -> None:
    client.force_login(cast.coordinator)
    assert reverse("registry:findings") in client.get(reverse("situation:home")).content.decode()


# --- acceptance ---------------------------------------------------------------------------------------------------------------------


def test_what_a_contract_promises_is_measured_month_by_month(client: Client, cast: Cast, contract: ProviderContract) -> None:
    add = reverse("registry:item-add", args=[contract.pk])
    assert_guarded(client, add, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    said = {"position": "1", "measure": "availability", "words": "Tỷ lệ sẵn sàng", "at_least": "99,5"}
    assert client.post(add, said).status_code == 302
    assert "words" in client.post(add, said).context["form"].errors
    bad = {**said, "words": "Khác", "at_most": "1"}
    assert "at_most" in client.post(add, bad).context["form"].errors
    assert client.post(add, {"position": "2", "measure": "report", "words": "Báo cáo tháng"}).status_code == 302
    item, report = AcceptanceItem.objects.order_by("position")
    change = reverse("registry:item-change", args=[item.pk])
    assert_guarded(client, change, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    figures = reverse("registry:figures", args=[contract.pk, 2026, 10])
    assert_guarded(client, figures, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    for figure in ("99,2", "99,7"):
        answer = client.post(figures, {f"figure-{item.pk}": figure, f"met-{report.pk}": "yes"})
        assert answer.status_code == 302
    assert AcceptanceFigure.objects.count() == 2
    month = reverse("registry:acceptance", args=[contract.pk, 2026, 10])
    page = assert_guarded(client, month, works=cast.coordinator, stranger=cast.stranger).content.decode()
    assert "99,7" in page
    assert "Không đạt" not in page
    assert client.get(reverse("registry:acceptance", args=[contract.pk, 2026, 13])).status_code == 404


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_month_is_printed_and_the_log_notes_it(client: Client, cast: Cast, contract: ProviderContract, ending: str) -> None:
    url = reverse(f"registry:acceptance-{ending}", args=[contract.pk, 2026, 10])
    answer = assert_guarded(client, url, works=cast.coordinator, stranger=cast.stranger, method="post")
    assert answer["Content-Disposition"].endswith(f'{ending}"')
    assert Entry.objects.filter(act="registry.acceptance.printed").count() == 1
    client.force_login(cast.coordinator)
    later = reverse(f"registry:acceptance-{ending}", args=[contract.pk, 2099, 1])
    assert client.post(later).status_code == 409


# --- found, told, carried on --------------------------------------------------------------------------------------------------------


def test_the_search_finds_parts_zones_and_addresses_for_who_needs_to_know(
    client: Client, cast: Cast, portal: InformationSystem, centre: InformationSystem
) -> None:
    from vonggac.apps.registry.searching import found

    rows_of(portal, centre)
    Component.objects.create(system=portal, what="server", name="Máy chủ hồ sơ", private_ip="10.51.20.7")
    for user, words, kinds in (
        (cast.coordinator, "may chu ho so", {"Thành phần"}),
        (cast.coordinator, "vung may chu", {"Vùng mạng"}),
        (cast.coordinator, "10.51.20.7", {"Thành phần"}),
        (cast.leader, "vung may chu", set()),
        (cast.leader, "10.51.20.7", set()),
        (cast.stranger, "may chu ho so", set()),
    ):
        assert {answer.kind for answer in found(user, words)} == kinds, words


def test_layers_and_the_specialised_unit_follow_a_body_to_its_heir(cast: Cast, portal: InformationSystem) -> None:
    from vonggac.apps.organisations.ports import Change
    from vonggac.apps.registry.carrying import RegistryCarrier

    portal.specialised_unit = cast.department
    portal.save()
    fact = LayerFact.objects.create(system=portal, layer=1, body=cast.department)
    twin = LayerFact.objects.create(system=portal, layer=2, body=cast.department)
    LayerFact.objects.create(system=portal, layer=2, body=cast.commune)
    change = Change(cast.department.pk, {"": cast.commune.pk}, localdate())
    with transaction.atomic():
        RegistryCarrier().carry([change], {}, by=None, at=NOW)
    for row in (portal, fact, twin):
        row.refresh_from_db()
    assert (portal.specialised_unit, fact.body, twin.body) == (cast.commune, cast.commune, cast.department)


def handed_in(client: Client, portal: InformationSystem, content: bytes, name: str, **more: str) -> Any:
    said = {"layer": "2", "proved_on": "01/11/2026", "sort": "minutes", "reference": "12/BB", "no_secret": "on", **more}
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("registry:part-add", args=[portal.pk, "minh-chung"]), {**said, "file": file})


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def test_a_proof_is_handed_in_with_its_file_and_only_who_knows_the_system_gets_it(
    client: Client, cast: Cast, portal: InformationSystem, settings: Any, tmp_path: Path
) -> None:
    settings.EVIDENCE_FOLDER = tmp_path
    client.force_login(cast.commune_officer)
    answer = handed_in(client, portal, PDF, "../biên bản.pdf")
    assert answer.status_code == 302, answer.context["form"].errors
    proof = SystemProof.objects.get()
    assert (proof.evidence, proof.evidence_name) == (hashlib.sha256(PDF).hexdigest(), "biên bản.pdf")
    assert Entry.objects.get(act="registry.proof.set").detail["sha256"] == proof.evidence
    url = reverse("registry:proof-file", args=[proof.pk])
    assert f'href="{url}"' in client.get(portal.get_absolute_url()).content.decode()
    got = assert_guarded(client, url, works=cast.commune_officer, stranger=cast.stranger)
    assert b"".join(got.streaming_content) == PDF
    assert (got["X-Content-Type-Options"], got["Content-Disposition"][:10]) == ("nosniff", "attachment")
    change = {"layer": "2", "proved_on": "01/11/2026", "sort": "minutes", "reference": "13/BB"}
    client.force_login(cast.commune_officer)
    assert client.post(reverse("registry:part-change", args=["minh-chung", proof.pk]), change).status_code == 302
    proof.refresh_from_db()
    assert (proof.reference, bool(proof.evidence)) == ("13/BB", True), "the file stays when the words change"


@pytest.mark.parametrize(
    ("content", "name", "more", "field"),
    [
        ("Độ mật: Mật".encode(), "a.txt", {}, "file"),
        (PDF, "báo cáo (MẬT).pdf", {}, "file"),
        (b"MZ\x90\x00 program", "a.pdf", {}, "file"),
        (b"<script>1</script>", "a.txt", {}, "file"),
        (b"PK\x03\x04 no archive", "a.docx", {}, "file"),
        (PDF, "a.exe", {}, "file"),
        (PDF, "a.pdf", {"no_secret": ""}, "no_secret"),
        (PDF, "a.pdf", {"proved_on": "31/12/2099"}, "proved_on"),
    ],
)
def test_a_hostile_or_secret_file_of_a_proof_leaves_nothing(
    client: Client, cast: Cast, portal: InformationSystem, settings: Any, tmp_path: Path, content: bytes, name: str, more: Any, field: str
) -> None:
    settings.EVIDENCE_FOLDER = tmp_path
    client.force_login(cast.commune_officer)
    answer = handed_in(client, portal, content, name, **more)
    assert field in answer.context["form"].errors
    assert not SystemProof.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_promise_is_taken_out_until_a_month_was_measured(client: Client, cast: Cast, contract: ProviderContract) -> None:
    item = AcceptanceItem.objects.create(contract=contract, measure="availability", words="Sẵn sàng")
    url = reverse("registry:item-remove", args=[item.pk])
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger)
    figure = AcceptanceFigure.objects.create(item=item, month=date(2026, 10, 1), figure=99)
    client.force_login(cast.coordinator)
    assert url in client.get(reverse("registry:item-change", args=[item.pk])).content.decode()
    kept = agree(client, url)
    assert (kept.status_code, AcceptanceItem.objects.count()) == (409, 1)
    assert "đã có kết quả" in kept.content.decode()
    figure.delete()
    assert agree(client, url).status_code == 302
    assert not AcceptanceItem.objects.exists()
    assert Entry.objects.filter(act="registry.acceptance_item.removed").count() == 1
