"""Which column means what: the share of cells that parse and the words of the heading, weighed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vonggac.sources.addresslists.contents import Content
from vonggac.sources.addresslists.model import ADDRESSES, CLOCKS, TIMES, ColumnShape, Meaning
from vonggac.sources.addresslists.vocabulary import is_infected, is_steering, named
from vonggac.sources.tables.model import letter

_HALF, _MOST = 0.5, 0.8
_SOFT_HEADING, _CLEARLY = 0.6, 0.8
_UNSAID: dict[Meaning, float] = {
    Meaning.ADDRESS: 0.6,
    Meaning.URL: 0.55,
    Meaning.SEEN: 0.5,
    Meaning.PROTOCOL: 0.5,
    Meaning.FAMILY: 0.45,
    Meaning.DOMAIN: 0.45,
    Meaning.ASN: 0.4,
    Meaning.COUNTRY: 0.3,
}
"""What cells alone are worth, without a heading; other meanings need a word."""
_INSIDE = 0.3
_BESIDE = 0.35
"""A column of ports right of a column of addresses needs no heading."""
SAYS = {
    Meaning.ADDRESS: "địa chỉ",
    Meaning.C2_ADDRESS: "địa chỉ",
    Meaning.LAST_ADDRESS: "địa chỉ",
    Meaning.PORT: "số cổng",
    Meaning.C2_PORT: "số cổng",
    Meaning.DOMAIN: "tên miền",
    Meaning.C2_DOMAIN: "tên miền",
    Meaning.URL: "URL",
    Meaning.FIRST_SEEN: "thời gian",
    Meaning.LAST_SEEN: "thời gian",
    Meaning.SEEN: "thời gian",
    Meaning.FAMILY: "tên mã độc đã biết",
    Meaning.PROTOCOL: "giao thức",
    Meaning.ASN: "số AS",
    Meaning.COUNT: "số nguyên",
    Meaning.SERIAL: "số tăng dần",
    Meaning.COUNTRY: "mã quốc gia",
}


@dataclass(frozen=True, slots=True, order=True)
class Weighed:
    """One meaning a column could have."""

    score: float
    left_first: int
    """Minus the index, so that of equals the left column comes first."""
    meaning: Meaning
    why: str

    @property
    def index(self) -> int:
        return -self.left_first


def weigh(titles: Sequence[str], contents: Sequence[Content]) -> tuple[tuple[ColumnShape, ...], list[Weighed]]:
    """Return every column with its meaning, and the meanings that were weighed but lost, best first."""
    options = sorted((each for index in range(len(titles)) for each in _options(index, titles, contents)), reverse=True)
    taken: dict[int, Weighed] = {}
    lost: list[Weighed] = []
    for option in options:
        if option.index in taken or any(option.meaning is each.meaning for each in taken.values()):
            lost.append(option)
        else:
            taken[option.index] = option
    _steering_by_content(titles, contents, taken)
    _ports_of_both(titles, contents, taken)
    _clocks(contents, taken)
    columns = tuple(
        ColumnShape(index, title, taken[index].meaning, round(min(taken[index].score, 0.99), 2), taken[index].why)
        if index in taken
        else ColumnShape(index, title, None)
        for index, title in enumerate(titles)
    )
    return columns, [each for each in lost if taken.get(each.index, each).meaning is not each.meaning]


def _options(index: int, titles: Sequence[str], contents: Sequence[Content]) -> Iterator[Weighed]:
    title, content = titles[index], contents[index]
    said = named(title)
    steering = is_steering(title) and not is_infected(title)
    for meaning in Meaning:
        if steering and meaning in {Meaning.ADDRESS, Meaning.PORT, Meaning.DOMAIN}:
            continue
        score = _score(meaning, said.get(meaning, 0.0), content)
        if score <= 0 and meaning is Meaning.PORT and not title and index and contents[index - 1].address >= _HALF:
            score = _BESIDE if content.port >= _MOST and not content.counts_up else 0.0
        if score > 0:
            if meaning is Meaning.ADDRESS:
                score += _INSIDE * content.inside
            yield Weighed(round(score, 4), -index, meaning, why(meaning, title if said.get(meaning) else "", content))


def _score(meaning: Meaning, said: float, content: Content) -> float:
    if not content.filled:
        return 0.4 * said if said >= _SOFT_HEADING else 0.0
    share = share_of(meaning, content)
    if share is None:
        return 0.9 * said if said >= _SOFT_HEADING else 0.0
    if meaning is Meaning.FAMILY:
        return max(0.9 * said, _UNSAID[meaning] * share if share >= 0.3 else 0.0) + (0.1 * share if said else 0.0)
    if share <= 0 or share < _least(meaning, said):
        return 0.0
    if said:
        return 0.5 * share + 0.5 * said
    alone = {Meaning.ASN: content.asn, Meaning.PROTOCOL: content.protocol, Meaning.URL: content.url}.get(meaning, share)
    return _UNSAID.get(meaning, 0.0) * alone if alone >= _HALF else 0.0


def _least(meaning: Meaning, said: float) -> float:
    """A heading that is plain needs fewer cells that fit: a bad list is still a list of addresses."""
    if said >= _CLEARLY:
        return 0.0 if meaning in ADDRESSES else _HALF
    return _MOST if meaning in {Meaning.PORT, Meaning.C2_PORT, Meaning.COUNT, Meaning.COUNTRY, Meaning.ASN} else _HALF


def share_of(meaning: Meaning, content: Content) -> float | None:
    """Return the share of cells that fit a meaning; None for words that may be anything.

    A machine that steers is written by address or by name, in one column; what most cells are gives the column its meaning.
    """
    if meaning in TIMES:
        return max(content.moment, content.serial_day)
    if meaning is Meaning.SERIAL:
        return 1.0 if content.counts_up else content.integer
    names = content.domain + content.url
    mixed = min(1.0, content.address + names)
    shares: dict[Meaning, float] = {
        Meaning.ADDRESS: content.address,
        Meaning.C2_ADDRESS: mixed if 0 < content.address >= names else content.address,
        Meaning.LAST_ADDRESS: content.address,
        Meaning.PORT: content.port,
        Meaning.C2_PORT: content.port,
        Meaning.PROTOCOL: max(content.protocol, content.integer / 2),
        Meaning.DOMAIN: content.domain,
        Meaning.C2_DOMAIN: mixed if names > content.address else content.domain,
        Meaning.URL: max(content.url, content.domain / 2),
        Meaning.FAMILY: content.family,
        Meaning.ASN: max(content.asn, content.integer),
        Meaning.COUNT: content.integer,
        Meaning.COUNTRY: content.country,
        Meaning.FIRST_SEEN_CLOCK: 0.0,
        Meaning.LAST_SEEN_CLOCK: 0.0,
        Meaning.SEEN_CLOCK: 0.0,
    }
    return shares.get(meaning)


def why(meaning: Meaning, title: str, content: Content) -> str:
    """Say, for the person who confirms, what speaks for a meaning."""
    parts = [f"Tiêu đề “{title}”"] if title else []
    share = share_of(meaning, content)
    if share and content.filled and meaning in SAYS:
        parts.append(f"{round(100 * share)} % số ô xem được là {SAYS[meaning]}")
    if meaning is Meaning.ADDRESS and content.inside:
        parts.append(f"{round(100 * content.inside)} % nằm trong dải của tỉnh")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _steering_by_content(titles: Sequence[str], contents: Sequence[Content], taken: dict[int, Weighed]) -> None:
    """A second column of addresses, without a word about it, steers when few addresses come back again and again."""
    mine = next((each.index for each in taken.values() if each.meaning is Meaning.ADDRESS), None)
    if mine is None or any(each.meaning is Meaning.C2_ADDRESS for each in taken.values()):
        return
    for index, content in enumerate(contents):
        is_free = index not in taken and content.address >= _HALF and not named(titles[index])
        if is_free and content.filled >= 4 and content.distinct * 2 < contents[mine].distinct:
            text = f"Cột địa chỉ thứ hai; chỉ {round(100 * content.distinct)} % giá trị khác nhau, lặp lại như máy chủ điều khiển."
            taken[index] = Weighed(0.4, -index, Meaning.C2_ADDRESS, text)
            return


def _ports_of_both(titles: Sequence[str], contents: Sequence[Content], taken: dict[int, Weighed]) -> None:
    """A second column headed "Cổng" right of the steering machine's address is that machine's port."""
    steering = next((each.index for each in taken.values() if each.meaning in {Meaning.C2_ADDRESS, Meaning.C2_DOMAIN}), None)
    if steering is None or any(each.meaning is Meaning.C2_PORT for each in taken.values()) or steering + 1 >= len(titles):
        return
    index = steering + 1
    is_port = contents[index].port >= _MOST and (not titles[index] or named(titles[index]).get(Meaning.PORT, 0) > 0)
    if is_port and (index not in taken or (taken[index].meaning is Meaning.PORT and is_infected(titles[index]) is False)):
        mine = next((each for each in range(len(titles)) if each != index and contents[each].port >= _MOST), None)
        if index not in taken or (mine is not None and named(titles[mine]).get(Meaning.PORT, 0) > 0):
            taken[index] = Weighed(0.6, -index, Meaning.C2_PORT, "Cột cổng ngay sau cột máy chủ điều khiển.")
            if mine is not None and mine not in taken and named(titles[mine]).get(Meaning.PORT, 0) > 0:
                taken[mine] = Weighed(0.8, -mine, Meaning.PORT, why(Meaning.PORT, titles[mine], contents[mine]))


def _is_day(content: Content) -> bool:
    return max(content.moment, content.serial_day) >= _HALF


def _clocks(contents: Sequence[Content], taken: dict[int, Weighed]) -> None:
    """A column of times of day belongs to the nearest column of days on its left, else on its right."""
    days = sorted(index for index, each in taken.items() if each.meaning in TIMES and _is_day(contents[index]))
    for index, content in enumerate(contents):
        if content.clock < _MOST or _is_day(content) or not days:
            continue
        free = [day for day in days if not any(each.meaning is CLOCKS[taken[day].meaning] for each in taken.values())]
        if free and (index not in taken or taken[index].meaning not in TIMES or not _is_day(content)):
            day = max((each for each in free if each < index), default=free[0])
            taken[index] = Weighed(0.8, -index, CLOCKS[taken[day].meaning], f"Cột giờ của cột {letter(day)}.")
