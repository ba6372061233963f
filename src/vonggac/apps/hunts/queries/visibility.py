"""Who may know of which hunt, and who may run one or judge what it found.

Logs name people, machines and what runs on them: need-to-know inside the office too. Who coordinates, who checks and the provincial
response team know all; a body's officers, responders and leaders know theirs (design, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, is_in_the_response_team, leads_the_coordination, roles_of
from vonggac.apps.hunts.models import Finding, Hunt, RulePack
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.threats.queries.marks import marks_seen_by

READERS = (Role.OFFICER, Role.RESPONDER, Role.LEADER)
WORKERS = (Role.OFFICER, Role.RESPONDER)


def _does(user: Any, act: str) -> bool:
    return bool(roles_of(user) & ACTS[act])


def sees_all(user: Any) -> bool:
    """Say whether the person reads every hunt."""
    if not _does(user, "hunts.read"):
        return False
    return bool(roles_of(user) & {Role.COORDINATOR, Role.AUDITOR}) or is_in_the_response_team(user) or leads_the_coordination(user)


def works_all(user: Any, act: str) -> bool:
    """Say whether the person may do the act for every body."""
    return _does(user, act) and (Role.COORDINATOR in roles_of(user) or is_in_the_response_team(user))


def _bodies(user: Any, roles: Iterable[str]) -> list[int]:
    """Return the bodies under the person's posts of these roles."""
    posts = [one.post.organisation_id for one in holdings_now(user) if one.post.role in roles]
    return list(subtree_ids(posts)) if posts else []


def _of_readers(user: Any) -> Q:
    return Q() if sees_all(user) else Q(organisation_id__in=_bodies(user, READERS))


def hunts_visible_to(user: Any) -> QuerySet[Hunt]:
    """Return the hunts that the person may read."""
    return Hunt.objects.filter(_of_readers(user)) if _does(user, "hunts.read") else Hunt.objects.none()


def findings_visible_to(user: Any) -> QuerySet[Finding]:
    """Return the findings that the person may read, those set aside too; what indicators met, only by marks that the person may see."""
    return Finding.objects.filter(_of_readers(user), _by_marks(user)) if _does(user, "hunts.read") else Finding.objects.none()


def _by_marks(user: Any) -> Q:
    """A finding names its indicator and whence it came: its mark binds. One that is no more is for who reads every hunt."""
    told = Q(indicator__tlp__in=marks_seen_by(user)) | (Q(indicator=None) if sees_all(user) else Q(pk__in=()))
    return ~Q(what=Finding.What.INDICATOR) | told


def findings_workable_by(user: Any) -> QuerySet[Finding]:
    """Return the findings that the person may judge and give out as work; everything for a background job (None)."""
    if user is None:
        return Finding.objects.all()
    if not _does(user, "hunts.triage"):
        return Finding.objects.none()
    reach = Q() if works_all(user, "hunts.triage") else Q(organisation_id__in=_bodies(user, WORKERS))
    return Finding.objects.filter(reach, _by_marks(user))


def hunts_workable_by(user: Any) -> QuerySet[Hunt]:
    """Return the hunts that the person may stop or ask for again; everything for a background job (None)."""
    if user is None or works_all(user, "hunts.run"):
        return Hunt.objects.all()
    if not _does(user, "hunts.run"):
        return Hunt.objects.none()
    return Hunt.objects.filter(organisation_id__in=_bodies(user, WORKERS))


def may_run_for(user: Any) -> QuerySet[Organisation]:
    """Return the bodies whose logs the person may hand over; those that are no more are not among them."""
    standing = Organisation.objects.filter(valid_to=None)
    if user is None or works_all(user, "hunts.run"):
        return standing
    return standing.filter(pk__in=_bodies(user, WORKERS)) if _does(user, "hunts.run") else standing.none()


def packs_visible_to(user: Any) -> QuerySet[RulePack]:
    """Return the sets of rules, for whoever reads hunts: rules are no secret of a body."""
    return RulePack.objects.all() if _does(user, "hunts.read") else RulePack.objects.none()
