"""A crew of Ray Data workers: bound to one address, no dashboard, no statistics sent anywhere, order kept.

Ray binds to the loopback address when it takes the machine for one that has no cluster (RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0); told
another address, Ray 2.60 opens its doors on every network card. What is open is therefore looked up after the start, and the crew refuses
to work when a door stands open to more than the chosen address.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from vonggac.engines.hunt import Detection, RuleSet
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events import Input
from vonggac.sources.hunting.hunting import hunt
from vonggac.sources.hunting.model import Options, Watched
from vonggac.sources.hunting.parts import Part, parts_of
from vonggac.sources.hunting.scale.batches import Hunter, Order
from vonggac.sources.hunting.scale.gathering import Gathering
from vonggac.sources.hunting.scale.listening import called, chosen_alone, family_of, is_own, listening, strays
from vonggac.sources.hunting.scale.rows import pieces_of
from vonggac.sources.hunting.scale.units import Unit, parts_uncounted, table_of, units_of
from vonggac.sources.hunting.seeking import Seeker, Told
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.refusal import Refused

if TYPE_CHECKING:
    import pyarrow as pa

LOOPBACK = "127.0.0.1"
STORE = 256 * MEGABYTE
"""Of memory shared between workers, for findings on their way; more goes to disk."""
TRIES_AGAIN = 2
"""Times that a unit is handed out again when its worker dies; one that kills every worker is named, and the rest goes on."""
ANSWER = 60
"""Seconds that a machine of the cluster has to say which doors it keeps open."""
IN_HAND = 1
"""Units that a worker holds: the one it reads. A next one, waiting behind a unit that kills workers, would use up its tries with it."""
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_enable_metrics_collection": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
_MISSING = "Chưa cài Ray trên máy này: cài Vọng Gác kèm phần mở rộng scale, xem hướng dẫn săn lùng trên nhiều máy."
_NO_ADDRESS = (
    "{address}: không phải địa chỉ IPv4 của máy này. Ghi địa chỉ của card mạng dành cho cụm, hoặc bỏ --interface để chỉ chạy trên máy này."
)
_OPEN = (
    "Ray mở cổng ra ngoài địa chỉ đã chọn {address}: {doors}. Đã dừng. Chạy trong không gian mạng riêng chỉ có địa chỉ ấy, xem hướng dẫn."
)
_CARDS = "Máy này còn card mạng khác ngoài {address}, mà Ray mở cổng trên mọi card. Chạy trong không gian mạng riêng, xem hướng dẫn."
_IMPORTED = "Ray đã được nạp với thiết lập khác trong tiến trình này, không đổi được nữa. Chạy cuộc săn trong một tiến trình mới."
_FEW = "Cụm chỉ có {cores} lõi rảnh, không đủ cho {workers} tiến trình. Ghi --workers {cores} hoặc thêm máy vào cụm."


@dataclass(slots=True)
class RayCrew:
    """Workers of a Ray cluster: one of our own on this machine, or one that stands already. Used in a `with` statement."""

    workers: int = 2
    interface: str = LOOPBACK
    address: str | None = None
    """Of a cluster that stands already ("10.20.0.5:6379"); without it one is started here and ends with the hunt."""
    actor: type | None = None
    """What each worker runs, when it is not `RayHunter`."""
    _ray: Any = None
    _folder: Path | None = None

    def start(self) -> None:
        """Start or find the cluster; refuse what would open a door that nobody chose."""
        _check(self.interface)
        _quiet(own=self.address is None, loopback=self.interface == LOOPBACK)
        try:
            import ray
            import ray.data
        except ImportError:
            raise _refused(_MISSING, "no-ray") from None
        self._ray = ray
        try:
            with _hushed():
                self._join()
            self._check_doors()
            self._check_cores()
        except BaseException:
            self.end()
            raise

    def __enter__(self) -> RayCrew:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    def _join(self) -> None:
        if self.address is not None:
            self._ray.init(address=self.address, _node_ip_address=self.interface, log_to_driver=False, logging_level="ERROR")
            return
        self._folder = Path(tempfile.mkdtemp(prefix="vg-", dir=_short_folder()))
        self._ray.init(
            num_cpus=self.workers, num_gpus=0, include_dashboard=False, _node_ip_address=self.interface, object_store_memory=STORE,
            log_to_driver=False, logging_level="ERROR", _temp_dir=str(self._folder),
        )  # fmt: skip

    def _check_doors(self) -> None:
        """Refuse to work behind doors that stand open to more than the chosen address."""
        machines = {self.interface: open_doors(self.interface, ours=True)}
        if self.address is not None:
            machines |= self._open_elsewhere()
        for address, doors in machines.items():
            if doors:
                raise _refused(_OPEN.format(address=address, doors=", ".join(doors[:4])), "open-doors")

    def _open_elsewhere(self) -> dict[str, list[str]]:
        """Ask every machine of the cluster which of its doors stand open to more than the address by which the cluster knows it."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        asked = {}
        for node in self._ray.nodes():
            if node["Alive"]:
                there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
                ask = self._ray.remote(open_doors).options(num_cpus=0, scheduling_strategy=there)
                asked[node["NodeManagerAddress"]] = ask.remote(node["NodeManagerAddress"])
        return dict(zip(asked, self._ray.get(list(asked.values()), timeout=ANSWER), strict=True))

    def _check_cores(self) -> None:
        cores = int(self._ray.cluster_resources().get("CPU", 0))
        if cores < self.workers:
            raise _refused(_FEW.format(cores=cores, workers=self.workers), "few-cores")

    def end(self) -> None:
        """Leave the cluster; one of our own ends."""
        self._ray.shutdown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def parts(self, inputs: Sequence[Input], options: Options) -> Iterable[Part]:
        """Give files, the large ones in runs; a journal must know the lines before each run, so that they are counted here and now."""
        return parts_of(inputs, max(2, self.workers)) if options.journal else parts_uncounted(inputs)

    def share(self, seeker: Seeker, parts: Sequence[Part], options: Options) -> Iterator[Told]:
        """Have parts read by the workers; what they tell comes in the order of the parts."""
        units = list(units_of(parts))
        if units:
            yield from Gathering(units).told(pieces_of(self._tables(units, Order(seeker.rules, options))))

    def _tables(self, units: Sequence[Unit], order: Order) -> Iterator[pa.Table]:
        from ray.data import ActorPoolStrategy, from_arrow

        _steady(self._ray.data.DataContext.get_current())
        told = self._ray.put(order)  # kept by this name as long as a worker may be started again
        work = from_arrow([table_of([(number, unit)]) for number, unit in enumerate(units)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Ray 2.64 will want the numbers of tries elsewhere; pyproject stays below it
            found = work.map_batches(
                self.actor or RayHunter, fn_constructor_args=(told,), batch_size=None, batch_format="pyarrow", num_cpus=1,
                compute=ActorPoolStrategy(size=min(self.workers, len(units)), max_tasks_in_flight_per_actor=IN_HAND),
                max_restarts=-1, max_task_retries=TRIES_AGAIN,
            )  # fmt: skip
        yield from found.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=1)


def open_doors(address: str, *, ours: bool = False) -> list[str]:
    """Return the doors of this machine's Ray processes, or of those that we started, that stand open to more than an address.

    Only Linux tells them.
    """
    if sys.platform != "linux":
        return []
    processes = family_of(os.getpid()) if ours else called("ray::", "/ray/core/src/ray/", "/ray/_private/")
    return [str(one) for one in strays(listening(processes), address)]


class RayHunter:
    """The actor: rules made ready once, then unit after unit."""

    def __init__(self, order: Any) -> None:
        import ray

        self._hunter = Hunter(ray.get(order) if isinstance(order, ray.ObjectRef) else order)

    def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
        import pyarrow as pa

        for batch in self._hunter.hunt(table):
            yield pa.Table.from_batches([batch])


def hunt_on_ray(
    paths: Iterable[str | Path | Input],
    rules: RuleSet,
    options: Options | None = None,
    watched: Watched | None = None,
    *,
    workers: int = 2,
    interface: str = LOOPBACK,
    address: str | None = None,
) -> Iterator[Detection]:
    """Give what `hunt` gives, found by the workers of a Ray cluster."""
    with RayCrew(workers, interface, address) as crew:
        yield from hunt(paths, rules, options or Options(), watched, crew=crew)


def _steady(context: Any) -> None:
    """Keep the order of units, in silence; let one that fails for good be missing, so that it is named instead of ending the hunt."""
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context.execution_options.preserve_order = True
    context.max_errored_blocks = -1
    context.enable_progress_bars = False
    context.print_on_execution_start = False


def _check(interface: str) -> None:
    """Refuse before anything starts what would open doors that nobody chose."""
    try:
        address = ipaddress.IPv4Address(interface)
    except ValueError:
        raise _refused(_NO_ADDRESS.format(address=interface), "no-address") from None
    if address.is_unspecified or not is_own(interface):
        raise _refused(_NO_ADDRESS.format(address=interface), "no-address")
    if not address.is_loopback and not chosen_alone(interface):
        raise _refused(_CARDS.format(address=interface), "other-cards")


def _quiet(*, own: bool, loopback: bool) -> None:
    """Set what Ray reads when it is imported: nothing is sent, nothing is measured, and who has no key gets no answer."""
    wanted = {**_QUIET, "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0" if loopback else "1"}
    if own:
        wanted |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": os.environ.get("RAY_AUTH_TOKEN") or secrets.token_hex(32)}
    if "ray" in sys.modules and any(os.environ.get(name) != value for name, value in wanted.items()):
        raise _refused(_IMPORTED, "ray-imported")
    os.environ.update(wanted)


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep what Ray's inner half writes to stderr while it starts out of our report; its errors come as exceptions."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _short_folder() -> str | None:
    """Return where a folder may lie whose sockets' paths have room for 107 bytes: Ray's own names take 70."""
    return None if len(tempfile.gettempdir()) <= 20 else "/tmp"  # noqa: S108  mkdtemp makes one that only we can read


def _refused(why: str, rule: str) -> Refused:
    return Refused(BadRow(Place("Ray"), why, "", rule))
