"""The dossier that proposes a level (hồ sơ đề xuất cấp độ), step by step.

    draft ──send──► sent ──appraise──► appraised ──approve──► approved ──implement──► implemented
      ▲              │                    │
      └───return─────┴──────return────────┘            a new version (re-determination) follows; the old one is superseded

What another body decides is recorded with its paper when the paper has come back; until then the dossier is "đang trình" with that body.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SecurityRegulation(models.Model):
    """A security regulation (quy chế bảo đảm an ninh mạng); it must be issued before a dossier is approved (Decree 331/2026, Art 30.7)."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=120)
    issued_on = models.DateField()
    issuer = models.CharField(max_length=300)
    title = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey("work.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    systems = models.ManyToManyField("registry.InformationSystem", blank=True, related_name="regulations")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number", "issued_on"], name="regulation_once_an_organisation"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("issued_on")), name="regulation_ends_after_it_begins"
            ),
        ]


class Dossier(models.Model):
    """One version of one system's dossier."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang dự thảo")
        SENT = "sent", _("Đã gửi thẩm định")
        APPRAISED = "appraised", _("Đã thẩm định")
        APPROVED = "approved", _("Đã được phê duyệt")
        IMPLEMENTED = "implemented", _("Đã triển khai")

    class Implementation(models.TextChoices):
        NONE = "none", _("Chưa triển khai")
        SOME = "some", _("Đã triển khai một số hạng mục")
        FULL = "full", _("Đã triển khai đầy đủ")

    system = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="dossiers")
    number = models.PositiveSmallIntegerField()
    """1 for the first determination, 2 for the re-determination after it."""
    determination = models.ForeignKey("compliance.Determination", null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers")
    proposed_level = models.PositiveSmallIntegerField()
    regime = models.CharField(max_length=20)
    """Whose clocks and authorities apply: nd331, nd85 (transition)."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    is_returned = models.BooleanField(default=False)
    """A mark on a draft: it came back for completion."""
    is_superseded = models.BooleanField(default=False)
    is_critical = models.BooleanField(default=False)
    """On the list of systems critical to national security: goes the way of level 5 (Decree 331/2026, Art 20.4)."""
    reason = models.TextField(blank=True)
    """Why the level is determined anew; empty for the first version."""
    preparer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    appraiser = models.ForeignKey("organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Our register's body that appraises; empty when it is a body outside (`appraiser_name`)."""
    appraiser_name = models.CharField(max_length=300, blank=True)
    approver_name = models.CharField(max_length=300, blank=True)
    regulation = models.ForeignKey(SecurityRegulation, null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers")
    with_body = models.CharField(max_length=300, blank=True)
    """Where the file lies now ("đang trình …"); empty while the preparer has it."""
    due_on = models.DateField(null=True, blank=True)
    """The statutory deadline of the step that runs now."""
    due_because = models.CharField(max_length=300, blank=True)
    """Its clock in words, with the article."""
    expected_approval_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    decision_number = models.CharField(max_length=120, blank=True)
    decision_issuer = models.CharField(max_length=300, blank=True)
    implementation = models.CharField(max_length=6, choices=Implementation.choices, default=Implementation.NONE)
    expected_full_on = models.DateField(null=True, blank=True)
    implemented_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    """Raised by every act; an act on an older version is refused."""

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["system", "number"], name="dossier_number_once_a_system"),
            models.UniqueConstraint(fields=["system"], condition=Q(is_superseded=False), name="dossier_one_current_a_system"),
            models.CheckConstraint(condition=Q(proposed_level__gte=1, proposed_level__lte=5), name="dossier_level_one_to_five"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "implemented"]) | (Q(approved_on__isnull=False) & ~Q(decision_number="")),
                name="dossier_approved_has_its_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "implemented"]) | Q(proposed_level__lt=3) | Q(regulation__isnull=False),
                name="dossier_approved_has_its_regulation",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.system.code}/{self.number}"


class DossierStep(models.Model):
    """What happened to a dossier, with the paper that shows it; two times: when it happened and when it was recorded."""

    class What(models.TextChoices):
        OPENED = "opened", _("Lập hồ sơ")
        OPINION_ASKED = "opinion_asked", _("Xin ý kiến chuyên môn")
        OPINION_GIVEN = "opinion_given", _("Có ý kiến chuyên môn")
        SENT = "sent", _("Gửi thẩm định")
        RECEIVED = "received", _("Cơ quan thẩm định nhận đủ hồ sơ")
        RETURNED = "returned", _("Trả lại để hoàn thiện")
        APPRAISED = "appraised", _("Có kết quả thẩm định")
        SUBMITTED = "submitted", _("Trình phê duyệt")
        APPROVED = "approved", _("Có quyết định phê duyệt")
        PLAN_APPROVED = "plan_approved", _("Có quyết định phê duyệt phương án bảo vệ")
        IMPLEMENTED = "implemented", _("Triển khai phương án")
        SUPERSEDED = "superseded", _("Thay bằng hồ sơ mới")
        CORRECTED = "corrected", _("Đính chính bước ghi nhầm")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=14, choices=What.choices)
    happened_on = models.DateField()
    paper_number = models.CharField(max_length=120, blank=True)
    paper_date = models.DateField(null=True, blank=True)
    paper_issuer = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey("work.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    is_favourable = models.BooleanField(null=True)
    """For an opinion or an appraisal: fit or not."""
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    """What else the step settles, as plain values: how much is implemented and until when, the level that stood before an approval."""
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    """The step that was recorded wrongly; it stays in the trail and counts no more."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="corrected", corrects__isnull=False) | (~Q(what="corrected") & Q(corrects=None)),
                name="dossier_step_correction_names_its_step",
            )
        ]


class DossierPart(models.Model):
    """One document that the law wants in the dossier (Decree 331/2026, Articles 21, 22, 24); `key` names it in law/data/levels."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=40)
    is_there = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    file = models.ForeignKey("work.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="dossier_part_once")]
