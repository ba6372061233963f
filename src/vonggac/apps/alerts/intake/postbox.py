"""One mailbox over IMAP, and what a letter in it holds: its text and the texts attached to it become items."""

from __future__ import annotations

import gzip
import imaplib
import ipaddress
import ssl
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from vonggac.apps.alerts.intake.cutting import BadDocument, items_of
from vonggac.apps.alerts.intake.limits import MEGABYTE
from vonggac.apps.alerts.intake.sources import Mailbox

PATIENCE = 20.0
LETTERS_AT_ONCE = 100
"""Of one look; the rest at the next."""
MOST_PARTS = 100
MOST_ITEMS = 5_000
LARGEST_UNPACKED = 32 * MEGABYTE
SECRETS = "secrets"
_TEXTS = ("text/", "application/json", "application/x-ndjson", "application/xml", "message/syslog")
_TEXT_NAMES = (".log", ".txt", ".json", ".jsonl", ".ndjson", ".csv", ".xml", ".eve", ".cef", ".leef")


class NoPost(Exception):  # noqa: N818  it reads as what happened
    """The mailbox cannot be read now; the sentence says why."""


class BadLetter(Exception):  # noqa: N818
    """This letter is not taken."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(why)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter."""

    name: str
    """Its Message-ID, for the record."""
    key: str
    """The same for the same letter, however often it is delivered."""
    items: list[bytes]


class Postbox:
    """An open mailbox."""

    ABORTED = imaplib.IMAP4.error
    """What the library raises when the other side breaks off or says nonsense."""

    def __init__(self, mailbox: Mailbox, secrets: Path) -> None:
        """Connect and sign in; raise `NoPost` when that fails."""
        self._mailbox = mailbox
        try:
            self._imap = _connected(mailbox)
            self._imap.login(mailbox.user, _password(mailbox, secrets))
            self._expect(self._imap.select(f'"{_quoted(mailbox.folder)}"'), f"không mở được thư mục {mailbox.folder}")
        except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
            raise NoPost(f"{mailbox.host}: {_plain(error)}") from error

    def unread(self) -> list[tuple[bytes, int]]:
        """Return (number, octets) of letters that nobody has read, the oldest first."""
        numbers = (self._expect(self._imap.uid("SEARCH", "UNSEEN"), "không tìm được thư chưa đọc")[0] or b"").split()
        sizes = [(number, self._size(number)) for number in numbers[:LETTERS_AT_ONCE]]
        return [(number, size) for number, size in sizes if size is not None]

    def letter(self, number: bytes) -> bytes | None:
        """Return a letter as it came, without marking it; nothing when somebody else has taken it away."""
        answer = self._expect(self._imap.uid("FETCH", number.decode("ascii"), "(BODY.PEEK[])"), "không đọc được thư")
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)

    def mark(self, number: bytes) -> None:
        """Mark a letter as read."""
        self._expect(self._imap.uid("STORE", number.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)"), "không đánh dấu được thư đã đọc")

    def close(self) -> None:
        """Hang up."""
        try:
            self._imap.logout()
        except (OSError, imaplib.IMAP4.error):
            self.cut()

    def cut(self) -> None:
        """Hang up at once; whoever waits for an answer stops waiting."""
        with suppress(OSError):
            self._imap.shutdown()

    def _size(self, number: bytes) -> int | None:
        answer = self._expect(self._imap.uid("FETCH", number.decode("ascii"), "(RFC822.SIZE)"), "không hỏi được cỡ thư")
        text = b" ".join(part[0] if isinstance(part, tuple) else part or b"" for part in answer)
        after = text.upper().partition(b"RFC822.SIZE ")[2]
        figures = after.split(b" ")[0].rstrip(b")")
        return int(figures) if figures.isdigit() else None

    def _expect(self, answer: tuple[str, list[object]], why: str) -> list[object]:
        status, data = answer
        if status != "OK":
            raise NoPost(f"{self._mailbox.host}: {why}")
        return data


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.tls:
        return imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=PATIENCE)
    if not _is_this_machine(mailbox.host):
        raise NoPost(f"{mailbox.host}: không TLS thì chỉ nhận hộp thư trên chính máy này, vì mật khẩu đi trên mạng. Bật TLS.")
    return imaplib.IMAP4(mailbox.host, mailbox.port, timeout=PATIENCE)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _password(mailbox: Mailbox, secrets: Path) -> str:
    """Only files of our own folder: a mailbox must not be a way to read others of this machine."""
    path = secrets / Path(mailbox.password_file).name
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise NoPost(f"không đọc được mật khẩu hộp thư trong {path}") from error


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _plain(error: Exception) -> str:
    return str(error).strip("b'\"")[:200] or type(error).__name__


# --- letters ----------------------------------------------------------------------------------------------------------------------


def read_letter(data: bytes) -> Letter:
    """Return what a letter holds. Its text is one item; a text attached to it is cut as a file would be."""
    try:
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        items = [item for item in _items(message) if item.strip()]
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError) as error:
        # What the library does with hostile headers is its affair; the letter stays in the mailbox.
        raise BadLetter("bad-letter", "Thư sai cấu trúc nên không đọc được.") from error
    if not items:
        raise BadLetter("empty", "Thư không có nội dung chữ nào.")
    whole = sha256()
    for item in items:
        whole.update(b"%d:" % len(item))
        whole.update(item)
    name = _header(message, "message-id")
    return Letter(name[:120], f"mail:{sha256(name.encode('utf-8', 'replace')).hexdigest()[:32]}:{whole.hexdigest()}", items)


def _items(message: EmailMessage) -> Iterator[bytes]:
    body = message.get_body(("plain", "html"))
    if body is not None:
        yield _body_text(body)
    count = 0
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise BadLetter("too-many", f"Thư có quá {MOST_PARTS} phần.")
        if part is body or part.is_multipart() or part.get_content_disposition() != "attachment":
            continue
        for item in _attached(part):
            count += 1
            if count > MOST_ITEMS:
                raise BadLetter("too-many", f"Tệp kèm có quá {MOST_ITEMS} mục. Gửi bằng HTTP hoặc thư mục thả tệp.")
            yield item


def _body_text(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True) or b""
    assert isinstance(data, bytes)
    try:
        text = data.decode(part.get_content_charset() or "utf-8", "backslashreplace")
    except LookupError:
        text = data.decode("utf-8", "backslashreplace")
    if part.get_content_type() == "text/html":
        text = _without_marks(text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip().encode("utf-8")


def _attached(part: EmailMessage) -> Iterator[bytes]:
    name = (part.get_filename() or "").lower()
    data = part.get_payload(decode=True) or b""
    assert isinstance(data, bytes)
    if data[:2] == b"\x1f\x8b":
        data, name = _unpacked(data), name.removesuffix(".gz")
    elif not part.get_content_type().startswith(_TEXTS) and not name.endswith(_TEXT_NAMES):
        return
    try:
        yield from items_of(BytesIO(data))
    except BadDocument as bad:
        raise BadLetter(bad.rule, f"{bad.why} ({name or 'tệp kèm'} {bad.where})") from bad


def _unpacked(data: bytes) -> bytes:
    try:
        clear = gzip.GzipFile(fileobj=BytesIO(data)).read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadLetter("bad-encoding", "Tệp kèm nén gzip hỏng hoặc bị cắt.") from error
    if len(clear) > LARGEST_UNPACKED:
        raise BadLetter("ratio", f"Tệp kèm sau khi giải nén tối đa {LARGEST_UNPACKED // MEGABYTE} MB.")
    return clear


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).strip()
    except (ValueError, IndexError, LookupError):
        return ""


class _Words(HTMLParser):
    _HIDDEN = frozenset({"script", "style", "head"})
    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in self._HIDDEN
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._HIDDEN and self._hidden > 0
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    def _break(self, tag: str) -> None:
        if tag in self._BREAKS:
            self.words.append("\n")


def _without_marks(text: str) -> str:
    words = _Words()
    words.feed(text)
    words.close()
    return "".join(words.words)
