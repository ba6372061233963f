"""The furniture of `/api/v1`: tokens with scope and expiry, located errors, pages, and writes that can be sent again.

A room brings a ninja `Router` through `registries.api_routers`; its views begin with `@scoped("act")` and take rows only from
`queries.visible_to(request.user)`, so that a stranger gets 404. Only tokens open the API: a browser's session does not, so no
write can come from another site's page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from inspect import signature
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadRequestBody
from ninja.security import HttpBearer

from vonggac import __version__
from vonggac.apps.face import registries
from vonggac.apps.face.memory_upload import keep_in_memory
from vonggac.apps.face.models import ApiToken, IdempotentAnswer
from vonggac.apps.face.tokens import token_for

MOST_A_PAGE = 200
PROBLEM = "application/problem+json"
LONGEST_KEY = 200


class Place(Schema):
    """Where in the request something is wrong, and what to do about it."""

    at: str
    """JSON pointer into the body, or the name of a query value."""
    do: str


class Problem(Schema):
    """Every refusal of the API (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    places: list[Place] = []


class PageOf(Schema):
    """The frame of every list: how many there are, and which part this is."""

    total: int
    offset: int
    limit: int
    items: list[Any]


def problem(status: int, title: str, detail: str = "", places: Iterable[Place] = ()) -> HttpResponse:
    """Return a refusal as problem+json."""
    body = Problem(title=title, status=status, detail=detail, places=list(places))
    return HttpResponse(json.dumps(body.dict(), ensure_ascii=False), status=status, content_type=PROBLEM)


class TokenBearer(HttpBearer):
    """`Authorization: Bearer vg_…`; sets request.user to the person in whose name the key acts."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        row = token_for(token, timezone.now())
        if row is not None:
            request.user = row.user
        return row


class InMemoryBearer(TokenBearer):
    """Asked before the form is read, so that nothing of a file touches the disk until a secrecy mark was looked for."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        row = super().authenticate(request, token)
        if row is not None:
            keep_in_memory(request)
        return row


def scoped(act: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let in a token whose scopes hold the act, if the person may still do it; the first line of every API view."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            token: ApiToken = request.auth  # type: ignore[attr-defined]
            if act not in token.scopes or not token.user.may(act):  # type: ignore[attr-defined]
                raise PermissionDenied(act)
            return view(request, *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        return _typed_like(view, guarded)

    return decorate


def _typed_like(view: Callable[..., Any], guarded: Callable[..., Any]) -> Callable[..., Any]:
    """Give the wrapper the view's types as the view's own module names them; ninja would look them up in this one."""
    guarded.__signature__ = signature(view, eval_str=True)  # type: ignore[attr-defined]
    return guarded


def _body_digest(request: HttpRequest) -> bytes:
    """Digest the body; one that was read as a form with files is digested field by field."""
    try:
        return sha256(request.body).digest()
    except RawPostDataException:
        whole = sha256()
        for name, values in sorted(request.POST.lists()):
            whole.update(json.dumps([name, values]).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                whole.update(json.dumps([name, file.name]).encode())
                for chunk in file.chunks():
                    whole.update(chunk)
                file.seek(0)
        return whole.digest()


def _request_digest(request: HttpRequest) -> str:
    return sha256(b"\n".join([str(request.method).encode(), request.get_full_path().encode(), _body_digest(request)])).hexdigest()


def _as_response(answer: Any) -> HttpResponse:
    if isinstance(answer, HttpResponse):
        return answer
    status, content = answer if isinstance(answer, tuple) else (200, answer)
    if isinstance(content, Schema):
        content = content.model_dump(mode="json")
    body = json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder)
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Make a write answer the same when it is sent again with the same Idempotency-Key; the act and its answer are one transaction.

    Same key and same request: the same answer. Same key and another request: 409. No key: 400. A refusal is not kept, so that a
    mended request may use the key.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key or len(key) > LONGEST_KEY:
            return problem(400, _("Gửi kèm tiêu đề Idempotency-Key, tối đa 200 ký tự, mỗi lần ghi một giá trị riêng"))
        token: ApiToken = request.auth  # type: ignore[attr-defined]
        digest = _request_digest(request)
        if known := IdempotentAnswer.objects.filter(token=token, key=key).first():
            return _again(known, digest)
        try:
            with transaction.atomic():
                row = IdempotentAnswer.objects.create(token=token, key=key, request_digest=digest, status=102, body="", at=timezone.now())
                answer = _as_response(view(request, *args, **kwargs))
                if answer.status_code >= 400:
                    transaction.set_rollback(True)
                else:
                    row.status, row.body = answer.status_code, answer.content.decode()
                    row.save(update_fields=["status", "body"])
                return answer
        except IntegrityError:
            # Another process answered the same key in between; if not, the error is the act's own.
            known = IdempotentAnswer.objects.filter(token=token, key=key).first()
            if known is None:
                raise
            return _again(known, digest)

    return _typed_like(view, guarded)


def _again(known: IdempotentAnswer, digest: str) -> HttpResponse:
    if known.request_digest != digest:
        return problem(409, _("Khóa này đã dùng cho một yêu cầu khác; đặt Idempotency-Key mới rồi gửi lại"))
    answer = HttpResponse(known.body, status=known.status, content_type="application/json; charset=utf-8")
    answer["Idempotent-Replay"] = "true"
    return answer


R = TypeVar("R")


def paged(rows: QuerySet[Any] | list[Any], to_schema: Callable[[Any], Any], *, offset: int = 0, limit: int = 50) -> dict[str, Any]:
    """Return one part of a list in its frame; at most 200 rows at once."""
    offset, limit = max(0, offset), max(1, min(limit, MOST_A_PAGE))
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return {"total": total, "offset": offset, "limit": limit, "items": [to_schema(row) for row in rows[offset : offset + limit]]}


def pointer(location: Iterable[Any]) -> str:
    """Return where a value stands: ("body", "payload", "items", 2, "name") is "/items/2/name"; ("query", "limit") is "limit"."""
    parts = [str(part) for part in location]
    if parts[:1] == ["body"]:
        return "/" + "/".join(parts[2:] if len(parts) > 1 else parts[1:])
    return ".".join(parts[1:])


def _todo(error: dict[str, Any]) -> str:
    kind = str(error.get("type", ""))
    if kind == "missing":
        return _("Gửi thêm giá trị này")
    if kind.startswith(("int", "float", "decimal")):
        return _("Gửi một số")
    if kind.startswith(("date", "time")):
        return _("Gửi thời gian theo ISO 8601, ví dụ 2026-11-23 hoặc 2026-11-23T07:42:00+07:00")
    if kind.startswith(("string", "str")):
        return _("Gửi một chuỗi ký tự đúng độ dài đã nêu trong mô tả")
    if kind.startswith(("enum", "literal")):
        return _("Gửi một trong các giá trị đã nêu trong mô tả: %(values)s") % {"values": error.get("ctx", {}).get("expected", "")}
    if kind.startswith("json"):
        return _("Gửi nội dung JSON đọc được")
    return _("Sửa giá trị này theo bản mô tả OpenAPI")


def _bad_body(request: HttpRequest, error: BadRequestBody) -> HttpResponse:
    places = [Place(at=pointer(one.get("loc", ())), do=_todo(one)) for one in error.errors]
    return problem(422, _("Có giá trị cần sửa"), places=places)


def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if hasattr(error, "error_dict"):
        places = [
            Place(at=f"/{name}" if name != "__all__" else "", do=said) for name, texts in error.message_dict.items() for said in texts
        ]
    else:
        places = [Place(at="", do=said) for said in error.messages]
    return problem(422, _("Có giá trị cần sửa"), places=places)


def _who(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, _("Gửi kèm khóa truy cập còn hạn: Authorization: Bearer vg_…"))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _not_yours(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, _("Khóa này không được giao việc đó"), detail=str(error))


def _nothing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, _("Không có gì ở địa chỉ này"))


def _said(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


_HANDLERS: dict[type[Exception], Any] = {
    BadRequestBody: _bad_body,
    ValidationError: _refused,
    AuthenticationError: _who,
    PermissionDenied: _not_yours,
    Http404: _nothing,
    ObjectDoesNotExist: _nothing,
    HttpError: _said,
}


def build_api(routers: Iterable[tuple[str, Router | str]], *, namespace: str = "api") -> NinjaAPI:
    """Return the API with these routers. Its pages of documentation would load assets from elsewhere, so there are none."""
    api = NinjaAPI(
        title="Vọng Gác",
        version=__version__,
        description="Điều phối an ninh mạng của một tỉnh.",
        auth=TokenBearer(),
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace=namespace,
    )
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)
    for prefix, router in routers:
        api.add_router(prefix, router)
    return api


def build_from_registry() -> NinjaAPI:
    """Return the API of all rooms; called once, when the addresses are read."""
    return build_api(entry for _key, entry in registries.api_routers.in_order())
