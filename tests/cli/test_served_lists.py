"""A big list is brought to a house that really serves: the page answers at once, the worker beside it reads the file and matches it."""

from __future__ import annotations

import io
import re
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from uuid import uuid4

import pytest
from openpyxl import Workbook

from cli.test_serve import answers, free_port
from installation import Installation, wait_for

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux"),
]
FIELD = """
from threats_cast import Field
from django.test import Client
field, client = Field.lay_out(), Client()
from allauth.mfa.models import Authenticator
Authenticator.objects.create(user=field.cast.coordinator, type=Authenticator.Type.TOTP, data={"secret": "-"})
client.force_login(field.cast.coordinator)
[cookie] = client.cookies.values()
print(f"{cookie.key}={cookie.value}")
"""
ROWS = 15_000


def annex() -> bytes:
    """Fifteen thousand rows of an annex, one of them of the department's portal."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Phụ lục")
    sheet.append(["STT", "Địa chỉ IP", "Cổng", "Thời gian phát hiện", "Loại mã độc"])
    for number in range(1, ROWS):
        sheet.append([number, f"8.{number % 200}.{number // 250}.{number % 250}", 1024 + number, "20/11/2026 08:15:00", "Conficker"])
    sheet.append([ROWS, "14.160.10.3", 52110, "20/11/2026 08:15:00", "Mirai"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class Reader:
    """A browser without pictures: keeps cookies, posts forms with the token of their page."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.cookies = dict([cookie.split("=", 1)])

    def ask(self, path: str, *, body: bytes = b"", kind: str = "") -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        told |= {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.port}"} if body else {}
        connection.request("POST" if body else "GET", path, body or None, told)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        connection.close()
        return answer, text

    def fill(self, path: str, given: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """Send the form of a page with what stands in it already; return where it leads."""
        answer, page = self.ask(path)
        assert answer.status == 200, (answer.status, answer.headers["Location"])
        form = page[page.rindex("<form", 0, page.index("csrfmiddlewaretoken", page.index("<main"))) :]
        form = form[: form.index("</form>")]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None
        chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', form, re.DOTALL)
        checked = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)"[^>]* checked', form)
        border = uuid4().hex
        body = b""
        for name, value in {**dict(chosen), **dict(checked), **given, "csrfmiddlewaretoken": token[1]}.items():
            body += f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        if file is not None:
            head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
            body += head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + file[1] + b"\r\n"
        answer, told = self.ask(path, body=body + f"--{border}--\r\n".encode(), kind=f"multipart/form-data; boundary={border}")
        assert answer.status == 302, re.findall(r'class="err"[^>]*>(.*?)</span>\s*[^<]*', told) or told[-2000:]
        return answer.headers["Location"]


def test_the_worker_of_a_served_house_reads_and_matches_a_big_annex(house: Installation) -> None:
    cookie, port = house.python(FIELD), free_port()
    house.start("serve", "--port", str(port), "--data", str(house.data))
    wait_for(lambda: answers(port) >= 200, "pages are served", 60)
    reader = Reader(port, cookie)
    given = {"source": "Cục A05", "list_day": "20/11/2026", "handling": "tlp:amber", "holds_no_secret": "on"}
    leads = reader.fill("/nguy-co/danh-sach/nhan/", given, ("phu-luc.xlsx", annex()))
    columns = leads.removesuffix("/")
    page = columns.removesuffix("cot")
    wait_for(lambda: "Kiểm tra các cột" in reader.ask(page)[1], "the worker reads the columns", 60)
    reader.fill(f"{columns}/", {})
    wait_for(lambda: "Xem những ca sẽ mở" in reader.ask(page)[1], "the worker matches the list", 60)
    assert f"1 trong {ROWS:,} dòng".replace(",", ".") in reader.ask(page)[1]
