"""What the province has: information systems, what they consist of, what holds them together, and who looks after them."""

from vonggac.apps.registry.models.components import Component, DataKind, NetworkZone
from vonggac.apps.registry.models.contracts import AcceptanceFigure, AcceptanceItem, ProviderContract
from vonggac.apps.registry.models.held import AddressRange, Domain, Held, MailDomain, ends_after_it_begins
from vonggac.apps.registry.models.layers import Layer, LayerFact, SystemProof
from vonggac.apps.registry.models.links import SystemLink
from vonggac.apps.registry.models.systems import InformationSystem

__all__ = [
    "AcceptanceFigure",
    "AcceptanceItem",
    "AddressRange",
    "Component",
    "DataKind",
    "Domain",
    "Held",
    "InformationSystem",
    "Layer",
    "LayerFact",
    "MailDomain",
    "NetworkZone",
    "ProviderContract",
    "SystemLink",
    "SystemProof",
    "ends_after_it_begins",
]
