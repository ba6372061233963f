"""Ways of reading that people write: tried line by line, saved as versions, never changed under a source that uses them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from alerts_cast import source
from cast import NOW, Cast
from guard import assert_guarded
from vonggac.apps.alerts.models import AlertEvent, SourceMapping
from vonggac.apps.alerts.services import mappings as services

pytestmark = pytest.mark.django_db
LINE = "dev=fw1 srcip=192.0.2.7 dstip=203.0.113.9 muc=nang luc='2026-11-23 07:00:00' msg=quet"
BODY: dict[str, Any] = {
    "name": "tuong-lua-x",
    "kind": "pairs",
    "claims": {"contains": ["dev=fw1"]},
    "fields": {"source.ip": "srcip", "destination.ip": "dstip", "rule.name": "msg"},
    "severity": {"piece": "muc", "table": {"nang": "high"}, "otherwise": "low"},
}


def url(name: str, *args: Any) -> str:
    return reverse(f"alerts:{name}", args=args)


def saved(cast: Cast, **facts: Any) -> SourceMapping:
    return services.save_mapping({**BODY, **facts}, sample=LINE, by=cast.coordinator, at=NOW)


def sent(**facts: str) -> dict[str, str]:
    told = {"name": "tuong-lua-x", "kind": "pairs", "contains": "dev=fw1", "alert": "all", "severity_otherwise": "low", "sample": LINE}
    told |= {"ecs-1": "source.ip", "piece-1": "srcip", "ecs-2": "destination.ip", "piece-2": "dstip", "severity_piece": "muc"}
    return {**told, "severity_table": "nang = high", "act": "try", **facts}


def test_saving_again_makes_a_version_and_the_same_makes_none(cast: Cast) -> None:
    first = saved(cast)
    assert saved(cast) == first
    second = saved(cast, fields={**BODY["fields"], "event.action": "msg"})
    assert (second.name, second.version) == (first.name, 2)
    first.refresh_from_db()
    assert "event.action" not in first.body["fields"]


def test_a_source_keeps_its_version_until_somebody_gives_it_another(cast: Cast) -> None:
    first = saved(cast)
    user = source(cast, format="mapped", mapping=first)
    second = saved(cast, claims={"contains": ["dev=fw2"]})
    user.refresh_from_db()
    assert user.mapping == first
    services.use_mapping(user, second, by=cast.coordinator, at=NOW)
    user.refresh_from_db()
    assert user.mapping == second


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"fields": {}}, "fields"),
        ({"fields": {"khong.co": "a"}}, "fields.khong.co"),
        ({"kind": "pattern", "pattern": "(?P<a>x"}, "pattern"),
        ({"kind": "pattern", "pattern": r"(?P<a>.)\1(?=x)"}, "pattern"),
        ({"severity": {"piece": "muc", "table": {"nang": "rất cao lắm"}}}, "severity.table.nang"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_at_its_place(cast: Cast, facts: Any, place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        saved(cast, **facts)
    assert place in refused.value.message_dict
    assert not SourceMapping.objects.exists()


def test_only_who_declares_sources_writes_mappings(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        services.save_mapping(BODY, sample="", by=cast.auditor, at=NOW)


def test_sample_lines_with_a_mark_of_secrecy_are_not_kept(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        services.save_mapping(BODY, sample="TUYỆT MẬT\n", by=cast.coordinator, at=NOW)
    assert "sample" in refused.value.message_dict
    assert not SourceMapping.objects.exists()


def test_a_mapping_is_tried_before_it_is_saved(client: Client, cast: Cast) -> None:
    page = url("mapping-new")
    assert_guarded(client, page, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    shown = client.post(page, sent(sample=f"{LINE}\nchi la chu\n{LINE.replace('192.0.2.7', 'khong-phai')}")).content.decode()
    for words in ("192.0.2.7", "203.0.113.9", "Là cảnh báo", "Mẫu không có chữ", "không phải một địa chỉ IP"):
        assert words in shown, words
    assert not SourceMapping.objects.exists(), "trying keeps nothing"
    answer = client.post(page, sent(act="save"))
    row = SourceMapping.objects.get()
    assert answer["Location"] == url("mapping", row.pk)
    assert row.body["fields"] == {"source.ip": "srcip", "destination.ip": "dstip"}


def test_faults_stand_beside_their_boxes(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)

    def wrong(**facts: str) -> Any:
        answer = client.post(url("mapping-new"), sent(**facts))
        assert answer.status_code == 422
        return answer.context["form"].errors

    assert "piece-2" in wrong(**{"ecs-2": "khong.co"})
    assert "pattern" in wrong(kind="pattern", pattern="(")
    assert "severity_table" in wrong(severity_table="nang = to")
    assert "time_zone" in wrong(time_pieces="luc", time_zone="Sao Hoa")
    assert "sample" in wrong(sample="")
    assert "constants" in wrong(constants="khong.co = x")


def test_the_pages_of_mappings(client: Client, cast: Cast) -> None:
    first = saved(cast)
    second = saved(cast, claims={"contains": ["dev=fw2"]})
    user = source(cast, format="mapped", mapping=first)
    for address in (url("mappings"), url("mapping", second.pk)):
        guarded = {
            "works": cast.coordinator,
            "read_only": cast.auditor,
            "stranger": cast.officer,
            "stranger_gets": 403,
            "wrong_method": "post",
        }
        assert_guarded(client, address, **guarded)
    assert "fortigate" in client.get(url("mappings")).content.decode()
    assert "tuong-lua-x" in client.get(f"{url('mapping-new')}?ban={first.pk}").context["form"]["name"].value()
    assert client.get(f"{url('mapping-new')}?tu=fortigate").context["form"]["piece-1"].value() == "srcip"
    use = url("mapping-use", second.pk, user.pk)
    assert_guarded(
        client,
        use,
        works=cast.coordinator,
        read_only=cast.auditor,
        stranger=cast.officer,
        stranger_gets=403,
        method="post",
        wrong_method="get",
    )
    user.refresh_from_db()
    assert user.mapping == second


def test_what_could_not_be_read_is_shown_with_its_reason_and_leads_to_a_mapping(client: Client, cast: Cast) -> None:
    sensor = source(cast, "Tường lửa lạ", organisation=cast.department)
    for number in range(3):
        told = {"source": sensor, "kind": "unparsed", "at": NOW, "arrived_at": NOW, "place": 0, "fault": "Không nhận ra dạng nào."}
        AlertEvent.objects.create(sequence=900 + number, line=f"<b>dong {'x' * number}", **told)
    page = url("unparsed")
    shown = assert_guarded(client, page, works=cast.auditor, read_only=cast.administrator, wrong_method="post").content.decode()
    for words in ("3 bản ghi không đọc được", "Tường lửa lạ", "Không nhận ra dạng nào."):
        assert words in shown, words
    assert "<b>dong" not in shown
    client.force_login(cast.stranger)
    assert "Tường lửa lạ" not in client.get(page).content.decode()
    client.force_login(cast.coordinator)
    assert "dong xx" in client.get(f"{url('mapping-new')}?nguon={sensor.pk}").context["form"]["sample"].value()
