"""People, the posts they hold, and the role each post carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vonggac.apps.accounts.acts import Role
from vonggac.kernel.vietnamese import fold


class User(AbstractUser):
    """One person; accounts are never shared. What the person may do comes only from the posts held."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Họ và tên"), max_length=200)
    folded = models.CharField(max_length=300, editable=False, default="")
    phone = models.CharField(_("Điện thoại"), max_length=30, blank=True)
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")])
    theme = models.CharField(
        _("Giao diện"), max_length=5, default="auto", choices=[("auto", _("theo máy")), ("light", _("sáng")), ("dark", _("tối"))]
    )
    single_keys = models.BooleanField(_("Dùng phím tắt một phím"), default=True)
    mail_notices = models.BooleanField(_("Nhận thông báo qua thư điện tử"), default=True)
    is_demo = models.BooleanField(default=False)
    session_round = models.PositiveIntegerField(default=0, editable=False)
    """Part of every session's seal: raising it ends all sessions of the person at once."""

    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(f"{self.full_name} {self.username} {self.email}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def get_session_auth_hash(self) -> str:
        return self._sealed(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._sealed(seal) for seal in super().get_session_auth_fallback_hash())

    def _sealed(self, seal: str) -> str:
        return f"{seal}-{self.session_round}"

    def may(self, act: str, organisation_id: int | None = None) -> bool:
        """Return whether any post held now allows the act, at that organisation when one is given."""
        from vonggac.apps.accounts import queries

        return queries.may(self, act, organisation_id)

    def audit_name(self, at: datetime) -> str:
        """Return name, post and organisation as they are at that moment, for the log."""
        from vonggac.apps.accounts import queries

        return queries.name_with_post(self, at)


class Post(models.Model):
    """A chair at an organisation, with the role it carries; people come and go, the work stays with the post."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="post_title_once_an_organisation")]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}"


class Holding(models.Model):
    """One person in one post from a moment on, until another moment."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], condition=Q(ended_at=None), name="post_held_once_at_a_time_by_a_person"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="holding_ends_after_it_begins"),
        ]


class EntryLink(models.Model):
    """A one-time way in that was handed to somebody: to begin the house, to come back after a lost phone, or to take up a post.

    Only the SHA-256 of the secret part is kept, so a copy of the database opens nothing.
    """

    class Purpose(models.TextChoices):
        SETUP = "setup", _("Lập tài khoản quản trị đầu tiên")
        RECOVER = "recover", _("Lập lại cách đăng nhập")
        INVITE = "invite", _("Mời giữ vị trí")

    class Standing(models.TextChoices):
        OPEN = "open", _("Chờ mở")
        USED = "used", _("Đã dùng")
        EXPIRED = "expired", _("Hết hạn")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")

    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="entry_links")
    """Whom it lets in: known from the start for a recovery, set on use otherwise."""
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    full_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose="invite") | Q(post__isnull=False), name="invitation_names_a_post"),
            models.CheckConstraint(condition=~Q(purpose="recover") | Q(user__isnull=False), name="recovery_names_a_person"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(withdrawn_at=None), name="entry_link_used_or_withdrawn"),
        ]

    def standing(self, at: datetime) -> EntryLink.Standing:
        """Return whether the link can still be used at that moment, or why not."""
        if self.used_at is not None:
            return self.Standing.USED
        if self.withdrawn_at is not None:
            return self.Standing.WITHDRAWN
        return self.Standing.EXPIRED if self.expires_at <= at else self.Standing.OPEN


class Transfer(models.Model):
    """A post going from one person to another, signed by both with their own accounts: proposed, given, taken."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Chờ người giao ký")
        GIVEN = "given", _("Chờ người nhận ký")
        TAKEN = "taken", _("Đã bàn giao")
        WITHDRAWN = "withdrawn", _("Đã hủy")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="transfers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="transfers_given")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="transfers_taken")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The giver; or who signed in the giver's place, with `absence` saying why."""
    given_at = models.DateTimeField(null=True, blank=True)
    absence = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    contents = models.JSONField(default=list)
    """What was handed over, as [work, organisation, deadline or null, state], frozen when the taker signed."""

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "giver"], condition=Q(state__in=["proposed", "given"]), name="one_open_transfer_a_holding"
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="transfer_between_two_people"),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(given_at__isnull=False, taken_at__isnull=False), name="taken_means_signed_by_both"
            ),
        ]
