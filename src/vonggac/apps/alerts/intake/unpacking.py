"""Packed bodies, unpacked with limits: a small body must not become a large memory."""

from __future__ import annotations

import zlib

from vonggac.apps.alerts.intake.answers import Answer, refusal
from vonggac.apps.alerts.intake.limits import MEGABYTE, Limits

_GZIP = 31
_STEP = 1024 * 1024


def unpack(body: bytes, encoding: str, limits: Limits) -> bytes:
    """Return the body in clear, or raise the answer that refuses it."""
    coding = encoding.strip().lower()
    if coding in {"", "identity"}:
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise refusal(400, "bad-encoding", "Chỉ nhận nội dung để nguyên hoặc nén gzip.", where=f"Content-Encoding: {encoding[:40]}")
    return _gunzip(body, limits)


def _gunzip(body: bytes, limits: Limits) -> bytes:
    clear = bytearray()
    rest = body
    while rest:
        member = zlib.decompressobj(_GZIP)
        try:
            while not member.eof:
                piece = member.decompress(rest, _STEP)
                clear += piece
                _check(len(body), len(clear), limits)
                rest = member.unconsumed_tail or member.unused_data
                if not piece and not member.eof:
                    raise _broken(len(body))
        except zlib.error as error:
            raise _broken(len(body) - len(rest)) from error
    return bytes(clear)


def _check(packed: int, clear: int, limits: Limits) -> None:
    if clear > limits.unpacked:
        raise refusal(413, "too-large", f"Nội dung sau khi giải nén tối đa {limits.unpacked // MEGABYTE} MB. Chia thành nhiều lô nhỏ hơn.")
    if clear > max(MEGABYTE, packed * limits.ratio):
        raise refusal(413, "ratio", f"Nội dung nén quá {limits.ratio} lần nên không nhận. Gửi để nguyên, không nén.")


def _broken(at: int) -> Answer:
    return refusal(400, "bad-encoding", "Nội dung gzip hỏng hoặc bị cắt. Gửi lại.", where=f"byte {at}")
