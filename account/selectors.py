"""Reading members, as far as the reader may see them."""

from collections.abc import Iterable

from account.models import User
from ooumph import graph
from ooumph.errors import NotFound
from ooumph.ids import as_number


def users_by_id(ids: Iterable[int]) -> dict[int, User]:
    """The active members among `ids`, in one query: a loader for lists."""
    return {user.pk: user for user in User.objects.filter(pk__in=list(ids), is_active=True)}


def blocked_between(one: int, other: int) -> bool:
    """Whether either has blocked the other."""
    return bool(blocked_among(one, [other]))


def blocked_among(user_id: int, others: Iterable[int]) -> set[int]:
    """Those of `others` who blocked the member or whom the member blocked."""
    rows = graph.query(
        "MATCH (:UserNode {user_id: $user_id})-[:BLOCKS]-(other:UserNode) "
        "WHERE other.user_id IN $others RETURN DISTINCT other.user_id",
        user_id=user_id,
        others=list(others),
    )
    return {row[0] for row in rows}


def user_for(*, viewer: User, user_id: str | int) -> User:
    """A member as `viewer` may see them; raises NotFound, the same whether blocked or missing."""
    user = reachable(viewer=viewer, user_id=user_id, check_blocks=False)
    if user.pk != viewer.pk and not viewer.is_staff and blocked_between(viewer.pk, user.pk):
        raise NotFound
    return user


def reachable(*, viewer: User, user_id: str | int, check_blocks: bool = True) -> User:
    """The active member whom `viewer` may act upon; raises NotFound."""
    number = as_number(str(user_id))
    user = User.objects.filter(pk=number, is_active=True).first() if number is not None else None
    if user is None or (check_blocks and blocked_between(viewer.pk, user.pk)):
        raise NotFound
    return user
