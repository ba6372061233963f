"""Logs of web servers: access, errors, W3C."""

from __future__ import annotations

from vonggac.engines.hunt import Kind

from .opened import from_bytes, rules, sample


def test_a_request_has_the_names_of_sigmas_web_taxonomy() -> None:
    events, bad = sample("access.log")
    first = events[0]
    assert first.kind == Kind(category="webserver")
    assert first.fields == {
        "c-ip": "203.0.113.5", "cs-method": "GET", "cs-uri": "/wp-login.php?redirect_to=%2e%2e", "cs-uri-stem": "/wp-login.php",
        "cs-uri-query": ["/wp-login.php?redirect_to=%2e%2e", "redirect_to=%2e%2e"], "cs-version": "HTTP/1.1", "sc-status": "200",
        "sc-bytes": "1234", "cs-user-agent": "sqlmap/1.7",
    }  # fmt: skip
    assert first.time == "2024-01-01T10:00:00+07:00"
    assert rules(bad) == [(6, "bad-access-line")]


def test_a_host_in_front_and_a_request_that_is_none_are_read() -> None:
    events, _ = sample("access.log")
    assert (events[2].host, events[2].fields["c-ip"]) == ("cong.example:443", "192.0.2.11")
    assert events[1].fields["cs-user-agent"] == r"Mozilla/5.0 (X11; \"quoted\")"
    assert events[1].fields["cs-username"] == "vanthu"
    assert events[3].fields["cs-uri-query"] == r"\x16\x03\x01"


def test_the_name_of_the_file_tells_nginx_from_apache() -> None:
    line = b'1.2.3.4 - - [01/Jan/2024:10:00:00 +0700] "GET / HTTP/1.1" 200 1\n'
    assert from_bytes(line, "nginx/access.log")[0][0].kind.service == "nginx"
    assert from_bytes(line, "apache2/access.log")[0][0].kind.service == "apache"


def test_errors_of_apache_and_nginx_are_messages_with_their_client() -> None:
    events, bad = sample("error.log")
    assert not bad
    assert [event.kind.service for event in events] == ["apache", "nginx"]
    assert events[0].fields["c-ip"] == "203.0.113.5"
    assert events[1].fields["message"].endswith("a second line of it")
    assert events[1].time == "2024-01-01T10:00:01+07:00"


def test_iis_says_its_columns_and_may_say_them_anew() -> None:
    events, bad = sample("iis.log")
    assert events[0].kind == Kind(category="webserver", service="iis")
    assert events[0].fields["cs-uri-query"] == ["/owa/auth.aspx?url=%2fecp", "url=%2fecp"]
    assert events[0].fields["cs-user-agent"] == "Mozilla/5.0 (X11)"
    assert "cs-username" not in events[0].fields
    assert events[1].fields["cs-username"] == r"XA\vanthu"
    assert events[2].fields == {"date": "2024-01-01", "time": "03:00:03", "c-ip": "203.0.113.7", "cs-method": "GET"}
    assert rules(bad) == [(7, "bad-columns")]


def test_the_windows_firewall_has_the_names_of_firewall_rules() -> None:
    text = (
        b"#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n"
        b"#Fields: date time action protocol src-ip dst-ip src-port dst-port\r\n\r\n"
        b"2024-01-01 10:00:00 DROP TCP 203.0.113.5 192.0.2.1 4000 445\r\n"
    )
    events, _ = from_bytes(text, "pfirewall.log")
    assert events[0].kind.category == "firewall"
    assert (events[0].fields["dst_port"], events[0].time) == ("445", "2024-01-01T10:00:00+07:00")
