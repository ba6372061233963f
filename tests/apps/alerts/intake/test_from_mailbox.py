"""Alerts by mail: what a letter holds is taken once, and the letter is marked only when that is on the disk."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from imap_peer import Post, standing_post
from intake_house import certificate, publish
from vonggac.apps.alerts.intake.desk import Desk
from vonggac.apps.alerts.intake.from_mailbox import MailboxWay
from vonggac.apps.alerts.intake.journal import Record, read_from
from vonggac.apps.alerts.intake.limits import Limits

SUBJECT = "Wazuh: cảnh báo mức 10"

pytestmark = pytest.mark.usefixtures("writing_at_once")


def letter(text: str = "Wazuh phát hiện đăng nhập sai.\r\nMáy tthc-app-02", *, name: str = "<1@wazuh.tinh>", **attached: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["Message-ID"], message["From"] = SUBJECT, name, "wazuh@tinh.example"
    message.set_content(text)
    for file, data in attached.items():
        kind = ("application", "gzip") if data[:2] == b"\x1f\x8b" else ("image", "png") if data[:4] == b"\x89PNG" else ("text", "plain")
        message.add_attachment(data, *kind, filename=file.replace("_", "."))
    return message.as_bytes()


class Looking:
    """A desk that looks into one mailbox as often as a test wants."""

    def __init__(self, folder: Path, post: Post, *, tls: bool = False, limits: Limits = Limits(disk_floor=0)) -> None:  # noqa: B008
        self.folder, self.limits = folder, limits
        secrets = folder / "secrets"
        secrets.mkdir(parents=True)
        (secrets / "hop-thu").write_text(post.password + "\n", encoding="utf-8")
        box = {"host": "127.0.0.1", "port": post.port, "tls": tls, "user": "canh-bao", "password_file": "/x/hop-thu", "folder": "INBOX"}
        publish(folder, [{"id": 4, "code": "thu-wazuh", "ways": ["mailbox"], "mailbox": box, "max_item_bytes": 3_000}])

    def look(self) -> str:
        """Look once; return what is told of the mailbox."""

        async def looking() -> str:
            desk, ways = Desk(self.folder, self.limits), {}
            working = asyncio.create_task(desk.run())
            way = MailboxWay(desk, ways)
            for source in desk.sources.of_way("mailbox", desk.moment()):
                await way.look_into(source)
            await way.close()
            await desk.end()
            await working
            return str(ways["mailbox:thu-wazuh"])

        return asyncio.run(looking())

    def records(self) -> list[Record]:
        return list(read_from(self.folder / "journal"))

    def items(self) -> list[bytes]:
        return [item for record in self.records() for item in record.entry.items]

    def refused(self) -> list[dict[str, int]]:
        return [dict(record.entry.refused) for record in self.records() if record.entry.refused]


def test_the_text_and_the_attached_texts_become_items_and_the_letter_is_marked(tmp_path: Path) -> None:
    with standing_post() as post:
        number = post.put(letter(eve_json=b'{"a":1}\n{"b":2}\n', fw_log_gz=gzip.compress(b"CEF:0|x\n"), anh_png=b"\x89PNG\r\n\x1a\n1"))
        looking = Looking(tmp_path / "intake", post)
        assert looking.look() == "127.0.0.1 INBOX"
        body = "Wazuh phát hiện đăng nhập sai.\nMáy tthc-app-02".encode()
        assert looking.items() == [body, b'{"a":1}', b'{"b":2}', b"CEF:0|x"]
        assert post.seen == {number}
        (record,) = looking.records()
        assert (record.entry.source, record.entry.peer) == (4, "<1@wazuh.tinh>")
        assert record.entry.key.startswith("mail:")
        looking.look()
        assert len(looking.records()) == 1


def test_a_letter_without_plain_text_gives_the_words_of_its_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<h@x>"
    message.set_content("<html><head><style>p{}</style></head><p>Cảnh báo</p><script>x()</script>mức 10</html>", subtype="html")
    with standing_post() as post:
        post.put(message.as_bytes())
        looking = Looking(tmp_path / "intake", post)
        looking.look()
        assert looking.items() == ["Cảnh báo\nmức 10".encode()]


@pytest.mark.parametrize("breaks_before", ["STORE", "BODY.PEEK", "SEARCH", "LOGOUT"])
def test_a_connection_that_breaks_takes_nothing_twice_and_loses_nothing(tmp_path: Path, breaks_before: str) -> None:
    with standing_post() as post:
        number = post.put(letter())
        looking = Looking(tmp_path / "intake", post)
        post.breaks_before = breaks_before
        looking.look()
        assert post.seen == (set() if breaks_before != "LOGOUT" else {number})
        post.breaks_before = ""
        looking.look()
        assert len(looking.items()) == 1
        assert post.seen == {number}


def test_a_letter_is_marked_only_when_the_journal_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with standing_post() as post:
        post.put(letter())
        looking = Looking(tmp_path / "intake", post)

        async def not_yet(_self: Desk, _sequence: int) -> None:
            assert not any("STORE" in command for command in post.commands)
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(Desk, "durable", not_yet)
            assert "chưa đọc được" in looking.look()
        assert post.seen == set()


def test_the_same_letter_delivered_twice_is_taken_once(tmp_path: Path) -> None:
    with standing_post() as post:
        post.put(letter())
        post.put(b"Received: from relay\r\n" + letter())
        post.put(letter(name="<2@wazuh.tinh>"))
        looking = Looking(tmp_path / "intake", post)
        looking.look()
        assert len(looking.items()) == 2
        assert post.seen == {1, 2, 3}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        pytest.param(letter("x" * 60_000), "too-large", id="too large"),
        pytest.param(letter(" \r\n"), "empty", id="empty"),
        pytest.param(letter(a_json=b'[{"a":1},]'), "bad-json", id="a broken list"),
        pytest.param(letter(a_gz=gzip.compress(b"x" * 99)[:-9]), "bad-encoding", id="gzip cut off"),
        pytest.param(letter("d " * 2_000), "too-long", id="an item too long"),
    ],
)
def test_what_cannot_be_taken_is_counted_and_marked(tmp_path: Path, data: bytes, rule: str) -> None:
    with standing_post() as post:
        post.put(data)
        post.put(letter(name="<sau@x>"))
        looking = Looking(tmp_path / "intake", post, limits=Limits(disk_floor=0, mail=50_000))
        looking.look()
        assert looking.refused() == [{rule: 1}]
        assert len(looking.items()) == 1
        assert post.seen == {1, 2}


def test_a_wrong_password_and_a_host_in_clear_are_told(tmp_path: Path) -> None:
    with standing_post() as post:
        looking = Looking(tmp_path / "intake", post)
        post.password = "da-doi"
        assert "wrong password" in looking.look()
        (tmp_path / "intake" / "secrets" / "hop-thu").unlink()
        assert "không đọc được mật khẩu" in looking.look()
    assert "chưa đọc được" in looking.look(), "nobody listens"
    text = (tmp_path / "intake" / "sources.json").read_text()
    (tmp_path / "intake" / "sources.json").write_text(text.replace("127.0.0.1", "192.0.2.1"))
    assert "Bật TLS" in looking.look()


def test_tls_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain, key = certificate(tmp_path, "may-chu-thu")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with standing_post(context) as post:
        post.put(letter())
        looking = Looking(tmp_path / "intake", post, tls=True)
        assert "certificate verify failed" in looking.look().lower()
        assert post.seen == set()
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        assert looking.look() == "127.0.0.1 INBOX"
        assert post.seen == {1}
