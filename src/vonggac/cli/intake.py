"""`vonggac intake`: one light process that takes alerts in; `serve` starts it, and so may systemd. No Django, no database."""

from __future__ import annotations

import json
import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vonggac.apps.jobs import datafolder, environment
from vonggac.apps.jobs.processes import die_with_parent
from vonggac.cli.options import data_folder

if TYPE_CHECKING:
    from vonggac.apps.alerts.intake.over_syslog import Certificates
    from vonggac.apps.alerts.intake.process import Endpoint, Settings

HTTP = "127.0.0.1:8765"


@click.command()
@data_folder
@click.option("--with-parent", is_flag=True, hidden=True)
def intake(with_parent: bool) -> None:
    """Chạy riêng tiến trình tiếp nhận cảnh báo: HTTP, syslog, thư mục thả tệp, hộp thư (khi systemd quản lý từng tiến trình)."""
    if with_parent:
        die_with_parent()
    from vonggac.apps.alerts.intake import process
    from vonggac.apps.alerts.intake.journal import Busy

    os.umask(datafolder.ONLY_OURS)
    data = environment.folder("VONGGAC_DATA", "var")
    try:
        datafolder.prepare(data)
        code = process.run(_settings())
    except (Busy, datafolder.CannotPrepare, OSError) as error:
        click.echo(f"Tiếp nhận cảnh báo không chạy được: {error}", err=True)
        sys.exit(2)
    sys.exit(code)


def _settings() -> Settings:
    from vonggac.apps.alerts.intake.limits import MEGABYTE, Limits
    from vonggac.apps.alerts.intake.process import Settings

    certificates = _certificates()
    limits = Limits(
        outstanding=environment.number("VONGGAC_INTAKE_CEILING", 1024, least=1, most=1_000_000) * MEGABYTE,
        disk_floor=environment.number("VONGGAC_INTAKE_DISK_FLOOR", 512, least=0, most=1_000_000) * MEGABYTE,
    )
    return Settings(
        folder=environment.folder("VONGGAC_DATA", "var") / "intake",
        http=_endpoint("VONGGAC_INTAKE_HTTP", HTTP),
        syslog_udp=_endpoint("VONGGAC_INTAKE_SYSLOG_UDP", "off"),
        syslog_tcp=_endpoint("VONGGAC_INTAKE_SYSLOG_TCP", "off"),
        syslog_tls=_endpoint("VONGGAC_INTAKE_SYSLOG_TLS", "off"),
        certificates=certificates,
        limits=limits,
    )


def ask_health() -> dict[str, Any] | None:
    """Return what the running intake says of itself; nothing when it has no HTTP port. Raises OSError when nobody answers."""
    at = _endpoint("VONGGAC_INTAKE_HTTP", HTTP)
    if at is None:
        return None
    connection = HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(at.host, at.host), at.port, timeout=3)  # noqa: S104
    try:
        connection.request("GET", "/v1/health")
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            raise OSError(f"mã trả lời {answer.status}; cổng này của chương trình khác")
        said: dict[str, Any] = json.loads(answer.read())
        return said if said["last_hour"] is not None else None
    except (HTTPException, ValueError, LookupError, TypeError) as error:
        raise OSError("câu trả lời không phải của bộ phận tiếp nhận") from error
    finally:
        connection.close()


def _certificates() -> Certificates | None:
    """Return what syslog over TLS needs; an address without certificates stops the process."""
    from vonggac.apps.alerts.intake.over_syslog import Certificates

    if environment.text("VONGGAC_INTAKE_SYSLOG_TLS") in {"", "off"}:
        return None
    chain, key = environment.text("VONGGAC_INTAKE_SYSLOG_TLS_CERT"), environment.text("VONGGAC_INTAKE_SYSLOG_TLS_KEY")
    if not chain or not key:
        raise environment.BadSetting("VONGGAC_INTAKE_SYSLOG_TLS_CERT", chain, "tệp chứng thư, và VONGGAC_INTAKE_SYSLOG_TLS_KEY là tệp khóa")
    client = environment.text("VONGGAC_INTAKE_SYSLOG_TLS_CLIENT_CA")
    return Certificates(Path(chain), Path(key), Path(client) if client else None)


def _endpoint(name: str, default: str) -> Endpoint | None:
    """Return an address to listen on; `off` for none."""
    from vonggac.apps.alerts.intake.process import Endpoint

    seen = environment.text(name, default) or default
    if seen == "off":
        return None
    host, colon, port = seen.rpartition(":")
    if not colon or not host or not port.isdecimal() or len(port) > 5 or not 1 <= int(port) <= 65535:
        raise environment.BadSetting(name, seen, "địa chỉ:cổng, ví dụ 127.0.0.1:8765, hoặc off")
    return Endpoint(host.strip("[]"), int(port))
