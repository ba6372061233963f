"""What stays of a hunt: until its days are over, after a spill, under a new body."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cast import NOW, TODAY, Cast
from hunting_here import NOTHING, ROOT_CAME_IN, run_here
from hunts_cast import finding, hunt
from vonggac.apps.audit.models import Entry
from vonggac.apps.hunts.carrying import HuntCarrier
from vonggac.apps.hunts.models import Finding, FindingEvent, Hunt, KnownGood
from vonggac.apps.hunts.services.asking import ask_anew, cancel_hunt
from vonggac.apps.hunts.services.keeping import throw_away_old, wipe_desks, wipe_left_behind
from vonggac.apps.hunts.services.spilling import erase_hunt, erase_hunt_words, erase_hunts, hunt_words_with, hunts_with, wipe_hunts
from vonggac.apps.hunts.storing import Desk, file_of, folder_of, results_of
from vonggac.apps.organisations.ports import Change

pytestmark = pytest.mark.django_db

Asks = Callable[..., Hunt]
WORDS = "kế hoạch diễn tập tháng tám của tỉnh"


def test_after_their_days_files_and_results_go_and_findings_stay(asks: Asks, cast: Cast) -> None:
    done, waits = run_here(asks({"a.log": ROOT_CAME_IN})), asks({"b.log": NOTHING})
    assert results_of(done.pk).exists()
    last = NOW + timedelta(days=90)
    assert throw_away_old(at=last).hunts == 0
    gone = throw_away_old(at=last + timedelta(days=1))
    assert (gone.hunts, gone.files) == (1, 1)
    done.refresh_from_db()
    assert done.thrown_at is not None
    assert not folder_of(done.pk).exists()
    assert folder_of(waits.pk).exists(), "a hunt that waits keeps its files"
    assert Finding.objects.filter(hunt=done).exists()
    assert done.files.get().name == "a.log"
    assert throw_away_old(at=last + timedelta(days=1)).hunts == 0
    cancel_hunt(waits, by=cast.officer, at=NOW)
    assert throw_away_old(at=last + timedelta(days=1)).hunts == 1


def test_what_an_act_left_behind_when_it_was_cut_off_goes_after_a_day(asks: Asks) -> None:
    stands = asks({"a.log": NOTHING})
    forgotten, nobody = Desk().folder, folder_of(stands.pk + 5)
    nobody.mkdir()
    assert (wipe_desks(), wipe_left_behind()) == (0, 0), "somebody may be writing there just now"
    later = folder_of(stands.pk).stat().st_mtime + 90_000
    assert (wipe_desks(later), wipe_left_behind(later)) == (1, 1)
    assert not forgotten.exists()
    assert not nobody.exists()
    assert folder_of(stands.pk).exists()


# --- secrets ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        f'{{"message": "{WORDS}"}}\n'.encode(),
        json.dumps({"message": WORDS}).encode(),
        b"\0" * 5_000 + WORDS.encode("utf-16-le"),
        b"x" * (4 * 1024 * 1024 - 9) + WORDS.encode(),
    ],
    ids=["utf-8", "escaped", "utf-16", "over the edge of a piece"],
)
def test_a_hunt_in_whose_files_spilled_words_lie_loses_all_of_them(asks: Asks, content: bytes) -> None:
    touched, other = asks({"a.log": content}), asks({"b.log": NOTHING})
    finding(touched).events.create(source="a.log", record=1, fields={"message": "x"})
    assert hunts_with([WORDS]) == [touched.pk]
    assert hunts_with([], [other.files.get().sha256]) == [other.pk]
    assert hunts_with([], []) == []
    erase_hunts([touched.pk], at=NOW)
    wipe_hunts([touched.pk])
    touched.refresh_from_db()
    assert (touched.state, touched.thrown_at, touched.files.get().name) == ("cancelled", NOW, "—")
    assert not folder_of(touched.pk).exists()
    assert not FindingEvent.objects.filter(finding__hunt=touched).exists()
    assert hunts_with([WORDS]) == []
    assert folder_of(other.pk).exists()


def test_spilled_words_in_rows_are_blanked_and_everything_else_stays(cast: Cast) -> None:
    row = hunt(cast.department, note=f"Theo {WORDS.upper()}", coverage={"bad": [{"seen": WORDS, "line": 4}]})
    found = finding(row, title="Quy tắc", because=WORDS, count=7)
    found.events.create(source="a.log", record=1, fields={"message": WORDS, "port": 443})
    erase_hunt_words(hunt_words_with([WORDS]), [WORDS])
    row.refresh_from_db()
    found.refresh_from_db()
    assert (row.note, row.coverage) == ("—", {"bad": [{"seen": "—", "line": 4}]})
    assert (found.because, found.title, found.count) == ("—", "Quy tắc", 7)
    assert found.events.get().fields == {"message": "—", "port": 443}
    assert hunt_words_with([WORDS]) == []


def test_a_person_who_found_a_secret_in_a_hunt_erases_it_and_the_log_keeps_no_word(asks: Asks, cast: Cast) -> None:
    row = asks({"a.log": NOTHING})
    with pytest.raises(PermissionDenied):
        erase_hunt(row, what=WORDS, by=cast.officer, at=NOW)
    assert erase_hunt(row, what=WORDS, by=cast.coordinator, at=NOW) == 1
    line = Entry.objects.get(act="hunts.erased")
    assert WORDS not in json.dumps(line.detail, ensure_ascii=False)


def test_hunts_through_the_same_files_lose_them_together(asks: Asks, cast: Cast) -> None:
    old = asks({"a.log": NOTHING})
    new = ask_anew(old, packs=[], with_indicators=True, by=cast.officer, at=NOW)
    other = asks({"b.log": NOTHING + b"\n"})
    file = file_of(new.pk, new.files.get().sha256)
    with file.open("rb") as still_open:
        erase_hunt(old, what=WORDS, by=cast.coordinator, at=NOW)
        assert still_open.read() == b"\0" * len(NOTHING)
    assert set(Hunt.objects.filter(thrown_at=None)) == {other}
    assert Entry.objects.filter(act="hunts.erased").count() == 2


# --- reorganisation -----------------------------------------------------------------------------------------------------------------------


def test_the_heir_takes_over_what_is_left_to_do_and_what_is_known_good(cast: Cast) -> None:
    over, left = hunt(cast.commune), hunt(cast.commune)
    finding(over, verdict="false", reason="x")
    finding(left)
    good = {"rule_id": "a", "rule_title": "a", "because": "x", "made_by": cast.officer, "made_at": NOW, "starts_at": NOW}
    known = KnownGood.objects.create(organisation=cast.commune, expires_at=NOW + timedelta(days=3), **good)
    change = Change(body_id=cast.commune.pk, heirs={"": cast.other_commune.pk}, on=TODAY)
    assert HuntCarrier().preview([change])[0].count == 1
    assert HuntCarrier().carry([change], {}, by=cast.coordinator, at=NOW) == 1
    for row in (over, left, known):
        row.refresh_from_db()
    assert (over.organisation, left.organisation, known.organisation) == (cast.commune, cast.other_commune, cast.other_commune)
    assert left.findings.get().organisation == cast.other_commune


def test_a_body_with_two_heirs_is_one_question(cast: Cast) -> None:
    row = hunt(cast.commune, state="waiting", ended_at=None)
    change = Change(body_id=cast.commune.pk, heirs={"a": cast.other_commune.pk, "b": cast.department.pk}, on=TODAY)
    (key, title), *_rest = HuntCarrier().preview([change])[0].open_choices
    assert title == "1 lượt săn lùng của Xã Đức Hòa"
    assert HuntCarrier().carry([change], {key: cast.department.pk}, by=cast.coordinator, at=NOW) == 1
    row.refresh_from_db()
    assert row.organisation == cast.department
