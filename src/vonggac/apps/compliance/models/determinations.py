"""How a level was found: the facts as they were stated, the rules they were held against, and what came out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Determination(models.Model):
    """One determination of one system's level (xác định cấp độ); a finished one is never changed, a new one is made."""

    class State(models.TextChoices):
        OPEN = "open", _("Đang trả lời")
        DONE = "done", _("Đã kết luận")
        DROPPED = "dropped", _("Đã bỏ")

    system = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="determinations")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    regime = models.CharField(max_length=20)
    """Which set of level rules: nd331, nd85."""
    rules_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the rules that were used, so that a later correction of the data shows and changes nothing here."""
    on_day = models.DateField()
    """The day whose rules apply."""
    facts = models.JSONField(default=dict)
    """Input name → value as stated; an input that is absent is unknown (law/data/levels names them)."""
    unknown = models.JSONField(default=list)
    """Inputs that were answered with "not known": they are not asked again and stay open."""
    origins = models.JSONField(default=dict)
    """Input name → where a stated value comes from, in words, when somebody confirmed what the register said."""
    conclusions = models.JSONField(default=dict)
    """Grey case → what a person concluded, in words, with the row it stands on."""
    verdict = models.JSONField(default=dict)
    """The engine's decision in full when it was concluded: rows that decided, rows that nearly did, open questions."""
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    """A row of a higher level could not be judged, because an answer is missing."""
    raised_to = models.PositiveSmallIntegerField(null=True, blank=True)
    """The level that the risk assessment asks for; only ever higher (Decree 331/2026, Article 10.5)."""
    raised_because = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    """Raised by every act; an act on an older version is refused."""

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=5), name="determination_level_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(raised_to=None) | models.Q(level=None) | models.Q(raised_to__gt=models.F("level")),
                name="determination_risk_only_raises",
            ),
            models.CheckConstraint(
                condition=models.Q(raised_to=None) | models.Q(raised_to__gte=2, raised_to__lte=5), name="determination_raised_two_to_five"
            ),
            models.UniqueConstraint(fields=["system"], condition=models.Q(state="open"), name="determination_one_open_a_system"),
        ]

    def final_level(self) -> int | None:
        """Return the level after the risk assessment."""
        return self.raised_to or self.level


class LevelCorrection(models.Model):
    """The coordinator set the level in the register right by hand, with the reason; otherwise only an approved dossier does."""

    system = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="level_corrections")
    determination = models.ForeignKey(Determination, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The reasoning it leans on, where there is one."""
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="level_correction_says_why")]
