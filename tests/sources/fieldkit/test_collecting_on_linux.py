"""thu-thap.sh, run for real over a disk made here, by every shell that is installed: what it takes, and what it never takes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from house.tree import SOURCE
from vonggac.engines.hunt import RuleSet
from vonggac.sources.hunting import Options, Watched, hunt, read_package

CARRIED = SOURCE / "sources" / "fieldkit" / "carried"
COLLECTOR = CARRIED / "thu-thap.sh"
SHELLS = [shell for shell in (["dash"], ["busybox", "sh"]) if shutil.which(shell[0])]
RUNS = [pytest.param(shell, marks=[pytest.mark.long] if number else [], id=shell[0]) for number, shell in enumerate([*SHELLS, ["sh"]])]
"""One shell in the fast tier, every other in the long one."""
KEY = base64.b64encode(b"khoa cong khai")
FILES = {
    "etc/hostname": b"may-chu-xa\n",
    "etc/passwd": b"kho:x:999:999:kho:/srv/kho:/bin/bash\nan:$6$muoi$bam:1000:1000:An:/home/an:/bin/sh\n",
    "etc/group": b"sudo:*:27:an\n",
    "etc/shadow": b"root:$6$muoi$bi-mat:1:0:::::\n",
    "etc/hosts": b"198.51.100.7 cap-nhat.example\n",
    "etc/cron.d/sao-luu": b"# ghi chu\n5 * * * * root mysqldump --password=Rat-Bi-Mat -ptheo-sau db; curl https://u:mk-bi-mat@x.example/\n",
    "etc/systemd/system/lạ.service": b"[Service]\nEnvironment=TOKEN=rat-bi-mat\nExecStart=/opt/la --token rat-bi-mat\n",
    "srv/kho/.ssh/authorized_keys": b'command="/bin/la" ssh-ed25519 ' + KEY + b" an@may\n",
    "root/.ssh/id_ed25519": b"-----BEGIN OPENSSH PRIVATE KEY-----\n",
    "root/.bash_history": b"mysql -pbi-mat\n",
    "var/log/auth.log": b"Mar  2 03:04:05 may-chu-xa sshd[7]: Failed password for root from 198.51.100.7 port 22 ssh2\n",
    "var/log/auth.log.2.gz": gzip.compress(b"Feb 27 03:04:05 may-chu-xa sshd[7]: Accepted password for an from 198.51.100.7 port 2 ssh2\n"),
    "var/log/auth.log.9": b"Jan  1 03:04:05 may-chu-xa sshd[7]: old\n",
    "var/log/wtmp": bytes([7, 0, 0, 0]) + bytes(4) + b"pts/0".ljust(36, b"\0") + b"an".ljust(288, b"\0") + bytes(8)
    + (1_772_420_645).to_bytes(4, "little") + bytes(40),
    "var/log/btmp": b"mat khau go nham",
    "var/log/nginx/xa.vn/access \"log\\1": b'198.51.100.7 - - [02/Mar/2026:08:00:00 +0000] "GET /wp-login.php HTTP/1.1" 404 1\n',
    "var/log/nginx/error.log": b"",
    "srv/ung-dung/log/app.log": b"khoi dong\n",
    "home/an/cong-van.log": b"noi dung van ban\n",
}  # fmt: skip
OLD = 1_735_700_000


def disk(folder: Path) -> Path:
    """Make the disk of a small server, one log older than anybody asks for, and links out of the places where logs lie."""
    for name, data in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    os.utime(folder / "var/log/auth.log.9", (OLD, OLD))
    (folder / "var/log/auth.log.1").symlink_to("/etc/hostname")
    (folder / "var/log/apache2").symlink_to(folder / "home" / "an")
    (folder / "etc/cron.d/bay").symlink_to(folder / "etc/shadow")
    (folder / "var/log/nginx/a\nb.log").write_bytes(b"ten co xuong dong\n")
    (folder / "etc/localtime").symlink_to("/usr/share/zoneinfo/UTC")
    return folder


def collect(shell: list[str], root: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    words = [*shell, str(COLLECTOR), "--root", str(root), "--out", str(out), "--code", "H48.12", "--who", 'Trần "Thử"', *options]
    return subprocess.run(words, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module", params=RUNS)
def taken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lấy tin")
    root = disk(place / "đĩa")
    done = collect(request.param, root, place / "goi", "--more", str(root / "srv/ung-dung/log"), "--more", "/etc")
    assert done.returncode == 1, done.stderr
    assert [path.name for path in (place / "goi").iterdir()] == [Path(done.stdout.strip()).name]
    assert hashlib.sha256(Path(done.stdout.strip()).read_bytes()).hexdigest() in done.stderr
    return Path(done.stdout.strip())


def inventory(package: Path) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        stream = archive.extractfile(f"{package.name.removesuffix('.tar.gz')}/kiem-ke.json")
        assert stream is not None
        return json.loads(stream.read())


def everything(package: Path) -> dict[str, bytes]:
    with tarfile.open(package) as archive:
        return {one.name.partition("/")[2]: archive.extractfile(one).read() for one in archive if one.isfile()}  # type: ignore[union-attr]


def test_the_package_is_sound_and_says_whose_it_is(taken: Path) -> None:
    package = read_package(taken)
    assert package.bad == ()
    assert (package.host, package.organisation_code) == ("may-chu-xa", "H48.12")
    assert package.taken_by.startswith('Trần "Thử" (')
    assert package.taken_at is not None
    assert taken.name.startswith("may-chu-xa_H48.12_20")
    assert taken.name.endswith("+0700.tar.gz")
    assert package.zone is not None


def test_logs_come_rotated_ones_too_from_the_asked_day_on(taken: Path) -> None:
    names = {one["origin"] for one in inventory(taken)["files"] if one["name"].startswith("nhat-ky/")}
    wanted = {
        "/var/log/auth.log",
        "/var/log/auth.log.2.gz",
        '/var/log/nginx/xa.vn/access "log\\1',
        "/var/log/nginx/error.log",
        "/var/log/wtmp",
    }
    assert names == wanted | {"/srv/ung-dung/log/app.log"}
    assert all(name.isascii() and not set(name) & set('"\\: ') for name in everything(taken))


def test_links_are_not_followed_and_it_is_said(taken: Path) -> None:
    said = {one["what"]: one["why"] for one in inventory(taken)["not_taken"]}
    assert "là liên kết" in said["/var/log/apache2"]
    assert "nằm ngoài --root" in said["/etc"]
    assert b"noi dung van ban" not in b"".join(everything(taken).values())


def test_no_password_no_private_key_no_history_no_document_is_in_it(taken: Path) -> None:
    whole = b"".join(everything(taken).values())
    for secret in (b"bi-mat", b"Bi-Mat", b"theo-sau", b"$6$", b"PRIVATE KEY", KEY, b"go nham", b"ten co xuong dong"):
        assert secret not in whole, secret


def test_what_the_disk_tells_of_accounts_schedules_services_and_keys(taken: Path) -> None:
    files = everything(taken)
    assert b"name=an uid=1000" in files["trang-thai/nguoi-dung.txt"]
    assert b"group=sudo gid=27 members=an" in files["trang-thai/nhom.txt"]
    assert b"mysqldump --password=*** -p***" in files["trang-thai/lich-chay.txt"]
    assert b"https://u:***@x.example/" in files["trang-thai/lich-chay.txt"]
    assert b"ExecStart=/opt/la --token ***" in files["trang-thai/don-vi-systemd.txt"]
    finger = hashlib.sha256(b"khoa cong khai").hexdigest().encode()
    assert files["trang-thai/khoa-ssh.txt"] == b"/srv/kho/.ssh/authorized_keys ssh-ed25519 sha256=" + finger + b"\n"
    assert b"cap-nhat.example" in files["trang-thai/hosts.txt"]


def test_every_sum_holds_for_the_tool_that_every_linux_has(taken: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "-xzf", str(taken), "-C", str(tmp_path)], check=True)
    folder = tmp_path / taken.name.removesuffix(".tar.gz")
    done = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_package_goes_into_a_hunt_as_it_is(taken: Path) -> None:
    watched = Watched()
    list(hunt([taken], RuleSet(()), Options(), watched))
    assert watched.bad == []
    assert watched.coverage is not None
    assert watched.coverage.kinds["linux/sshd"] == 2
    assert watched.coverage.kinds["linux/wtmp"] == 1
    assert sum(count for kind, count in watched.coverage.kinds.items() if kind.startswith("webserver")) == 1


def test_a_large_log_gives_its_end_and_a_full_package_says_what_it_left(tmp_path: Path) -> None:
    root = disk(tmp_path / "d")
    line = b"Mar  2 03:04:05 may-chu-xa cron[7]: %07d\n"
    (root / "var/log/auth.log").write_bytes(b"".join(line % number for number in range(60_000)))
    (root / "var/log/syslog").write_bytes((root / "var/log/auth.log").read_bytes())
    done = collect(["sh"], root, tmp_path / "goi", "--file-mb", "1", "--max-mb", "2")
    package = Path(done.stdout.strip())
    told = inventory(package)
    [cut] = [one for one in told["files"] if one["cut"]]
    assert cut["origin"] == "/var/log/auth.log"
    kept = everything(package)["nhat-ky/var/log/auth.log"]
    assert kept.startswith(b"Mar  2")
    assert kept.endswith(line % 59_999)
    said = {one["what"]: one["why"] for one in told["not_taken"]}
    assert "chỉ lấy phần cuối" in said["/var/log/auth.log"]
    assert "đã đủ 2 MB" in said["/var/log/syslog"]


def test_nothing_but_the_package_is_written_and_an_old_day_brings_nothing(tmp_path: Path) -> None:
    root = disk(tmp_path / "d")
    before = {path: path.lstat().st_mtime_ns for path in root.rglob("*")}
    done = collect(["sh"], root, tmp_path / "goi", "--since", "2999-01-01")
    assert {path: path.lstat().st_mtime_ns for path in root.rglob("*")} == before
    assert not any(one["name"].startswith("nhat-ky/") for one in inventory(Path(done.stdout.strip()))["files"])
    assert [path.suffix for path in (tmp_path / "goi").iterdir()] == [".gz"]
    assert (tmp_path / "goi").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "hôm qua"), "không phải ngày"),
        (("--max-mb", "nhiều"), "số nguyên"),
        (("--max-mb", "0"), "lớn hơn 0"),
        (("--gui-di",), "không có tùy chọn"),
        (("--root", "/không/có"), "không mở được"),
        (("--code",), "thiếu giá trị"),
    ],
)
def test_a_wrong_option_is_said_and_nothing_is_written(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    done = subprocess.run(["sh", str(COLLECTOR), "--out", str(tmp_path / "goi"), *options], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "goi").exists()


@pytest.mark.parametrize("name", ["thu-thap.sh", "san-tim.sh"])
def test_the_scripts_are_sound_for_every_shell(name: str) -> None:
    for shell in [*SHELLS, ["sh"]]:
        assert subprocess.run([*shell, "-n", str(CARRIED / name)], capture_output=True, text=True).stderr == ""


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
@pytest.mark.parametrize("script", [CARRIED / "thu-thap.sh", CARRIED / "san-tim.sh"], ids=lambda path: path.name)
def test_the_scripts_are_plain_posix_shell(script: Path) -> None:
    assert subprocess.run(["shellcheck", "-s", "sh", str(script)], capture_output=True, text=True).stdout == ""


@pytest.mark.long
@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_on_this_machine_as_it_runs(shell: list[str], tmp_path: Path) -> None:
    done = subprocess.run([*shell, str(COLLECTOR), "--out", str(tmp_path)], capture_output=True, text=True, timeout=240)
    assert done.returncode in {0, 1}, done.stderr
    package = Path(done.stdout.strip())
    assert read_package(package).bad == ()
    rows = [json.loads(line) for line in everything(package)["trang-thai/tien-trinh.jsonl"].splitlines()]
    own = next(row for row in rows if row["ProcessId"] == os.getpid())
    assert own["sha256"] == hashlib.sha256(Path("/proc/self/exe").read_bytes()).hexdigest()
    assert own["Image"] == str(Path("/proc/self/exe").readlink())
    parent = next(row for row in rows if row["ProcessId"] == own["ParentProcessId"])
    assert own["ParentImage"] == parent["Image"]
    assert (own["vonggac"], own["system"]) == ("tien-trinh", "linux")
