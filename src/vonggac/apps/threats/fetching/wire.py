"""One HTTP(S) question at a time to one host: bounded in size, time and redirects, never led to another host.

The standard library's client, because every limit here has to be ours: addresses are looked up once and that very address is spoken to,
so that a name cannot point elsewhere between the check and the connection.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
_AGENT = "VongGac"
_MOVED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


class WireTrouble(Exception):  # noqa: N818  reads as what it is
    """An address that did not give what was asked: why and what to do, in Vietnamese."""

    def __init__(self, why: str, *, status: int = 0) -> None:
        super().__init__(why)
        self.why, self.status = why, status


@dataclass(frozen=True, slots=True)
class WireLimits:
    """Ceilings of one fetch."""

    answer: int = 256 * MEGABYTE
    """Bytes of one answer."""
    whole: int = 512 * MEGABYTE
    """Bytes of all answers of a fetch."""
    silence: float = 30.0
    """Seconds without a byte."""
    seconds: float = 600.0
    """Seconds of the whole fetch."""
    questions: int = 2_000
    redirects: int = 3
    in_memory: int = 4 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body lies in memory or, when it is long, in a nameless file."""

    status: int
    headers: Mapping[str, str]
    body: IO[bytes]

    def bytes(self) -> bytes:
        """Return the whole body."""
        self.body.seek(0)
        return self.body.read()


class _Plain(http.client.HTTPConnection):
    """A connection to the very address that was checked."""

    spoken_to = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.spoken_to, self.port), self.timeout)


class _Sealed(http.client.HTTPSConnection):
    """The same over TLS, with the certificate of the name."""

    spoken_to = ""

    def connect(self) -> None:
        raw = socket.create_connection((self.spoken_to, self.port), self.timeout)
        self.sock = self._context.wrap_socket(raw, server_hostname=self.host)  # type: ignore[attr-defined]


class Wire:
    """Questions to one host during one fetch."""

    def __init__(self, url: str, *, secret: tuple[str, str] | None = None, local: bool = False, limits: WireLimits | None = None) -> None:
        self.home = _parts(url)
        self.limits = limits or WireLimits()
        self._secret, self._local = secret, local
        self._until = time.monotonic() + self.limits.seconds
        self._spent = self._asked = 0
        if secret and self.home.scheme != "https" and not local:
            raise WireTrouble(_("Địa chỉ có đăng nhập phải là https. Đổi địa chỉ, hoặc bỏ tệp đăng nhập."))

    def ask(self, url: str, *, accept: str = "*/*", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask and follow redirects within the host; `WireTrouble` for everything but 200 and 304."""
        parts = self._ours(url)
        for _step in range(self.limits.redirects + 1):
            answer = self._once(parts, accept, headers or {})
            if answer.status not in _MOVED:
                return _good(answer)
            parts = self._ours(urljoin(parts.geturl(), answer.headers.get("location", "")), before=parts)
        raise WireTrouble(_("Máy chủ chuyển hướng quá %(most)s lần. Ghi thẳng địa chỉ cuối.") % {"most": self.limits.redirects})

    def _ours(self, url: str, before: SplitResult | None = None) -> SplitResult:
        parts = _parts(url)
        same_host = parts.hostname == self.home.hostname
        sealed_up = before is not None and before.scheme == "http" and parts.scheme == "https"
        same_door = (parts.scheme, _port(parts)) == (self.home.scheme, _port(self.home))
        if not same_host or not (same_door or (sealed_up and _port(parts) == _PORTS["https"])):
            told = _("Máy chủ dẫn sang nơi khác (%(host)s) nên đã dừng. Ghi thẳng địa chỉ ấy nếu đúng là nơi cho tin.")
            raise WireTrouble(told % {"host": parts.netloc[:100]})
        return parts

    def _once(self, parts: SplitResult, accept: str, headers: Mapping[str, str]) -> Answer:
        self._asked += 1
        if self._asked > self.limits.questions:
            raise WireTrouble(_("Nguồn tin đòi hơn %(most)s lần hỏi trong một lần lấy.") % {"most": self.limits.questions})
        connection = self._connection(parts)
        told = {"User-Agent": _AGENT, "Accept": accept, "Accept-Encoding": "identity", "Connection": "close", **headers}
        if self._secret:
            told[self._secret[0]] = self._secret[1]
        try:
            connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=told)
            answer = connection.getresponse()
            kept = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, kept, self._body(answer, kept))
        except TimeoutError:
            raise WireTrouble(_("Máy chủ im lặng quá %(most)s giây.") % {"most": int(self.limits.silence)}) from None
        except ssl.SSLCertVerificationError:
            raise WireTrouble(_("Chứng thư TLS của máy chủ không đáng tin hoặc không đúng tên. Hỏi nơi cho tin.")) from None
        except (OSError, http.client.HTTPException):
            raise WireTrouble(_("Không nối được tới máy chủ, hoặc đường truyền bị cắt. Kiểm tra địa chỉ và mạng.")) from None
        finally:
            connection.close()

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        spoken_to = self._address(parts)
        timeout = min(self.limits.silence, max(self._until - time.monotonic(), 0.1))
        made: _Plain | _Sealed
        if parts.scheme == "https":
            made = _Sealed(parts.hostname or "", _port(parts), timeout=timeout, context=ssl.create_default_context())
        else:
            made = _Plain(parts.hostname or "", _port(parts), timeout=timeout)
        made.spoken_to = spoken_to
        return made

    def _address(self, parts: SplitResult) -> str:
        """Look the name up; a machine's own and link addresses are not asked, they hold other services than feeds."""
        try:
            found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise WireTrouble(_("Không tìm thấy máy chủ %(host)s. Kiểm tra tên trong địa chỉ.") % {"host": parts.hostname}) from None
        address = str(found[0][4][0]).partition("%")[0]
        seen = ipaddress.ip_address(address)
        seen = getattr(seen, "ipv4_mapped", None) or seen
        if not self._local and (seen.is_loopback or seen.is_link_local or seen.is_unspecified or seen.is_multicast):
            raise WireTrouble(_("Địa chỉ trỏ về chính máy này hoặc mạng tự đặt; không lấy tin ở đó."))
        return address

    def _body(self, answer: http.client.HTTPResponse, headers: Mapping[str, str]) -> IO[bytes]:
        if headers.get("content-encoding", "identity").lower() not in {"identity", ""}:
            raise WireTrouble(_("Máy chủ trả nội dung nén dù được yêu cầu không nén. Hỏi nơi cho tin."))
        body: Any = SpooledTemporaryFile(max_size=self.limits.in_memory)  # noqa: SIM115  whoever reads it lets it go
        size = 0
        while piece := answer.read1(64 * 1024):
            size += len(piece)
            self._spent += len(piece)
            if size > self.limits.answer or self._spent > self.limits.whole:
                most = (self.limits.answer if size > self.limits.answer else self.limits.whole) // MEGABYTE
                raise WireTrouble(_("Câu trả lời lớn hơn %(most)s MB nên đã dừng.") % {"most": most})
            if time.monotonic() > self._until:
                raise WireTrouble(_("Lấy tin quá %(most)s giây nên đã dừng.") % {"most": int(self.limits.seconds)})
            body.write(piece)
        if answer.length:
            raise WireTrouble(_("Câu trả lời bị cắt giữa chừng. Sẽ lấy lại."))
        body.seek(0)
        return body  # type: ignore[no-any-return]


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() or ord(letter) < 0x21 for letter in url.strip()) or not url.isascii():
        raise WireTrouble(_("Địa chỉ phải bắt đầu bằng https:// hoặc http://, không chứa tên và mật khẩu."))
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _good(answer: Answer) -> Answer:
    if answer.status in {200, 304}:
        return answer
    told = {
        401: _("Máy chủ không nhận đăng nhập. Kiểm tra tệp đăng nhập."),
        403: _("Máy chủ không cho lấy. Hỏi nơi cho tin về quyền."),
        404: _("Không có gì ở địa chỉ này. Kiểm tra địa chỉ."),
        406: _("Máy chủ không nói TAXII 2.1 ở địa chỉ này. Kiểm tra địa chỉ."),
        429: _("Máy chủ báo hỏi quá dày. Giãn lịch lấy tin."),
    }.get(answer.status, _("Máy chủ trả lời mã %(status)s. Thử lại sau, hoặc hỏi nơi cho tin.") % {"status": answer.status})
    raise WireTrouble(told, status=answer.status)
