"""Which letters a person may see, and what is still open on one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.queries import organisations_reached, roles_of
from vonggac.apps.directives.models import Addressee, AddresseeLine, Directive, LeaderNote, Obligation, OutgoingPaper, SeasonDay, SourceFile
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.queries import TERRITORIAL, heirs_on, valid_on
from vonggac.apps.organisations.queries import matching as named_like
from vonggac.apps.work import queries as work
from vonggac.apps.work.models import Assignment, Relation, Task, TaskQuerySet
from vonggac.apps.work.queries.visibility import leads_the_coordination
from vonggac.kernel.vietnamese import fold
from vonggac.law import load as law

WHOLE_LETTERS = frozenset({Role.COORDINATOR, Role.AUDITOR})
"""Roles that see every letter, those still under review included; so do the leaders over the coordinating unit."""


SETTLED = (AddresseeLine.Settled.FOUND, AddresseeLine.Settled.CHOSEN)


def sees_everything(user: Any) -> bool:
    """Return whether the person sees letters before they are given out, and all of their addressees."""
    return bool(roles_of(user) & WHOLE_LETTERS) or leads_the_coordination(user)


def visible_to(user: Any) -> QuerySet[Directive]:
    """Return all letters for those who steer; for others, the given-out letters in which a body they reach has a task."""
    if not user.is_authenticated or not user.may("directives.read"):
        return Directive.objects.none()
    if sees_everything(user):
        return Directive.objects.all()
    reached = organisations_reached(user, "directives.read").values("id")
    mine = Task.objects.filter(organisation_id__in=reached, assignment__origin_room="directives")
    leaves = Obligation.objects.filter(directive=OuterRef("pk"), assignment_id__in=mine.values("assignment_id"))
    return Directive.objects.filter(Exists(leaves)).exclude(state=Directive.State.REVIEW)


def matching(rows: QuerySet[Directive], typed: str) -> QuerySet[Directive]:
    """Return the letters whose number, symbol, subject or issuer hold every typed word, with or without marks."""
    for word in fold(typed).split():
        rows = rows.filter(folded__contains=word)
    return rows


def lines_of(directive: Directive) -> QuerySet[AddresseeLine]:
    """Return the addressee lines, unresolved ones first, with the number of bodies each stands for."""
    open_first = Q(settled=AddresseeLine.Settled.OPEN)
    rows = directive.lines.annotate(how_many=Count("bodies", distinct=True)).prefetch_related("bodies__named", "bodies__today")
    return rows.alias(is_open=open_first).order_by("-is_open", "position", "id")


def leaves_of(directive: Directive) -> QuerySet[Obligation]:
    """Return the obligations that can be given out: not the issuer's own, not skipped, no heading of others.

    What the issuer promises itself inside an item does not make that item a heading.
    """
    parts = Obligation.objects.filter(above=OuterRef("pk"), own=False, merged_into=None)
    rows = directive.obligations.filter(~Exists(parts), own=False, skipped=False, merged_into=None)
    return rows.prefetch_related("lines", "class_deadlines").order_by("position", "id")


def all_obligations(directive: Directive) -> QuerySet[Obligation]:
    """Return headings and leaves in the letter's order; what was merged stands as the one it became."""
    rows = directive.obligations.filter(merged_into=None).select_related("above", "central_operator", "directive")
    return rows.prefetch_related("lines", "class_deadlines__line").order_by("position", "id")


def originals_of(directive: Directive) -> dict[int, list[Obligation]]:
    """Return merged obligation → those it was made of as the letter has them, in the letter's order; one query."""
    above: dict[int, list[Obligation]] = {}
    for one in directive.obligations.exclude(merged_into=None).order_by("position", "id"):
        above.setdefault(one.merged_into_id or 0, []).append(one)

    def leaves(key: int) -> list[Obligation]:
        return [leaf for one in above[key] for leaf in (leaves(one.pk) if one.pk in above else [one])]

    return {key: leaves(key) for key in above}


def lines_of_obligation(one: Obligation, lines: Iterable[AddresseeLine]) -> list[AddresseeLine]:
    """Return to which of the letter's lines an obligation goes: all of Kính gửi that get work, or its own."""
    kept = [line for line in lines if line.settled != AddresseeLine.Settled.SKIPPED and line.relation != Relation.INFORM]
    if one.for_everyone:
        return [line for line in kept if line.where == AddresseeLine.Where.TO]
    own = {line.pk for line in one.lines.all()}
    return [line for line in kept if line.pk in own]


def open_points(directive: Directive) -> list[tuple[str, str]]:
    """Return what stands between this letter and giving out its work: (kind, name) of each point."""
    points = [("line", line.text) for line in directive.lines.filter(settled=AddresseeLine.Settled.OPEN)]
    unread_scan = directive.reading.get("ocr") and directive.scan_checked_by_id is None
    if unread_scan:
        points.append(("scan", ""))
    heirless = Addressee.objects.filter(line__directive=directive, today=None, line__settled__in=SETTLED)
    points += [("heir", body.named.name) for body in heirless.select_related("named")]
    if not leaves_of(directive).exists():
        points.append(("nothing", ""))
    return points


def files_of(directives: Iterable[Directive]) -> QuerySet[SourceFile]:
    """Return the files of these letters."""
    return SourceFile.objects.filter(directive__in=list(directives)).select_related("stored", "added_by").order_by("-is_letter", "id")


def papers_of(directive: Directive) -> QuerySet[OutgoingPaper]:
    """Return the outgoing papers of a letter, the latest first."""
    return directive.papers.select_related("draft", "signed", "drafted_by").order_by("-drafted_at", "-id")


def papers_numbered(number: str, dated_on: date | None = None) -> list[OutgoingPaper]:
    """Return the outgoing papers that bear a number and symbol, whatever the case of their letters; numbers begin anew each year."""
    asked = fold("".join(number.split()))
    rows = OutgoingPaper.objects.exclude(number="").select_related("directive__given_for__parent", "signed")
    rows = rows.filter(dated_on=dated_on) if dated_on else rows
    return [paper for paper in rows.order_by("-dated_on", "-pk") if fold("".join(paper.number.split())) == asked]


def season_days(directive: Directive) -> QuerySet[SeasonDay]:
    """Return what organisations said day by day."""
    return directive.season_days.select_related("organisation").order_by("-day", "organisation__sort_key")


def specialised_unit(day: date) -> Organisation | None:
    """Return the body in whose name the province coordinates on that day: a fact of the province profile, never of the code."""
    role = law.province(settings.PROVINCE).role_on("specialised-unit", day)
    return valid_on(day).filter(code=role.organisation).first() if role else None


LIST_ORDER = {Directive.State.REVIEW: 0, Directive.State.GIVEN: 1}
"""What waits for a person first, then what is followed, then what has ended."""


def in_list_order(rows: QuerySet[Directive]) -> QuerySet[Directive]:
    """Return letters in the order of the list: under review, then open, then ended; the latest first in each."""
    rank = Case(*(When(state=state, then=place) for state, place in LIST_ORDER.items()), default=2, output_field=IntegerField())
    return rows.alias(rank=rank).order_by("rank", "-declared_at", "-id")


def counts_by_state(user: Any) -> dict[str, int]:
    """Return state → how many letters of that state the person may see."""
    return dict(visible_to(user).order_by().values_list("state").annotate(n=Count("id")))


def waiting_for_review(user: Any) -> int | None:
    """Return how many letters wait to be given out, for those who can do that; None for others."""
    return Directive.objects.filter(state=Directive.State.REVIEW).count() if user.may("directives.give_out") else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work of one letter is, over the tasks that the person may see."""

    total: int = 0
    done: int = 0
    late: int = 0
    bodies: int = 0


def progress_of(user: Any, directives: Iterable[Directive], today: date) -> dict[int, Progress]:
    """Return directive id → progress; three queries, each inside an index, whatever the number of letters and tasks."""
    keys = {one.group(): one.pk for one in directives}
    asked = dict(Assignment.objects.filter(group__in=list(keys)).order_by().values_list("pk", "group"))
    seen = work.visible_to(user).order_by()
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    counted = {"n": Count("id"), "late": Count("id", filter=work.counted_late_q(today))}
    rows = seen.filter(assignment_id__in=list(asked)).values_list("assignment_id", "state").annotate(**counted)
    for pk, state, n, late in rows:
        counts = found[keys[asked[pk]]]
        counts[0] += n
        counts[1] += n if state == Task.State.DONE else 0
        counts[2] += late
    bodies = _bodies_counted(seen, asked)
    return {key: Progress(*counts, bodies[group]) for group, key in keys.items() if (counts := found.get(key))}


def _bodies_counted(tasks: TaskQuerySet, groups: Mapping[int, str]) -> dict[str, int]:
    """Return group → how many bodies have a task, given assignment id → group.

    One statement of as many parts as groups: each part counts inside one index, while a single grouping would sort every task.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    for pk, group in groups.items():
        ids[group].append(pk)
    named = [tasks.filter(assignment_id__in=own).annotate(named=Value(group)) for group, own in ids.items()]
    parts = [part.values_list("named").annotate(n=Count("organisation_id", distinct=True)) for part in named]
    return dict(parts[0].union(*parts[1:], all=True)) if parts else {}


def same_file(user: Any, sha256: str) -> QuerySet[Directive]:
    """Return the letters the person may see that came in as the very same file."""
    return visible_to(user).filter(files__is_letter=True, files__stored__sha256=sha256).distinct()


def files_visible_to(user: Any) -> QuerySet[SourceFile]:
    """Return the files of visible letters; what a spill erased is gone."""
    return SourceFile.objects.filter(directive__in=visible_to(user), stored__erased_at=None).select_related("stored", "directive")


FEW_BODIES = 3


def lines_counted(directive: Directive) -> QuerySet[AddresseeLine]:
    """Return the addressee lines, unresolved ones first, each with three counts: bodies named, bodies today, bodies without an heir."""
    open_first = Q(settled=AddresseeLine.Settled.OPEN)
    rows = directive.lines.annotate(
        named_count=Count("bodies", distinct=True),
        today_count=Count("bodies__today", distinct=True),
        heirless_count=Count("bodies", filter=Q(bodies__today=None), distinct=True),
    )
    return rows.alias(is_open=open_first).order_by("-is_open", "position", "id")


def bodies_of_lines(line_ids: Iterable[int]) -> dict[int, list[Addressee]]:
    """Return line id → its bodies by name; one query."""
    found: dict[int, list[Addressee]] = {}
    rows = Addressee.objects.filter(line_id__in=list(line_ids)).select_related("named", "today")
    for body in rows.order_by("named__sort_key", "id"):
        found.setdefault(body.line_id, []).append(body)
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom one line of Kính gửi reaches today."""

    text: str
    codes: frozenset[str]


def reach_of_lines(directive: Directive) -> dict[int, Reach]:
    """Return line id → the bodies that get work through it today, in the letter's order; lines that only inform left out. One query."""
    found: dict[int, tuple[str, set[str]]] = {}
    rows = Addressee.objects.filter(line__directive=directive, line__where=AddresseeLine.Where.TO, today__isnull=False)
    rows = rows.exclude(line__settled=AddresseeLine.Settled.SKIPPED).exclude(line__relation=Relation.INFORM)
    for line_id, text, code in rows.order_by("line__position", "line_id").values_list("line_id", "line__text", "today__code"):
        found.setdefault(line_id, (text, set()))[1].add(code)
    return {key: Reach(text, frozenset(codes)) for key, (text, codes) in found.items()}


def bodies_today(codes: Iterable[str], today: date) -> QuerySet[Organisation]:
    """Return the bodies with these codes that exist today."""
    return valid_on(today).filter(code__in=list(codes)).order_by("sort_key", "id")


def bodies_like(words: str, today: date) -> QuerySet[Organisation]:
    """Return the bodies of today whose names hold every typed word, with or without marks."""
    return named_like(valid_on(today), words).order_by("sort_key", "id") if words.strip() else Organisation.objects.none()


def possible_heirs(addressee: Addressee, today: date) -> list[Organisation]:
    """Return the bodies among which a person may choose who stands for one that ended.

    Those that took over from it by name; else those that took over from the bodies of its line (a district's communes, of which none is
    its heir alone); else every unit of local government of today.
    """
    ids = {body for bodies in heirs_on([addressee.named_id], today)[addressee.named_id].values() for body in bodies}
    if ids:
        return list(valid_on(today).filter(pk__in=ids).order_by("sort_key", "id"))
    codes = [one["code"] for one in addressee.line.suggestions if one.get("heir")]
    if codes:
        return list(bodies_today(codes, today))
    return list(valid_on(today).filter(kind__in=TERRITORIAL).order_by("sort_key", "id"))


def operators(today: date) -> QuerySet[Organisation]:
    """Return who can answer once for everyone it serves: providers, service units, agencies and departments of today."""
    kinds = ("provider", "public_service_unit", "centre", "agency", "department", "police", "response_team")
    return valid_on(today).filter(kind__in=kinds).order_by("sort_key", "id")


def bodies_by_id(organisation_ids: Iterable[int]) -> dict[int, Organisation]:
    """Return these bodies with no more than their names and kinds."""
    return Organisation.objects.only("name", "addressee_name", "kind").in_bulk(list(organisation_ids))


def held_by(organisation_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these bodies as letters use them, by id; plain values, for a letter goes to hundreds."""
    rows = Organisation.objects.filter(pk__in=list(organisation_ids)).order_by()
    return {pk: addressee or name for pk, addressee, name in rows.values_list("pk", "addressee_name", "name")}


def with_heirs(line: AddresseeLine, codes: Iterable[str], today: date) -> list[Organisation]:
    """Return the bodies that stand for a line today, together with those that took over from its bodies without one heir."""
    standing = Organisation.objects.filter(pk__in=line.bodies.filter(today__isnull=False).values("today_id"))
    return list((standing | Organisation.objects.filter(pk__in=bodies_today(codes, today).values("pk"))).distinct())


def lines_to_choose(directive: Directive) -> QuerySet[AddresseeLine]:
    """Return the lines to which an obligation may go: those of Kính gửi and those that sentences name, in the letter's order."""
    rows = directive.lines.exclude(where=AddresseeLine.Where.COPY).exclude(settled=AddresseeLine.Settled.SKIPPED)
    return rows.order_by("position", "id")


def addressees_of(directive: Directive) -> QuerySet[Addressee]:
    """Return the single bodies of a letter's lines."""
    return Addressee.objects.filter(line__directive=directive).select_related("line__directive", "named", "today")


def notes_of(directive: Directive) -> QuerySet[LeaderNote]:
    """Return the leader's decisions on a letter, the latest first."""
    return directive.leader_notes.order_by("-recorded_at", "-id")
