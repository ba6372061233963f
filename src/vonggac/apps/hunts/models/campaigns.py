"""A campaign: hunt for something at many bodies, and say for each of them how far it came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.apps.work.outgoing import OutgoingPaperBase
from vonggac.kernel.vietnamese import fold, nfc


class Campaign(models.Model):
    """Hunt for X at all these bodies until a day.

    draft ──given out──► open ──► closed
      └──► dropped
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        OPEN = "open", _("Đang chạy")
        CLOSED = "closed", _("Đã kết thúc")
        DROPPED = "dropped", _("Đã bỏ")

    title = models.CharField(max_length=300)
    folded = models.CharField(max_length=900, editable=False)
    purpose = models.TextField(blank=True)
    """What is hunted for and why now, for those who are asked."""
    period = models.CharField(max_length=40, blank=True)
    """The half-year it counts in, as reports name it ("6 tháng đầu năm 2027")."""
    letter_number = models.CharField(max_length=120, blank=True)
    packs = models.ManyToManyField("hunts.RulePack", related_name="campaigns")
    with_indicators = models.BooleanField(default=True)
    since = models.DateTimeField(null=True, blank=True)
    """Logs from that moment on are asked for."""
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    conclusion = models.TextField(blank=True)
    repeats = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="repeated_by")
    """The campaign of the half-year before that this one does again."""

    class Meta:
        ordering = ["-due_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="open") | Q(opened_at__isnull=False), name="campaign_open_was_opened"),
            models.CheckConstraint(condition=~Q(state="closed") | Q(closed_at__isnull=False), name="campaign_closed_has_its_end"),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(closed_at__gte=F("made_at")), name="campaign_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = nfc(self.title).strip()
        self.folded = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the campaign's page."""
        return reverse("hunts:campaign", args=[self.pk])

    def group(self) -> str:
        """Return what its tasks share on a board."""
        return f"hunts:campaign:{self.pk}"


class CampaignBody(models.Model):
    """One body that is asked, its task, and how many machines it should show. How far it is follows from its hunts, never from a hand."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("work.Task", null=True, on_delete=models.SET_NULL, related_name="+")
    machines = models.PositiveIntegerField(default=0)
    """Servers and workstations that the register named when the campaign was given out."""
    excused_because = models.CharField(max_length=500, blank=True)
    """Why nothing is expected of it: counted, never hidden."""
    excused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    excused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "organisation"], name="body_once_a_campaign")]

    def get_absolute_url(self) -> str:
        """Return the page of this body in its campaign."""
        return reverse("hunts:campaign-body", args=[self.campaign_id, self.pk])


class CampaignPaper(OutgoingPaperBase):
    """The report of a campaign that ended: drawn from the figures of that day, issued outside; number, day and signed file come back in."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="paper")
