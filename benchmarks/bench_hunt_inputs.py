"""How fast logs become events: lines a second of CPU, one core, the format found and the text decoded as in a hunt.

Lines are made up by a seed, none twice: `python benchmarks/bench_hunt_inputs.py [LINES]`.
"""
# ruff: noqa: E501  made-up lines are written as they look

from __future__ import annotations

import gc
import io
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from harness import say

from vonggac.sources.events.guarding import Budget
from vonggac.sources.events.model import Limits
from vonggac.sources.events.opening import read_stream

SEED = 7
WORDS = "curl wget bash python3 nc ssh scp tar base64 crontab chmod useradd systemctl php mysqldump".split()  # noqa: SIM905


def address(chance: random.Random) -> str:
    """Return an address nobody has."""
    return f"203.0.113.{chance.randrange(256)}"


def syslog(chance: random.Random, at: int) -> str:
    """Return a line of auth.log."""
    head = f"Jan {at // 86400 % 28 + 1:2d} {at // 3600 % 24:02d}:{at // 60 % 60:02d}:{at % 60:02d} may-{chance.randrange(9)}"
    if at % 3:
        return (
            f"{head} sshd[{at}]: Failed password for invalid user u{chance.randrange(9999)} from {address(chance)} port {at % 60000} ssh2"
        )
    return f"{head} CRON[{at}]: (root) CMD (/usr/local/bin/{chance.choice(WORDS)} --lan={at})"


def auditd(chance: random.Random, at: int) -> str:
    """Return the five records of one execve."""
    head, word = f"msg=audit({1704042000 + at}.{at % 1000:03d}:{at}):", chance.choice(WORDS)
    return "\n".join((
        f"type=SYSCALL {head} arch=c000003e syscall=59 success=yes exit=0 a0={at:x} a1={at + 1:x} a2=0 a3=8 items=2 ppid={at % 30000} "
        f'pid={at % 32000} auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="{word}" '
        f'exe="/usr/bin/{word}" key=(null)',
        f'type=EXECVE {head} argc=3 a0="{word}" a1="-o" a2="/tmp/{at}"',
        f'type=CWD {head} cwd="/home/u{chance.randrange(30)}"',
        f'type=PATH {head} item=0 name="/usr/bin/{word}" inode={chance.randrange(900)} dev=08:01 mode=0100755 ouid=0 ogid=0 nametype=NORMAL',
        f"type=PROCTITLE {head} proctitle={f'{word} -o /tmp/{at}'.encode().hex().upper()}",
    ))  # fmt: skip


def access(chance: random.Random, at: int) -> str:
    """Return a line in the combined form."""
    clock = f"{at // 3600 % 24:02d}:{at // 60 % 60:02d}:{at % 60:02d}"
    return (
        f'{address(chance)} - - [{at // 86400 % 28 + 1:02d}/Jan/2024:{clock} +0700] "GET /tin/{at}?trang={chance.randrange(99)} HTTP/1.1" '
        f'{chance.choice((200, 200, 404))} {chance.randrange(90000)} "https://xa.example/tin" "Mozilla/5.0 (X11; Linux x86_64) Firefox/{at % 99}"'
    )


def iis(chance: random.Random, at: int) -> str:
    """Return a line of IIS."""
    return (
        f"2024-01-{at // 86400 % 28 + 1:02d} {at // 3600 % 24:02d}:{at // 60 % 60:02d}:{at % 60:02d} 192.0.2.1 GET /tin/{at}.aspx "
        f"trang={chance.randrange(99)} 443 - {address(chance)} Mozilla/5.0+(X11)+Firefox/{at % 99} - 200 0 0 {chance.randrange(900)}"
    )


def zeek(chance: random.Random, at: int) -> str:
    """Return a row of conn.log."""
    return (
        f"{1704042000 + at}.{at % 1000000:06d}\tC{at:x}\t192.0.2.{at % 250}\t{at % 60000}\t{address(chance)}\t443\ttcp\tssl\t{at % 97}.5\t{at % 9999}\t"
        f"{at % 777}\tSF\tT\tF\t0\tShADad\t9\t{at % 3333}\t8\t{at % 1234}\t-"
    )


def event(chance: random.Random, at: int) -> str:
    """Return a Sysmon event of a process as Windows exports it."""
    names = (
        "RuleName",
        "UtcTime",
        "ProcessGuid",
        "ProcessId",
        "Description",
        "Product",
        "Company",
        "User",
        "IntegrityLevel",
        "Hashes",
        "ParentImage",
    )
    data = "".join(f"<Data Name='{name}'>{name} {at * 7 % 9973}</Data>" for name in names)
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' "
        "Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode>"
        f"<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='2024-01-01T03:{at // 60 % 60:02d}:{at % 60:02d}.123456700Z'/>"
        f"<EventRecordID>{at}</EventRecordID><Correlation/><Execution ProcessID='1' ThreadID='2'/><Channel>Microsoft-Windows-Sysmon/Operational"
        f"</Channel><Computer>MAY-{chance.randrange(9)}</Computer><Security UserID='S-1-5-18'/></System><EventData>{data}"
        f"<Data Name='Image'>C:\\Windows\\System32\\{chance.choice(WORDS)}.exe</Data><Data Name='CommandLine'>{chance.choice(WORDS)} &amp; {at}</Data>"
        "</EventData></Event>"
    )


def table(chance: random.Random, at: int) -> str:
    """Return a row of a table of sign-ins."""
    return f"2024-01-01 03:00:{at % 60:02d},Security,4625,MAY-{chance.randrange(9)},u{at},{address(chance)},3,,NTLM,"


def beat(chance: random.Random, at: int) -> str:
    """Return an event of Winlogbeat."""
    return (
        f'{{"@timestamp":"2024-01-01T03:00:{at % 60:02d}.123Z","winlog":{{"channel":"Security","event_id":4625,"provider_name":"Microsoft-Windows-'
        f'Security-Auditing","computer_name":"MAY-1","record_id":{at},"event_data":{{"TargetUserName":"u{at}","IpAddress":"{address(chance)}",'
        f'"LogonType":"3","Status":"0xc000006d"}}}},"event":{{"code":"4625","kind":"event"}},"host":{{"name":"may-1"}},"message":"An account failed"}}'
    )


def eve(chance: random.Random, at: int) -> str:
    """Return an event of Suricata."""
    return (
        f'{{"timestamp":"2024-01-01T10:00:{at % 60:02d}.251547+0700","flow_id":{at},"event_type":"dns","src_ip":"192.0.2.{at % 250}","src_port":{at % 60000},'
        f'"dest_ip":"{address(chance)}","dest_port":53,"proto":"UDP","dns":{{"type":"query","id":{at % 65535},"rrname":"t{at}.example","rrtype":"A"}}}}'
    )


CASES: tuple[tuple[str, str, Callable[[random.Random, int], str], float], ...] = (
    ("syslog", "", syslog, 1), ("auditd", "", auditd, 0.2), ("web-access", "", access, 1), ("iis", "#Fields: date time s-ip cs-method cs-uri-stem "
     "cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n", iis, 1),
    ("zeek", "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\t"
     "id.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
     "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\t"
     "string\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]\n", zeek, 1),
    ("xml", "<Events>", event, 0.2), ("csv", "TimeCreated,Channel,EventID,Computer,TargetUserName,IpAddress,LogonType,Workstation,Package,Note\n",
     table, 1), ("winlogbeat", "", beat, 0.5), ("suricata-eve", "", eve, 0.5),
)  # fmt: skip


def measure(name: str, head: str, make: Callable[[random.Random, int], str], count: int) -> None:
    """Read made-up lines three times and say the best."""
    chance = random.Random(SEED)
    data = (head + "\n".join(make(chance, at) for at in range(count)) + "\n").encode()
    limits = Limits(written=datetime(2024, 2, 1, tzinfo=UTC))
    best = 0.0
    for _ in range(3):
        gc.collect()
        begun = time.process_time()
        events = bad = 0
        for chunk in read_stream(io.BytesIO(data), name, limits, 0, Budget(limits.unpacked, limits.entries)):
            events, bad = events + len(chunk.events), bad + len(chunk.bad)
        best = max(best, data.count(b"\n") / (time.process_time() - begun))
    if events != count or bad:
        raise SystemExit(f"{name}: {events} events of {count}, {bad} bad")
    say(f"đọc nhật ký {name}", round(best), "dòng/giây CPU", lines=data.count(b"\n"), megabytes=round(len(data) / 1e6, 1))


if __name__ == "__main__":
    gc.disable()  # as a hunt does
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    for name, head, make, share in CASES:
        measure(name, head, make, int(lines * share))
