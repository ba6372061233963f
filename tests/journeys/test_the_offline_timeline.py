"""The page of a hunt, opened from a disk without a network: events first, filters, the map of techniques, keys, print."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings, assert_no_sideways_scroll
from vonggac.engines.hunt import Detection, Heading, Sighted
from vonggac.sources.hunting.outputs import About, output

pytestmark = pytest.mark.journey


def _detections() -> list[Detection]:
    found = []
    for number, (level, technique) in enumerate([("critical", "t1003.001"), ("high", "t1059.001"), ("low", "t1059.005")], start=1):
        heading = Heading(f"r{number}", f"Quy tắc {number}", level, author="Nhóm mẫu", tags=("attack.execution", f"attack.{technique}"))
        fields = {"CommandLine": f"lệnh số {number} <b>", "User": "an"}
        found += [Detection(heading, Sighted("a.evtx", number, f"2026-03-0{number}T01:00:00Z", f"may-{number}", fields))] * number
    return found


def test_a_responder_finds_the_events_that_matter_without_a_network(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "ket-qua.html"
    path.write_bytes(b"".join(output("timeline-html")(_detections(), About(datetime(2026, 3, 5, tzinfo=UTC), rules=3))))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    told, shown = page.get_by_role("status"), page.locator("ol.events > li:visible")
    expect(told).to_have_text("Đang hiện 6 trong 6 kết quả.")
    assert_no_serious_findings(page)

    page.get_by_label("Thấp (3)").uncheck()
    expect(told).to_have_text("Đang hiện 3 trong 6 kết quả.")
    page.get_by_text("Bản đồ nhiệt").click()
    page.get_by_role("button", name="T1003.001: 1").click()
    expect(shown).to_have_count(1)
    expect(page.get_by_role("button", name="T1003.001: 1")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Bỏ lọc").click()
    expect(shown).to_have_count(6)
    page.get_by_label("Kỹ thuật").select_option("T1059")
    expect(shown).to_have_count(5)
    page.get_by_role("button", name="Bỏ lọc").click()
    page.get_by_label("Từ lúc").fill("2026-03-02T08:00")
    expect(shown).to_have_count(5)
    page.get_by_label("Có chữ").fill("số 2 <b>")
    expect(shown).to_have_count(2)

    shown.first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="lệnh số 2 <b>").first).to_be_visible()
    expect(shown.first.get_by_text("Nhóm mẫu")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert_no_sideways_scroll(page)
    assert [url for url in asked if not url.startswith("file:")] == []
