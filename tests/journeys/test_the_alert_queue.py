"""Alerts come in over HTTP at the running house; an analyst works by keyboard, a provider on a phone without script, each sees theirs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings, assert_no_sideways_scroll

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
PORTAL, DOCUMENTS, LICENCES = "10.77.1.5", "10.77.2.5", "10.77.5.5"
"""In the demonstration: the portal (level 3) and documents (level 3) are Viettel's to serve, the budget (level 2) is nobody's."""
PATIENCE = 30


def eve(target: str, signature: str, number: int, severity: int = 1) -> str:
    """Return one alert as Suricata writes it."""
    told = {"signature_id": number, "signature": signature, "category": "A Network Trojan was detected", "severity": severity}
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    return json.dumps(
        {"timestamp": at, "event_type": "alert", "src_ip": "8.8.4.4", "dest_ip": target, "dest_port": 443, "proto": "TCP", "alert": told}
    )


def look(page: Page, name: str) -> None:
    """No serious finding, wide and narrow; keep a picture where VONGGAC_PICTURES asks for them."""
    assert_no_serious_findings(page)
    if folder := os.environ.get("VONGGAC_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def declared(page: Page) -> str:
    """Declare a sensor and return the key it sends with, as the page shows it once."""
    page.goto("/canh-bao/nguon/khai/")
    page.locator("[name=name]").fill("SOC của chuyến đi")
    page.locator("[name=code]").fill("soc-chuyen-di")
    page.locator("[name=organisation]").fill("pa05")
    page.locator("[name=way][value=http]").check()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    page.goto(f"{page.url}cap-khoa/")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    shown = page.locator("[data-copy]").first.get_attribute("data-copy")
    assert shown
    return shown


def send(intake: str, key: str, *lines: str) -> dict[str, Any]:
    """Send a batch to the intake, which answers when it lies on disk."""
    head = {"Authorization": f"Bearer {key}", "Idempotency-Key": "chuyen-di-1", "Content-Type": "application/x-ndjson"}
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(Request(f"{intake}/v1/alerts", "\n".join(lines).encode(), head), timeout=10) as answer:  # noqa: S310
                assert answer.status == 202
                return dict(json.load(answer))
        except OSError:
            # The key was made a moment ago; the intake learns of it within a second.
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def wait_for(page: Page, title: str) -> None:
    """Ask the queue anew until the alert stands in it."""
    until = time.monotonic() + PATIENCE
    while not page.get_by_text(title).count():
        assert time.monotonic() < until, f"{title} did not come into the queue"
        page.wait_for_timeout(300)
        page.goto(page.url)


def works_on_a_phone(visit: Visit) -> None:
    """A provider sees only its systems, at 320 px, and closes one without any script."""
    phone = visit("nhamang", viewport={"width": 320, "height": 700}, java_script_enabled=False)
    phone.goto("/canh-bao/?state=all&q=CHUYENDI")
    text = phone.locator("main").inner_text()
    assert "CHUYENDI portal" in text
    assert "CHUYENDI budget" not in text
    phone.goto("/canh-bao/?state=handling&q=CHUYENDI")
    number = phone.locator("#chosen").get_attribute("data-alert")
    phone.goto(f"/canh-bao/{number}/xu-ly/")
    phone.locator("[name=words]").fill("Đã chặn địa chỉ ở tường lửa")
    with phone.expect_navigation():
        phone.locator("main form button[type=submit]").last.click()
    assert "Đã chặn địa chỉ ở tường lửa" in phone.content()
    scripted = visit("nhamang", viewport={"width": 320, "height": 700})
    scripted.goto("/canh-bao/?state=all&q=CHUYENDI")
    assert_no_sideways_scroll(scripted)
    look(scripted, "queue-of-a-provider")


def test_alerts_come_in_and_are_worked_by_keyboard(visit: Visit, intake_address: str) -> None:
    page = visit("dieuphoi")
    received = send(
        intake_address,
        declared(page),
        eve(LICENCES, "CHUYENDI budget server", 9000003),
        eve(PORTAL, "CHUYENDI portal", 9000001),
        eve(DOCUMENTS, "CHUYENDI documents", 9000002),
        "khong phai canh bao {",
    )
    assert received["received"] == 4
    page.goto("/canh-bao/?q=CHUYENDI")
    wait_for(page, "CHUYENDI budget server")
    rows = page.locator("table.queue tbody tr")
    expect(rows).to_have_count(3)
    assert "budget" in rows.nth(2).inner_text(), "level 2 comes after level 3, though it was sent first"
    assert page.title().startswith("(3) ")
    look(page, "queue")

    # By keyboard: down to the second row, whose pane follows; the key acts on what is pointed at.
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = rows.nth(1).locator("a.row-link")
    expect(second).to_be_focused()
    number = second.get_attribute("data-alert")
    expect(page.locator(f"#chosen[data-alert='{number}']")).to_be_visible()
    page.keyboard.press("x")
    expect(rows.nth(1).locator("input[type=checkbox]")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("s")
    look(page, "verdict")
    expect(page.locator("[name=reason]")).to_be_focused()
    page.keyboard.type("Quét, kiểm thử đã được phép")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=CHUYENDI" in page.url
    expect(rows).to_have_count(2)

    # One key says true; v gives it out.
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("v")
    look(page, "give")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    expect(rows).to_have_count(1)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("d")
    expect(page.locator("table.queue")).to_have_count(0)
    page.goto("/canh-bao/?q=CHUYENDI&state=handling")
    expect(rows).to_have_count(2)

    # The pane shows the row already: Enter opens its own page.
    page.keyboard.press("j")
    number = rows.nth(0).locator("a.row-link").get_attribute("data-alert")
    expect(page.locator(f"#chosen[data-alert='{number}']")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/canh-bao/{number}/")
    look(page, "alert")
    assert "source.ip" in page.content()
    works_on_a_phone(visit)
