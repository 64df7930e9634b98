"""The member, as the API shows them."""

from typing import Any

import graphene

from account.models import User
from account.selectors import users_by_id
from ooumph.graphql.loading import load
from ooumph.graphql.scalars import DateTime


def own(name: str) -> Any:
    """A resolver of what a member alone (and staff) may see of themselves; else null."""

    def resolve(user: User, info: Any) -> Any:
        viewer = info.context.user
        return getattr(user, name) if viewer.pk == user.pk or viewer.is_staff else None

    return resolve


class UserType(graphene.ObjectType):
    """A member."""

    class Meta:
        name = "User"

    id = graphene.ID(required=True)
    username = graphene.String(required=True)
    display_name = graphene.String(required=True)
    bio = graphene.String(required=True)
    joined_at = DateTime(required=True)
    email = graphene.String(description="Your own only.")
    timezone = graphene.String(description="Your own only.")
    tracking_consent = graphene.Boolean(description="Your own only.")
    hide_profile_visits = graphene.Boolean(description="Your own only.")
    is_staff = graphene.Boolean(description="Your own only.")

    resolve_email = own("email")
    resolve_timezone = own("timezone")
    resolve_tracking_consent = own("tracking_consent")
    resolve_hide_profile_visits = own("hide_profile_visits")
    resolve_is_staff = own("is_staff")

    @staticmethod
    def resolve_id(user: User, _info: Any) -> str:
        return str(user.pk)

    @staticmethod
    def resolve_joined_at(user: User, _info: Any) -> Any:
        return user.date_joined


def load_user(info: Any, user_id: int | None) -> User | None:
    """The member of `user_id`, fetched together with the others of the list."""
    user: User | None = load(info, users_by_id, user_id)
    return user
