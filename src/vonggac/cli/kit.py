"""`vonggac kit build|verify|list`: the field kit, made from folders that lie here; nothing is fetched (script/kit gathers the wheels)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

DIFFERS, BAD_INPUT = 1, 2
LOCK = Path(__file__).resolve().parents[3] / "requirements-hunt.lock"
PLATFORMS = {
    "linux": ("linux-x86_64",), "windows": ("windows-x86_64",), "linux-arm64": ("linux-aarch64",), "windows-arm64": ("windows-aarch64",),
}  # fmt: skip
_PATH = click.Path(path_type=Path, exists=True)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_PLATFORM = click.Choice(list(PLATFORMS))
_REMARKS_SHOWN = 10


@click.group()
def kit() -> None:
    """Bộ dụng cụ hiện trường: thu thập nhật ký và săn lùng trên máy không có mạng, không cần biết Python."""


@kit.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="TỆP.zip")
@click.option(
    "--wheels", type=_FOLDER, required=True, help="Thư mục gói Python (.whl) đã gom, gồm cả gói của Vọng Gác; script/kit gom sẵn."
)
@click.option("--lock", type=_FILE, default=LOCK, help="Bản khóa các gói (mặc định: requirements-hunt.lock của mã nguồn).")
@click.option(
    "--platform",
    "platforms",
    type=_PLATFORM,
    multiple=True,
    default=("linux",),
    show_default=True,
    help="Hệ của máy sẽ săn lùng; ghi được nhiều lần.",
)
@click.option("--rules", type=_PATH, multiple=True, help="Bộ quy tắc Sigma thêm: thư mục hoặc zip; ghi được nhiều lần.")
@click.option("--ioc", type=_FILE, multiple=True, help="Tệp chỉ dấu; ghi được nhiều lần.")
@click.option("--yara", type=_PATH, multiple=True, help="Quy tắc YARA: thư mục hoặc tệp; ghi được nhiều lần.")
@click.option("--python", type=_PATH, help="Python mang theo: gói nhúng cho Windows (zip hoặc thư mục đã giải nén).")
@click.option("--json", "as_json", is_flag=True, help="In bản kê dạng JSON.")
def build(
    out: Path, wheels: Path, lock: Path, platforms: tuple[str, ...], rules: tuple[Path, ...], ioc: tuple[Path, ...],
    yara: tuple[Path, ...], python: Path | None, *, as_json: bool,
) -> None:  # fmt: skip
    """Lập bộ dụng cụ TỆP.zip; cùng đầu vào thì cho cùng từng byte."""
    from vonggac.sources.fieldkit import Wanted
    from vonggac.sources.fieldkit import build as build_kit

    if out.exists():
        _stop(f"{out}: đã có tệp này; ghi tên khác hoặc dời tệp cũ đi.")
    wanted = Wanted(wheels, lock, tuple(one for name in platforms for one in PLATFORMS[name]), rules, ioc, yara, python)
    with _answering():
        try:
            built = build_kit(wanted, out)
        except BaseException:
            out.unlink(missing_ok=True)
            raise
    for remark in built.remarks[:_REMARKS_SHOWN]:
        click.echo(f"Lưu ý: {remark}", err=True)
    if len(built.remarks) > _REMARKS_SHOWN:
        click.echo(f"Còn {len(built.remarks) - _REMARKS_SHOWN} lưu ý nữa; xem bằng vonggac rules check, vonggac feed read.", err=True)
    if as_json:
        click.echo(json.dumps({**built.manifest, "sha256": built.sha256, "bytes": built.size}, ensure_ascii=False))
        return
    able = ", ".join(f"{one['python']} ({one['platform']})" for one in built.manifest["pythons"])
    click.echo(f"{out}: {len(built.manifest['files'])} tệp, {built.size / 1048576:.1f} MB; Python {able}.")
    click.echo(f"SHA-256: {built.sha256}")


@kit.command()
@click.argument("bundle", type=_PATH, metavar="BỘ_DỤNG_CỤ")
@click.option("--json", "as_json", is_flag=True, help="In mỗi tệp khác biệt một đối tượng JSON.")
def verify(bundle: Path, *, as_json: bool) -> None:
    """Đối chiếu mọi tệp của một bộ dụng cụ (tệp zip hoặc thư mục đã giải nén) với bản kê của nó.

    Mã thoát 0 đúng, 1 có tệp khác, 2 không phải bộ dụng cụ.
    """
    from vonggac.sources.fieldkit import verify as verify_kit

    with _answering():
        wrong = verify_kit(bundle)
    for one in wrong:
        click.echo(json.dumps({"path": one.path, "why": one.why}, ensure_ascii=False) if as_json else str(one))
    if not wrong and not as_json:
        click.echo("Mọi tệp đúng với bản kê.")
    sys.exit(DIFFERS if wrong else 0)


@kit.command("list")
@click.option("--lock", type=_FILE, default=LOCK, help="Bản khóa các gói.")
@click.option("--platform", type=_PLATFORM, default="linux", show_default=True)
@click.option("--python", "version", default="3.11", show_default=True, help="Phiên bản Python: 3.11 đến 3.14.")
@click.option("--names", is_flag=True, help="In tên hệ mà pip dùng, thay cho các gói.")
def list_wheels(lock: Path, platform: str, version: str, *, names: bool) -> None:
    """In các gói mà một hệ và một phiên bản Python cần, để pip gom về."""
    from vonggac.sources.fieldkit import requirements_for
    from vonggac.sources.fieldkit.wheels import PYTHONS, Target, platform_names, read_lock

    known = {f"{major}.{minor}": (major, minor) for major, minor in PYTHONS}
    if version not in known:
        _stop(f"--python: chỉ có {', '.join(known)}.")
    target = Target(PLATFORMS[platform][0], known[version])
    if names:
        click.echo("\n".join(platform_names(target.platform)))
        return
    with _answering():
        click.echo(requirements_for(read_lock(lock.read_text(encoding="utf-8")), target), nl=False)


@contextmanager
def _answering() -> Iterator[None]:
    """Give what cannot be done as a sentence."""
    from vonggac.sources.fieldkit import Unfit
    from vonggac.sources.refusal import Refused

    try:
        yield
    except (Refused, Unfit) as refusal:
        _stop(str(refusal))
    except OSError as error:
        _stop(f"{error.filename}: không đọc hoặc không ghi được ({error.strerror or error}).")


def _stop(words: str) -> None:
    click.echo(words, err=True)
    sys.exit(BAD_INPUT)
