"""People, the posts they hold, and the role each post carries."""

from __future__ import annotations

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
    is_demo = models.BooleanField(default=False)

    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(f"{self.full_name} {self.username} {self.email}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

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
