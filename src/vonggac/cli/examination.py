"""What the doctor looks at. Each look returns what it saw and, where something is not right, what to do."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

OK, LOOK, BROKEN = "OK", "CẦN XEM", "HỎNG"
DISK_LOW, DISK_TOO_LOW = 2 * 1024**3, 256 * 1024**2
CLOCK_MAY_DIFFER = 2.0
"""Seconds between the clock and the time that the disk gives a new file."""
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock before this is wrong: the program did not exist."""
WAITING_TOO_LONG = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One look."""

    name: str
    verdict: str
    seen: str
    advice: str = ""


def examine() -> list[Finding]:
    """Look at everything; a database that does not answer ends the looks that need it, not the others."""
    data: Path = settings.DATA
    findings = [database()]
    if findings[0].verdict == OK:
        findings += [migrations(), worker(datetime.now(UTC)), waiting_jobs(datetime.now(UTC)), alerts_counted(data, datetime.now(UTC))]
        findings.append(sensors(datetime.now(UTC)))
    return [*findings, *intake(), folder(data), secret_key(data), disk(data), clock(data), time_zone(), fonts(), mail(), *optional_parts()]


def database() -> Finding:
    """Whether it answers and can be written."""
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    name = "Cơ sở dữ liệu"
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).is_file():
        return Finding(name, BROKEN, f"chưa có tệp {connection.settings_dict['NAME']}", "Chạy script/run một lần, hoặc kiểm tra --data.")
    try:
        connection.ensure_connection()
        tables = len(connection.introspection.table_names())
    except DatabaseError as error:
        return Finding(
            name, BROKEN, f"{kind} không trả lời ({str(error).splitlines()[0]})", "Kiểm tra VONGGAC_DATABASE_URL và dịch vụ PostgreSQL."
        )
    return Finding(name, OK, f"{kind}, {tables} bảng")


def migrations() -> Finding:
    """Whether the database is what this version needs."""
    from vonggac.cli.migrate import waiting_migrations

    waiting = waiting_migrations()
    if waiting:
        return Finding("Nâng cấp", BROKEN, f"còn {len(waiting)} bước chưa chạy", "Chạy: vonggac migrate")
    return Finding("Nâng cấp", OK, "đã chạy đủ các bước")


def worker(at: datetime) -> Finding:
    """Whether somebody does the background jobs."""
    from vonggac.apps.jobs import queries

    alive = queries.workers_alive(at)
    if alive == 0:
        advice = "Chạy script/run (hoặc: systemctl start vonggac). Không có tiến trình này, đôn đốc và nhập liệu không chạy."
        return Finding("Việc nền", LOOK, "không có tiến trình nào báo còn sống trong 60 giây qua", advice)
    return Finding("Việc nền", OK, f"{alive} tiến trình đang chạy")


def waiting_jobs(at: datetime) -> Finding:
    """Whether jobs pile up."""
    from vonggac.apps.jobs import queries

    late = queries.jobs_waiting_since(at, WAITING_TOO_LONG)
    if late:
        return Finding("Hàng đợi việc nền", LOOK, f"{late} việc chờ quá 10 phút", "Xem tiến trình việc nền và nhật ký máy chủ.")
    return Finding("Hàng đợi việc nền", OK, "không có việc chờ quá 10 phút")


SORTER_STANDS_STILL = timedelta(minutes=2)


def alerts_counted(data: Path, at: datetime) -> Finding:
    """Whether what was received is stored or refused, and whether the queue keeps up with the journal."""
    from vonggac.apps.alerts.queries.counters import account

    found, name = account(data / "intake" / "journal"), "Sổ đếm cảnh báo"
    seen = f"đã nhận {found.received}, lưu {found.stored}, từ chối {found.refused}; {found.waiting} byte chờ vào hàng đợi"
    if not found.agrees:
        return Finding(name, BROKEN, seen, "Số nhận khác số lưu cộng số từ chối. Sao lưu rồi báo nơi phát triển; đừng xóa thư mục intake.")
    if found.stands_still(at, SORTER_STANDS_STILL):
        return Finding(name, LOOK, seen, "Chạy script/run (hoặc: vonggac sorter). Cảnh báo đã nhận đang nằm trên đĩa, chưa vào hàng đợi.")
    return Finding(name, OK, seen)


NAMED_SENSORS = 5


def sensors(at: datetime) -> Finding:
    """Whether every sensor speaks: one that has fallen silent is a finding, not good news."""
    from vonggac.apps.alerts.queries.heartbeat import silent_now

    silent, name = silent_now(at), "Nguồn cảnh báo im lặng"
    if not silent:
        return Finding(name, OK, "không có")
    told = [f"{one.source.name} (từ {one.last_at:%H:%M %d/%m/%Y} UTC)" if one.last_at else one.source.name for one in silent]
    seen = f"{len(silent)} nguồn: {'; '.join(told[:NAMED_SENSORS])}{'…' if len(told) > NAMED_SENSORS else ''}"
    return Finding(name, LOOK, seen, "Kiểm tra thiết bị, đường truyền và cấu hình gửi; trang nguồn cảnh báo nêu vì sao coi là im lặng.")


def folder(data: Path) -> Finding:
    """Whether the data folder is there and ours alone."""
    name = "Thư mục dữ liệu"
    if not data.is_dir():
        return Finding(name, BROKEN, f"{data} chưa có", "Chạy script/run một lần, hoặc kiểm tra --data.")
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        return Finding(name, BROKEN, f"{data} người khác vào được (quyền {mode:o})", f"Chạy: chmod 700 {data}")
    if not os.access(data, os.W_OK | os.X_OK):
        return Finding(name, BROKEN, f"{data} không ghi được", f"Chạy bằng đúng người dùng, hoặc: chown -R vonggac {data}")
    return Finding(name, OK, f"{data} (quyền {mode:o})")


def secret_key(data: Path) -> Finding:
    """Whether the key of this installation is kept, and kept to us."""
    name, key = "Khóa bí mật", data / "secret-key"
    if os.environ.get("VONGGAC_SECRET_KEY") or os.environ.get("VONGGAC_SECRET_KEY_FILE"):
        return Finding(name, OK, "lấy từ biến môi trường")
    if not key.is_file():
        return Finding(name, BROKEN, "chưa có; mọi phiên đăng nhập mất khi khởi động lại", "Chạy script/run một lần.")
    mode = stat.S_IMODE(key.stat().st_mode)
    if mode & 0o077:
        return Finding(name, BROKEN, f"người khác đọc được (quyền {mode:o})", f"Chạy: chmod 600 {key}")
    return Finding(name, OK, f"quyền {mode:o}")


def disk(data: Path) -> Finding:
    """Whether there is room."""
    nearest = next(place for place in (data, *data.parents) if place.exists())
    free = shutil.disk_usage(nearest).free
    seen = f"còn {free / 1024**3:.1f} GiB".replace(".", ",")
    advice = "Dọn đĩa hoặc mở rộng phân vùng; bản sao lưu cũ nằm trong thư mục backups."
    verdict = OK if free >= DISK_LOW else LOOK if free >= DISK_TOO_LOW else BROKEN
    return Finding("Dung lượng đĩa", verdict, seen, "" if verdict == OK else advice)


def clock(data: Path) -> Finding:
    """Whether the clock can be right: after our release, and as the disk's."""
    now, name = datetime.now(UTC), "Đồng hồ"
    advice = "Bật đồng bộ giờ: timedatectl set-ntp true. Giờ sai làm sai hạn và sổ nhật ký."
    if now < RELEASED:
        return Finding(name, BROKEN, f"{now:%d/%m/%Y %H:%M} UTC là trước ngày phát hành chương trình", advice)
    drift = _disk_differs(data)
    if drift is not None and drift > CLOCK_MAY_DIFFER:
        return Finding(name, LOOK, f"lệch {drift:.0f} giây so với giờ của đĩa", advice)
    return Finding(name, OK, f"{now:%d/%m/%Y %H:%M:%S} UTC")


def _disk_differs(data: Path) -> float | None:
    probe = data / f".clock-{os.getpid()}"
    try:
        probe.touch()
        return abs(probe.stat().st_mtime - time.time())
    except OSError:
        return None
    finally:
        probe.unlink(missing_ok=True)


def time_zone() -> Finding:
    """Whether days are counted as the province counts them."""
    from django.utils import timezone

    local = timezone.localtime()
    hours = local.utcoffset()
    if hours != timedelta(hours=7):
        advice = "Cài gói tzdata, không đổi TIME_ZONE."
        return Finding("Múi giờ", BROKEN, f"{settings.TIME_ZONE} lệch UTC {hours}", advice)
    return Finding("Múi giờ", OK, f"{settings.TIME_ZONE}, bây giờ là {local:%d/%m/%Y %H:%M}")


def fonts() -> Finding:
    """Whether the faces that documents are set in lie in the package, whole."""
    import hashlib

    import vonggac

    place = Path(vonggac.__file__).parent / "engines" / "documents" / "fonts"
    sums = place / "SHA256SUMS"
    if not sums.is_file():
        return Finding("Phông chữ văn bản", BROKEN, "không thấy phông chữ kèm theo", "Cài lại Vọng Gác.")
    listed = [line.split(maxsplit=1) for line in sums.read_text(encoding="utf-8").splitlines() if line.strip()]
    wrong = [name for digest, name in listed if not _is(place / name.lstrip("*"), digest, hashlib.sha256)]
    if wrong:
        return Finding("Phông chữ văn bản", BROKEN, f"tệp thiếu hoặc bị đổi: {', '.join(wrong)}", "Cài lại Vọng Gác.")
    return Finding("Phông chữ văn bản", OK, f"đủ {len(listed)} tệp")


def _is(path: Path, digest: str, algorithm: Callable[[bytes], object]) -> bool:
    return path.is_file() and getattr(algorithm(path.read_bytes()), "hexdigest")() == digest  # noqa: B009


def mail() -> Finding:
    """Whether notices leave the house."""
    kind = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if kind != "smtp":
        advice = "Đặt VONGGAC_MAIL=smtp và VONGGAC_SMTP_HOST để gửi thư thật."
        return Finding(
            "Thư điện tử", LOOK, f"thư không được gửi ra ngoài (chế độ {kind}, thư nằm trong {settings.EMAIL_FILE_PATH})", advice
        )
    return Finding("Thư điện tử", OK, f"qua {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")


def optional_parts() -> list[Finding]:
    """What may be installed on top; a part that is not there is no fault."""
    return [ocr(), postgresql()]


def ocr() -> Finding:
    """Whether scans can be read."""
    name = "Đọc bản quét (tùy chọn)"
    program = shutil.which("tesseract")
    if program is None:
        return Finding(name, LOOK, "chưa cài", "apt install tesseract-ocr tesseract-ocr-vie; pip install 'vonggac[ocr]'")
    if find_spec("pytesseract") is None:
        return Finding(name, LOOK, "có tesseract, thiếu thư viện Python", "pip install 'vonggac[ocr]'")
    data = os.environ.get("TESSDATA_PREFIX", "/usr/share/tesseract-ocr")
    if not any(Path(data).rglob("vie.traineddata")):
        return Finding(name, LOOK, "thiếu tiếng Việt cho tesseract", "apt install tesseract-ocr-vie")
    return Finding(name, OK, "tesseract có tiếng Việt")


def postgresql() -> Finding:
    """Whether PostgreSQL can be used and saved."""
    name = "PostgreSQL (tùy chọn)"
    if find_spec("psycopg") is None:
        return Finding(name, OK if connection.vendor == "sqlite" else BROKEN, "chưa cài; SQLite không cần", "")
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        return Finding(name, LOOK, "thiếu pg_dump nên vonggac backup không chạy được", "apt install postgresql-client")
    return Finding(name, OK, "có thư viện kết nối")


def intake() -> list[Finding]:
    """Whether alerts are taken in, whether they pile up, and what was refused in the last hour."""
    from vonggac.cli.intake import ask_health

    name = "Tiếp nhận cảnh báo"
    try:
        health = ask_health()
    except OSError as error:
        advice = "Chạy script/run (hoặc: systemctl start vonggac). Cổng bị chiếm thì đặt VONGGAC_INTAKE_HTTP sang cổng khác."
        return [Finding(name, LOOK, f"không trả lời ({error})", advice)]
    if health is None:
        return [Finding(name, OK, "tắt cổng HTTP (VONGGAC_INTAKE_HTTP=off), không hỏi được")]
    waiting = f"{health['outstanding_bytes'] / 1024**2:.1f} MB chờ xử lý".replace(".", ",")
    if health["overload"]:
        return [Finding(name, LOOK, f"đang bảo người gửi chờ, {waiting}", f"{health['overload']} Xem tiến trình sorter và dung lượng đĩa.")]
    if health["sources"]["trouble"]:
        advice = "Mở và lưu lại một nguồn cảnh báo để danh sách nguồn được ghi lại."
        return [Finding(name, LOOK, f"danh sách nguồn không đọc được ({health['sources']['trouble']})", advice)]
    return [Finding(name, OK, f"đang chạy, {waiting}"), _refused(health["last_hour"])]


def _refused(hour: dict[str, Any]) -> Finding:
    name = "Cảnh báo bị từ chối"
    if not hour["refused"]:
        return Finding(name, OK, f"không có trong một giờ qua ({hour['received']} mục đã nhận)")
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(hour["reasons"].items()))
    return Finding(name, LOOK, f"{hour['refused']} trong một giờ qua ({reasons})", "Xem trang nguồn cảnh báo: nguồn hay địa chỉ nào.")
