"""What goes into the matching of addresses and what comes out: dated ranges, verdicts, each with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from vonggac.kernel.addresses import AddressRange

LOCAL = timezone(timedelta(hours=7))
"""Days of the register and of the letter are days of Vietnam, which has no summer time."""
EVER, NEVER = -(1 << 35), 1 << 35
"""Seconds since 1970 that stand for an open beginning and an open end."""
DAY = 86_400
LAST_PORT = 65_535


class RangeKind(StrEnum):
    """What stands behind the addresses of a range."""

    FIXED = "fixed"
    NAT = "nat"
    """Many machines of one holder behind one public address."""
    SHARED = "shared"
    """Many customers of a provider behind one public address (RFC 6598, carrier-grade NAT)."""
    DYNAMIC = "dynamic"
    """Given out anew again and again; only the provider knows who had it at that minute."""
    BLOCK = "block"
    """Addresses that belong to the province, of which no holder is written down."""


class Verdict(StrEnum):
    """What is known of an address at a time."""

    HELD = "held"
    CONTESTED = "contested"
    QUESTION = "question"
    """The holder of the range is known, the machine is not: somebody must be asked."""
    UNASSIGNED = "unassigned"
    """Inside a block of the province, without a holder."""
    FORMER = "former"
    """Held before or after, not at that time."""
    OUTSIDE = "outside"
    PRIVATE = "private"
    SHARED_SPACE = "shared-space"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link-local"
    DOCUMENTATION = "documentation"
    BENCHMARK = "benchmark"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"
    UNSPECIFIED = "unspecified"
    RESERVED = "reserved"
    BOGON = "bogon"
    """IPv6 that IANA has given to nobody."""


MATCHED = frozenset({Verdict.HELD, Verdict.CONTESTED, Verdict.QUESTION, Verdict.UNASSIGNED})
"""Verdicts that are somebody's work; every other one is counted as unmatched."""
SPACES = frozenset(Verdict) - MATCHED - {Verdict.FORMER, Verdict.OUTSIDE}
"""Verdicts that the kind of the address decides (RFC 6890 and its registries)."""


class Need(StrEnum):
    """What is missing to find the machine."""

    PROVIDER = "provider"
    TIME = "time"
    PORT = "port"
    ADDRESS = "address"
    """The row names a network that several hold."""


class Lost(StrEnum):
    """Why a range that holds the address did not win."""

    EXPIRED = "expired"
    NOT_YET = "not-yet"
    OTHER_PORT = "other-port"
    BLOCK = "block"
    WITHOUT_PORTS = "without-ports"
    WIDER = "wider"
    WIDER_PORTS = "wider-ports"
    EARLIER = "earlier"
    SAME_HOLDER = "same-holder"
    SPACE = "space"
    UNDECIDED = "undecided"
    """Time or port would tell whether it wins."""


class Basis(StrEnum):
    """Which time an address was matched at."""

    MINUTE = "minute"
    DAY = "day"
    LIST_DAY = "list-day"
    """The row says no time: the day of the list stands for it."""


class RangeError(ValueError):
    """A range that cannot be; the message says, in Vietnamese, what to correct."""


@dataclass(frozen=True, slots=True)
class OwnedRange:
    """Addresses that somebody holds for a time; days count to their end, moments end before themselves."""

    line: int
    """The caller's name for it: the line of its file, or the key of its row."""
    addresses: AddressRange
    organisation: str = ""
    system: str = ""
    valid_from: date | datetime | None = None
    valid_to: date | datetime | None = None
    ports: tuple[int, int] | None = None
    """Public ports of the holder behind the gateway, both included."""
    kind: RangeKind = RangeKind.FIXED
    provider: str = ""
    """Who is asked for the machine, when it is not the organisation itself."""

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise RangeError("Sửa ngày kết thúc: phải từ ngày bắt đầu trở đi.")
        if self.ports is not None and not 0 <= self.ports[0] <= self.ports[1] <= LAST_PORT:
            raise RangeError("Nhập cổng từ 0 đến 65535, cổng đầu không lớn hơn cổng cuối.")

    @property
    def since(self) -> int:
        """Return the first second, counted from 1970."""
        return EVER if self.valid_from is None else second_of(self.valid_from)

    @property
    def until(self) -> int:
        """Return the first second after."""
        if self.valid_to is None:
            return NEVER
        return second_of(self.valid_to) + (0 if isinstance(self.valid_to, datetime) else DAY)

    @property
    def holder(self) -> tuple[str, str]:
        return self.organisation, self.system

    @property
    def asked(self) -> str:
        """Return who knows the machine."""
        return self.provider or self.organisation


@lru_cache(maxsize=65_536, typed=True)
def second_of(moment: date | datetime) -> int:
    """Return the second since 1970; a day begins in Vietnam, and so does a time without a zone."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=LOCAL)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL)
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A range that holds the address and did not win."""

    range: OwnedRange
    lost: Lost


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose an address is at a time, and why; addresses with the same reasons share it."""

    verdict: Verdict
    claimants: tuple[OwnedRange, ...] = ()
    """One range a holder: one when it is held, several when it is contested or undecided."""
    needs: tuple[Need, ...] = ()
    because: str = ""
    runners_up: tuple[RunnerUp, ...] = ()
    basis: Basis = Basis.MINUTE

    @property
    def holder(self) -> OwnedRange | None:
        """Return the one range that won, if one did."""
        return self.claimants[0] if self.verdict is Verdict.HELD else None

    @property
    def asked(self) -> tuple[str, ...]:
        """Return who is asked for the machine."""
        if self.verdict not in {Verdict.QUESTION, Verdict.UNASSIGNED}:
            return ()
        return tuple(sorted({one.asked for one in self.claimants if one.asked}))
