"""A list of infected addresses as it came: its source and letter, its file, how its columns were read, what became of its rows."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.handling import Handling
from vonggac.kernel.vietnamese import fold, nfc


class ListSource(models.Model):
    """Who sends lists: the ministry's department, the national centre, a telecom, a partner."""

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, unique=True, editable=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        self.folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class KnownShape(models.Model):
    """What a person once confirmed about the columns of a source's lists; found again by the sign of their headings."""

    source = models.ForeignKey(ListSource, on_delete=models.CASCADE, related_name="shapes")
    fingerprint = models.CharField(max_length=32)
    shape = models.JSONField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "fingerprint"], name="shape_once_a_source")]


class ThreatList(models.Model):
    """One list as it came by letter. Nothing of it becomes work before a person has seen what would be opened.

    reading ──► read ──columns confirmed──► matching ──► matched ──plan confirmed──► applied ──a correction is applied──► replaced
       └──────────┴──────── dropped ◄─────────┴── failed ──┘ (all before it is applied)
    """

    class State(models.TextChoices):
        READING = "reading", _("Đang đọc tệp")
        READ = "read", _("Chờ kiểm tra cột")
        MATCHING = "matching", _("Đang đối chiếu")
        FAILED = "failed", _("Chưa đối chiếu được")
        MATCHED = "matched", _("Chờ mở ca")
        APPLIED = "applied", _("Đã mở ca")
        REPLACED = "replaced", _("Đã có danh sách đính chính")
        DROPPED = "dropped", _("Đã bỏ")

    source = models.ForeignKey(ListSource, on_delete=models.PROTECT, related_name="lists")
    letter_number = models.CharField(max_length=120, blank=True)
    list_day = models.DateField()
    """The day the list is about; a row without a time is matched on it."""
    month = models.DateField()
    """The first day of the month it counts in."""
    made_inside = models.BooleanField(default=False)
    """Made inside the networks, so that inner addresses mean somebody."""
    handling = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Handling], default=Handling.NONE.value)
    file = models.ForeignKey("work.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    """The list that this one corrects."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    shape = models.JSONField(default=dict)
    """The columns as they are read, proposed first and then confirmed."""
    proposal = models.JSONField(default=dict)
    """First rows, questions and remarks for the person who confirms the columns; emptied when the cases are opened."""
    counts = models.JSONField(default=dict)
    """rows, matched, unmatched, refused, duplicates, and each verdict."""
    why = models.CharField(max_length=500, blank=True)
    """What to do when it could not be matched."""
    plan_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the plan that was carried out."""
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    """Who brought it and declared that it holds no state secret (Law 117/2025, Article 5.2)."""
    declared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    matched_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    """Its file, rows and words were erased because they held a state secret; that it came, when, and its counts stay."""

    class Meta:
        ordering = ["-list_day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=~Q(state="dropped"), name="list_file_once"),
            models.CheckConstraint(condition=Q(month__lte=models.F("list_day")), name="list_counts_in_its_month"),
            models.CheckConstraint(condition=Q(replaces=None) | ~Q(replaces=models.F("id")), name="list_replaces_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "replaced"]) | (Q(applied_at__isnull=False) & ~Q(plan_digest="")),
                name="list_applied_has_its_plan",
            ),
        ]
        indexes = [models.Index(fields=["state", "month"], name="list_of_a_month")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return the list's page."""
        return reverse("threats:list", args=[self.pk])

    @property
    def job_key(self) -> str:
        """The key of the background job that matches it."""
        return f"threats.match:{self.pk}"

    @property
    def reading_key(self) -> str:
        """The key of the background job that reads its columns."""
        return f"threats.read:{self.pk}"

    @property
    def is_before_applied(self) -> bool:
        """Say whether it may still be corrected or dropped without a trace in cases."""
        return self.state in {self.State.READING, self.State.READ, self.State.MATCHING, self.State.FAILED, self.State.MATCHED}


class MatchReason(models.Model):
    """Whose some addresses of a list are and why; rows that were decided alike share one, and go one way together."""

    class Way(models.TextChoices):
        CASE = "case", _("mở ca")
        INQUIRY = "inquiry", _("hỏi nhà mạng")
        WAIT = "wait", _("chờ người quyết định")

    list = models.ForeignKey(ThreatList, on_delete=models.CASCADE, related_name="reasons")
    verdict = models.CharField(max_length=10, choices=[(one, one) for one in ("held", "contested", "question", "unassigned")])
    basis = models.CharField(max_length=10)
    """minute, day or list-day: which time the rows were matched at."""
    because = models.TextField()
    needs = models.JSONField(default=builtins.list)
    """What must be asked to find the machine: provider, time, port, address."""
    claimants = models.JSONField(default=builtins.list)
    """Numbers of the register's ranges that may be meant, one a holder."""
    way = models.CharField(max_length=7, choices=Way.choices)
    asked = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    """The one body that knows the machine."""
    organisation = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    """Who cleans."""
    system = models.ForeignKey("registry.InformationSystem", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("threats.Case", null=True, on_delete=models.SET_NULL, related_name="reasons")
    inquiry = models.ForeignKey("threats.ProviderInquiry", null=True, on_delete=models.SET_NULL, related_name="reasons")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who decided, where the register could not."""
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(way="case") | Q(organisation__isnull=False), name="reason_for_a_case_has_its_body"),
            models.CheckConstraint(condition=~Q(way="inquiry") | Q(asked__isnull=False), name="reason_to_ask_has_whom"),
            models.CheckConstraint(condition=Q(case=None) | Q(inquiry=None), name="reason_goes_one_way"),
        ]
        indexes = [models.Index(fields=["list", "way"], name="reason_by_way")]


class ListRemark(models.Model):
    """One place of a list that could not be read, or was read with a doubt."""

    list = models.ForeignKey(ThreatList, on_delete=models.CASCADE, related_name="remarks")
    sheet = models.CharField(max_length=120, blank=True)
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    seen = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=500)
    rule = models.CharField(max_length=40)
    is_left_out = models.BooleanField(default=True)
    """The row is missing because of it."""

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["list", "is_left_out"], name="remark_of_a_list")]
