"""Who sent a message, under which identifier and when, from headers that anybody could have written."""

from __future__ import annotations

from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from vonggac.kernel.vietnamese import nfc
from vonggac.sources.feeds.model import Letterhead
from vonggac.sources.feeds.times import TimeError, moment

_LONGEST = 500


def letterhead_of(message: Message) -> Letterhead:
    """Return what the headers state; they prove nothing about the sender."""
    return Letterhead(
        sender=parseaddr(_header(message, "From"))[1][:_LONGEST],
        message_id=_header(message, "Message-ID").strip("<> "),
        sent=_sent(message),
        subject=_header(message, "Subject"),
    )


def _header(message: Message, name: str) -> str:
    written = message.get(name)
    if written is None:
        return ""
    try:
        text = str(make_header(decode_header(str(written))))
    except (ValueError, LookupError, UnicodeError):
        text = str(written)
    visible = "".join(letter if letter.isprintable() else " " for letter in text)
    return nfc(" ".join(visible.split()))[:_LONGEST]


def _sent(message: Message) -> datetime | None:
    try:
        return moment(_header(message, "Date"))
    except TimeError:
        return None
