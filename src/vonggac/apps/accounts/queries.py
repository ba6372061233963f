"""Who holds what, and what that reaches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet

from vonggac.apps.accounts.acts import ACTS, PROVINCE_WIDE, SECOND_FACTOR, Role
from vonggac.apps.face.models import ApiToken
from vonggac.apps.organisations.models import Ancestry, Kind, Organisation
from vonggac.kernel.vietnamese import fold

if TYPE_CHECKING:
    from vonggac.apps.accounts.models import EntryLink, Holding, Post, Transfer, User


def holdings_now(user: User) -> list[Holding]:
    """Return the posts the person holds now, with post and organisation; asked once per user object."""
    known: list[Holding] | None = getattr(user, "_holdings_now", None)
    if known is None:
        known = list(
            user.holdings.filter(ended_at=None, post__closed_on=None).select_related("post__organisation").order_by("began_at", "id")
        )
        user._holdings_now = known  # type: ignore[attr-defined]
    return known


def roles_of(user: Any) -> set[str]:
    """Return the roles the person holds now; none for someone not signed in or put out of service."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return set()
    return {holding.post.role for holding in holdings_now(user)}


def is_province_wide(user: Any) -> bool:
    """Return whether a role held now reaches every organisation."""
    return bool(roles_of(user) & PROVINCE_WIDE)


def is_in_the_response_team(user: Any) -> bool:
    """Say whether a post held now is that of a responder in a response team of the province, who is told what concerns every body."""
    held = holdings_now(user) if roles_of(user) else []
    return any(one.post.role == Role.RESPONDER and one.post.organisation.kind == Kind.RESPONSE_TEAM for one in held)


def organisations_reached(user: Any, act: str | None = None) -> QuerySet[Organisation]:
    """Return the organisations that the person's posts reach: their subtrees, or all for a province-wide role.

    With `act`, only posts whose role allows it count.
    """
    allowed = ACTS[act] if act else frozenset(Role)
    held = [h.post for h in (holdings_now(user) if roles_of(user) else []) if h.post.role in allowed]
    if any(post.role in PROVINCE_WIDE for post in held):
        return Organisation.objects.all()
    below = Ancestry.objects.filter(above_id__in=[post.organisation_id for post in held]).values("below_id")
    return Organisation.objects.filter(id__in=below)


def may(user: User, act: str, organisation_id: int | None = None) -> bool:
    """Return whether a post held now allows the act (at that organisation, when one is given). An unknown act is a mistake of ours."""
    if not roles_of(user) & ACTS[act]:
        return False
    return organisation_id is None or organisations_reached(user, act).filter(pk=organisation_id).exists()


def name_with_post(user: User, at: datetime) -> str:
    """Return "name, post, organisation" as held at that moment."""
    held = [h.post for h in holdings_now(user) if h.began_at <= at]
    return f"{user.full_name or user.username}, {held[0]}"[:300] if held else str(user.full_name or user.username)[:300]


def must_prove_twice(user: Any) -> bool:
    """Return whether a role held now asks for a second factor."""
    return bool(roles_of(user) & SECOND_FACTOR)


def has_second_factor(user: User) -> bool:
    """Return whether the person has registered a passkey or an authenticator app."""
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]).exists()


def administrators() -> QuerySet[Holding]:
    """Return who holds an administrator's post now and can sign in."""
    from vonggac.apps.accounts.models import Holding

    return Holding.objects.filter(ended_at=None, post__closed_on=None, post__role=Role.ADMINISTRATOR, user__is_active=True)


def has_administrator() -> bool:
    """Return whether anybody administers the house; if not, `vonggac serve` prints a set-up link."""
    return administrators().exists()


def province_body() -> Organisation | None:
    """Return the province itself as it stands now, or the first body there is."""
    standing = Organisation.objects.filter(valid_to=None)
    return standing.filter(kind=Kind.PROVINCE).order_by("-valid_from", "id").first() or standing.order_by("id").first()


def people_visible_to(user: Any) -> QuerySet[User]:
    """Return the accounts a person may see: those with a post in reach for who may read accounts, else only their own."""
    from vonggac.apps.accounts.models import User

    if not getattr(user, "is_authenticated", False):
        return User.objects.none()
    if not may(user, "accounts.read"):
        return User.objects.filter(pk=user.pk)
    if is_province_wide(user):
        return User.objects.all()
    reached = organisations_reached(user, "accounts.read")
    return User.objects.filter(Q(pk=user.pk) | Q(holdings__post__organisation__in=reached)).distinct()


def with_posts(people: QuerySet[User]) -> QuerySet[User]:
    """Return people with the posts they hold now, in one more query whatever their number, by name."""
    from vonggac.apps.accounts.models import Holding

    now_held = Holding.objects.filter(ended_at=None, post__closed_on=None).select_related("post__organisation").order_by("began_at", "id")
    return people.prefetch_related(Prefetch("holdings", queryset=now_held, to_attr="held")).order_by("folded", "id")


def people_matching(people: QuerySet[User], typed: str = "", role: str = "", standing: str = "") -> QuerySet[User]:
    """Narrow people by every typed word (without marks, any case; organisations count too), by role held and by standing."""
    for word in fold(typed).split():
        at_body = Q(holdings__ended_at=None, holdings__post__organisation__folded__contains=word)
        people = people.filter(Q(folded__contains=word) | at_body)
    if role in Role.values:
        people = people.filter(holdings__ended_at=None, holdings__post__role=role, holdings__post__closed_on=None)
    if standing == "stopped":
        people = people.filter(is_active=False)
    elif standing == "no_post":
        people = people.filter(is_active=True).exclude(holdings__ended_at=None, holdings__post__closed_on=None)
    else:
        people = people.filter(is_active=True)
    return people.distinct()


def with_holders(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Return posts with who holds them now, by organisation and title."""
    from vonggac.apps.accounts.models import Holding

    now_held = Holding.objects.filter(ended_at=None).select_related("user").order_by("began_at", "id")
    found = posts.select_related("organisation").prefetch_related(Prefetch("holdings", queryset=now_held, to_attr="held"))
    return found.order_by("organisation__sort_key", "organisation_id", "title")


def posts_matching(posts: QuerySet[Post], typed: str = "", standing: str = "") -> QuerySet[Post]:
    """Narrow posts by every typed word (organisation, title, holder) and by standing: open, vacant, closed."""
    posts = posts.filter(closed_on=None) if standing != "closed" else posts.exclude(closed_on=None)
    for word in fold(typed).split():
        holder = Q(holdings__ended_at=None, holdings__user__folded__contains=word)
        posts = posts.filter(Q(organisation__folded__contains=word) | Q(title__icontains=word) | holder)
    if standing == "vacant":
        posts = posts.exclude(holdings__ended_at=None, holdings__isnull=False)
    return posts.distinct()


def keys_of_the_api() -> QuerySet[ApiToken]:
    """Return every key of the API, newest first, with whose it is."""
    return ApiToken.objects.select_related("user").order_by("-made_at", "-id")


def people_to_choose(user: Any) -> QuerySet[User]:
    """Return who may be put into a post: people in service within sight, by name."""
    return people_visible_to(user).filter(is_active=True).order_by("folded", "id")


def posts_visible_to(user: Any) -> QuerySet[Post]:
    """Return the posts at organisations within reach of who may read accounts; for others the posts they hold."""
    from vonggac.apps.accounts.models import Post

    if not roles_of(user):
        return Post.objects.none()
    own = Q(pk__in=[holding.post_id for holding in holdings_now(user)])
    if not may(user, "accounts.read"):
        return Post.objects.filter(own)
    return Post.objects.filter(own | Q(organisation__in=organisations_reached(user, "accounts.read")))


def open_posts_at(organisation_id: int) -> QuerySet[Post]:
    """Return the posts that are open at an organisation."""
    from vonggac.apps.accounts.models import Post

    return Post.objects.filter(organisation_id=organisation_id, closed_on=None)


def transfers_visible_to(user: Any) -> QuerySet[Transfer]:
    """Return the transfers a person takes part in, and those of posts in reach for who may transfer."""
    from vonggac.apps.accounts.models import Transfer

    if not getattr(user, "is_authenticated", False):
        return Transfer.objects.none()
    mine = Q(giver=user) | Q(taker=user)
    if may(user, "accounts.transfer"):
        mine |= Q(post__organisation__in=organisations_reached(user, "accounts.transfer"))
    return Transfer.objects.filter(mine).select_related("post__organisation", "giver", "taker", "proposed_by", "given_by")


def transfers_waiting_for(user: User) -> int:
    """Return how many transfers wait for this person's signature."""
    from vonggac.apps.accounts.models import Transfer

    return Transfer.objects.filter(Q(giver=user, state=Transfer.State.PROPOSED) | Q(taker=user, state=Transfer.State.GIVEN)).count()


def invitations_visible_to(user: Any) -> QuerySet[EntryLink]:
    """Return the invitations to posts in reach of who may invite."""
    from vonggac.apps.accounts.models import EntryLink

    if not (roles_of(user) and may(user, "accounts.invite")):
        return EntryLink.objects.none()
    reached = organisations_reached(user, "accounts.invite")
    found = EntryLink.objects.filter(purpose=EntryLink.Purpose.INVITE, post__organisation__in=reached)
    return found.select_related("post__organisation", "made_by", "user")


def is_username_taken(username: str) -> bool:
    """Return whether somebody has this user name, whatever its capitals."""
    from vonggac.apps.accounts.models import User

    return User.objects.filter(username__iexact=username).exists()


def second_factors(user: User) -> dict[int, str]:
    """Return the registered second factors, by row: passkeys, the app, the recovery codes."""
    from allauth.mfa.models import Authenticator

    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def person_named(username: str) -> User | None:
    """Return the person with this user name, whatever its capitals."""
    from vonggac.apps.accounts.models import User

    return User.objects.filter(username__iexact=username).order_by("id").first()


def nobody() -> QuerySet[User]:
    """Return an empty set of people."""
    from vonggac.apps.accounts.models import User

    return User.objects.none()


def holdings_ever(user: User) -> QuerySet[Holding]:
    """Return every post the person held, newest first."""
    return user.holdings.select_related("post__organisation").order_by("-began_at", "-id")


def leads_the_coordination(user: Any) -> bool:
    """Say whether the person is a leader of the coordinating unit or of a body above it, and so reads everything.

    A leader elsewhere (the head of a department, the chair of a commune) reads what lies under their own body.
    """
    from vonggac.apps.accounts.models import Post

    led = [held.post.organisation_id for held in holdings_now(user) if held.post.role == Role.LEADER] if roles_of(user) else []
    if not led:
        return False
    coordinating = Post.objects.filter(role=Role.COORDINATOR, closed_on=None).values("organisation_id")
    return Ancestry.objects.filter(above_id__in=led, below_id__in=coordinating).exists()
