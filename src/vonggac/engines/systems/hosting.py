"""Who is the operator of a system that is hired from outside, under a rule, and why."""

from __future__ import annotations

from dataclasses import dataclass

from vonggac.law.system import HiredOperator, HostingRule


@dataclass(frozen=True, slots=True)
class Hired:
    """What one contract in force says about hosting a system."""

    contract: str
    provider: int
    client: int
    names_provider: bool
    """The contract says that the provider operates the system."""


@dataclass(frozen=True, slots=True)
class Operates:
    """The body that the rule makes the operator, and why."""

    body: int
    provider: bool
    contract: str
    named: bool
    """The contract names the operator; else the rule falls back."""
    rule: HostingRule


def operator_of(rule: HostingRule | None, hired: Hired | None) -> Operates | None:
    """Return who operates what this contract hires; None without a contract or without a rule, for then nothing follows."""
    if rule is None or hired is None:
        return None
    provider = rule.operator is HiredOperator.PROVIDER or hired.names_provider
    body = hired.provider if provider else hired.client
    named = rule.operator is HiredOperator.BY_CONTRACT and hired.names_provider
    return Operates(body, provider, hired.contract, named, rule)
