"""Which measures of its level a system meets: answered by who runs it, confirmed by somebody else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Assessment(models.Model):
    """One assessment of one system against one edition of the catalogue (đánh giá biện pháp); closed, it stays as it was."""

    class State(models.TextChoices):
        OPEN = "open", _("Đang trả lời")
        REVIEW = "review", _("Chờ xác nhận")
        CLOSED = "closed", _("Đã kết thúc")

    class Kind(models.TextChoices):
        SELF = "self", _("Tự đánh giá")
        BEFORE_USE = "before_use", _("Trước khi đưa vào sử dụng")
        PERIODIC = "periodic", _("Định kỳ")
        INDEPENDENT = "independent", _("Tổ chức độc lập")

    system = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SELF)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    catalogue = models.CharField(max_length=40)
    """Code of the edition, for example TCVN 14423:2026."""
    catalogue_digest = models.CharField(max_length=64)
    """SHA-256 of the edition as it was when the assessment was opened; a corrected edition shows and changes nothing here."""
    level = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    """The day that the answers describe."""
    assessor = models.CharField(max_length=300, blank=True)
    """Who assessed, when it was another body; must be independent of who operates (Decree 331/2026, Art 31.2.c)."""
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    """Raised by every act on the whole; single answers carry their own."""

    class Meta:
        ordering = ["-as_of", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="assessment_level_one_to_five"),
            models.CheckConstraint(condition=~Q(state="closed") | Q(closed_at__isnull=False), name="assessment_closed_has_its_time"),
            models.UniqueConstraint(fields=["system", "catalogue"], condition=~Q(state="closed"), name="assessment_one_open_an_edition"),
        ]
        indexes = [models.Index(fields=["system", "-as_of"])]


class Answer(models.Model):
    """One control of one assessment: what was answered, what counts, and who confirmed it."""

    class State(models.TextChoices):
        UNANSWERED = "", _("Chưa trả lời")
        MET = "met", _("Đạt")
        PARTLY = "partly", _("Đạt một phần")
        NOT = "not", _("Chưa đạt")
        NOT_APPLICABLE = "na", _("Không áp dụng")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    control = models.CharField(max_length=20)
    group = models.CharField(max_length=20)
    """Group of the catalogue, so that sums need no join with the law."""
    state = models.CharField(max_length=6, choices=State.choices, default=State.UNANSWERED, blank=True)
    """What the respondent answered for this system itself."""
    counts_as = models.CharField(max_length=6, choices=State.choices, default=State.UNANSWERED, blank=True)
    """The own answer, or what it inherits; every sum reads this one."""
    inherited_from = models.ForeignKey("registry.InformationSystem", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The shared system whose confirmed answer counts here; empty when the own answer does."""
    note = models.TextField(blank=True)
    """What is done, what is missing; for "not applicable" the reason, which is required."""
    look_again = models.BooleanField(default=False)
    """Carried over from another edition or assessment: a person has to look at it before it counts as answered."""
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    """Why the reviewer gave it back; empty when nobody did."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "control"], name="answer_once_a_control"),
            models.CheckConstraint(condition=~Q(state="na") | ~Q(note=""), name="answer_not_applicable_has_its_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(answered_by=None) | ~Q(confirmed_by=models.F("answered_by")),
                name="answer_confirmed_by_another_person",
            ),
        ]


class Coverage(models.Model):
    """How many answers of one group count as what; written with the answers, so that overviews add up few rows."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="coverage")
    group = models.CharField(max_length=20)
    met = models.PositiveSmallIntegerField(default=0)
    partly = models.PositiveSmallIntegerField(default=0)
    not_met = models.PositiveSmallIntegerField(default=0)
    not_applicable = models.PositiveSmallIntegerField(default=0)
    unanswered = models.PositiveSmallIntegerField(default=0)
    confirmed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "group"], name="coverage_once_a_group")]


class Inheritance(models.Model):
    """That a shared system answers some controls for a tenant (the data centre for what stands in it), once its side confirms."""

    tenant = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="inherits")
    shared = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="answers_for")
    catalogue = models.CharField(max_length=40)
    groups = models.JSONField(default=list)
    """Groups of the catalogue that are inherited whole."""
    controls = models.JSONField(default=list)
    """Single controls inherited beside those groups."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(tenant=models.F("shared")), name="inheritance_not_from_itself"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="inheritance_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["tenant", "shared", "catalogue", "valid_from"], name="inheritance_once_a_day"),
        ]
