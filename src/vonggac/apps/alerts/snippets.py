"""What a person writes on a sensor so that it sends here, by way and product; the address is the installation's own."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.services.publishing import intake_folder, password_file


class Snippet(NamedTuple):
    """A piece to copy."""

    title: str
    where: str
    text: str


def snippets_of(source: AlertSource) -> list[Snippet]:
    """Return the pieces for one source."""
    return {"http": _http, "syslog": _syslog, "file": _file, "mailbox": _mailbox}[source.way](source)


def address() -> str:
    """Return where sensors send over HTTP, as this installation was told."""
    return str(settings.INTAKE_ADDRESS).rstrip("/") + "/v1/alerts"


def _http(source: AlertSource) -> list[Snippet]:
    curl = (
        'KEY="$(sha256sum < "$1" | cut -d" " -f1)"\n'
        f"curl --fail-with-body --retry 8 --retry-all-errors -sS -X POST '{address()}' \\\n"
        '  -H "Authorization: Bearer $(cat /etc/vonggac/khoa)" -H "Idempotency-Key: $KEY" \\\n'
        "  -H 'Content-Type: application/x-ndjson' --data-binary @\"$1\""
    )
    which = "*[System[(EventID=1006 or EventID=1116 or EventID=1117 or EventID=5001) and TimeCreated[timediff(@SystemTime) <= 900000]]]"
    defender = (
        f"$q = '{which}'\n"
        '$ban = (wevtutil qe \'Microsoft-Windows-Windows Defender/Operational\' "/q:$q" /f:xml) -join "`n"\n'
        "if ($ban) {\n"
        "  $byte = [Text.Encoding]::UTF8.GetBytes($ban)\n"
        "  $key = -join ([Security.Cryptography.SHA256]::Create().ComputeHash($byte) | ForEach-Object { $_.ToString('x2') })\n"
        "  $khoa = (Get-Content 'C:\\ProgramData\\VongGac\\khoa.txt').Trim()\n"
        f"  Invoke-RestMethod -Method Post -Uri '{address()}' -Body $byte -ContentType 'text/plain; charset=utf-8' `\n"
        "    -Headers @{ Authorization = \"Bearer $khoa\"; 'Idempotency-Key' = $key }\n}"
    )
    wazuh = (
        "#!/bin/sh\n# /var/ossec/integrations/custom-vonggac: $1 là tệp một cảnh báo, $2 là khóa, $3 là địa chỉ\n"
        'curl --fail -sS --retry 8 -X POST "$3" -H "Authorization: Bearer $2" \\\n'
        '  -H "Idempotency-Key: $(sha256sum < "$1" | cut -d" " -f1)" -H "Content-Type: application/json" --data-binary @"$1"'
    )
    block = (
        "<integration>\n  <name>custom-vonggac</name>\n"
        f"  <hook_url>{address()}</hook_url>\n  <api_key>KHÓA</api_key>\n"
        "  <level>3</level>\n  <alert_format>json</alert_format>\n</integration>"
    )
    return [
        Snippet(
            _("Mọi phần mềm: gửi một tệp cảnh báo, mỗi dòng một bản ghi"), _("Chạy với tên tệp; gửi lại cùng tệp không nhận đôi"), curl
        ),
        Snippet(_("Wazuh: kịch bản gửi"), "/var/ossec/integrations/custom-vonggac", wazuh),
        Snippet(_("Wazuh: bật kịch bản"), "/var/ossec/etc/ossec.conf", block),
        Snippet(_("Windows Defender: gửi 15 phút một lần"), _("PowerShell, Trình lập lịch tác vụ"), defender),
    ]


def _syslog(source: AlertSource) -> list[Snippet]:
    host = urlsplit(str(settings.INTAKE_ADDRESS)).hostname or "127.0.0.1"
    port = str(settings.INTAKE_SYSLOG).rpartition(":")[2] or "5514"
    forward = (
        f'action(type="omfwd" target="{host}" port="{port}" protocol="tcp" TCP_Framing="octet-counted"\n'
        '       template="RSYSLOG_SyslogProtocol23Format" queue.type="LinkedList" queue.filename="vonggac"\n'
        '       queue.saveOnShutdown="on" action.resumeRetryCount="-1")'
    )
    wazuh = f"<syslog_output>\n  <server>{host}</server>\n  <port>{port}</port>\n  <format>json</format>\n</syslog_output>"
    suricata = (
        'module(load="imfile")\ninput(type="imfile" File="/var/log/suricata/eve.json" Tag="suricata:" ruleset="vonggac")\n'
        f'ruleset(name="vonggac") {{\n  {forward}\n}}'
    )
    clamav = f"# /etc/clamav/clamd.conf\nLogSyslog yes\nLogFacility LOG_LOCAL6\n\n# /etc/rsyslog.d/60-vonggac.conf\nlocal6.* {forward}"
    closed = Snippet(
        _("Máy chủ chưa nghe syslog; người quản trị mở trước"), _("Cấu hình máy chủ"), "VONGGAC_INTAKE_SYSLOG_TCP=0.0.0.0:5514"
    )
    return [
        *([] if settings.INTAKE_SYSLOG else [closed]),
        Snippet(_("Wazuh: gửi syslog dạng JSON (UDP)"), "/var/ossec/etc/ossec.conf", wazuh),
        Snippet(_("Suricata qua rsyslog"), "/etc/rsyslog.d/60-vonggac.conf", suricata),
        Snippet(_("ClamAV qua rsyslog"), "/etc/clamav/clamd.conf, /etc/rsyslog.d/60-vonggac.conf", clamav),
        Snippet(_("Thiết bị khác (tường lửa, chuyển mạch)"), _("Trang cấu hình syslog của thiết bị"), f"{host}:{port}"),
    ]


def _file(source: AlertSource) -> list[Snippet]:
    folder = intake_folder() / "drop" / source.code
    move = f'mv canh-bao.json "{folder}/.canh-bao.json" && mv "{folder}/.canh-bao.json" "{folder}/canh-bao.json"'
    return [Snippet(_("Đặt tệp vào thư mục nhận"), _("Trên máy chủ; ghi xong mới đổi tên, để tệp dở không bị đọc"), move)]


def _mailbox(source: AlertSource) -> list[Snippet]:
    name = str(source.mailbox.get("password_file", ""))
    text = f"install -m 600 /dev/stdin '{password_file(name)}'"
    return [Snippet(_("Đặt mật khẩu hộp thư"), _("Trên máy chủ, gõ mật khẩu rồi Ctrl+D"), text)]
