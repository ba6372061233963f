"""`vonggac backup FILE` and `vonggac restore FILE --data DIR`: database, evidence and key in one file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from vonggac.cli.options import data_folder, start_django


@click.command()
@data_folder
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Sao lưu cơ sở dữ liệu, minh chứng và khóa vào một tệp .tar.gz; chạy được khi hệ thống đang làm việc.

    Tệp chứa cả khóa bí mật nên chỉ chủ tệp đọc được (quyền 600): giữ ở nơi an toàn như giữ chính máy chủ.
    """
    start_django()
    from vonggac.cli.archive import Unusable, save

    try:
        made = save(file.expanduser().absolute())
    except Unusable as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"Đã sao lưu {made.files} tệp ({made.size / 1024**2:.1f} MiB) vào {file}")
    click.echo("Tệp này chứa khóa bí mật và toàn bộ dữ liệu: không để nơi người khác đọc được.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="Thư mục dữ liệu mới, phải trống hoặc chưa có."
)
def restore(file: Path, data: Path) -> None:
    """Khôi phục từ một bản sao lưu vào thư mục trống, kiểm tra từng tệp, rồi nâng cấp lên phiên bản này.

    Bản sao lưu SQLite khôi phục vào PostgreSQL (VONGGAC_DATABASE_URL) là cách chuyển cơ sở dữ liệu: chuyển hết, hoặc không chuyển gì.
    """
    folder = data.expanduser().absolute()
    os.environ["VONGGAC_DATA"] = str(folder)
    start_django()
    from vonggac.cli.archive import Unusable, bring_back
    from vonggac.cli.migrate import migrate_safely

    try:
        brought = bring_back(file.expanduser().absolute(), folder)
    except Unusable as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"Đã khôi phục {brought.files} tệp, bản sao lưu lúc {brought.made_at}, vào {folder}")
    if brought.moved:
        click.echo(f"Đã chuyển {brought.moved.rows} dòng của {brought.moved.tables} bảng từ SQLite sang PostgreSQL.")
    for line in migrate_safely():
        click.echo(line)
