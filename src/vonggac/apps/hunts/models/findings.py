"""What a hunt found, by rule and host: its events, a person's verdict, the task that came of it; and what is known to be good."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.severity import Severity
from vonggac.kernel.vietnamese import fold


class Finding(models.Model):
    """One rule (or indicator, or YARA rule) on one host in one hunt.

    waiting ──► true ──task──► (its task answers) | false | good ──► waiting (a person takes the verdict back)
    """

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("Chưa xác minh")
        TRUE = "true", _("Đúng")
        FALSE = "false", _("Báo nhầm")
        GOOD = "good", _("Hoạt động hợp lệ đã biết")

    class What(models.TextChoices):
        RULE = "rule", _("Quy tắc")
        CORRELATION = "correlation", _("Tương quan")
        INDICATOR = "indicator", _("Chỉ dấu")
        FILE = "file", _("Tệp")

    hunt = models.ForeignKey("hunts.Hunt", on_delete=models.CASCADE, related_name="findings")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="findings")
    what = models.CharField(max_length=11, choices=What.choices, default=What.RULE)
    rule_id = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    folded = models.CharField(max_length=900, editable=False)
    description = models.TextField(blank=True)
    author = models.CharField(max_length=500, blank=True)
    """Credited wherever the finding is shown (Detection Rule License)."""
    references = models.JSONField(default=builtins.list)
    tags = models.JSONField(default=builtins.list)
    """As the rule has them: attack.execution, attack.t1059.001, cve.2021-44228."""
    false_positives = models.JSONField(default=builtins.list)
    """What its author says is often mistaken for it."""
    severity = models.PositiveSmallIntegerField(choices=[(one.value, one.name.lower()) for one in Severity])
    """Of the rule's level: informational, low, medium, high, critical."""
    host = models.CharField(max_length=255, blank=True)
    """Lower-case, as the events name it; empty when they do not."""
    system = models.ForeignKey("registry.InformationSystem", null=True, on_delete=models.SET_NULL, related_name="findings")
    matched_by = models.CharField(max_length=200, blank=True)
    """Why it is held to be of that system: the host name or the address that the register has."""
    level = models.PositiveSmallIntegerField(null=True)
    """Legal level of the system when it was found."""
    count = models.PositiveBigIntegerField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=500, blank=True)
    """Of a correlation or an indicator: what was counted, or which value was known and from where."""
    indicator = models.ForeignKey("threats.Indicator", null=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(max_length=7, choices=Verdict.choices, default=Verdict.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey("hunts.KnownGood", null=True, on_delete=models.SET_NULL, related_name="findings")
    task = models.ForeignKey("work.Task", null=True, on_delete=models.SET_NULL, related_name="+")
    found_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    """Counted up by each act, so that two people do not overwrite each other."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["hunt", "what", "rule_id", "host"], name="finding_once_a_rule_and_host"),
            models.CheckConstraint(
                condition=Q(verdict="waiting") | ~Q(reason="") | Q(verdict="true"), name="finding_set_aside_has_its_reason"
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="finding_was_found"),
        ]
        indexes = [
            models.Index(fields=["organisation", "verdict"], name="findings_of_a_body"),
            models.Index(fields=["rule_id", "host"], name="findings_alike"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the finding's page."""
        return reverse("hunts:finding", args=[self.pk])

    def fill_search(self) -> None:
        """Set what search needs; bulk writers call this."""
        self.host = self.host.lower()
        self.folded = fold(f"{self.title} {self.host}")[:900]


class FindingEvent(models.Model):
    """One matched event, whole as its source wrote it; the first and last of a finding, all others stand in the hunt's result file."""

    MOST = 100
    """Events of one finding that are kept as rows."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(null=True)
    time = models.CharField(max_length=40, blank=True)
    """As the source wrote it."""
    source = models.CharField(max_length=500)
    record = models.PositiveBigIntegerField()
    fields = models.JSONField()

    class Meta:
        ordering = ["id"]


class KnownGood(models.Model):
    """What a person knows to be legitimate: a rule on hosts of a body, perhaps with one field's value. It ends, and it is counted."""

    organisation = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    """Empty: of every body; only who coordinates may say that."""
    with_units = models.BooleanField(default=False)
    """Also of the bodies below it, because whoever recorded it said so."""
    rule_id = models.CharField(max_length=120)
    rule_title = models.CharField(max_length=300)
    host = models.CharField(max_length=255, blank=True)
    """Empty: on every host of the body."""
    field = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=1000, blank=True)
    """With `field`: only findings all of whose kept events have this value there, letters' case apart."""
    because = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    hidden = models.PositiveIntegerField(default=0)
    """Findings hidden so far."""

    class Meta:
        ordering = ["expires_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("starts_at")), name="known_good_ends_after_it_began"),
            models.CheckConstraint(condition=~Q(because=""), name="known_good_has_its_reason"),
            models.CheckConstraint(condition=Q(field="", value="") | (~Q(field="") & ~Q(value="")), name="known_good_value_has_its_field"),
            models.CheckConstraint(condition=Q(with_units=False) | Q(organisation__isnull=False), name="known_good_units_are_of_a_body"),
        ]

    def __str__(self) -> str:
        return self.rule_title

    def get_absolute_url(self) -> str:
        """Return the page of this known activity."""
        return reverse("hunts:known", args=[self.pk])
