"""Signing in without a password: by a passkey of the browser, and through the province's directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from directory_peer import Directory
from journeys.conftest import PASSWORD

pytestmark = pytest.mark.journey

AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A key inside the machine that knows its person, as a fingerprint reader does."""


@pytest.fixture
def door(browser: Browser, browser_context_args: dict[str, Any], address: str) -> Iterator[Page]:
    """A browser that nobody has signed in with; a passkey wants a host name, an address in figures will not do."""
    at = address.replace("127.0.0.1", "localhost")
    context = browser.new_context(**browser_context_args, base_url=at, ignore_https_errors=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_person_registers_a_passkey_signs_in_with_it_alone_and_takes_it_away(door: Page) -> None:
    machine = door.context.new_cdp_session(door)
    machine.send("WebAuthn.enable")
    key = machine.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    door.goto("/tai-khoan/dang-nhap/")
    door.locator("[name=login]").fill("ungcuu")
    password = door.get_by_label("Mật khẩu")
    password.fill(PASSWORD)
    door.get_by_role("button", name="Hiện", exact=True).click()
    expect(password).to_have_attribute("type", "text")
    door.get_by_role("button", name="Đăng nhập", exact=True).click()
    door.wait_for_url("**/viec/")
    door.goto("/tai-khoan/hai-lop/khoa/them/")
    door.get_by_role("button", name="Đăng ký khóa trên máy này").click()
    door.wait_for_url("**/hai-lop/ma-khoi-phuc/")
    kept = machine.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [one["isResidentCredential"] for one in kept] == [True], "one key, and one that names its person"

    door.context.clear_cookies()
    door.goto("/tai-khoan/dang-nhap/")
    door.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    door.wait_for_url("**/viec/")
    door.goto("/tai-khoan/hai-lop/khoa/")
    expect(door.locator("h1")).to_have_text("1 khóa truy cập đã đăng ký")
    door.get_by_role("link", name="Gỡ khóa").click()
    door.get_by_role("button", name="Gỡ khóa").click()
    door.goto("/tai-khoan/hai-lop/khoa/")
    expect(door.locator("h1")).to_have_text("0 khóa truy cập đã đăng ký")

    door.context.clear_cookies()
    door.goto("/tai-khoan/dang-nhap/")
    with door.expect_navigation():
        door.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    door.goto("/viec/")
    door.wait_for_url("**/tai-khoan/dang-nhap/**")


def test_a_machine_without_a_key_is_told_so_in_words(door: Page) -> None:
    machine = door.context.new_cdp_session(door)
    machine.send("WebAuthn.enable")
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": False}})
    door.goto("/tai-khoan/dang-nhap/")
    door.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(door.get_by_role("alert")).to_contain_text("không mở được khóa truy cập")


def test_the_directory_signs_in_who_has_an_account_and_nobody_else(door: Page, directory: tuple[Directory, Path]) -> None:
    for person, inside in (("82", False), ("81", True)):
        door.goto("/tai-khoan/dang-nhap/")
        door.get_by_role("button", name="Đăng nhập bằng Tài khoản của tỉnh").click()
        door.wait_for_url(f"{directory[0].address}/authorize?**")
        door.get_by_role("button", name=person).click()
        if inside:
            door.wait_for_url(lambda url: "tai-khoan" not in url and "authorize" not in url)
            expect(door.locator("#rail, .rail").first).to_be_visible()
        else:
            expect(door.locator("h1")).to_have_text("Chưa có tài khoản")
