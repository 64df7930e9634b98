"""Signing up, in and out, and changing one's own account."""

from typing import Any, Self

import graphene

from account import services
from account.graphql.types import UserType
from account.models import User
from ooumph.graphql.inputs import Flag, Line, Text
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import ANYONE, SIGNED_IN

SESSION_TOKEN = "For `Authorization: Bearer`; shown once."  # noqa: S105  (a description)


class Register(Mutation):
    """Create an account and sign in."""

    class Meta:
        permission = ANYONE
        hashes_password = True

    class Input:
        username = Text(max_length=150, required=True)
        email = Text(max_length=254, required=True)
        password = Text(max_length=128, required=True)

    user = graphene.Field(UserType)
    session_token = graphene.String(description=SESSION_TOKEN)

    @classmethod
    def perform(cls, actor: Any, info: Any, *, username: str, email: str, password: str) -> Self:
        user = services.register(
            request=info.context, username=username, email=email, password=password
        )
        return cls(user=user, session_token=info.context.session.session_key)


class Login(Mutation):
    """Sign in."""

    class Meta:
        permission = ANYONE
        hashes_password = True

    class Input:
        username = Text(max_length=150, required=True)
        password = Text(max_length=128, required=True)

    user = graphene.Field(UserType)
    session_token = graphene.String(description=SESSION_TOKEN)

    @classmethod
    def perform(cls, actor: Any, info: Any, *, username: str, password: str) -> Self:
        user = services.login(request=info.context, username=username, password=password)
        return cls(user=user, session_token=info.context.session.session_key)


class Logout(Mutation):
    """End this session at once."""

    class Meta:
        permission = SIGNED_IN

    @classmethod
    def perform(cls, actor: User, info: Any) -> Self:
        services.logout(request=info.context)
        return cls()


class UpdateProfile(Mutation):
    """Change one's profile, consent or visibility; what is left out stays."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        display_name = Line(max_length=80, blank=True)
        bio = Text(max_length=500, blank=True)
        timezone = Text(max_length=64)
        tracking_consent = Flag()
        hide_profile_visits = Flag()

    user = graphene.Field(UserType)

    @classmethod
    def perform(cls, actor: User, info: Any, **changes: Any) -> Self:
        given = {name: value for name, value in changes.items() if value is not None}
        return cls(user=services.update_profile(actor=actor, **given))


class ChangePassword(Mutation):
    """Change the password; every other session ends."""

    class Meta:
        permission = SIGNED_IN
        hashes_password = True

    class Input:
        old_password = Text(max_length=128, required=True)
        new_password = Text(max_length=128, required=True)

    user = graphene.Field(UserType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, old_password: str, new_password: str) -> Self:
        user = services.change_password(
            request=info.context, actor=actor, old_password=old_password, new_password=new_password
        )
        return cls(user=user)
