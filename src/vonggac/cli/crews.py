"""What `vonggac hunt` asks about clusters, and the workers that it gets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vonggac.sources.hunting.hunting import Crew

LOOPBACK = "127.0.0.1"
BAD_INPUT = 2
_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--cluster", type=click.Choice(("ray",)), help="Chia việc cho các tiến trình của một cụm; cần cài phần mở rộng scale."),
    click.option("--workers", type=click.IntRange(1, 4096), default=2, show_default=True, help="Số tiến trình của cụm."),
    click.option("--interface", default=LOOPBACK, show_default=True, metavar="IP", help="Địa chỉ duy nhất mà cụm mở cổng trên máy này."),
    click.option("--cluster-address", metavar="HOST:PORT", help="Cụm Ray đã chạy sẵn; không ghi thì mở cụm riêng trên máy này."),
)


def cluster_options(command: _Command) -> _Command:
    """Add what is asked about clusters."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_cluster(cluster: str | None, jobs: int, interface: str, address: str | None) -> str:
    """Return what of these cannot work together, "" when all can."""
    if not cluster and (address or interface != LOOPBACK):
        return "--interface, --cluster-address cần --cluster ray."
    if cluster and jobs > 1:
        return "--jobs không dùng cùng --cluster: ghi số tiến trình bằng --workers."
    return ""


@contextmanager
def crew_of(cluster: str | None, workers: int, interface: str, address: str | None) -> Iterator[Crew | None]:
    """Give the workers of a cluster, for as long as the hunt takes; without one this machine's own processes work."""
    if cluster is None:
        yield None
        return
    from vonggac.sources.hunting.scale.ray_data import RayCrew
    from vonggac.sources.refusal import Refused

    crew = RayCrew(workers, interface, address)
    try:
        crew.start()
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(BAD_INPUT)
    try:
        yield crew
    finally:
        crew.end()
