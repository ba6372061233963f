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

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from vonggac.apps.work.lateness import kinds_never_late, relations_that_show_late
from vonggac.kernel.levels import FIRST_IN_EVERY_QUEUE

OPEN_STATES = ("new", "doing", "back")
"""States in which the organisation still has to do something."""


def late_q(day: date) -> Q:
    """Return what makes an open task count as overdue on that day.

    A deadline in the text and a relation that shows lateness: an internal deadline never counts in a report (design, section 5).
    Bodies that nobody here orders (Party offices, central, armed and elected bodies) are never shown as late.
    """
    return late_but_for_its_body_q(day) & ~Q(organisation__kind__in=kinds_never_late(day))


def late_but_for_its_body_q(day: date) -> Q:
    """Return the part of that rule which the task's own row answers."""
    return Q(due_on__lt=day, due_origin=DueOrigin.TEXT, relation__in=relations_that_show_late(day))


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
    answered_centrally_by = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The operator whose one answer answers for everyone it serves (mail passwords, anti-malware agents, monitoring coverage)."""
    closed_at = models.DateTimeField(null=True)
    """No new turn opens and no more answers are waited for."""
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


class TaskQuerySet(models.QuerySet["Task"]):
    """The words in which the house asks about tasks."""

    def waiting_for_answer(self) -> TaskQuerySet:
        """Return tasks whose organisation still has to do something."""
        return self.filter(state__in=OPEN_STATES)

    def late_on(self, day: date) -> TaskQuerySet:
        """Return tasks that count as overdue: no answer, and a deadline of the text past (design, section 5)."""
        return self.waiting_for_answer().filter(late_q(day))

    def as_it_stands(self) -> TaskQuerySet:
        """Read only what says how far each task is: a board and a report read thousands, and none of their words."""
        return self.only(*STANDING)

    def in_queue_order(self) -> TaskQuerySet:
        """Level 3 and above first (founding letter, item 5), then risk, then age; the id breaks the last tie."""
        return self.order_by("-queue_rank", "-risk", "opened_at", "id")


STANDING = (
    "assignment",
    "organisation",
    "addressed_to",
    "system",
    "relation",
    "state",
    "due_on",
    "due_origin",
    "not_applicable",
    "closed_unanswered",
)
"""What the cells of a board and the sums of a report ask of a task."""


def _where_there_is_one(name: str) -> models.Index:
    return models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"task_with_{name}")


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
    system = models.ForeignKey(
        "registry.InformationSystem", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    post = models.ForeignKey("accounts.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks", db_index=False)
    """The chair that does it, when the organisation has said so."""
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.ORDER)
    state = models.CharField(max_length=6, choices=State.choices, default=State.NEW)
    level = models.PositiveSmallIntegerField(default=0)
    """Level of the system at stake, 0 when none: first key of every queue."""
    risk = models.PositiveSmallIntegerField(default=0)
    """0 to 100: second key of every queue."""
    queue_rank = models.GeneratedField(
        expression=Case(When(level__gte=int(FIRST_IN_EVERY_QUEUE), then=F("level")), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    """First key of every queue, kept by the database so that an index holds the queue's order."""
    due_on = models.DateField(null=True, blank=True)
    due_origin = models.CharField(max_length=8, choices=DueOrigin.choices, default=DueOrigin.INTERNAL)
    due_quote = models.CharField(max_length=300, blank=True)
    """The words of a deadline that this class of addressees alone has."""
    period = models.CharField(max_length=20, blank=True)
    """Which turn of a recurring assignment, for example 2026-W48, 2026-11, 2026-H2."""
    not_applicable = models.BooleanField(default=False)
    closed_unanswered = models.BooleanField(default=False)
    awaits_heir = models.BooleanField(default=False)
    """A reorganisation left it without an heir; a person decides."""
    reason = models.TextField(blank=True)
    """Reason of the latest mark or return."""
    answer = models.TextField(blank=True)
    relayed_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="relayed_to", db_index=False)
    answered_through = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers_for", db_index=False
    )
    """The operator's task whose answer stands for this one; its figures stay there, so no sum counts them twice."""
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    """Raised by every act; an act on an older version is refused, so two people never overwrite each other."""

    objects = TaskQuerySet.as_manager()

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
            # All that a board counts and sums of a task, so that its counts read no row; and all tasks of an assignment in a state.
            models.Index(
                fields=[
                    "assignment",
                    "state",
                    "relayed_from",
                    "due_on",
                    "due_origin",
                    "relation",
                    "organisation",
                    "not_applicable",
                    "closed_unanswered",
                    "answered_through",
                ],
                name="task_told_on_a_board",
            ),
            models.Index(fields=["assignment", "organisation", "relayed_from"], name="task_on_a_board"),
            models.Index(fields=["-queue_rank", "-risk", "opened_at", "id"], name="task_in_the_queue"),
            models.Index(fields=["state", "-queue_rank", "-risk", "opened_at", "id"], name="task_in_the_queue_of_a_state"),
            # All that decides lateness, so that counting the late reads no row.
            models.Index(fields=["state", "due_on", "due_origin", "relation", "organisation", "closed_unanswered"], name="task_late"),
            models.Index(fields=["state", "relayed_from", "asked_by", "sent_at", "level"], name="task_waits_for_review"),
            models.Index(fields=["opened_at"], name="task_opened_at"),
            models.Index(fields=["done_at"], name="task_done_at"),
            models.Index(
                fields=["sent_at", "state", "due_on", "due_origin", "relation", "organisation", "closed_unanswered"], name="task_sent_late"
            ),
            models.Index(fields=["awaits_heir"], condition=Q(awaits_heir=True), name="task_without_an_heir"),
            # Nearly every task has none of these: an index over the empty ones would lead SQLite to read the whole table through it.
            *(_where_there_is_one(name) for name in ("system", "post", "relayed_from", "answered_through")),
        ]

    def __str__(self) -> str:
        return self.number()

    def number(self) -> str:
        """Return the number by which people name it."""
        return f"NV-{self.opened_at.year}-{self.pk:05d}"

    def is_open(self) -> bool:
        """Say whether its organisation still has to do something."""
        return self.state in OPEN_STATES

    def days_past(self, today: date) -> int:
        """Return how many days the deadline lies back; negative while it lies ahead, 0 without one."""
        return (today - self.due_on).days if self.due_on else 0

    def is_late(self, today: date) -> bool:
        """Say whether it counts as overdue; the same rule as `late_on`."""
        counts = self.due_origin == DueOrigin.TEXT and self.relation in relations_that_show_late(today)
        if not (counts and self.is_open() and self.days_past(today) > 0):
            return False
        return self.organisation.kind not in kinds_never_late(today)


class FigureValue(models.Model):
    """What one organisation answered to one figure field."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="figures")
    field = models.ForeignKey(FigureField, on_delete=models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "field"], name="figure_once_a_task")]
