"""What is agreed to is what was shown: for that person, at that address, unchanged, and not for long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import RequestFactory

from vonggac.apps.face.confirm import FIELD, SALT, Line, Shown, agreed, digest_of

SHOWN = Shown(title="Kiểm tra lại", happens=[Line("Giao việc", "644 nhiệm vụ")], button="Giao 644 nhiệm vụ", back="/van-ban/1")


class Person(AnonymousUser):
    def __init__(self, pk: int) -> None:
        self.pk = pk


def post(kept: object, *, pk: int = 7, path: str = "/van-ban/1/giao") -> object:
    request = RequestFactory().post(path, {FIELD: signing.dumps(kept, salt=SALT)})
    request.user = Person(pk)
    return request


AGREED = [digest_of(SHOWN), 7, "/van-ban/1/giao"]


def test_the_act_happens_when_what_was_shown_still_holds() -> None:
    assert agreed(post(AGREED), SHOWN)


@pytest.mark.parametrize(
    "now",
    [
        replace(SHOWN, happens=[Line("Giao việc", "645 nhiệm vụ")]),
        replace(SHOWN, stays=[Line("Không gửi", "UBND huyện")]),
        replace(SHOWN, beneath=[1, 2, 3]),
    ],
)
def test_anything_that_changed_since_is_noticed(now: Shown) -> None:
    assert not agreed(post(AGREED), now)


def test_the_agreement_of_another_person_or_page_does_not_count() -> None:
    assert not agreed(post(AGREED, pk=8), SHOWN)
    assert not agreed(post(AGREED, path="/van-ban/2/giao"), SHOWN)


def test_a_forged_agreement_does_not_count() -> None:
    request = RequestFactory().post("/van-ban/1/giao", {FIELD: digest_of(SHOWN)})
    request.user = Person(7)
    assert not agreed(request, SHOWN)


def test_an_agreement_does_not_last_beyond_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    request = post(AGREED)
    import time

    later = time.time() + 31 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert not agreed(request, SHOWN)
