"""The one currency of the house: an assignment says what is asked; a task says of whom, until when, and how far it is.

State diagram of a task (five states; everything else is a mark on it):

    new ──acknowledge──► doing ──submit──► sent ──accept──► done
                           ▲                │                │
                           └──── submit ── back ◄──return────┘ (reopened with a reason)
                                            ▲
                                    sent ───┘ return

Marks: not applicable (with a reason, accepted like an answer), closed unanswered (the asker gave up, with a reason), extension asked.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """How the asker stands to the addressee; fixes wording, reminders and whether lateness shows (design, section 5)."""

    ORDER = "chi-dao", _("chỉ đạo")
    REQUEST = "de-nghi", _("đề nghị")
    COOPERATE = "phoi-hop", _("phối hợp")
    INFORM = "de-biet", _("để biết")


class DueOrigin(models.TextChoices):
    """Where a deadline comes from; an internal one never counts as overdue in a report."""

    TEXT = "text", _("theo văn bản")
    INTERNAL = "internal", _("hạn theo dõi nội bộ")


class Assignment(models.Model):
    """One thing asked, of one or many organisations: a leaf obligation of a directive, or a piece of work opened by another room."""

    origin_room = models.CharField(max_length=40)
    """Room that asked, for example directives."""
    origin_id = models.BigIntegerField(null=True)
    """Row of that room; no foreign key, because the room lies above this one."""
    group = models.CharField(max_length=60, blank=True, db_index=True)
    """What belongs on one board, for example directive:12."""
    number = models.CharField(max_length=20, blank=True)
    """As the letter numbers it: 1a, 7."""
    title = models.CharField(max_length=500)
    instructions = models.TextField(blank=True)
    because = models.TextField(blank=True)
    """Why it is asked, for people."""
    basis = models.CharField(max_length=500, blank=True)
    """The document, clause or law behind it."""
    position = models.PositiveIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    due_origin = models.CharField(max_length=8, choices=DueOrigin.choices, default=DueOrigin.INTERNAL)
    due_quote = models.CharField(max_length=300, blank=True)
    recurrence = models.CharField(max_length=200, blank=True)
    """RRULE of RFC 5545 when the work comes again."""
    handling = models.CharField(max_length=20, default="none")
    wants_evidence = models.BooleanField(default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["origin_room", "origin_id"])]


class FigureField(models.Model):
    """A number asked back, with its unit; summed up the tree."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="figure_fields")
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]


class Task(models.Model):
    """One organisation's share of an assignment (nhiệm vụ)."""

    class State(models.TextChoices):
        NEW = "new", _("Chưa tiếp nhận")
        DOING = "doing", _("Đang thực hiện")
        SENT = "sent", _("Chờ duyệt")
        BACK = "back", _("Bị trả lại")
        DONE = "done", _("Hoàn thành")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="tasks")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="tasks")
    """Who has to do it today; a reorganisation moves it to the heir."""
    addressed_to = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    """Whom the paper named; never changes."""
    asked_by = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    """The organisation that reviews the answer."""
    system = models.ForeignKey("registry.InformationSystem", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    post = models.ForeignKey("accounts.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    """The chair that does it, when the organisation has said so."""
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.ORDER)
    state = models.CharField(max_length=6, choices=State.choices, default=State.NEW)
    level = models.PositiveSmallIntegerField(default=0)
    """Level of the system at stake, 0 when none: first key of every queue."""
    risk = models.PositiveSmallIntegerField(default=0)
    """0 to 100: second key of every queue."""
    due_on = models.DateField(null=True, blank=True)
    due_origin = models.CharField(max_length=8, choices=DueOrigin.choices, default=DueOrigin.INTERNAL)
    period = models.CharField(max_length=20, blank=True)
    """Which turn of a recurring assignment, for example 2026-W48, 2026-11, 2026-H2."""
    not_applicable = models.BooleanField(default=False)
    closed_unanswered = models.BooleanField(default=False)
    awaits_heir = models.BooleanField(default=False)
    """A reorganisation left it without an heir; a person decides."""
    reason = models.TextField(blank=True)
    """Reason of the latest mark or return."""
    answer = models.TextField(blank=True)
    relayed_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="relayed_to")
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    """Raised by every act; an act on an older version is refused, so two people never overwrite each other."""

    class Meta:
        constraints = [
            # Coalesce, because SQLite takes two NULLs for different values.
            models.UniqueConstraint(
                "assignment",
                "organisation",
                "addressed_to",
                Coalesce("system", 0),
                "period",
                Coalesce("relayed_from", 0),
                name="task_once_an_addressee",
            ),
            models.CheckConstraint(condition=Q(risk__lte=100) & Q(level__lte=5), name="task_priority_in_range"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="task_done_has_its_time"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["assignment", "state"]),
        ]


class FigureValue(models.Model):
    """What one organisation answered to one figure field."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="figures")
    field = models.ForeignKey(FigureField, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "field"], name="figure_once_a_task")]


class StoredFile(models.Model):
    """A file kept once, under its SHA-256, in the evidence folder."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    """Set by a spill: the bytes are gone, the trace stays."""


class Evidence(models.Model):
    """What shows that a task was done: a file, a photo of a signed paper, or a statement."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="uses")
    file_name = models.CharField(max_length=200, blank=True)
    statement = models.TextField(blank=True)
    effective_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    handling = models.CharField(max_length=20, default="none")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(statement=""), name="evidence_is_a_file_or_a_statement")]


class TaskEvent(models.Model):
    """One line of a task's trail, with two times: when it happened and when it was recorded."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=30)
    """opened, acknowledged, commented, answered, submitted, accepted, returned, extension_asked, extension_given, relayed,
    inherited, reminded, closed, reopened, …"""
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=300, blank=True)
    """Name, post and organisation then; or who answered through a link."""
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["task", "-recorded_at"])]


class ExtensionRequest(models.Model):
    """A request for more time, with its reason; decided by the asker."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="extension_requests")
    wanted_on = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)


class Notice(models.Model):
    """One line in a person's notices; also goes by mail when the person wants."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "read_at", "-at"])]


class AnswerLink(models.Model):
    """A signed, expiring, single-use door for an addressee without an account; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=60)
    """Which tasks it opens: those of this organisation in this group."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
