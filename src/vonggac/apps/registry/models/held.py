"""What organisations hold for their systems: addresses, domains, mail domains."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vonggac.apps.registry.models.systems import InformationSystem


class Held(models.Model):
    """What an organisation holds from a day to a day: the base of addresses, domains and mail domains."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(InformationSystem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Return the rule that what is held does not end before it begins."""
    in_order = models.Q(valid_to=None) | models.Q(valid_from=None) | models.Q(valid_to__gte=models.F("valid_from"))
    return models.CheckConstraint(condition=in_order, name=f"{name}_ends_after_it_begins_on")


class AddressRange(Held):
    """Addresses of an organisation, from the first to the last, both included; need-to-know even inside the office."""

    class Kind(models.TextChoices):
        """What stands behind the addresses: which machine it was can be told from the address alone only when they are fixed."""

        FIXED = "fixed", _("Cố định")
        NAT = "nat", _("NAT: nhiều máy sau một địa chỉ")
        SHARED = "shared", _("Dùng chung của nhà mạng")
        DYNAMIC = "dynamic", _("Cấp động")
        BLOCK = "block", _("Khối chưa ghi ai giữ")

    written = models.CharField(max_length=100)
    """As briefly as it can be read: 10.20.0.0/24, 10.1.1.5, 10.1.1.1-10.1.1.9."""
    first = models.CharField(max_length=32)
    """32 hexadecimal digits of the IPv6-mapped address, so that text order is address order on every database."""
    last = models.CharField(max_length=32)
    behind_nat = models.BooleanField(default=False)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.FIXED)
    provider = models.ForeignKey("organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who is asked which machine had an address; empty means the organisation itself."""
    port_first = models.PositiveIntegerField(null=True, blank=True)
    port_last = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="range_ends_after_it_begins"),
            models.UniqueConstraint(fields=["organisation", "first", "last", "valid_from"], name="range_once_an_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "first", "last"], condition=models.Q(valid_from=None), name="range_once_since_ever"
            ),
            ends_after_it_begins("range"),
            models.CheckConstraint(
                condition=models.Q(port_last=None) | models.Q(port_last__gte=models.F("port_first"), port_last__lte=65535),
                name="range_ports_in_order",
            ),
        ]
        indexes = [models.Index(fields=["first", "last"])]

    @property
    def is_pool(self) -> bool:
        """Say whether the addresses lie in a provider's own stock, out of which single ones may be held by others."""
        return self.kind in POOLS


POOLS = frozenset({AddressRange.Kind.SHARED, AddressRange.Kind.DYNAMIC, AddressRange.Kind.BLOCK})


class Domain(Held):
    """A domain name an organisation answers for."""

    name = models.CharField(max_length=253)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation", "valid_from"], name="domain_once_an_organisation"),
            models.UniqueConstraint(fields=["name", "organisation"], condition=models.Q(valid_from=None), name="domain_once_since_ever"),
            ends_after_it_begins("domain"),
        ]
        indexes = [models.Index(fields=["name"])]


class MailDomain(Held):
    """A domain of official mailboxes; who operates it answers once for everyone who has boxes there."""

    name = models.CharField(max_length=253)
    mailboxes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation", "valid_from"], name="mail_domain_once_an_organisation"),
            models.UniqueConstraint(
                fields=["name", "organisation"], condition=models.Q(valid_from=None), name="mail_domain_once_since_ever"
            ),
            ends_after_it_begins("mail_domain"),
        ]
        indexes = [models.Index(fields=["name"])]
