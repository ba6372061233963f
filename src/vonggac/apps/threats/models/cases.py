"""A machine or a system that has to be cleaned: the case, the months in which it was listed, the rows that show it."""

from __future__ import annotations

import builtins
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case as Choose
from django.db.models import F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.apps.threats.models.lists import MatchReason, ThreatList
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE


class Case(models.Model):
    """One system, or one body when only that is known, whose machines stand in lists; open at most once at a time.

    open ──task accepted──► cleaned ──listed again after──► open (is_returned)
      ├──► unidentified (with a reason)
      └──► withdrawn (the list that opened it was corrected, or its task was closed unanswered)
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang làm sạch")
        CLEANED = "cleaned", _("Đã làm sạch")
        UNIDENTIFIED = "unidentified", _("Không xác định được máy")
        WITHDRAWN = "withdrawn", _("Đã rút")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    """Who cleans; a reorganisation moves it to the heir."""
    system = models.ForeignKey("registry.InformationSystem", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    level = models.PositiveSmallIntegerField(default=0)
    """Level of the system, 0 when none is known."""
    risk = models.PositiveSmallIntegerField(default=0)
    """0 to 100, of the worst class of malware seen."""
    queue_rank = models.GeneratedField(
        expression=Choose(When(level__gte=int(FIRST_IN_EVERY_QUEUE), then=F("level")), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    """First key of every queue, as of a task."""
    malware_class = models.CharField(max_length=20, default="unknown")
    """Key of the worst class in law/data/clean-up.yaml; its steps are asked for."""
    families = models.JSONField(default=builtins.list)
    needs_machine = models.BooleanField(default=False)
    """Several machines lie behind the address: the body has to find out which."""
    is_returned = models.BooleanField(default=False)
    """It was closed, and a later sighting opened it again."""
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    first_seen = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    task = models.OneToOneField("work.Task", null=True, on_delete=models.PROTECT, related_name="+")
    escalated_to = models.ForeignKey("organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    """Why it was closed without being cleaned, or came back."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system"], condition=Q(state="open", system__isnull=False), name="case_open_once_a_system"),
            models.UniqueConstraint(fields=["organisation"], condition=Q(state="open", system=None), name="case_open_once_a_body"),
            models.CheckConstraint(condition=Q(risk__lte=100) & Q(level__lte=5), name="case_priority_in_range"),
            models.CheckConstraint(condition=Q(state="open") | Q(closed_at__isnull=False), name="case_closed_has_its_time"),
            models.CheckConstraint(
                condition=~Q(state__in=["unidentified", "withdrawn"]) | ~Q(reason=""), name="case_closed_uncleaned_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(first_seen=None) | Q(last_seen=None) | Q(last_seen__gte=F("first_seen")), name="case_seen_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-queue_rank", "-risk", "opened_at", "id"], name="case_in_the_queue"),
            models.Index(fields=["organisation", "state"], name="case_of_a_body"),
        ]

    def __str__(self) -> str:
        return self.number()

    def number(self) -> str:
        """Return the number by which people name it."""
        return f"CA-{self.opened_at.year}-{self.pk:05d}"

    def name(self) -> str:
        """Return whom it is about."""
        return str(self.system.name if self.system else self.organisation.name)

    def get_absolute_url(self) -> str:
        """Return the case's page."""
        return reverse("threats:case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def days_past(self, today: date) -> int:
        """Return how many days the deadline lies back while it is open; 0 or less when there is time left."""
        return (today - self.due_on).days if self.due_on and self.is_open else 0


class Listing(models.Model):
    """That a case stands in a list, with sums: the rungs of the ladder month over month."""

    class What(models.TextChoices):
        OPENED = "opened", _("Mở ca mới")
        JOINED = "joined", _("Thêm vào ca đang mở")
        RETURNED = "returned", _("Lại bị nêu sau khi đã đóng")
        EARLIER = "earlier", _("Thấy trước khi đóng ca")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="listings")
    list = models.ForeignKey(ThreatList, on_delete=models.PROTECT, related_name="listings")
    what = models.CharField(max_length=8, choices=What.choices)
    was = models.CharField(max_length=12, blank=True)
    """State of the case before, so that a corrected list can be taken back."""
    rows = models.PositiveIntegerField()
    addresses = models.PositiveIntegerField()
    first_seen = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    families = models.JSONField(default=builtins.list)

    class Meta:
        ordering = ["-list__list_day", "-id"]
        constraints = [models.UniqueConstraint(fields=["case", "list"], name="listing_once_a_case_and_list")]


class Hit(models.Model):
    """One row of a list whose address is somebody's: the evidence, kept as it was listed; need-to-know."""

    class Exact(models.IntegerChoices):
        MINUTE = 0, _("đúng giờ, phút")
        DAY = 1, _("chỉ biết ngày")
        NOT_SAID = 2, _("không ghi thời điểm")

    list = models.ForeignKey(ThreatList, on_delete=models.CASCADE, related_name="hits")
    reason = models.ForeignKey(MatchReason, on_delete=models.CASCADE, related_name="hits")
    sheet = models.CharField(max_length=120, blank=True)
    line = models.PositiveIntegerField()
    address = models.CharField(max_length=100)
    port = models.PositiveIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    first_seen_at = models.DateTimeField(null=True)
    exact = models.PositiveSmallIntegerField(choices=Exact.choices, default=Exact.MINUTE)
    family = models.CharField(max_length=200, blank=True)
    c2 = models.CharField(max_length=300, blank=True)
    """Address or domain, and port, of the machine that steers it."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(port=None) | Q(port__lte=65535), name="hit_port_in_range"),
        ]
        indexes = [
            models.Index(fields=["list", "reason"], name="hit_of_a_list"),
            models.Index(fields=["reason", "-seen_at", "id"], name="hit_of_a_reason"),
            models.Index(fields=["address"], name="hit_by_address"),
        ]
