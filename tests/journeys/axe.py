"""The accessibility check of every journey: axe-core in the page, WCAG 2.0 to 2.2 A and AA with best practice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
SERIOUS = {"serious", "critical"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)


def findings(page: Page) -> list[dict[str, Any]]:
    """Run axe in the page as it stands; evaluated from outside, so the page's own content policy stays as strict as it is."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN, TAGS))


_RUN = """async (tags) => {
  const kept = [...document.querySelectorAll("main *")].filter((one) => getComputedStyle(one).position === "sticky");
  kept.forEach((one) => one.style.setProperty("position", "static"));
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false});
  kept.forEach((one) => one.style.removeProperty("position"));
  return found.violations;
}"""
"""What passed is thousands of elements on a long page; only what did not is carried over. A bar that stays at hand covers whatever
happens to lie under it until the page is moved, which says nothing of that thing's size: it is looked at in its place."""


def told(finding: dict[str, Any]) -> str:
    """Return a finding as one line a person can act on."""
    places = "; ".join(f"{' '.join(map(str, node['target']))} {node['html'][:160]}" for node in finding["nodes"][:5])
    return f"[{finding['impact']}] {finding['id']}: {finding['help']} ({len(finding['nodes'])}): {places}"


def assert_no_serious_findings(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> None:
    """Fail with every serious finding at each width, and when the page scrolls sideways at the narrowest."""
    size = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        serious = [told(finding) for finding in findings(page) if finding["impact"] in SERIOUS]
        assert not serious, f"{page.url} at {width} px:\n" + "\n".join(serious)
        assert_no_sideways_scroll(page)
    if size:
        page.set_viewport_size(size)


def assert_no_sideways_scroll(page: Page) -> None:
    """Fail when the page itself is wider than the window (WCAG 1.4.10)."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= window, f"{page.url}: {wide} px of content in a window of {window} px: {page.evaluate(_TOO_WIDE)}"


_TOO_WIDE = """() => [...document.querySelectorAll("main *")].filter((e) => {
  for (let box = e.parentElement; box; box = box.parentElement) if (getComputedStyle(box).overflowX !== "visible") return false;
  return e.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).slice(0, 5).map((e) => `${e.tagName}.${e.getAttribute("class")} ${e.textContent.trim().slice(0, 40)}`)"""
