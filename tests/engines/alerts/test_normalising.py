"""A record of any product in the house's words: severity, kind, time, parties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engines.alerts.examples import NOW, alert, raw
from vonggac.engines.alerts import Format, TimeTrouble, normalise
from vonggac.engines.alerts.kinds import CLASSES
from vonggac.kernel.severity import Severity

LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL


@pytest.mark.parametrize(
    ("format", "fields", "step"),
    [
        (Format.WAZUH, {"event__severity": 6}, LOW),
        (Format.WAZUH, {"event__severity": 7}, MEDIUM),
        (Format.WAZUH, {"event__severity": 12}, HIGH),
        (Format.OSSEC, {"event__severity": 15}, CRITICAL),
        (Format.SURICATA, {"event__severity": 1}, HIGH),
        (Format.SURICATA, {"event__severity": 3}, LOW),
        (Format.SURICATA, {"event__severity": 3, "labels__signature_severity": "Critical"}, CRITICAL),
        (Format.FAST, {"event__severity": 2}, MEDIUM),
        (Format.CEF, {"labels__cef_severity": "9"}, CRITICAL),
        (Format.CEF, {"labels__cef_severity": "Very-High"}, CRITICAL),
        (Format.CEF, {"labels__cef_severity": "Medium"}, MEDIUM),
        (Format.CEF, {"labels__cef_severity": "999"}, MEDIUM),
        (Format.LEEF, {"labels__leef_severity": "3"}, LOW),
        (Format.DEFENDER, {"labels__severity": "Severe", "event__code": "1116"}, CRITICAL),
        (Format.DEFENDER, {"labels__severity": "Moderate", "event__code": "1118", "event__outcome": "failure"}, HIGH),
        (Format.DEFENDER, {"event__code": "5001"}, HIGH),
        (Format.CLAMAV, {"rule__name": "Win.Test.EICAR_HDB-1"}, LOW),
        (Format.CLAMAV, {"rule__name": "Win.Ransomware.X-1"}, CRITICAL),
        (Format.CLAMAV, {"rule__name": "Win.Trojan.Agent-36"}, HIGH),
        (Format.ZEEK, {"rule__id": "Scan::Port_Scan"}, LOW),
        (Format.ZEEK, {"rule__id": "Intel::ADDR"}, HIGH),
        (Format.CROWDSEC, {"rule__id": "crowdsecurity/ssh-bf"}, MEDIUM),
        (Format.CROWDSEC, {"rule__id": "crowdsecurity/CVE-2022-41082"}, HIGH),
        (Format.MAPPED, {"labels__severity": "nghiêm trọng"}, CRITICAL),
        (Format.MAPPED, {}, MEDIUM),
        (Format.SYSLOG, {"log__syslog__severity__code": 2}, HIGH),
    ],
)
def test_each_product_is_judged_by_its_own_words(format: Format, fields: dict[str, object], step: Severity) -> None:
    found = normalise(raw(format, **fields), NOW)  # type: ignore[arg-type]
    assert found.severity is step
    assert found.judged.because


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"rule__category": "A Network Trojan was detected"}, "malicious-code"),
        ({"rule__category": "Attempted Administrator Privilege Gain"}, "intrusion-attempts"),
        ({"rule__category": "Detection of a Denial of Service Attack"}, "availability"),
        ({"rule__category": "Misc activity", "rule__name": "ET SCAN Sipvicious Scan"}, "information-gathering"),
        ({"rule__category": "syslog,sshd,authentication_failures"}, "intrusion-attempts"),
        ({"rule__category": "Possible Social Engineering", "rule__name": "Phishing landing"}, "fraud"),
        ({"event__category": ("malware",)}, "malicious-code"),
        ({"rule__category": "Misc activity", "rule__name": "GPL ICMP PING"}, None),
    ],
)
def test_the_kind_is_what_the_product_says_and_nothing_more(fields: dict[str, object], kind: str | None) -> None:
    found = alert(Format.SURICATA, **fields).kind  # type: ignore[arg-type]
    assert (found.classification if found else None) == kind
    assert found is None or found.classification in CLASSES


def test_a_time_in_the_future_is_kept_but_not_believed() -> None:
    found = alert(minutes=90)
    assert found.moment.trouble is TimeTrouble.FUTURE
    assert found.at == NOW
    assert found.moment.told == NOW + timedelta(minutes=90)
    assert "90 phút" in found.moment.because


def test_a_clock_a_little_ahead_is_taken_as_now() -> None:
    found = alert(minutes=2)
    assert (found.moment.trouble, found.at, found.moment.skew_seconds) == (None, NOW, 120)


def test_a_clock_that_was_never_set_and_a_missing_time_take_the_moment_of_arrival() -> None:
    old = normalise(raw(**{"@timestamp": datetime(1970, 1, 1, tzinfo=UTC)}), NOW)
    missing = normalise(raw(**{"@timestamp": "without"}), NOW)
    assert (old.moment.trouble, old.at) == (TimeTrouble.OLD, NOW)
    assert (missing.moment.trouble, missing.at) == (TimeTrouble.MISSING, NOW)


def test_an_old_alert_keeps_its_own_time() -> None:
    assert alert(minutes=-60 * 24 * 40).at == NOW - timedelta(days=40)


def test_parties_are_canonical_so_that_the_register_finds_them() -> None:
    found = normalise(
        raw(
            Format.WAZUH,
            source__ip="::FFFF:10.51.20.14",
            host__name="QN\\TTHC-App-02.QuangNgai.gov.vn.",
            related__hosts=("QN\\TTHC-App-02.QuangNgai.gov.vn.",),
            related__user=("VanThu@QuangNgai.gov.vn", "root"),
            url__original="https://user@Cong.Example:8443/x",
        ),
        NOW,
    )
    assert found.addresses == ("10.51.20.14",)
    assert found.source == "10.51.20.14"
    assert found.target == "tthc-app-02.quangngai.gov.vn"
    assert found.hosts == ("tthc-app-02.quangngai.gov.vn", "cong.example")
    assert found.mailboxes == ("vanthu@quangngai.gov.vn",)


def test_without_an_address_the_account_or_the_site_is_a_party() -> None:
    found = normalise(raw(Format.CEF, source__user__name="Root", url__domain="Cong.Example"), NOW)
    assert (found.source, found.target) == ("root", "cong.example")
