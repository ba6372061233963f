"""Official letters that came in, what they oblige whom to do, and the papers that go back up.

A letter is issued by somebody else; what happens here is giving out the work (giao việc) and following it to the end.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vonggac.apps.work.models import DueOrigin, Relation
from vonggac.apps.work.outgoing import OutgoingPaperBase
from vonggac.kernel.vietnamese import fold


class Directive(models.Model):
    """One official letter and the work that follows from it."""

    class State(models.TextChoices):
        REVIEW = "review", _("Đang rà soát")
        GIVEN = "given", _("Đã giao việc")
        CLOSED = "closed", _("Đã kết thúc")
        SUPERSEDED = "superseded", _("Đã thay thế")
        ERASED = "erased", _("Đã xóa do lộ bí mật")

    class Kind(models.TextChoices):
        CONG_VAN = "cong-van", _("Công văn")
        CHI_THI = "chi-thi", _("Chỉ thị")
        CONG_DIEN = "cong-dien", _("Công điện")
        KE_HOACH = "ke-hoach", _("Kế hoạch")
        THONG_BAO = "thong-bao", _("Thông báo")
        QUYET_DINH = "quyet-dinh", _("Quyết định")
        BAO_CAO = "bao-cao", _("Báo cáo")
        TO_TRINH = "to-trinh", _("Tờ trình")
        HUONG_DAN = "huong-dan", _("Hướng dẫn")
        OTHER = "other", _("Văn bản khác")

    state = models.CharField(max_length=10, choices=State.choices, default=State.REVIEW)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    number = models.CharField(max_length=60, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=100, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    date_partial = models.CharField(max_length=10, blank=True)
    """"2024-12" when the paper leaves the day blank."""
    issuer = models.CharField(max_length=300, blank=True)
    issuer_body = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="issued_directives"
    )
    parent_body = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=1000, blank=True)
    folded = models.CharField(max_length=1500, editable=False, default="")
    signer = models.CharField(max_length=200, blank=True)
    signer_title = models.CharField(max_length=300, blank=True)
    handling = models.CharField(max_length=20, default="none")
    text = models.TextField(blank=True)
    """The letter as read, NFC; spans point into it."""
    reading = models.JSONField(default=dict)
    """What the engine read, untouched: the published JSON of `vonggac letter read`."""
    corrections = models.JSONField(default=dict)
    """JSON pointer → what a person put in its place."""
    notes = models.JSONField(default=list)
    """Warnings of the readers, in Vietnamese."""
    resolved_on = models.DateField(null=True, blank=True)
    """The day whose directory the addressees were looked up in; the letter's date, or its month's end when the day is blank."""
    season_from = models.DateField(null=True, blank=True)
    season_to = models.DateField(null=True, blank=True)
    season_name = models.CharField(max_length=200, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    """Who declared that the file holds no state secret, on uploading."""
    declared_at = models.DateTimeField()
    scan_checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who looked at a scan for a secrecy mark, once more after it was read."""
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    given_for = models.ForeignKey("organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The specialised unit in whose name answers are reviewed."""
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(blank=True)
    reopened_reason = models.TextField(blank=True)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(season_from=None) | Q(season_to=None) | Q(season_to__gte=F("season_from")), name="season_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(state="given") | Q(given_at__isnull=False), name="directive_given_has_its_time"),
        ]
        indexes = [models.Index(fields=["state", "-declared_at"])]

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(f"{self.number} {self.symbol} {self.subject} {self.issuer}")[:1500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return self.called()

    def called(self) -> str:
        """Return how people name it: kind and number, or kind and symbol when the number is blank."""
        name = self.number or (_("(chưa có số)") + f"/{self.symbol}" if self.symbol else _("chưa có số"))
        return f"{self.get_kind_display()} {name}"

    def group(self) -> str:
        """Return the key under which its tasks stand on one board."""
        return f"directive:{self.pk}"

    def is_season_on(self, day: date) -> bool:
        """Return whether the day lies within the letter's season (đợt cao điểm)."""
        return self.season_from is not None and self.season_to is not None and self.season_from <= day <= self.season_to


class SourceFile(models.Model):
    """A file of the letter: the letter itself, or an annex that was announced in it."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey("work.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    is_letter = models.BooleanField(default=True)
    title = models.CharField(max_length=500, blank=True)
    signatures = models.JSONField(default=list)
    """What the PDF or edXML signatures say: signer, time, intact, whole document, chain."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class AddresseeLine(models.Model):
    """One addressee as the letter names it: a line of Kính gửi, a line of Nơi nhận, or a post or team named in a sentence."""

    class Where(models.TextChoices):
        TO = "to", _("Kính gửi")
        COPY = "copy", _("Nơi nhận")
        SENTENCE = "sentence", _("nêu trong câu")

    class Settled(models.TextChoices):
        FOUND = "found", _("đã khớp")
        OPEN = "open", _("chưa xác định")
        CHOSEN = "chosen", _("người rà soát chọn")
        SKIPPED = "skipped", _("bỏ dòng, có lý do")

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    where = models.CharField(max_length=10, choices=Where.choices, default=Where.TO)
    text = models.CharField(max_length=1000)
    pointer = models.CharField(max_length=80, blank=True)
    """JSON pointer into the reading, so that the page can light up the place in the letter."""
    settled = models.CharField(max_length=8, choices=Settled.choices, default=Settled.OPEN)
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.REQUEST)
    because = models.TextField(blank=True)
    suggestions = models.JSONField(default=list)

    class Meta:
        ordering = ["position", "id"]


class Addressee(models.Model):
    """One body that a line means: as it was on the letter's day, and who stands for it today."""

    line = models.ForeignKey(AddresseeLine, on_delete=models.CASCADE, related_name="bodies")
    named = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    today = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    """The heir; empty when a person has to choose."""
    because = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "named", "today"], name="addressee_once_a_line")]


class Obligation(models.Model):
    """One thing the letter asks; leaves are given out, each to its own addressees only."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="obligations")
    above = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=20, blank=True)
    """As the board shows it: 1a, 7."""
    text = models.TextField()
    title = models.CharField(max_length=300)
    """Short form for the board and the task."""
    pointer = models.CharField(max_length=80, blank=True)
    own = models.BooleanField(default=False)
    """What the issuer promises itself; not given to the addressees."""
    skipped = models.BooleanField(default=False)
    skipped_reason = models.CharField(max_length=500, blank=True)
    for_everyone = models.BooleanField(default=True)
    """Addressed to all of Kính gửi; otherwise to `lines` only."""
    lines = models.ManyToManyField(AddresseeLine, blank=True, related_name="obligations")
    due_on = models.DateField(null=True, blank=True)
    due_origin = models.CharField(max_length=8, choices=DueOrigin.choices, default=DueOrigin.INTERNAL)
    due_quote = models.CharField(max_length=300, blank=True)
    recurrence = models.CharField(max_length=200, blank=True)
    figures = models.JSONField(default=list)
    """[{"label": …, "unit": …, "required": …}]"""
    wants_evidence = models.BooleanField(default=True)
    central_operator = models.ForeignKey("organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who answers once for everyone it serves (mail passwords, central anti-malware, SOC coverage)."""
    plain_question = models.CharField(max_length=300, blank=True)
    """What a commune is asked, in plain words."""
    applies_to_owners = models.BooleanField(default=False)
    """Only a body that owns a system or a server room can have something to do here; others get it answered as not applicable."""
    assignment = models.ForeignKey("work.Assignment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="originals")
    """The one obligation that a reviewer made of this and its neighbour; it stays as it was, so that the two can be split again."""

    class Meta:
        ordering = ["position", "id"]


class ClassDeadline(models.Model):
    """A deadline that one class of addressees has and another has not."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="class_deadlines")
    line = models.ForeignKey(AddresseeLine, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    due_origin = models.CharField(max_length=8, choices=DueOrigin.choices, default=DueOrigin.INTERNAL)
    due_quote = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["line__position", "id"]
        constraints = [models.UniqueConstraint(fields=["obligation", "line"], name="one_deadline_a_class")]


class LeaderNote(models.Model):
    """The leader's decision written on the letter (bút phê): who leads, who supports, by when."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="leader_notes")
    text = models.TextField()
    lead = models.CharField(max_length=300)
    support = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200)
    """The leader's post; a person's name only as the paper gives it."""
    decided_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class SeasonDay(models.Model):
    """One organisation's word for one day of a season: nothing happened, or something did."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="season_days")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    quiet = models.BooleanField()
    note = models.TextField(blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "organisation", "day"], name="season_day_once")]


class OutgoingPaper(OutgoingPaperBase):
    """A document drafted here and issued outside: report, reminder, end-of-season report. Number, date and signed file come back in."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="papers")
    what = models.CharField(
        max_length=12,
        choices=[("report", _("Báo cáo kết quả")), ("reminder", _("Công văn đôn đốc")), ("season", _("Báo cáo đợt cao điểm"))],
    )


class Spill(models.Model):
    """A state secret that got in and was erased everywhere: what remains is this tombstone and printed minutes."""

    what = models.CharField(max_length=300)
    digests = models.JSONField(default=list)
    erased = models.JSONField(default=list)
    """What was erased where, as counts by place."""
    backups = models.JSONField(default=list)
    """Backups made while it was here; a person destroys them."""
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    erased_at = models.DateTimeField()
