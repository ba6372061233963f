"""Mappings that come with the house, for what many of our machines send; written as any other, so that they can be copied."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from vonggac.sources.logs.mapping.checking import mapping_from_json
from vonggac.sources.logs.mapping.compiled import CompiledMapping

_LEVELS = {
    "emergency": "critical", "alert": "critical", "critical": "critical", "error": "high", "warning": "medium", "notice": "low",
    "information": "low", "informational": "low", "debug": "low", "high": "high", "medium": "medium", "low": "low",
}  # fmt: skip
_PALO_ALTO = (
    ",,serial,type,subtype,,generated,src,dst,nat_src,nat_dst,rule,src_user,dst_user,app,vsys,src_zone,dst_zone,in_if,out_if,log_action,,"
    "session,repeat,src_port,dst_port,nat_src_port,nat_dst_port,flags,proto,action,misc,threat,category,severity,direction"
)
_IP = r"(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+"


def _sshd(name: str, contains: list[str], pattern: str) -> dict[str, Any]:
    """What sshd writes of one connection is context: Wazuh and CrowdSec make alerts of many such lines."""
    return {
        "name": name,
        "kind": "pattern",
        "claims": {"contains": contains},
        "pattern": pattern,
        "fields": {"source.ip": "ip", "source.port": "port", "user.name": "user", "event.action": "what", "rule.name": "what"},
        "constants": {"observer.product": "OpenSSH", "event.category": "authentication", "rule.id": "sshd"},
        "severity": {"piece": "what", "otherwise": "low"},
        "alert": False,
    }


SHIPPED: tuple[dict[str, Any], ...] = (
    {
        "name": "netfilter",
        "kind": "pairs",
        "claims": {"contains": ["IN=", "OUT=", " SRC=", " PROTO="]},
        "fields": {
            "source.ip": "SRC", "destination.ip": "DST", "source.port": "SPT", "destination.port": "DPT", "network.transport": "PROTO",
            "observer.ingress.interface.name": "IN", "observer.egress.interface.name": "OUT", "network.bytes": "LEN",
        },
        "constants": {"observer.product": "netfilter", "observer.type": "firewall", "rule.id": "netfilter",
        "rule.name": "Tường lửa ghi gói tin"},
        "severity": {"piece": "PROTO", "otherwise": "low"},
        "alert": False,
    },
    {
        "name": "fortigate",
        "kind": "pairs",
        "claims": {"contains": ["logid=", "devname="], "has": ["type"]},
        "fields": {
            "source.ip": "srcip", "source.port": "srcport", "destination.ip": "dstip", "destination.port": "dstport", "user.name": "user",
            "rule.id": "logid", "rule.name": "msg", "rule.category": "subtype", "event.action": "action", "url.domain": "hostname",
            "url.original": "url", "observer.name": "devname", "observer.serial_number": "devid", "file.name": "filename",
            "threat.software.name": "virus", "network.protocol": "service", "source.geo.name": "srccountry", "event.id": "sessionid",
        },
        "constants": {"observer.vendor": "Fortinet", "observer.product": "FortiGate", "observer.type": "firewall"},
        "time": {"pieces": ["date", "time"], "pattern": "yyyy-MM-dd HH:mm:ss"},
        "severity": {"piece": "level", "table": _LEVELS},
        "alert": {"piece": "type", "values": ["utm", "anomaly", "ips", "virus"]},
    },
    {
        "name": "palo-alto-threat",
        "kind": "columns",
        "claims": {"contains": [",THREAT,"]},
        "columns": _PALO_ALTO.split(","),
        "fields": {
            "source.ip": "src", "destination.ip": "dst", "source.port": "src_port", "destination.port": "dst_port",
            "source.nat.ip": "nat_src",
            "destination.nat.ip": "nat_dst", "source.nat.port": "nat_src_port", "destination.nat.port": "nat_dst_port",
            "user.name": "src_user",
            "rule.id": "threat", "rule.name": "threat", "rule.ruleset": "rule", "rule.category": "subtype", "event.action": "action",
            "network.protocol": "app", "network.transport": "proto", "network.direction": "direction", "url.original": "misc",
            "observer.serial_number": "serial", "event.id": "session", "labels.count": "repeat",
        },
        "constants": {"observer.vendor": "Palo Alto Networks", "observer.product": "PAN-OS", "observer.type": "firewall"},
        "time": {"pieces": ["generated"], "pattern": "yyyy/MM/dd HH:mm:ss"},
        "severity": {"piece": "severity", "table": _LEVELS},
    },
    _sshd(
        "sshd",
        [" from "],
        r"^(?P<what>Failed [\w/-]+|Accepted [\w/-]+|Invalid user|Illegal user|User)(?: for)?(?: invalid user)? (?P<user>\S*) ?"
        rf"from (?P<ip>{_IP})(?: port (?P<port>\d+))?",
    ),
    _sshd(
        "sshd-connection",
        [],
        r"^(?P<what>Disconnected from|Connection closed by|Connection reset by|Unable to negotiate with|"
        r"Magic value check failed .{0,80} from|"
        r"fatal: Timeout before authentication for|ssh_dispatch_run_fatal: Connection from|refused connect from)(?: (?:[a-z]+ )?user "
        rf"(?P<user>\S+))?(?: \S+ \()? ?(?P<ip>{_IP})(?: port (?P<port>\d+))?",
    ),
    _sshd(
        "sshd-pam",
        ["pam_unix(sshd:"],
        rf"^pam_unix\(sshd:\w+\): (?P<what>authentication failure);.* rhost=(?P<ip>{_IP})(?P<port>)(?:\s+user=(?P<user>\S+))?",
    ),
)  # fmt: skip


@lru_cache(maxsize=1)
def shipped_mappings() -> tuple[CompiledMapping, ...]:
    """Return them ready to read."""
    return tuple(CompiledMapping(mapping_from_json(content)) for content in SHIPPED)
