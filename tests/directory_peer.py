"""A directory for tests: a real OpenID provider on this machine, from the library oauthlib, with TLS of its own when asked.

It wants PKCE, takes each code once, checks the client's secret and the place to return to, and signs its tokens.
What a test bends (`nonce`, `userinfo_sub`) is bent here, at the peer, as a hostile or broken directory would.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from oauthlib.oauth2 import OAuth2Error
from oauthlib.openid import RequestValidator, Server

CLIENT, SECRET = "vonggac", "khoa-cua-may-thu"  # noqa: S105  of a peer that lives as long as a test
CALLBACK = "/tai-khoan/lien-thong/oidc/directory/login/callback/"
PEOPLE = {"81": ("dieuphoi@example.vn", True), "82": ("la.mat@example.vn", True), "83": ("dieuphoi@example.vn", False)}
"""Number in the directory → mailbox, and whether the directory has proven it."""


@dataclass
class Directory(RequestValidator):
    """What the directory knows and remembers."""

    address: str
    people: dict[str, tuple[str, bool]] = field(default_factory=lambda: dict(PEOPLE))
    codes: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    nonce: str = ""
    """When set, what the token says instead of what was asked."""
    userinfo_sub: str = ""
    """When set, whom the directory describes instead of whoever signed in."""

    def validate_client_id(self, client_id: str, request: Any, *_a: Any, **_k: Any) -> bool:
        return client_id == CLIENT

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Any, *_a: Any, **_k: Any) -> bool:
        return urlsplit(redirect_uri).path == CALLBACK

    def validate_response_type(self, client_id: str, response_type: str, client: Any, request: Any, *_a: Any, **_k: Any) -> bool:
        return bool(response_type == "code")

    def validate_scopes(self, client_id: str, scopes: list[str], client: Any, request: Any, *_a: Any, **_k: Any) -> bool:
        return set(scopes) <= {"openid", "profile", "email"}

    def validate_user_match(self, id_token_hint: Any, scopes: Any, claims: Any, request: Any) -> bool:
        return not id_token_hint

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return True

    def save_authorization_code(self, client_id: str, code: dict[str, str], request: Any, *_a: Any, **_k: Any) -> None:
        self.codes[code["code"]] = request

    def client_authentication_required(self, request: Any, *_a: Any, **_k: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *_a: Any, **_k: Any) -> bool:
        request.client = type("Client", (), {"client_id": request.client_id})()
        return bool(request.client_id == CLIENT and request.client_secret == SECRET)

    def validate_grant_type(self, client_id: str, grant_type: str, client: Any, request: Any, *_a: Any, **_k: Any) -> bool:
        return grant_type == "authorization_code"

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *_a: Any, **_k: Any) -> bool:
        asked = self.codes.get(code)
        if asked is None:
            return False
        request.user, request.scopes = asked.user, asked.scopes
        return True

    def get_code_challenge(self, code: str, request: Any) -> str:
        return str(self.codes[code].code_challenge)

    def get_code_challenge_method(self, code: str, request: Any) -> str:
        return str(self.codes[code].code_challenge_method)

    def confirm_redirect_uri(self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any, *_a: Any, **_k: Any) -> bool:
        return bool(self.codes[code].redirect_uri == redirect_uri)

    def get_authorization_code_scopes(self, client_id: str, code: str, redirect_uri: str, request: Any) -> list[str]:
        return list(self.codes[code].scopes)

    def get_authorization_code_nonce(self, client_id: str, code: str, redirect_uri: str, request: Any) -> str:
        return self.nonce or str(self.codes[code].nonce or "")

    def save_bearer_token(self, token: dict[str, Any], request: Any, *_a: Any, **_k: Any) -> None:
        self.tokens[token["access_token"]] = request.user

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *_a: Any, **_k: Any) -> None:
        del self.codes[code]

    def get_id_token(self, token: Any, token_handler: Any, request: Any) -> None:
        """Let the library make it."""

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any) -> str:
        facts = {**id_token, "iss": self.address, "sub": request.user, "exp": int(time.time()) + 300}
        return jwt.encode(facts, self.key, "RS256", headers={"kid": "1"})

    def validate_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        request.user, request.scopes = self.tokens.get(token), ["openid"]
        return request.user is not None

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        number = self.userinfo_sub or request.user
        mailbox, proven = self.people[number]
        return {"sub": number, "email": mailbox, "email_verified": proven}

    def discovery(self) -> dict[str, Any]:
        """What the directory says about itself."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks", "userinfo_endpoint": "userinfo"}
        can = {
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
        return {"issuer": self.address, **{name: f"{self.address}/{path}" for name, path in places.items()}, **can}

    def keys(self) -> dict[str, Any]:
        return {"keys": [{**jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True), "kid": "1", "alg": "RS256"}]}


class _Door(BaseHTTPRequestHandler):
    """The directory's pages and endpoints."""

    directory: Directory

    def do_GET(self) -> None:
        self._answer_or_refuse(self._shown)

    def do_POST(self) -> None:
        self._answer_or_refuse(self._done)

    def _answer_or_refuse(self, answer: Callable[[], None]) -> None:
        try:
            answer()
        except OAuth2Error as refused:
            self._answer({"Content-Type": "application/json"}, refused.json, 400)

    def _shown(self) -> None:
        path, here = urlsplit(self.path).path, self.directory
        if path == "/.well-known/openid-configuration":
            self._answer({"Content-Type": "application/json"}, json.dumps(here.discovery()), 200)
        elif path == "/jwks":
            self._answer({"Content-Type": "application/json"}, json.dumps(here.keys()), 200)
        elif path == "/userinfo":
            self._answer(*Server(here).create_userinfo_response(self._whole(), headers=dict(self.headers)))
        elif path == "/authorize":
            Server(here).validate_authorization_request(self._whole())
            buttons = "".join(f'<button name="person" value="{number}">{number}</button>' for number in here.people)
            self._answer({"Content-Type": "text/html"}, f'<form method="post">{buttons}</form>', 200)
        else:
            self._answer({}, "", 404)

    def _done(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server = Server(self.directory)
        if urlsplit(self.path).path == "/token":
            self._answer(*server.create_token_response(self._whole(), "POST", body, dict(self.headers)))
            return
        asked, _facts = server.validate_authorization_request(self._whole())
        [person] = parse_qs(body)["person"]
        self._answer(*server.create_authorization_response(self._whole(), scopes=asked, credentials={"user": person}))

    def _whole(self) -> str:
        return f"{self.directory.address}{self.path}"

    def _answer(self, headers: dict[str, str], body: str | None, status: int) -> None:
        content = (body or "").encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on the test's output."""


@contextmanager
def standing_directory(certificate: Path | None = None) -> Iterator[Directory]:
    """Run the directory on a port of the loopback address; with `certificate`, behind TLS that this file then vouches for."""
    door = type("Door", (_Door,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    scheme = "http"
    if certificate:
        server.socket = _tls(certificate).wrap_socket(server.socket, server_side=True)
        scheme = "https"
    door.directory = Directory(f"{scheme}://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield door.directory
    finally:
        server.shutdown()
        server.server_close()


def _tls(certificate: Path) -> ssl.SSLContext:
    key, name, today = (
        rsa.generate_private_key(65537, 2048),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "danh-ba")]),
        datetime.now(UTC),
    )
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate.with_suffix(".key").write_bytes(key.private_bytes(*plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


def challenge_of(verifier: str) -> str:
    """Return the PKCE challenge (S256) of a verifier."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def with_query(address: str, **changed: str) -> str:
    """Return the address with some of its questions changed."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    return parts._replace(query=urlencode(asked)).geturl()
