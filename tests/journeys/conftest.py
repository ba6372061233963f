"""Journeys walk in Debian's chromium, on this machine's own server, and load nothing from elsewhere."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from directory_peer import CLIENT, SECRET, Directory, standing_directory
from journeys.running import free_port, serving

# Playwright runs a loop of its own; Django would refuse the database inside it although only one thread uses it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PASSWORD = "Trinh-Dien-2026"  # noqa: S105  of the ready accounts, printed at every start of a demonstration
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("VONGGAC_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        pytest.skip("chromium is not installed: journeys are not walked")
    # Nobody looks at the window: without a simulated graphics card chromium spends its time on the pages.
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> Callable[[Any], None]:
    """Give the browser a session of that person, as after sign-in."""

    def enter(user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Directory, Path]]:
    """The province's directory of people behind TLS, and the certificate that vouches for it."""
    certificate = tmp_path_factory.mktemp("directory") / "danh-ba.pem"
    with standing_directory(certificate) as peer:
        yield peer, certificate


@pytest.fixture(scope="session")
def intake_address() -> str:
    """Where the demonstration takes alerts in."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which the demonstration was laid out once for all walkers; who needs one takes a copy."""
    own = tmp_path_factory.getbasetemp()
    house = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "furnished"
    house.mkdir(exist_ok=True)
    with (house / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (house / "done").exists():
            with serving(house):
                pass
            (house / "done").touch()
    return house


@pytest.fixture(scope="session")
def address(
    tmp_path_factory: pytest.TempPathFactory, directory: tuple[Directory, Path], intake_address: str, furnished: Path
) -> Iterator[str]:
    """Where the demonstration answers, with sign-in through the directory; one server for all journeys of a walker."""
    peer, certificate = directory
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(furnished / "data", house / "data")
    told = {
        "VONGGAC_INTAKE_HTTP": intake_address.removeprefix("http://"),
        "VONGGAC_OIDC_SERVER": peer.address,
        "VONGGAC_OIDC_CLIENT": CLIENT,
        "VONGGAC_OIDC_SECRET": SECRET,
    }
    with serving(house, **told, REQUESTS_CA_BUNDLE=str(certificate)) as address:
        yield address


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Who has signed in, and the state of their browser after it."""
    return {}


@pytest.fixture
def visit(browser: Browser, address: str, browser_context_args: dict[str, Any], sessions: dict[str, Any]) -> Iterator[Visit]:
    """Open a page as one of the ready people; each signs in once, by the form, as people do. The windows of a walk close with it."""
    opened: list[BrowserContext] = []

    def enter(who: str = "", **settings: Any) -> Page:
        if who and who not in sessions:
            door = browser.new_context(**browser_context_args, base_url=address)
            page = door.new_page()
            page.goto("/tai-khoan/dang-nhap/")
            page.locator("[name=login]").fill(who)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(lambda url: "dang-nhap" not in url)
            sessions[who] = door.storage_state()
            door.close()
        context = browser.new_context(**{**browser_context_args, "base_url": address, "storage_state": sessions.get(who), **settings})
        opened.append(context)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield enter
    for context in opened:
        context.close()
