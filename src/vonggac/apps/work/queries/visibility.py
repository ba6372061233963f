"""Who sees which task, and who may answer or review it (design, section 5)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, is_province_wide, leads_the_coordination, organisations_reached, roles_of
from vonggac.apps.organisations.models import Succession
from vonggac.apps.registry.models import ProviderContract
from vonggac.apps.work.models import Evidence, Task, TaskQuerySet


def visible_to(user: Any) -> TaskQuerySet:
    """Return the tasks the person may know of: of the bodies reached, of those they inherited from, and of systems they operate.

    Coordinator, auditor and the leaders over the coordinating unit see all; a stranger sees none.
    """
    if not roles_of(user) & ACTS["work.read"]:
        return Task.objects.none()
    if is_province_wide(user) or leads_the_coordination(user):
        return Task.objects.all()
    reached = organisations_reached(user, "work.read").values("id")
    inherited = Succession.objects.filter(after_id__in=reached).values("before_id")
    theirs = Task.objects.filter(Q(organisation_id__in=reached) | Q(organisation_id__in=inherited))
    relayed = Task.objects.filter(asked_by_id__in=reached, relayed_from__isnull=False)
    # By number, each found in its own index: as alternatives of one condition they make SQLite ask every late task of the province.
    seen = Q(pk__in=theirs.order_by().values("pk")) | Q(pk__in=relayed.order_by().values("pk"))
    return Task.objects.filter(seen | _on_served_systems(user))


def _on_served_systems(user: Any) -> Q:
    """A provider also sees tasks of systems that its body operates, or serves under a contract in force today."""
    served = [held.post.organisation_id for held in holdings_now(user) if held.post.role == Role.PROVIDER]
    if not served:
        return Q(pk__in=())
    today = timezone.localdate()
    standing = Q(valid_to=None) | Q(valid_to__gte=today)
    contracts = ProviderContract.objects.filter(standing, provider_id__in=served, valid_from__lte=today)
    return Q(system__operator_id__in=served) | Q(system_id__in=contracts.values("systems"))


def evidence_visible_to(user: Any) -> QuerySet[Evidence]:
    """Return the evidence of visible tasks."""
    return Evidence.objects.filter(Exists(visible_to(user).filter(pk=OuterRef("task_id"))))


def answerable_by(user: Any) -> TaskQuerySet:
    """Return the tasks for which the person may answer: those of the bodies that a post with that act reaches."""
    return Task.objects.filter(organisation_id__in=organisations_reached(user, "work.answer").values("id"))


def reviewable_by(user: Any) -> TaskQuerySet:
    """Return the tasks whose answers the person reviews.

    What the coordinator gave out is the coordinator's; what a body relayed downward is reviewed by that body, and the coordinator
    sees only the body's own answer.
    """
    roles = roles_of(user)
    first_hand = Q(relayed_from=None) if roles & ACTS["work.review"] else Q(pk__in=())
    relayed = Q(pk__in=())
    if roles & ACTS["work.relay"]:
        held = [h.post.organisation_id for h in holdings_now(user) if h.post.role in ACTS["work.relay"]]
        relayed = Q(relayed_from__isnull=False, asked_by_id__in=held)
    return Task.objects.filter(first_hand | relayed)
