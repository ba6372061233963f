"""The kinds of events: types and taxonomies of the RSIT (ENISA, Reference Security Incident Taxonomy, version 1003)."""

from __future__ import annotations

_TYPES: dict[str, tuple[str, ...]] = {
    "abusive-content": ("spam", "harmful-speech", "violence"),
    "malicious-code": ("infected-system", "c2-server", "malware-distribution", "malware-configuration"),
    "information-gathering": ("scanner", "sniffing", "social-engineering"),
    "intrusion-attempts": ("ids-alert", "brute-force", "exploit"),
    "intrusions": (
        "privileged-account-compromise",
        "unprivileged-account-compromise",
        "application-compromise",
        "system-compromise",
        "burglary",
    ),
    "availability": ("dos", "ddos", "misconfiguration", "sabotage", "outage"),
    "information-content-security": ("unauthorised-information-access", "unauthorised-information-modification", "data-loss", "data-leak"),
    "fraud": ("unauthorised-use-of-resources", "copyright", "masquerade", "phishing"),
    "vulnerable": ("weak-crypto", "ddos-amplifier", "potentially-unwanted-accessible", "information-disclosure", "vulnerable-system"),
    "test": ("test",),
    "other": ("other", "undetermined", "blacklist", "dga-domain", "malware", "proxy", "tor"),
}
_TAXONOMIES = {kind: taxonomy for taxonomy, kinds in _TYPES.items() for kind in kinds}


def taxonomy_of(kind: str) -> str:
    """Return the taxonomy of a type; "other" for one that RSIT does not know."""
    return _TAXONOMIES.get(kind, "other")


def is_kind(kind: str) -> bool:
    """Say whether RSIT, or the format on which it is exchanged, knows this type."""
    return kind in _TAXONOMIES
