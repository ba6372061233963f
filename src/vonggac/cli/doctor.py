"""`vonggac doctor`: looks at everything the platform stands on, and says what to do about what is not right."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from vonggac.cli.options import data_folder, start_django


@click.command()
@data_folder
@click.option("--json", "as_json", is_flag=True, help="In JSON ra stdout.")
def doctor(as_json: bool) -> None:
    """Khám hệ thống: cơ sở dữ liệu, thư mục dữ liệu, việc nền, tiếp nhận cảnh báo, đĩa, giờ, phông chữ, thư. Mã thoát 1 khi có chỗ HỎNG."""
    start_django()
    from vonggac.cli.examination import BROKEN, examine

    findings = examine()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.verdict:<8} {finding.name}: {finding.seen}")
            if finding.advice:
                click.echo(f"{'':<8} → {finding.advice}")
    sys.exit(1 if any(finding.verdict == BROKEN for finding in findings) else 0)
