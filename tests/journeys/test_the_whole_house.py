"""Every page that each role finds in the rail, one level deeper too: accessible and without sideways scrolling, wide and narrow."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]
ROLES = ("dieuphoi", "canbo", "xa", "nhamang", "ungcuu", "lanhdao", "kiemtra", "quantri")
SEED = os.environ.get("VONGGAC_LONG_TENTH", "")
"""Given, an eighth of the pages is looked at, others every day; the seed picks them."""
MOST = 3 if SEED else 24
"""Pages a role; the same kind of page (its address without numbers) is looked at once."""
FILES = re.compile(r"\.(docx|pdf|xlsx|csv|zip|ics)$|/tai-ve/|/tep/|/minh-chung/|dang-xuat|/static/|/mau")


def kind_of(address: str) -> str:
    """Return the address without its numbers and its query: pages of one kind look alike."""
    return re.sub(r"\d+", "0", urlsplit(address).path)


def links(page: Page, where: str) -> list[str]:
    """Return the pages of this house that a part of the page leads to, in their order."""
    found = page.locator(f"{where} a[href^='/']").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    return [one for one in dict.fromkeys(found) if not FILES.search(one)]


seen: dict[str, str] = {}
"""Kind of page → who looked at it first; another role looks again only at what stands in its own rail."""


@pytest.mark.parametrize("who", ROLES)
def test_every_page_a_role_can_reach_is_fit_to_be_seen(visit: Visit, who: str) -> None:
    page = visit(who)
    page.goto("/")
    rail = links(page, "#nav")
    assert rail
    waiting, looked, chance = list(rail), set[str](), random.Random(f"{SEED} {who}")
    while waiting:
        if SEED:
            chance.shuffle(waiting)
        address = waiting.pop(0)
        kind = kind_of(address)
        deeper = address not in rail
        if kind in looked or len(looked) >= MOST or (deeper and kind in seen):
            continue
        looked.add(kind)
        seen.setdefault(kind, who)
        answer = page.goto(address)
        if answer is None or answer.status != 200 or "text/html" not in (answer.header_value("content-type") or ""):
            assert answer is None or answer.status < 500, address
            continue
        assert_no_serious_findings(page)
        if not deeper:
            waiting += links(page, "main")


def test_a_letter_marked_secret_is_stopped_and_leaves_nothing(visit: Visit) -> None:
    page = visit("dieuphoi")
    page.goto("/van-ban/nhap/")
    secret = "MẬT\n\nSố: 99/CAT-PA05\n\nV/v việc giả định để thử dấu mật\n\nKính gửi: Các sở, ban, ngành.\n\n1. Không làm gì.\n"
    page.locator("#id_file").set_input_files({"name": "cong-van.txt", "mimeType": "text/plain", "buffer": secret.encode()})
    page.locator("#id_declared").check()
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.locator("main")).to_contain_text("dấu chỉ độ mật")
    assert_no_serious_findings(page)
    page.goto("/van-ban/")
    expect(page.locator("main")).not_to_contain_text("thử dấu mật")
