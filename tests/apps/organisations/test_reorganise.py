from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cast import NOW, TODAY, Cast
from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.audit.models import Entry
from vonggac.apps.organisations import services
from vonggac.apps.organisations.models import Contact, Organisation
from vonggac.apps.organisations.queries import heirs_on, matching, valid_on

pytestmark = pytest.mark.django_db


def merge(cast: Cast, on: date = TODAY) -> Organisation:
    plan = {
        "endings": [cast.commune.pk, cast.other_commune.pk],
        "beginnings": [{"key": "a", "code": "x-moi", "name": "Xã Đức An", "kind": "commune", "parent": cast.province.pk}],
        "heirs": [{"before": cast.commune.pk, "after": "new:a"}, {"before": cast.other_commune.pk, "after": "new:a"}],
    }
    row = services.draft_reorganisation(
        what="merge", effective_on=on, basis="Nghị quyết số 1/NQ-TN", plan=plan, by=cast.coordinator, at=NOW
    )
    services.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    return Organisation.objects.get(code="x-moi")


def test_after_a_merge_the_old_bodies_end_the_day_before_and_the_heir_stands_for_both(cast: Cast) -> None:
    heir = merge(cast)
    old = Organisation.objects.get(pk=cast.commune.pk)
    assert old.valid_to == date(2026, 11, 22)
    assert not valid_on(TODAY).filter(pk=old.pk).exists()
    assert heirs_on([old.pk, cast.other_commune.pk], TODAY) == {old.pk: {"": {heir.pk}}, cast.other_commune.pk: {"": {heir.pk}}}
    assert heirs_on([old.pk], date(2026, 11, 22)) == {old.pk: {"": {old.pk}}}


def test_the_history_of_merged_bodies_stays_visible_to_the_heir(cast: Cast) -> None:
    from cast import person

    heir = merge(cast)
    officer = person("moi", "Lý Văn Mới", "officer", heir)
    assert set(organisations_reached(officer)) == {heir, cast.commune, cast.other_commune}


def test_contacts_follow_the_only_heir(cast: Cast) -> None:
    services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="000.000"), by=cast.coordinator, at=NOW)
    heir = merge(cast)
    assert Contact.objects.get().organisation == heir


def test_a_change_in_the_future_carries_on_its_day_and_not_before(cast: Cast) -> None:
    services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="000.000"), by=cast.coordinator, at=NOW)
    heir = merge(cast, on=date(2027, 1, 1))
    assert Contact.objects.get().organisation == cast.commune
    assert services.carry_due(NOW, date(2026, 12, 31)) == 0
    assert services.carry_due(NOW, date(2027, 1, 1)) == 1
    assert Contact.objects.get().organisation == heir
    assert services.carry_due(NOW, date(2027, 1, 1)) == 0


def test_on_a_split_each_thing_needs_a_named_heir_or_waits(cast: Cast) -> None:
    kept = services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="000.000"), by=cast.coordinator, at=NOW)
    waits = services.set_contact(Contact(organisation=cast.commune, role="Văn thư", phone="000.001"), by=cast.coordinator, at=NOW)
    plan = {
        "endings": [cast.commune.pk],
        "beginnings": [
            {"key": "a", "code": "a", "name": "Xã Đức A", "kind": "commune", "parent": cast.province.pk},
            {"key": "b", "code": "b", "name": "Xã Đức B", "kind": "commune", "parent": cast.province.pk},
        ],
        "heirs": [
            {"before": cast.commune.pk, "after": "new:a", "function": "phần phía bắc"},
            {"before": cast.commune.pk, "after": "new:b", "function": "phần phía nam"},
        ],
        "choices": {f"contact:{kept.pk}": "new:b"},
    }
    row = services.draft_reorganisation(what="split", effective_on=TODAY, basis="NQ 2", plan=plan, by=cast.coordinator, at=NOW)
    preview = dict(services.preview_reorganisation(row))["organisations.directory"]
    assert {thing for carried in preview for thing, _title in carried.open_choices} == {f"contact:{kept.pk}", f"contact:{waits.pk}"}
    services.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    kept.refresh_from_db()
    waits.refresh_from_db()
    assert kept.organisation.code == "b"
    assert waits.organisation == cast.commune


def test_a_rename_keeps_the_code_and_begins_a_new_period(cast: Cast) -> None:
    plan = {
        "endings": [cast.commune.pk],
        "beginnings": [{"key": "a", "code": cast.commune.code, "name": "Xã Đức Hòa Mới", "kind": "commune", "parent": cast.province.pk}],
        "heirs": [{"before": cast.commune.pk, "after": "new:a"}],
    }
    row = services.draft_reorganisation(what="rename", effective_on=TODAY, basis="NQ 3", plan=plan, by=cast.coordinator, at=NOW)
    services.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    assert [o.name for o in Organisation.objects.filter(code=cast.commune.code).order_by("valid_from")] != []
    assert valid_on(TODAY).get(code=cast.commune.code).name == "Xã Đức Hòa Mới"


def test_a_confirmed_change_cannot_be_confirmed_again_only_corrected_by_another(cast: Cast) -> None:
    merge(cast)
    row = services.reorganise.Reorganisation.objects.get()
    with pytest.raises(ValidationError, match="đính chính"):
        services.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)


def test_a_body_that_no_longer_exists_cannot_end_again(cast: Cast) -> None:
    merge(cast)
    with pytest.raises(ValidationError, match="không còn hoạt động"):
        services.draft_reorganisation(
            what="abolish", effective_on=date(2027, 1, 1), basis="NQ", plan={"endings": [cast.commune.pk]}, by=cast.coordinator, at=NOW
        )


def test_each_step_leaves_its_trace(cast: Cast) -> None:
    merge(cast)
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts == [
        "organisations.reorganisation.drafted",
        "organisations.reorganisation.confirmed",
        "accounts.posts.carried",
        "organisations.reorganisation.carried",
    ]


@pytest.mark.parametrize("typed", ["duc hoa", "Đức Hòa", "ĐỨC HOÀ", "hoa duc"])
def test_search_finds_a_name_however_it_is_typed(cast: Cast, typed: str) -> None:
    assert list(matching(Organisation.objects.all(), typed)) == [cast.commune]
