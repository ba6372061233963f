"""A record of any product into the house's own words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from vonggac.engines.alerts.grouping import group_key
from vonggac.engines.alerts.kinds import kind_of
from vonggac.engines.alerts.model import Alert, Format, RawAlert
from vonggac.engines.alerts.moments import moment_of
from vonggac.engines.alerts.parties import parties_of
from vonggac.engines.alerts.severities import judge

_PRODUCTS = {
    Format.WAZUH: "Wazuh", Format.SURICATA: "Suricata", Format.FAST: "Suricata", Format.DEFENDER: "Microsoft Defender",
    Format.CLAMAV: "ClamAV", Format.ZEEK: "Zeek", Format.CROWDSEC: "CrowdSec", Format.OSSEC: "OSSEC",
}  # fmt: skip
_TITLE_AT_MOST = 500


def normalise(raw: RawAlert, arrived_at: datetime) -> Alert:
    """Return one record in the house's own words; `arrived_at` stands in where its own time cannot be right."""
    fields = raw.fields
    product = _product(raw)
    rule = raw.text("rule.id") or raw.text("rule.name")
    parties = parties_of(fields)
    techniques = fields.get("threat.technique.id", ())
    return Alert(
        raw=raw,
        moment=moment_of(fields.get("@timestamp"), arrived_at),
        judged=judge(raw),
        kind=kind_of(raw),
        techniques=techniques if isinstance(techniques, tuple) else (),
        product=product,
        rule=rule,
        title=_title(raw),
        source=parties.source,
        target=parties.target,
        addresses=parties.addresses,
        hosts=parties.hosts,
        mailboxes=parties.mailboxes,
        group=group_key(raw, product, rule or _title(raw)[:200], parties),
    )


def normalise_many(raws: Iterable[RawAlert], arrived_at: datetime) -> list[Alert]:
    """Return many records of one arrival, in their order."""
    at = arrived_at.astimezone(UTC)
    return [normalise(raw, at) for raw in raws]


def _product(raw: RawAlert) -> str:
    """CEF, LEEF and mappings carry the product in the record; the other formats are one product's own."""
    known = _PRODUCTS.get(raw.format)
    if known:
        return known
    named = f"{raw.text('observer.vendor')} {raw.text('observer.product')}".strip()
    return named or raw.text("event.module") or raw.format.value


def _title(raw: RawAlert) -> str:
    """The rule's name says it best; without one the message, cut to what a heading holds."""
    text = raw.text("rule.name") or raw.text("message") or raw.message
    return text if len(text) <= _TITLE_AT_MOST else text[: _TITLE_AT_MOST - 1] + "…"
