"""The words that head columns in lists of infected addresses, and the names malware goes by: all of it in one place, as data.

Vietnamese words stand with their marks, because "cổng" is a port and "công ty" is not; a heading typed without marks is compared without.
Names with dots and underscores are those of IntelMQ, n6, Shadowserver and Team Cymru, cut into words as `words_of` cuts a heading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vonggac.kernel.vietnamese import fold, nfc, tone_on_first
from vonggac.sources.addresslists.model import Meaning

STEERING = (
    "c2", "c c", "c&c", "cnc", "cc", "điều khiển", "command and control", "controller", "destination", "dst", "dest", "daddr", "dip",
    "dstaddr", "dstport", "dport", "remote", "target", "đích", "sinkhole", "ra lệnh",
)  # fmt: skip
"""Says that a column is about the machine that steers, or is called, and not about the infected one."""
INFECTED = (
    "nguồn", "source", "src", "nhiễm", "bị nhiễm", "infected", "victim", "nạn nhân", "local", "client", "bot", "máy trạm", "saddr",
)  # fmt: skip

HEADINGS: dict[Meaning, tuple[str, ...]] = {
    Meaning.ADDRESS: (
        "ip", "địa chỉ ip", "địa chỉ", "địa chỉ mạng", "ip address", "address", "addr", "ipv4", "ipv6", "ip public", "ip wan",
        "ip nguồn", "địa chỉ nguồn", "source ip", "source network", "src ip", "srcip", "src", "saddr", "sip", "source address",
        "dải ip", "dải địa chỉ", "vùng địa chỉ", "netblock", "network", "cidr", "subnet", "prefix", "ip range", "ip bị nhiễm",
        "ip nhiễm", "máy nhiễm", "danh sách ip", "infected ip", "victim ip", "ip nhiễm mã độc", "start", "ip botnet",
        "địa chỉ máy", "source", "ip đầu",
    ),
    Meaning.LAST_ADDRESS: (
        "ip cuối", "địa chỉ cuối", "đến ip", "đến địa chỉ", "end ip", "ip end", "to ip", "last ip", "end", "end address",
    ),
    Meaning.PORT: (
        "cổng", "port", "cổng nguồn", "cổng dịch vụ", "source port", "src port", "srcport", "sport", "cổng kết nối",
        "port nguồn", "số cổng",
    ),
    Meaning.PROTOCOL: (
        "giao thức", "protocol", "proto", "protocol transport", "transport", "l4 protocol",
    ),
    Meaning.FIRST_SEEN: (
        "lần đầu", "lần đầu phát hiện", "phát hiện lần đầu", "thời gian đầu", "thời gian bắt đầu", "thời điểm đầu", "bắt đầu",
        "first seen", "firstseen", "first", "ngày đầu", "từ ngày", "từ lúc", "start time", "first time", "kết nối đầu tiên",
        "đầu tiên",
    ),
    Meaning.LAST_SEEN: (
        "lần cuối", "lần cuối phát hiện", "phát hiện lần cuối", "thời gian cuối", "thời gian kết thúc", "thời điểm cuối",
        "kết thúc", "gần nhất", "lần gần nhất", "last seen", "lastseen", "last", "ngày cuối", "đến ngày", "end time",
        "last time", "kết nối cuối", "cuối cùng", "mới nhất",
    ),
    Meaning.SEEN: (
        "thời gian", "thời điểm", "ngày", "ngày giờ", "thời gian phát hiện", "ngày phát hiện", "thời gian ghi nhận",
        "thời gian kết nối", "timestamp", "time", "date", "datetime", "date time", "seen", "utc", "time source",
        "time observation", "detected", "detection time", "event time", "log time", "file time utc", "ngày ghi nhận",
        "thời điểm phát hiện",
    ),
    Meaning.SEEN_CLOCK: (
        "giờ", "giờ phút", "giờ phát hiện", "hour", "time of day", "time", "thời gian",
    ),
    Meaning.FAMILY: (
        "mã độc", "loại mã độc", "tên mã độc", "họ mã độc", "dòng mã độc", "malware", "malware name", "malware family",
        "family", "botnet", "tên botnet", "loại botnet", "infection", "threat", "threat name", "mã độc nhiễm", "virus",
        "trojan", "bot name", "mwtype", "tên mạng botnet", "mạng botnet", "loại bot",
    ),
    Meaning.DOMAIN: (
        "tên miền", "domain", "domain name", "fqdn", "source fqdn", "miền", "tên miền độc hại",
    ),
    Meaning.URL: (
        "url", "đường dẫn", "link", "source url", "liên kết", "uri", "http url",
    ),
    Meaning.HOSTNAME: (
        "tên máy", "hostname", "host name", "computer name", "tên thiết bị", "tên máy tính", "reverse dns",
        "source reverse dns", "ptr", "máy tính", "rdns", "source local hostname",
    ),
    Meaning.ORGANISATION: (
        "đơn vị", "cơ quan", "tổ chức", "tên đơn vị", "tên cơ quan", "tên tổ chức", "khách hàng", "tên khách hàng", "chủ quản",
        "organisation", "organization", "org", "customer", "company", "đơn vị sử dụng", "đơn vị quản lý", "cơ quan chủ quản",
        "đơn vị chủ quản", "công ty", "chủ thuê bao", "thuê bao", "cơ quan đơn vị", "source account",
    ),
    Meaning.PROVIDER: (
        "nhà mạng", "isp", "nhà cung cấp", "nhà cung cấp dịch vụ", "doanh nghiệp viễn thông", "provider", "as name", "asn name",
        "asname", "source as name", "asinfo", "asn info", "carrier", "as org",
    ),
    Meaning.ASN: (
        "asn", "as number", "số hiệu mạng", "source asn", "as", "source ip asn nr",
    ),
    Meaning.COUNTRY: (
        "quốc gia", "country", "geo", "country code", "mã quốc gia", "source geolocation cc", "source ip country code", "nước",
    ),
    Meaning.CATEGORY: (
        "loại", "loại hình", "phân loại", "category", "type", "report", "classification type", "classification",
        "loại tấn công", "loại sự kiện", "tag", "hành vi",
    ),
    Meaning.COUNT: (
        "số lần", "số lượng", "số kết nối", "số lượt", "count", "hits", "attacks", "reports", "số bản ghi", "tổng số",
        "số lần kết nối", "số sự kiện", "events", "occurrences", "tần suất",
    ),
    Meaning.SERIAL: (
        "stt", "tt", "số tt", "số thứ tự", "no", "id", "thứ tự", "index", "row",
    ),
    Meaning.NOTE: (
        "ghi chú", "note", "notes", "comment", "comments", "mô tả", "description", "optional information", "info",
        "thông tin thêm", "extra", "remark", "chi tiết", "khuyến nghị", "event description text",
    ),
}  # fmt: skip
"""Without the words of `STEERING`: "cổng" and "C&C" together make the port of the steering machine."""

STEERED = {Meaning.ADDRESS: Meaning.C2_ADDRESS, Meaning.PORT: Meaning.C2_PORT, Meaning.DOMAIN: Meaning.C2_DOMAIN}

_FAMILY_NAMES = """
3ve amadey android.badbox andromeda gamarue arkei asyncrat avalanche azorult badbox bashlite gafgyt qbot qakbot bedep
bazar bazarloader bladabindi njrat bredolab bumblebee carbanak cerber citadel cobaltstrike coinminer conficker kido
downadup corebot cridex cryptolocker cutwail pushdo danabot darkcomet darkgate dridex dorkbot emotet expiro fakeavalert
flubot fodcha formbook gameover geodo gozi ursnif isfb gumblar hajime hancitor chanitor hakbit hiddenad hummer icedid
bokbot joker kelihos kimwolf kovter kraken lethic lockbit locky lokibot loki lumma lummastealer mariposa matsnu mirai
mozi moobot muhstik necurs netwire neutrino nivdort bayrob nemucod nymaim netsupport ngioweb orcus pandora phorpiex trik
plugx korplug pony fareit poisonivy pykspa qsnatch quakbot quasar ramnit ramdo rustock raccoon redline remcos retadup
rovnix sality salityv3 salityv4 simda sinowal torpig shifu socgholish socks5systemz smokeloader dofoil spyeye stealc
stealrat systembc tempedreve tinba tinybanker tofsee triada trickbot tsunami kaiten upatre vawtrak neverquest vidar
virut vobfus vpnfilter wannacry wannacrypt wapomi xorddos xmrig xworm yahos zeroaccess zeus zbot zloader ztorg avemaria
warzone wacatac agenttesla botnet.generic cyclops prowli momentum aisuru eleven11bot bigpanzi vo1d
"""
FAMILIES = frozenset(_FAMILY_NAMES.split())

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_CUT = re.compile(r"[^\w&]+|_")


def _cut(text: str) -> str:
    return " ".join(_CUT.sub(" ", text).split())


@lru_cache(maxsize=4096)
def words_of(title: str) -> str:
    """Return a heading as words that can be compared: small letters, dots, underscores, brackets and camel's humps become blanks."""
    return _cut(tone_on_first(_CAMEL.sub(" ", nfc(title))).casefold())


@lru_cache(maxsize=1)
def _folded() -> dict[str, str]:
    every = {*STEERING, *INFECTED, *(phrase for phrases in HEADINGS.values() for phrase in phrases)}
    return {phrase: _cut(fold(phrase)) for phrase in every}


def _strength(words: str, phrases: tuple[str, ...]) -> float:
    """1 when the heading is one of the phrases, less when it only holds one, and the more words the better."""
    bare = words.isascii()
    best = 0.0
    for phrase in phrases:
        wanted = _folded()[phrase] if bare else phrase
        if words == wanted:
            return 1.0
        if f" {wanted} " in f" {words} " and not (bare and len(wanted) < 5 and not phrase.isascii()):
            best = max(best, min(0.9, 0.5 + 0.1 * (wanted.count(" ") + 1) + 0.2 * len(wanted) / len(words)))
    return best


def is_steering(title: str) -> bool:
    """Say whether a heading is about the machine that steers."""
    return _strength(words_of(title), STEERING) > 0


def is_infected(title: str) -> bool:
    """Say whether a heading is about the infected machine."""
    return _strength(words_of(title), INFECTED) > 0


@lru_cache(maxsize=4096)
def named(title: str) -> dict[Meaning, float]:
    """Return what a heading may mean, with a strength of 0 to 1."""
    words = words_of(title)
    if not words:
        return {}
    found = {meaning: strength for meaning, phrases in HEADINGS.items() if (strength := _strength(words, phrases))}
    return _steered(found) if is_steering(title) and not is_infected(title) else found


def _steered(found: dict[Meaning, float]) -> dict[Meaning, float]:
    """ "Máy chủ C&C" names no more than the machine: whether by address or by name, its cells tell."""
    turned: dict[Meaning, float] = {STEERED[meaning]: max(strength, 0.8) for meaning, strength in found.items() if meaning in STEERED}
    rest: dict[Meaning, float] = {
        meaning: strength for meaning, strength in found.items() if meaning not in STEERED and meaning not in {Meaning.HOSTNAME}
    }
    if not turned and not rest:
        return {Meaning.C2_ADDRESS: 0.7, Meaning.C2_DOMAIN: 0.7, Meaning.C2_PORT: 0.6}
    return {**rest, **turned}
