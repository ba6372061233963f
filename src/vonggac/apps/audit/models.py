"""One row for every act that someone may ask about later, chained by hash."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class ChainHead(models.Model):
    """The last link of the chain: the one row that every writer locks, so that links never fork."""

    name = models.CharField(max_length=20, primary_key=True, default="main")
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)


class NeverChanged(TypeError):  # noqa: N818  reads as what it says
    """Somebody tried to change or delete a line of the log."""


class Lines(models.QuerySet["Entry"]):
    """Lines are read and added; nothing else."""

    def update(self, **_values: Any) -> NoReturn:
        raise NeverChanged("a line of the log is never changed")

    def delete(self) -> NoReturn:
        raise NeverChanged("a line of the log is never deleted")

    def bulk_update(self, *_rows: Any, **_options: Any) -> NoReturn:
        raise NeverChanged("a line of the log is never changed")

    def bulk_create(self, *_rows: Any, **_options: Any) -> NoReturn:
        raise NeverChanged("a line of the log is added by record(), which chains it")


class Entry(models.Model):
    """One act: who did what, when, to how many things; `digest` covers this row and the digest of the row before it."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=300)
    """The person's name, post and organisation as they were at the moment; "hệ thống" for a background job."""
    act = models.CharField(max_length=80, db_index=True)
    """room.thing.done, for example work.tasks.opened."""
    subject = models.CharField(max_length=80, blank=True, db_index=True)
    """What it was done to, as room.model:id."""
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    """The organisation it concerns; a number and no foreign key, because this room lies below organisations."""
    count = models.PositiveIntegerField(default=1)
    touched = models.CharField(max_length=64, blank=True)
    """SHA-256 over the sorted identifiers that the act touched."""
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = Lines.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["by", "at"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChanged("a line of the log is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanged("a line of the log is never deleted")
