"""A field kit: made from folders, the same bytes each time, checked before anything of it runs."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from house.tree import ROOT
from vonggac.cli.kit import kit
from vonggac.sources.fieldkit import Built, Unfit, Wanted, build, opening, verify
from vonggac.sources.fieldkit.wheels import Target, missing, read_lock, read_wheels, requirements_for
from vonggac.sources.refusal import Refused

RULE = """
title: Máy chủ lạ
id: 11111111-1111-4111-8111-111111111111
author: Nguyễn Văn Mẫu
license: DRL-1.1
logsource: {product: linux}
detection: {selection: {message: abc}, condition: selection}
"""
LINUX = "manylinux_2_17_x86_64"


def wheel(folder: Path, name: str, version: str = "1.0", tag: str = "py3-none-any", licence: str = "MIT") -> str:
    """Make a small wheel and return its hash."""
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/METADATA"), f"Name: {name}\nLicense-Expression: {licence}\n")
        archive.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/tag"), tag)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kit")
    (place / "wheels").mkdir()
    wheel(place / "wheels", "vonggac")
    wheel(place / "wheels", "unused")
    quick = [wheel(place / "wheels", "quick", tag=f"cp3{minor}-cp3{minor}-{LINUX}") for minor in (11, 12)]
    pip = wheel(place / "wheels", "pip", "26.0")
    told = " \\\n    ".join(["quick==1.0", *(f"--hash=sha256:{one}" for one in [*quick, "0" * 64])])
    only = f"only_windows==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'1' * 64}"
    (place / "hunt.lock").write_text(f"{told}\npip==26.0 \\\n    --hash=sha256:{pip}\n{only}\n", encoding="utf-8")
    (place / "bộ riêng").mkdir()
    (place / "bộ riêng" / "a.yml").write_text(RULE, encoding="utf-8")
    (place / "bộ riêng" / "b.yml").write_text("title: hỏng\nlogsource: {}\ndetection: {}\n", encoding="utf-8")
    (place / "bộ riêng" / "LICENSE.md").write_text("DRL", encoding="utf-8")
    (place / "chi-dau.txt").write_text("198.51.100.7\nxau.example\n", encoding="utf-8")
    (place / "yara").mkdir()
    (place / "yara" / "a.yar").write_text('rule Mau { strings: $a = "abc" condition: $a }', encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def wanted(place: Path) -> Wanted:
    return Wanted(
        place / "wheels", place / "hunt.lock", ("linux-x86_64",), (place / "bộ riêng",), (place / "chi-dau.txt",), (place / "yara",)
    )


@pytest.fixture(scope="module")
def built(place: Path, wanted: Wanted) -> Built:
    return build(wanted, place / "k.zip")


@pytest.fixture
def unpacked(place: Path, built: Built, tmp_path: Path) -> Path:
    with zipfile.ZipFile(place / "k.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path / "bo-dung-cu"


def test_a_kit_names_every_file_with_its_sum_and_what_it_hunts_with(place: Path, built: Built) -> None:
    told = built.manifest
    with zipfile.ZipFile(place / "k.zip") as archive:
        names = {name.removeprefix("bo-dung-cu/") for name in archive.namelist()}
        assert names == {one["path"] for one in told["files"]} | {"bo-dung-cu.json", "SHA256SUMS"}
        assert json.loads(archive.read("bo-dung-cu/bo-dung-cu.json")) == told
        credits = archive.read("bo-dung-cu/GIAY-PHEP.txt").decode()
    assert told["pythons"] == [{"platform": "linux-x86_64", "python": "3.11"}, {"platform": "linux-x86_64", "python": "3.12"}]
    assert {
        "thu-thap.sh",
        "thu-thap.ps1",
        "thu-thap.cmd",
        "san-tim.sh",
        "san-tim.cmd",
        "san-tim.ps1",
        "HUONG-DAN.html",
        "HUONG-DAN.txt",
    } <= names
    [starter, theirs] = told["rules"]
    assert starter["rules"] > 40
    assert (theirs["rules"], theirs["not_loaded"], theirs["licences"]) == (1, 1, ["LICENSE.md"])
    assert told["indicators"][0]["indicators"] == 2
    assert "Tác giả: Nguyễn Văn Mẫu" in credits
    assert "quick 1.0: MIT" in credits
    assert any("b.yml" in remark for remark in built.remarks)
    assert verify(place / "k.zip") == []


def test_wheels_that_no_python_of_the_kit_installs_stay_out(built: Built) -> None:
    assert {one["name"] for one in built.manifest["packages"]} == {"vonggac", "quick", "pip"}


def test_the_same_inputs_give_the_same_bytes(place: Path, wanted: Wanted, built: Built, tmp_path: Path) -> None:
    shutil.copytree(place / "bộ riêng", tmp_path / "bộ riêng")
    assert build(replace(wanted, rules=(tmp_path / "bộ riêng",)), tmp_path / "k.zip").sha256 == built.sha256


def test_a_kit_that_would_lack_a_package_is_not_built_and_the_package_is_named(wanted: Wanted, place: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        build(replace(wanted, platforms=("windows-x86_64",)), tmp_path / "k.zip")
    assert "quick 1.0, only-windows 2.0" in str(refused.value)
    lock = read_lock((place / "hunt.lock").read_text("utf-8"))
    assert missing(lock, read_wheels(place / "wheels"), Target("linux-x86_64", (3, 13))) == ["quick 1.0"]


def test_what_is_asked_of_pip_is_told_for_the_machine_meant_and_not_for_this_one(place: Path) -> None:
    lock = read_lock((place / "hunt.lock").read_text("utf-8"))
    asked = requirements_for(lock, Target("windows-x86_64", (3, 12)))
    assert [line.split(" ")[0] for line in asked.splitlines()] == ["quick==1.0", "pip==26.0", "only-windows==2.0"]
    assert ";" not in asked
    assert "only-windows" not in requirements_for(lock, Target("linux-x86_64", (3, 12)))


@pytest.mark.parametrize("line", ["quick==1.0", "https://x.example/a.whl --hash=sha256:" + "0" * 64, "-r other.txt"])
def test_a_lock_with_a_line_that_names_no_hashed_version_is_refused(line: str) -> None:
    with pytest.raises(Refused):
        read_lock(line)


def test_a_wheel_of_the_right_name_and_the_wrong_content_is_no_wheel_of_the_lock(place: Path, wanted: Wanted, tmp_path: Path) -> None:
    shutil.copytree(place / "wheels", tmp_path / "wheels")
    for path in (tmp_path / "wheels").glob("quick-*"):
        path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(Refused, match=r"quick 1\.0"):
        build(replace(wanted, wheels=tmp_path / "wheels"), tmp_path / "k.zip")


def _fake_exe(machine: int) -> bytes:
    return b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine) + b"\0" * 40


def test_a_python_for_windows_is_carried_and_known_by_its_library(place: Path, wanted: Wanted, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("python.exe", _fake_exe(0x8664))
        archive.writestr("python312.dll", _fake_exe(0x8664))
        archive.writestr("python312._pth", "python312.zip\n.\n")
    shutil.copytree(place / "wheels", tmp_path / "wheels")
    shas = [wheel(tmp_path / "wheels", "quick", tag="cp312-cp312-win_amd64"), wheel(tmp_path / "wheels", "only_windows", "2.0")]
    text = (place / "hunt.lock").read_text("utf-8").replace("0" * 64, shas[0]).replace("1" * 64, shas[1])
    (tmp_path / "hunt.lock").write_text(text, encoding="utf-8")
    kit = Wanted(tmp_path / "wheels", tmp_path / "hunt.lock", ("windows-x86_64",), python=tmp_path / "python.zip")
    told = build(kit, tmp_path / "k.zip").manifest
    assert (told["python"], told["pythons"]) == ("3.12", [{"platform": "windows-x86_64", "python": "3.12"}])
    assert "cong-cu/python/python.exe" in {one["path"] for one in told["files"]}
    with pytest.raises(Refused, match="3.12"):
        build(replace(wanted, python=tmp_path / "python.zip"), tmp_path / "k2.zip")
    (tmp_path / "no.zip").write_bytes(b"PK")
    with pytest.raises(Refused, match="Python nhúng"):
        build(replace(kit, python=tmp_path / "no.zip"), tmp_path / "k3.zip")


# --- checking what arrived ------------------------------------------------------------------------------------------------------------


def changed(kit: Path) -> Iterator[tuple[str, str]]:
    (kit / "thu-thap.sh").write_text("rm -rf /\n", encoding="utf-8")
    yield "thu-thap.sh", "nội dung khác"
    (kit / "quy-tac" / "them.yml").write_text(RULE, encoding="utf-8")
    yield "quy-tac/them.yml", "tệp lạ"
    (kit / "san-tim.cmd").unlink()
    yield "san-tim.cmd", "thiếu"
    (kit / "chi-dau" / "01-chi-dau.txt").unlink()
    (kit / "chi-dau" / "01-chi-dau.txt").symlink_to("/etc/hostname")
    yield "chi-dau/01-chi-dau.txt", "khác"


def test_whatever_differs_in_an_unpacked_kit_is_named_and_nothing_of_it_runs(unpacked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (unpacked / "goi").mkdir()
    (unpacked / "goi" / "may-a.zip").write_bytes(b"")
    (unpacked / "ghi chú.txt").write_text("của người dùng", encoding="utf-8")
    assert verify(unpacked) == []
    wrong = dict(changed(unpacked))
    found = {one.path: one.why for one in verify(unpacked)}
    assert set(found) == set(wrong)
    assert all(word in found[path] for path, word in wrong.items())
    assert opening.main(["hunt", "--home", str(unpacked / "nha")], unpacked) == 2
    assert "quy-tac/them.yml" in capsys.readouterr().err
    assert not (unpacked / "nha").exists()


def test_a_file_that_was_added_to_the_zip_or_doubled_in_it_is_named(place: Path, built: Built, tmp_path: Path) -> None:
    shutil.copy(place / "k.zip", tmp_path / "k.zip")
    with zipfile.ZipFile(tmp_path / "k.zip", "a") as archive:
        archive.writestr("bo-dung-cu/autorun.inf", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("bo-dung-cu/san-tim.sh", "x")
    found = [(one.path, one.why.partition(",")[0]) for one in verify(tmp_path / "k.zip")]
    assert set(found) == {("autorun.inf", "tệp lạ"), ("san-tim.sh", "nội dung khác với bản kê"), ("san-tim.sh", "có hai lần")}


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "", "a//b", "./a"])
def test_a_manifest_that_points_outside_the_kit_is_not_followed(unpacked: Path, path: str) -> None:
    told = json.loads((unpacked / "bo-dung-cu.json").read_text("utf-8"))
    told["files"].append({"path": path, "size": 1, "sha256": "0" * 64})
    (unpacked / "bo-dung-cu.json").write_text(json.dumps(told), encoding="utf-8")
    assert [one.path for one in verify(unpacked)] == ["bo-dung-cu.json"]


def test_what_is_no_kit_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "b").mkdir()
    for path in (tmp_path / "a.zip", tmp_path / "b", tmp_path / "none"):
        with pytest.raises(Unfit, match="bộ dụng cụ"):
            verify(path)


def test_a_python_that_the_kit_has_no_packages_for_is_told_which_it_has(unpacked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert opening.main(["check"], unpacked) == 0
    fits = (sys.version_info[:2] in {(3, 11), (3, 12)}) and opening.this_platform() == "linux-x86_64"
    assert opening.main(["fits"], unpacked) == (0 if fits else 2)
    told = json.loads((unpacked / "bo-dung-cu.json").read_text("utf-8"))
    (unpacked / "bo-dung-cu.json").write_text(json.dumps(told | {"pythons": [{"platform": "windows-x86_64", "python": "3.12"}]}))
    assert opening.main(["fits"], unpacked) == 2
    assert "3.12 (windows-x86_64)" in capsys.readouterr().err


def test_without_packages_the_person_is_told_to_collect_first(unpacked: Path) -> None:
    with pytest.raises(Unfit, match="thu-thap"):
        opening.packages(unpacked)


def test_the_guide_is_one_page_that_needs_nothing_from_elsewhere(place: Path, built: Built) -> None:
    with zipfile.ZipFile(place / "k.zip") as archive:
        page = archive.read("bo-dung-cu/HUONG-DAN.html").decode()
        text = archive.read("bo-dung-cu/HUONG-DAN.txt")
        scripts = [archive.read(f"bo-dung-cu/{name}") for name in ("thu-thap.ps1", "san-tim.ps1", "thu-thap.cmd")]
    assert not any(word in page for word in ("http", "<script", "<link", "src=", "url("))
    assert page.count("<ol>") == page.count("</ol>") == 4
    for name in ("thu-thap.cmd", "thu-thap.sh", "san-tim.cmd", "san-tim.sh", "san-tim.html"):
        assert name in page
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\n") < 80
    assert all(script.startswith(b"\xef\xbb\xbf") for script in scripts[:2])
    assert scripts[2].startswith(b"@echo off\r\n")
    assert all(script.count(b"\n") == script.count(b"\r\n") for script in scripts)


def test_the_verbs_say_what_was_made_what_differs_and_what_to_mend(place: Path, wanted: Wanted, built: Built, tmp_path: Path) -> None:
    run = CliRunner()
    words = ["build", str(tmp_path / "k.zip"), "--wheels", str(wanted.wheels), "--lock", str(wanted.lock)]
    more = ["--rules", str(place / "bộ riêng"), "--ioc", str(place / "chi-dau.txt"), "--yara", str(place / "yara")]
    done = run.invoke(kit, [*words, *more])
    assert (done.exit_code, f"SHA-256: {built.sha256}" in done.stdout) == (0, True)
    assert "3.11 (linux-x86_64), 3.12 (linux-x86_64)" in done.stdout
    assert "đã có tệp này" in run.invoke(kit, words).stderr
    assert run.invoke(kit, ["verify", str(tmp_path / "k.zip")]).exit_code == 0
    (tmp_path / "bad.zip").write_bytes((tmp_path / "k.zip").read_bytes().replace("Nguyễn Văn Mẫu".encode(), b"Nguyen Van Mau"))
    assert run.invoke(kit, ["verify", str(tmp_path / "bad.zip")]).exit_code != 0
    assert run.invoke(kit, ["verify", str(place / "hunt.lock")]).exit_code == 2
    words[1] = str(tmp_path / "w.zip")
    done = run.invoke(kit, [*words, "--platform", "windows"])
    assert (done.exit_code, "only-windows 2.0" in done.stderr, (tmp_path / "w.zip").exists()) == (2, True, False)
    assert "quick==1.0" in run.invoke(kit, ["list", "--lock", str(wanted.lock), "--python", "3.12"]).stdout
    assert run.invoke(kit, ["list", "--platform", "windows", "--names"]).stdout == "win_amd64\n"
    assert run.invoke(kit, ["list", "--python", "3.9"]).exit_code == 2


@pytest.mark.long
def test_a_real_kit_installs_without_any_index_and_finds_what_is_known(tmp_path: Path) -> None:
    """Gathered by script/kit, unpacked, started by its launcher: a private folder, no network, the timeline."""
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
    own = {**os.environ, "VONGGAC_PYTHON": sys.executable, "PYTHONPATH": str(ROOT / "src")}
    words = [str(ROOT / "script" / "kit"), str(tmp_path / "k.zip"), "--python-version", minor, "--ioc", str(_list(tmp_path))]
    made = subprocess.run(words, env=own, capture_output=True, text=True, timeout=400)
    if made.returncode and not (tmp_path / "k.zip").exists() and re.search(r"No matching distribution|connection|hatchling", made.stderr):
        pytest.skip(f"the wheels of requirements-hunt.lock cannot be gathered here: {made.stderr.strip()[-300:]}")
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(tmp_path / "k.zip") as archive:
        archive.extractall(tmp_path)
    home, folder = tmp_path / "nhà", tmp_path / "bo-dung-cu"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(Path(sys.base_prefix) / "bin" / f"python{minor}")
    alone = ["unshare", "-n"] if not subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode else []
    done = subprocess.run(
        [*alone, "sh", str(folder / "san-tim.sh"), str(ROOT / "tests" / "samples" / "events"), "--no-open", "--level", "medium"],
        env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(home), "LANG": "C"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    [page] = (folder / "ket-qua").glob("*/san-tim.html")
    assert "203.0.113.5" in page.read_text("utf-8")
    assert "indicator:" in page.read_text("utf-8")
    told = json.loads((page.parent / "bao-phu.json").read_text("utf-8"))
    assert told["loaded"] > 40
    [own_folder] = (home / ".cache" / "vonggac" / "kit").glob("*-py*")
    assert (own_folder / "lib" / "vonggac").is_dir()
    assert not (own_folder / "lib" / "django").exists()
    assert own_folder.parent.stat().st_mode & 0o077 == 0
    assert verify(folder) == []


def _list(folder: Path) -> Path:
    (folder / "chi-dau.txt").write_text("203.0.113.5\n", encoding="utf-8")
    return folder / "chi-dau.txt"
