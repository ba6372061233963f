"""Opens a field kit: checks every file against the manifest, installs from the kit alone, hunts, shows the timeline.

This file is carried in the kit as cong-cu/mo-bo.py and runs there by itself: standard library of Python 3.11 and nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import webbrowser
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any

MANIFEST, SUMS = "bo-dung-cu.json", "SHA256SUMS"
FORMAT = "vonggac-bo-dung-cu"
TOOLS, WHEELS, REQUIREMENTS = "cong-cu", "cong-cu/wheels", "cong-cu/yeu-cau.txt"
RULES, INDICATORS, YARA = "quy-tac", "chi-dau", "yara"
OURS = (TOOLS, RULES, INDICATORS, YARA)
"""Folders in which nothing may stand that the manifest does not name: it would be run, or decide what is found."""
PACKAGES, RESULTS = "goi", "ket-qua"
FOUND, BAD_INPUT = 1, 2
PASSED = ("--since", "--until", "--level", "--jobs", "--memory")
"""Options that go to the hunt as they are."""
_SUM = re.compile(r"[0-9a-f]{64}")
_READ = 1024 * 1024
_RUN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from vonggac.cli import main; main(prog_name='vonggac')"
_VIETNAM = timezone(timedelta(hours=7))


class Unfit(Exception):  # noqa: N818  a sentence for the person at the machine
    """The kit cannot be used; the words say why and what to do."""


@dataclass(frozen=True)
class Difference:
    """A file that is not as the manifest says."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


# --- checking -----------------------------------------------------------------------------------------------------------------------


class Folder:
    """A kit that was unpacked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> Iterator[str]:
        """Give the files at the top and in the kit's own folders."""
        for path in sorted(self._path.iterdir()):
            if path.is_file() and not path.is_symlink():
                yield path.name
        for folder in OURS:
            for path in sorted((self._path / folder).rglob("*")):
                if not path.is_dir() or path.is_symlink():
                    yield path.relative_to(self._path).as_posix()

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the kit; a link is none."""
        if (self._path / name).is_symlink():
            raise OSError
        return (self._path / name).open("rb")


class Zipped:
    """A kit as it was built; everything lies in one folder."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        self._top = names[0].partition("/")[0] + "/" if names and "/" in names[0] else ""
        self._names = [name.removeprefix(self._top) for name in names]

    def names(self) -> Iterator[str]:
        """Give every file, one that stands twice also twice."""
        return iter(self._names)

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the kit."""
        try:
            return self._archive.open(self._top + name)
        except (KeyError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
            raise OSError from error


def read_manifest(kit: Folder | Zipped) -> dict[str, Any]:
    """Return the manifest, or say why it is none."""
    try:
        with kit.open(MANIFEST) as stream:
            told = json.loads(stream.read(64 * _READ))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise Unfit(f"{MANIFEST} thiếu hoặc hỏng: không phải bộ dụng cụ trọn vẹn. Chép lại bộ dụng cụ từ đơn vị điều phối.") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("version") != 1 or not isinstance(told.get("files"), list):
        raise Unfit(f"{MANIFEST} không phải bản kê của bộ dụng cụ mà phiên bản này đọc được. Xin lại bộ dụng cụ.")
    return told


def differences(kit: Folder | Zipped) -> Iterator[Difference]:
    """Give every file that is missing, altered, added or doubled."""
    told = read_manifest(kit)
    listed: dict[str, tuple[int, str]] = {}
    for one in told["files"]:
        path, size, sha256 = (one.get("path"), one.get("size"), one.get("sha256")) if isinstance(one, dict) else (None, None, None)
        if not _is_plain(path) or not isinstance(size, int) or not isinstance(sha256, str) or not _SUM.fullmatch(sha256):
            yield Difference(MANIFEST, "bản kê có dòng sai: không dùng bộ này, xin lại từ đơn vị điều phối")
            return
        listed[str(path)] = (size, sha256)
    names = list(kit.names())
    for path, seen in listed.items():
        if path not in names:
            yield Difference(path, "thiếu")
        elif _measured(kit, path) != seen:
            yield Difference(path, "nội dung khác với bản kê")
    for path in sorted(set(names) - set(listed) - {MANIFEST, SUMS}):
        if isinstance(kit, Zipped) or "/" in path:
            yield Difference(path, "tệp lạ, không có trong bản kê")
    for path in sorted({path for path in names if names.count(path) > 1}) if isinstance(kit, Zipped) else ():
        yield Difference(path, "có hai lần")


def _is_plain(path: object) -> bool:
    """A path below the kit and nowhere else, on every system."""
    return isinstance(path, str) and bool(path) and not re.search(r"^/|\\|:|(?:^|/)\.\.?(?:/|$)|//|\0", path)


def _measured(kit: Folder | Zipped, path: str) -> tuple[int, str] | None:
    told, size = hashlib.sha256(), 0
    try:
        with kit.open(path) as stream:
            while data := stream.read(_READ):
                told.update(data)
                size += len(data)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile):
        return None
    return size, told.hexdigest()


# --- fitting ------------------------------------------------------------------------------------------------------------------------


def this_platform() -> str:
    """Name the system that runs this Python, as manifests do."""
    machine = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    return f"{'windows' if sys.platform == 'win32' else sys.platform}-{machine}"


def require_fit(manifest: dict[str, Any]) -> None:
    """Say in a sentence when this Python is none of those that the kit has everything for."""
    here = {"platform": this_platform(), "python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    if here in manifest.get("pythons", []) and sys.implementation.name == "cpython":
        return
    able = ", ".join(f"{one['python']} ({one['platform']})" for one in manifest.get("pythons", []))
    raise Unfit(f"Bộ dụng cụ này dành cho Python {able}; ở đây là Python {here['python']} ({here['platform']}).")


# --- installing ---------------------------------------------------------------------------------------------------------------------


def own_home() -> Path:
    """Return the private folder of this person on this machine."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "vonggac" / "kit"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vonggac" / "kit"


def installed(kit: Path, home: Path) -> Path:
    """Return the folder with what the kit installs, made now unless this kit made it before."""
    version = f"py{sys.version_info[0]}{sys.version_info[1]}-{this_platform()}"
    mark = hashlib.sha256((kit / MANIFEST).read_bytes()).hexdigest()
    target = home / f"{mark[:20]}-{version}"
    if (target / "xong").is_file():
        return target / "lib"
    _say("Chuẩn bị lần đầu (không cần mạng), khoảng một phút…")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = Path(tempfile.mkdtemp(prefix=".dang-cai-", dir=home))
    try:
        _install(kit, scratch / "lib")
        (scratch / "xong").write_text(mark, encoding="ascii")
        shutil.rmtree(target, ignore_errors=True)
        scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target / "lib"


def _install(kit: Path, lib: Path) -> None:
    """Install what the requirements name: from the kit's wheels alone, each with its hash, into one folder."""
    pip = next(iter(sorted((kit / WHEELS).glob("pip-*.whl"))), None)
    if pip is None:
        raise Unfit("Bộ dụng cụ thiếu pip. Xin lại bộ dụng cụ từ đơn vị điều phối.")
    words = [
        sys.executable, f"{pip}{os.sep}pip", "install", "--isolated", "--no-index", "--find-links", str(kit / WHEELS), "--require-hashes",
        "--only-binary", ":all:", "--no-deps", "--no-cache-dir", "--no-input", "--disable-pip-version-check", "--quiet",
        "--target", str(lib), "-r", str(kit / REQUIREMENTS),
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHONPATH", "PYTHONHOME"))}
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise Unfit(f"Không cài được từ bộ dụng cụ (ổ đĩa đầy, hoặc máy quá cũ). pip báo:\n{said}")


# --- hunting ------------------------------------------------------------------------------------------------------------------------


def hunt(kit: Path, asked: argparse.Namespace) -> int:
    """Hunt over what was given, or over the packages that lie in the kit; show the timeline; return the exit code of the hunt."""
    manifest = opened(kit)
    paths = [Path(path) for path in asked.paths] or packages(kit)
    lib = installed(kit, asked.home)
    result = _result_folder(Path(asked.out) if asked.out else None, kit, asked.home)
    words = [
        sys.executable,
        "-c",
        _RUN,
        str(lib),
        "hunt",
        *(str(path.absolute()) for path in paths),
        *_options(kit, manifest, asked, result),
    ]
    code = subprocess.run(words, env={**os.environ, "PYTHONUTF8": "1"}).returncode  # noqa: S603
    _tell(code, result)
    if asked.open and (result / "san-tim.html").exists():
        show(result / "san-tim.html")
    return code


def opened(kit: Path) -> dict[str, Any]:
    """Return the manifest of a kit that is whole and fits; otherwise say why not."""
    manifest = read_manifest(Folder(kit))
    wrong = list(differences(Folder(kit)))
    if wrong:
        told = "\n".join(f"  - {one}" for one in wrong[:20])
        raise Unfit(f"Bộ dụng cụ không còn nguyên vẹn nên không chạy. Chép lại từ đơn vị điều phối.\n{told}")
    require_fit(manifest)
    return manifest


def packages(kit: Path) -> list[Path]:
    """Return the collected packages that lie in the kit."""
    found = sorted(path for path in (kit / PACKAGES).glob("*") if path.name.endswith((".zip", ".tar.gz")))
    if not found:
        raise Unfit("Chưa có gói nào trong thư mục goi. Chạy thu-thap trước, hoặc ghi đường dẫn tới gói, tới thư mục nhật ký.")
    return found


def _options(kit: Path, manifest: dict[str, Any], asked: argparse.Namespace, result: Path) -> list[str]:
    """Return what the hunt is told: the kit's rules and indicators; YARA only where files themselves are looked at."""
    words = ["--format", "timeline-html", "--out", str(result / "san-tim.html"), "--coverage-json", str(result / "bao-phu.json")]
    words += ["--progress", "--cache", str(asked.home / "cache")]
    for kind, option in (("rules", "--rules"), ("indicators", "--ioc"), ("yara", "--yara" if asked.files else "")):
        words += [word for one in manifest.get(kind, []) if option for word in (option, str(kit / one["path"]))]
    passed = [(option, getattr(asked, option.removeprefix("--"))) for option in PASSED]
    words += [word for option, value in passed if value for word in (option, value)]
    return [*words, *(["--files"] if asked.files and manifest.get("indicators") else [])]


def _result_folder(asked: Path | None, kit: Path, home: Path) -> Path:
    name = datetime.now(_VIETNAM).strftime("%Y-%m-%d_%Hh%M_%S")
    for place in [asked] if asked else [kit / RESULTS, home / RESULTS]:
        try:
            (place / name).mkdir(parents=True)
        except OSError:
            continue
        return place / name
    raise Unfit("Không ghi được kết quả ở đâu cả. Ghi --out với một thư mục trên ổ đĩa ghi được.")


def _tell(code: int, result: Path) -> None:
    page = result / "san-tim.html"
    if code == FOUND:
        _say(f"\nCó dấu hiệu cần xem: {page}\nGiữ nguyên máy, gọi đơn vị điều phối; đừng xóa tệp nào.")
    elif code == 0:
        _say(f"\nKhông thấy dấu hiệu trong những gì đọc được: {page}")
        _say(f"Chưa phải là sạch: phần nào chưa đọc được ghi ở {result / 'bao-phu.json'}.")
    else:
        _say("\nChưa săn lùng xong; xem lời báo ở trên.")


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def show(page: Path) -> None:
    """Open a page in the person's browser; a machine without a screen is told where it lies, above."""
    if sys.platform == "win32":
        os.startfile(page)  # noqa: S606
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
        webbrowser.open(page.absolute().as_uri())


# --- the door -----------------------------------------------------------------------------------------------------------------------


def _words(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Săn lùng bằng bộ dụng cụ hiện trường, không cần mạng.", allow_abbrev=False)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("fits", help="Python này dùng được bộ dụng cụ không.")
    verbs.add_parser("check", help="Đối chiếu mọi tệp với bản kê.")
    one = verbs.add_parser("hunt", help="Kiểm tra bộ dụng cụ, cài vào thư mục riêng, săn lùng, mở kết quả.", allow_abbrev=False)
    one.add_argument("paths", nargs="*", metavar="TỆP", help="Gói, thư mục nhật ký, ổ đĩa; không ghi thì lấy thư mục goi.")
    one.add_argument("--files", action="store_true", help="Xét cả tệp: mã băm, tên tệp, YARA.")
    one.add_argument("--out", help="Thư mục ghi kết quả.")
    one.add_argument("--no-open", dest="open", action="store_false", help="Không mở trình duyệt.")
    for option in PASSED:
        one.add_argument(option, help="Như của vonggac hunt.")
    one.add_argument("--home", type=Path, default=own_home(), help="Thư mục riêng để cài.")
    return parser.parse_args(given)


def main(given: list[str] | None = None, kit: Path | None = None) -> int:
    """Do what the launchers ask."""
    kit = kit or Path(__file__).resolve().parent.parent
    asked = _words(given)
    try:
        if asked.verb == "hunt":
            return hunt(kit, asked)
        if asked.verb == "fits":
            require_fit(read_manifest(Folder(kit)))
            return 0
        wrong = list(differences(Folder(kit)))
        _say("\n".join(map(str, wrong)) or "Mọi tệp đúng với bản kê.")
        return 1 if wrong else 0
    except Unfit as unfit:
        _say(str(unfit))
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
