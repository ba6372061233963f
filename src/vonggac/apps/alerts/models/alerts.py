"""An alert as people handle it: repeats in one row, the system that was hit, its place in the queue, its clocks, what was decided."""

from __future__ import annotations

import builtins
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from vonggac.apps.alerts.models.sources import AlertSource, SourceMapping
from vonggac.apps.alerts.models.suppressions import Suppression
from vonggac.kernel.severity import Severity

NARROWED_BY = ("severity", "level", "source", "organisation", "system", "classification", "verdict", "product")
"""What a list of alerts is narrowed by. Both indexes that lists are read from hold it all, in the order of the list: whatever is asked
for, and however seldom it is met, a list is read from one index, and an alert costs two entries instead of one for every column."""
CLOSED = Q(state="closed", hidden_by=None)
CLOSED_BY = [
    (name, first, [one for one in NARROWED_BY if one != first])
    for name, first in (("of_a_kind", "classification"), ("of_a_product", "product"), ("of_a_body", "organisation"))
]
"""What closed alerts are looked for by and seldom met: a list of few in a million would else be read through to its end. Written when an
alert is closed, not when it comes."""


def number_of(pk: int, arrived_at: datetime) -> str:
    """Return the number by which people name an alert."""
    return f"CB-{arrived_at.year}-{pk:06d}"


class Alert(models.Model):
    """One alert with its repeats.

    waiting ──verified true or unsure──► handling ──handled──► closed
       └──verified false──────────────────────────────────────► closed ──somebody sees more──► waiting
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ xác minh")
        HANDLING = "handling", _("Đang xử lý")
        CLOSED = "closed", _("Đã đóng")

    class Verdict(models.TextChoices):
        NONE = "", _("Chưa xác minh")
        TRUE = "true", _("Đúng")
        FALSE = "false", _("Sai")
        UNSURE = "unsure", _("Nghi ngờ")

    source = models.ForeignKey(AlertSource, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    """Of its first record. Keys to other tables have no index of their own here: each would be written with every alert."""
    group_key = models.CharField(max_length=32)
    group_words = models.CharField(max_length=700)
    title = models.CharField(max_length=500)
    rule = models.CharField(max_length=300, blank=True)
    product = models.CharField(max_length=120, blank=True)
    classification = models.CharField(max_length=40, blank=True)
    """Class of the Reference Security Incident Taxonomy."""
    attack_type = models.CharField(max_length=40, blank=True)
    techniques = models.JSONField(default=builtins.list)
    malware = models.CharField(max_length=200, blank=True)
    cves = models.JSONField(default=builtins.list)
    severity = models.PositiveSmallIntegerField(choices=[(one.value, str(one)) for one in Severity])
    severity_because = models.CharField(max_length=300, blank=True)
    acting = models.CharField(max_length=320, blank=True)
    """Who acts: address, host or mailbox."""
    target = models.CharField(max_length=320, blank=True)
    """Who is acted on."""
    file = models.CharField(max_length=600, blank=True)
    blocked = models.BooleanField(null=True)
    """True: the product stopped it; False: it got through; None: it does not say."""
    organisation = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose system was hit; a reorganisation moves open alerts to the heir."""
    system = models.ForeignKey("registry.InformationSystem", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(null=True)
    """Of the system when the alert came, or when it was last placed."""
    matched_because = models.TextField(blank=True)
    """Why it is that system's; or why nobody's."""
    runners_up = models.JSONField(default=builtins.list)
    """[{organisation, system, because}]: who else claims the address."""
    indicators = models.JSONField(default=builtins.list)
    """[{value, source, tlp, confidence, id}]: what feeds know of the other end, at arrival."""
    vulnerability = models.CharField(max_length=200, blank=True)
    risk = models.PositiveSmallIntegerField(default=0)
    urgency = models.PositiveSmallIntegerField()
    """`engines.alerts.QueuePlace.urgency`: level 3 and above, then risk, then level; smallest first."""
    place_because = models.CharField(max_length=500, blank=True)
    first_at = models.DateTimeField()
    """When it happened first, as told."""
    last_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    """First arrival: age and clocks count from here, for nobody could have known earlier."""
    last_arrived_at = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    verdict = models.CharField(max_length=6, choices=Verdict.choices, default=Verdict.NONE, blank=True)
    verify_due_at = models.DateTimeField(null=True)
    handle_due_at = models.DateTimeField(null=True)
    due_because = models.CharField(max_length=300, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    task = models.ForeignKey("work.Task", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    hidden_by = models.ForeignKey(Suppression, null=True, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    """The alert with the same key that was closed before this one began."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group_key"], condition=~Q(state="closed") & Q(hidden_by=None), name="alert_open_once_a_key"),
            models.UniqueConstraint(
                fields=["group_key", "hidden_by"], condition=~Q(state="closed") & Q(hidden_by__isnull=False), name="alert_hidden_once_a_key"
            ),
            models.CheckConstraint(condition=Q(risk__lte=100) & Q(severity__lte=4), name="alert_priority_in_range"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__gte=1, level__lte=5), name="alert_level_in_range"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="alert_times_in_order"),
            models.CheckConstraint(condition=~Q(state="closed") | Q(closed_at__isnull=False), name="alert_closed_has_its_time"),
            models.CheckConstraint(condition=Q(verdict="") | Q(verified_at__isnull=False), name="alert_verified_has_its_time"),
            models.CheckConstraint(condition=~Q(state="handling") | Q(verdict__in=["true", "unsure"]), name="alert_handled_was_verified"),
        ]
        indexes = [
            models.Index(
                fields=["state", "urgency", "arrived_at", "id", *NARROWED_BY, "assignee", "verify_due_at", "handle_due_at", "hidden_by"],
                condition=Q(hidden_by=None) & ~Q(state="closed"),
                name="alert_in_the_queue",
            ),
            models.Index(fields=["id", "hidden_by", "state", "urgency", *NARROWED_BY], name="alert_of_the_past"),
            *(
                models.Index(fields=[first, "id", "state", "hidden_by", "urgency", *rest], condition=CLOSED, name=f"alert_closed_{name}")
                for name, first, rest in CLOSED_BY
            ),
            models.Index(fields=["system", "id", "arrived_at", "hidden_by", "state", "urgency"], name="alert_of_a_system"),
            models.Index(fields=["group_key", "-id"], name="alert_by_key"),
            models.Index(fields=["arrived_at"], name="alert_by_arrival"),
            models.Index(fields=["assignee", "state"], condition=Q(assignee__isnull=False), name="alert_of_a_person"),
            models.Index(fields=["task"], condition=Q(task__isnull=False), name="alert_of_a_task"),
            models.Index(fields=["previous"], condition=Q(previous__isnull=False), name="alert_that_came_before"),
            models.Index(fields=["hidden_by", "state"], condition=Q(hidden_by__isnull=False), name="alert_hidden"),
        ]

    def __str__(self) -> str:
        return self.number()

    def number(self) -> str:
        """Return the number by which people name it."""
        return number_of(self.pk, self.arrived_at)

    def get_absolute_url(self) -> str:
        """Return the alert's page."""
        return reverse("alerts:alert", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def due_at(self) -> datetime | None:
        """Return the deadline that counts now."""
        return {self.State.WAITING: self.verify_due_at, self.State.HANDLING: self.handle_due_at}.get(self.state)  # type: ignore[call-overload]


class AlertParty(models.Model):
    """An address, host name or mailbox that an alert names: found again in a search, and the way to its neighbours."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("địa chỉ")
        HOST = "host", _("máy, tên miền")
        MAILBOX = "mailbox", _("hộp thư")
        HASH = "hash", _("mã băm")
        URL = "url", _("đường dẫn")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="parties", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    value = models.CharField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "kind", "value"], name="party_once_an_alert")]
        indexes = [models.Index(fields=["value", "alert"], name="party_by_value")]


KEPT_ASIDE = gettext_noop(
    "Khóa của lô đã dùng cho một lô khác nội dung: giữ nguyên văn, không đưa vào hàng đợi. Gửi lại lô này với khóa mới."
)
"""Why a record is kept that was refused and counted as such: it never goes into the queue, however it reads."""


class AlertEvent(models.Model):
    """One record as it arrived, whole; kept for the days that the retention names."""

    class Kind(models.TextChoices):
        ALERT = "alert", _("cảnh báo")
        CONTEXT = "context", _("ngữ cảnh")
        UNPARSED = "unparsed", _("không đọc được")

    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="events", db_index=False)
    source = models.ForeignKey(AlertSource, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    sequence = models.PositiveBigIntegerField()
    """Of its record in the journal."""
    place = models.PositiveIntegerField()
    """In the record, from 0."""
    format = models.CharField(max_length=12, blank=True)
    mapping = models.ForeignKey(SourceMapping, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    fault = models.CharField(max_length=300, blank=True)
    """Why it could not be read, and where."""
    line = models.TextField()
    """The record; only what no database can hold is written as \\xNN."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sequence", "place"], name="event_once"),
            models.CheckConstraint(condition=~Q(kind="alert") | Q(alert__isnull=False), name="event_of_an_alert_has_it"),
            models.CheckConstraint(condition=~Q(kind="unparsed") | ~Q(fault=""), name="event_unparsed_says_why"),
        ]
        indexes = [
            models.Index(fields=["alert", "-id"], condition=Q(alert__isnull=False), name="event_of_an_alert"),
            models.Index(fields=["source", "-id"], condition=Q(kind="unparsed"), name="event_unparsed"),
        ]


class AlertAct(models.Model):
    """What somebody did with an alert, for the time line of its page; the log keeps that it was done, here stand the words."""

    class What(models.TextChoices):
        VERIFIED = "verified", _("xác minh")
        ASSIGNED = "assigned", _("giao người xử lý")
        NOTED = "noted", _("ghi chú")
        HANDLED = "handled", _("xử lý xong")
        CLOSED = "closed", _("đóng")
        REOPENED = "reopened", _("mở lại")
        TASKED = "tasked", _("giao việc")
        SETTLED = "settled", _("xác định hệ thống")
        JOINED = "joined", _("lặp lại sau khi đóng")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="acts")
    what = models.CharField(max_length=8, choices=What.choices)
    verdict = models.CharField(max_length=6, choices=Alert.Verdict.choices, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    task = models.ForeignKey("work.Task", null=True, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    """Evidence of what was done, kept once under its digest."""
    file_name = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
