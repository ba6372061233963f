"""Who plays in the demonstration, and a list of acts that is carried out in the order of their days, as life would have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from vonggac.apps.accounts.models import User
from vonggac.apps.accounts.services.demonstration import make_colleagues
from vonggac.apps.directives import queries
from vonggac.apps.directives.giving import plan_giving
from vonggac.apps.directives.models import Directive, Obligation
from vonggac.apps.directives.services import giving_out, intake, review
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.situation.demonstration.letters import DemoLetter
from vonggac.apps.work.models import Task

COMMUNES = 18
"""So many communes have an officer; the others show how a body without an account answers."""


@dataclass
class Stage:
    """The people and bodies of the demonstration, its day, and what has been written into its script."""

    at: datetime
    coordinator: User
    leader: User
    unit: Organisation
    departments: list[Organisation]
    communes: list[Organisation]
    providers: list[Organisation]
    officers: dict[int, User]
    script: list[tuple[datetime, Callable[[datetime], object]]] = field(default_factory=list)

    @classmethod
    def set_up(cls, at: datetime) -> Stage:
        """Find the ready accounts, and give colleagues to the bodies that will answer."""
        today = timezone.localdate(at)
        bodies = valid_on(today).order_by("id")
        unit = queries.specialised_unit(today)
        if unit is None:
            raise RuntimeError("the province's profile names no specialised unit; load it before the demonstration")
        departments = list(bodies.filter(kind=Kind.DEPARTMENT))
        communes = [*bodies.filter(kind=Kind.COMMUNE)[: COMMUNES - 4], *bodies.filter(kind=Kind.WARD)[:4]]
        providers = list(bodies.filter(kind=Kind.PROVIDER))
        officers = make_colleagues([*departments, *communes, *providers], at=at)
        coordinator, leader = (User.objects.get(username=name) for name in ("dieuphoi", "lanhdao"))
        return cls(at, coordinator, leader, unit, departments, communes, providers, officers)

    @property
    def today(self) -> date:
        """The day of the demonstration."""
        return timezone.localdate(self.at)

    def moment(self, days_ago: float) -> datetime:
        """Return the moment so many days back."""
        return self.at - timedelta(days=days_ago)

    def later(self, days_ago: float, act: Callable[[datetime], object]) -> None:
        """Write an act into the script; it gets the moment at which it happens."""
        self.script.append((self.moment(days_ago), act))

    def play(self) -> int:
        """Carry the script out in the order of its moments and return how many acts it had."""
        for when, act in sorted(self.script, key=lambda line: line[0]):
            act(when)
        return len(self.script)

    def task(self, directive: Directive, number: str, body: Organisation) -> Task:
        """Return a body's own task of one obligation."""
        return Task.objects.get(assignment__group=directive.group(), assignment__number=number, organisation=body, relayed_from=None)

    def receive(self, letter: DemoLetter, days_ago: float) -> Directive:
        """Take a letter in as the coordinator does."""
        when = self.moment(days_ago)
        upload = intake.Upload(letter.text.encode(), letter.name, declared=True)
        return intake.receive_letter(upload, by=self.coordinator, at=when, today=timezone.localdate(when))

    def change(self, directive: Directive, number: str, days_ago: float, **facts: object) -> Obligation:
        """Set what an obligation asks back, before it is given out."""
        one = directive.obligations.get(number=number)
        return review.change_obligation(one, by=self.coordinator, at=self.moment(days_ago), **facts)

    def decide(self, directive: Directive, days_ago: float, text: str) -> None:
        """Record the leader's decision on the letter."""
        when = self.moment(days_ago)
        review.note_decision(
            directive,
            text=text,
            lead=self.unit.addressed_as()[:300],
            decided_by="Lãnh đạo phụ trách (trình diễn)",
            decided_on=timezone.localdate(when),
            by=self.coordinator,
            at=when,
        )

    def give_out(self, directive: Directive, days_ago: float) -> Directive:
        """Give the work out, as shown on the confirm page."""
        shown = plan_giving(directive).digest()
        return giving_out.give_out(directive, unit=self.unit, shown=shown, by=self.coordinator, at=self.moment(days_ago))
